"""What an investor does after sending: adds words or files, withdraws. Staff are told each time.

The caller has proved by the signed address that it is the investor; no account is involved.
"""

from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Attachment, Notice
from crm.office.services import attachment_add
from leads.models import Activity, Enquiry, EnquiryMessage, Lead, LeadStage
from leads.services.statuses import lead_close

OFFICE_LANGUAGE = "zh-hans"
MESSAGE_LENGTH = 5000
MESSAGES_AT_MOST, FILES_AT_MOST = 30, 20


@transaction.atomic
def enquiry_add(*, number: str, text: str = "", files: tuple[File, ...] = ()) -> Enquiry:
    """Words, files or both. All of the files are taken or none; an answered enquiry waits for an answer again."""
    enquiry = sent_enquiry(number)
    text = text.strip()
    if not text and not files:
        raise RuleError(_("Please write something or choose a file."), code="required", field="text")
    if len(text) > MESSAGE_LENGTH:
        words = _("The text has %(length)d characters; at most %(limit)d can be sent.")
        raise RuleError(words % {"length": len(text), "limit": MESSAGE_LENGTH}, code="too_long", field="text")
    refuse_too_many(enquiry, files)
    for file in files:
        attachment_add(subject=enquiry, file=file, actor=None)
    if text:
        EnquiryMessage(enquiry=enquiry, text=text).save_by(None, _("Written by the investor"))
    if enquiry.state == Enquiry.State.ANSWERED:
        enquiry.waiting_since = enquiry.waiting_since or timezone.now()
    enquiry.save_by(None, _("Added to by the investor"))
    tell_staff(enquiry, gettext_noop("The investor added to the enquiry %(number)s."))
    return enquiry


def refuse_too_many(enquiry: Enquiry, files: tuple[File, ...]) -> None:
    if enquiry.messages.filter(author=None).count() >= MESSAGES_AT_MOST:
        raise RuleError(_("So many messages were added that we would rather call you."), code="many", field="text")
    if files and len(files) + files_of(enquiry).count() > FILES_AT_MOST:
        words = _("At most %(most)d files can be added to one enquiry.")
        raise RuleError(words % {"most": FILES_AT_MOST}, code="many", field="files")


def files_of(enquiry: Enquiry) -> Any:
    return Attachment.objects.filter(content_type__app_label="leads", content_type__model="enquiry").filter(
        object_id=enquiry.pk
    )


@transaction.atomic
def enquiry_withdraw(*, number: str, erasure_asked: bool = False) -> Enquiry:
    """What becomes of the lead is written there: one that nobody holds is closed, another goes on with its holder."""
    enquiry = sent_enquiry(number)
    enquiry.state, enquiry.withdrawn_at = Enquiry.State.WITHDRAWN, timezone.now()
    enquiry.waiting_since, enquiry.erasure_asked = None, erasure_asked
    enquiry.save_by(None, _("Withdrawn by the investor"))
    if enquiry.lead_id:
        with override(OFFICE_LANGUAGE):
            end_lead(enquiry)
    text = gettext_noop("The investor withdrew the enquiry %(number)s.")
    if erasure_asked:
        text = gettext_noop("The investor withdrew the enquiry %(number)s and asks to erase the personal information.")
    tell_staff(enquiry, text)
    return enquiry


def end_lead(enquiry: Enquiry) -> None:
    lead = Lead.objects.select_for_update().get(pk=enquiry.lead_id)
    others = lead.enquiries.exclude(state=Enquiry.State.WITHDRAWN).exists()
    told = _("The investor withdrew the enquiry %(number)s.") % {"number": enquiry.number}
    is_untouched = lead.owner_id is None and lead.stage == LeadStage.CLUE and lead.status == Lead.Status.ACTIVE
    if is_untouched and not others:
        lead_close(lead_id=lead.pk, actor=None, reason=told)
        told += _("Nobody held the lead, so it was closed.")
    else:
        told += _("The lead goes on; its holder decides.")
    Activity(lead=lead, kind=Activity.Kind.NOTE, text=told, happened_on=timezone.localdate()).save_by(None)


def sent_enquiry(number: str) -> Enquiry:
    """The row, locked. A withdrawn enquiry takes nothing more."""
    enquiry = Enquiry.objects.select_for_update(of=("self",)).filter(number=number).first()
    if enquiry is None:
        raise Http404
    if enquiry.state == Enquiry.State.WITHDRAWN:
        raise RuleError(_("This enquiry was withdrawn. Please send a new one."), code="withdrawn")
    return enquiry


def tell_staff(enquiry: Enquiry, text: str) -> None:
    """Whoever works on it; where nobody does, the managers who may know of it."""
    person = enquiry.taken_by or (enquiry.lead.owner if enquiry.lead_id else None)
    with override(OFFICE_LANGUAGE):
        words = _(text) % {"number": enquiry.number}
    for each in [person] if person else managers_for(enquiry):
        Notice.objects.create(user=each, text=words, link=enquiry.get_absolute_url())


def managers_for(enquiry: Enquiry) -> list[User]:
    people = User.objects.filter(groups__name=Role.MANAGER, is_active=True)
    return [person for person in people if Enquiry.objects.visible_to(person).filter(pk=enquiry.pk).exists()]
