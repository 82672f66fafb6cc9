"""Enquiries in the office: taken by one person, answered to the investor, covered until somebody asks for a number."""

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.audit.models import Access
from crm.audit.services import access_log
from crm.common.errors import RuleError
from leads.models import Activity, Enquiry, EnquiryMessage, Lead
from leads.services.activities import activity_add
from leads.services.enquiry_mail import mail_to_investor
from leads.services.holders import hold
from leads.services.rights import require_worker


@transaction.atomic
def enquiry_take(*, enquiry_id: int, actor: Any, version: int | None = None) -> Enquiry:
    """Whoever takes it answers it, and holds its lead where nobody does. The first to take it wins."""
    enquiry = enquiry_for_change(enquiry_id, actor, version)
    if enquiry.state != Enquiry.State.RECEIVED:
        raise RuleError(
            _("This enquiry is already with %(person)s.") % {"person": enquiry.taken_by or "—"}, code="taken"
        )
    enquiry.state, enquiry.taken_by, enquiry.taken_at = Enquiry.State.IN_HAND, actor, timezone.now()
    enquiry.save_by(actor, _("Taken"))
    lead = Lead.objects.select_for_update().filter(pk=enquiry.lead_id).first()
    if lead and lead.owner_id is None:
        hold(lead, actor)
        lead.save_by(actor, _("Taken with the enquiry %(number)s") % {"number": enquiry.number})
    return enquiry


@transaction.atomic
def enquiry_answer(*, enquiry_id: int, answer: str, actor: Any, version: int | None = None) -> Enquiry:
    """The answer is shown to the investor on the enquiry's page, and mailed where an address was left.

    Whoever was answered may write again and is answered again; the clock counts the first answer.
    """
    enquiry = enquiry_for_change(enquiry_id, actor, version)
    if not answer.strip():
        raise RuleError(_("Please write an answer."), code="required", field="answer")
    if not enquiry.is_waiting:
        raise RuleError(_("This enquiry is closed already."), code="closed")
    if enquiry.taken_by_id is None:
        enquiry = enquiry_take(enquiry_id=enquiry_id, actor=actor)
    enquiry.state, enquiry.answer, enquiry.waiting_since = Enquiry.State.ANSWERED, answer.strip(), None
    enquiry.answered_at = enquiry.answered_at or timezone.now()
    enquiry.save_by(actor, _("Answered"))
    EnquiryMessage(enquiry=enquiry, author=actor, text=enquiry.answer).save_by(actor)
    if enquiry.lead_id:
        activity_add(lead_id=enquiry.lead_id, kind=Activity.Kind.MAIL, text=enquiry.answer, actor=actor)
    with override(enquiry.language):
        subject = _("Your enquiry %(number)s") % {"number": enquiry.number}
        mail_to_investor(enquiry, subject, enquiry.answer)
    return enquiry


def enquiry_uncover(*, enquiry: Enquiry, actor: Any) -> Enquiry:
    """The investor's number and address in full, and a line in the access log. The caller has found the row."""
    require_worker(actor)
    access_log(
        kind=Access.Kind.UNMASK,
        actor=actor,
        subject=_("Phone number of enquiry %(number)s") % {"number": enquiry.number},
        subject_key=f"lead:{enquiry.lead_id}" if enquiry.lead_id else f"enquiry:{enquiry.pk}",
        count=1,
        holders=[enquiry.lead.owner_id] if enquiry.lead_id else [],
    )
    return enquiry


def enquiry_for_change(enquiry_id: int, actor: Any, version: int | None) -> Enquiry:
    enquiry = Enquiry.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=enquiry_id).first()
    if enquiry is None:
        raise Http404
    require_worker(actor)
    if version is not None and version != enquiry.version:
        raise enquiry.conflict()
    return enquiry
