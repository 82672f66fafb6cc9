"""Erasing the personal information of an enquiry: an act of a manager, logged, that history does not undo.

What remains is the business: the company, the lead, who worked on it and when.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.audit.models import Access
from crm.audit.services import access_log
from crm.common.errors import RuleError
from crm.common.phones import normalise_phone
from crm.office.models import Attachment, OutboxMessage
from leads.models import Contact, Enquiry, EnquiryMessage, Lead
from leads.services.answers import enquiry_for_change
from leads.services.drafts import bytes_gone
from leads.services.follow_ups import OFFICE_LANGUAGE, files_of
from leads.services.rights import require_manager, require_reason

PERSON = ("contact_name", "phone", "email")
WORDS = ("message", "fits")


@transaction.atomic
def enquiry_erase(*, enquiry_id: int, reason: str, words_too: bool, actor: Any) -> Enquiry:
    """Name, phone and address go from the enquiry, its lead's contact, mails and history; with `words_too` also what
    the investor wrote and sent along. An enquiry that still waits is withdrawn by it: nobody could be answered."""
    enquiry = enquiry_for_change(enquiry_id, actor, None)
    require_manager(actor)
    reason = require_reason(reason)
    if enquiry.erased_at:
        raise RuleError(_("The personal information of this enquiry is erased already."), code="erased")
    with override(OFFICE_LANGUAGE):
        count = erase_contacts(enquiry, actor) + (erase_words(enquiry, actor) if words_too else 0)
        erase_sent(enquiry, PERSON + WORDS if words_too else PERSON, reason, actor)
    OutboxMessage.objects.filter(kind="mail", key__startswith=f"enquiry:{enquiry.pk}:").delete()
    access_log(
        kind=Access.Kind.ERASURE,
        actor=actor,
        subject=_("Personal information of enquiry %(number)s") % {"number": enquiry.number},
        subject_key=f"enquiry:{enquiry.pk}",
        count=count + 1,
        holders=[enquiry.lead.owner_id] if enquiry.lead_id else [],
    )
    return enquiry


def erase_sent(enquiry: Enquiry, names: Iterable[str], reason: str, actor: Any) -> None:
    enquiry.sent = {name: value for name, value in enquiry.sent.items() if name not in names}
    enquiry.erased_at, enquiry.waiting_since = timezone.now(), None
    if enquiry.state != Enquiry.State.WITHDRAWN:
        enquiry.state, enquiry.withdrawn_at = Enquiry.State.WITHDRAWN, enquiry.erased_at
    enquiry.save_by(actor, _("Personal information erased: %(reason)s") % {"reason": reason})
    overwrite(enquiry, ("sent",))


def erase_contacts(enquiry: Enquiry, actor: Any) -> int:
    """Of the lead's contacts those that are the person who wrote, by number, address or name."""
    contacts = list(contacts_of(enquiry).select_for_update())
    for contact in contacts:
        contact.name, contact.position, contact.phone, contact.email = _("(erased)"), "", "", ""
        contact.is_phone_doubtful = False
        contact.save_by(actor, _("Personal information erased"))
        overwrite(contact, ("name", "position", "phone", "email"))
    return len(contacts)


def contacts_of(enquiry: Enquiry) -> models.QuerySet[Contact]:
    told = {name: str(enquiry.sent.get(name) or "").strip() for name in PERSON}
    same = models.Q(pk=None)
    phone = normalise_phone(told["phone"]) if told["phone"] else ""
    for field, value in (("name", told["contact_name"]), ("phone", phone), ("email", told["email"])):
        same |= models.Q(**{field: value}) if value else models.Q(pk=None)
    return Contact.objects.filter(same, lead=enquiry.lead_id) if enquiry.lead_id else Contact.objects.none()


def erase_words(enquiry: Enquiry, actor: Any) -> int:
    messages = list(enquiry.messages.filter(author=None).select_for_update())
    for message in messages:
        message.text = _("(erased)")
        message.save_by(actor, _("Personal information erased"))
        overwrite(message, ("text",))
    files = list(files_of(enquiry).filter(uploaded_by=None).select_for_update())
    for file in files:
        erase_file(file, actor)
    return len(messages) + len(files) + erase_note(enquiry, actor)


def erase_file(file: Attachment, actor: Any) -> None:
    """Row now, bytes once that is certain; its name stays nowhere, for it may be the person's."""
    key = file.pk
    transaction.on_commit(bytes_gone(file.file))
    file._history_user, file._change_reason = actor, _("Personal information erased")
    file.delete()
    Attachment.history.filter(id=key).update(title=_("(erased)"), file="")


def erase_note(enquiry: Enquiry, actor: Any) -> int:
    """The lead's note began as the message; what staff wrote beside it stays."""
    lead = Lead.objects.select_for_update().filter(pk=enquiry.lead_id).first()
    words = [text for name in WORDS if (text := str(enquiry.sent.get(name) or "").strip())]
    if lead is None or not any(text in lead.note for text in words):
        return 0
    lead.note = without(lead.note, words)
    lead.save_by(actor, _("Personal information erased"))
    for row in Lead.history.filter(id=lead.pk):
        Lead.history.filter(history_id=row.history_id).update(note=without(row.note, words))
    return 1


def without(text: str, words: Iterable[str]) -> str:
    for each in words:
        text = text.replace(each, _("(erased)"))
    return text


def overwrite(record: Contact | Enquiry | EnquiryMessage, names: Iterable[str]) -> None:
    """Its older versions say no more than the newest."""
    values = {name: getattr(record, name) for name in names}
    type(record).history.filter(id=record.pk).update(**values)
