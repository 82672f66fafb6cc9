"""Enquiries from the portal: kept in the investor's words, worked as leads, answered within the day."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from clusters.models import Cluster
from crm.audit.models import Access
from crm.audit.services import access_log
from crm.common.areas import square_metres
from crm.common.errors import RuleError
from crm.common.money import decimal_from, parse_money
from crm.common.names import normalise_name
from crm.office.outbox import enqueue
from leads.calendar import add_working_days
from leads.models import Activity, Enquiry, Lead, LeadRules, LeadSource
from leads.numbers import next_enquiry_number, next_lead_code
from leads.reference import PORTAL
from leads.services.activities import activity_add
from leads.services.confidentiality import follow_lead
from leads.services.holders import hold, tell
from leads.services.investors import find_investor, investor_for
from leads.services.registration import ContactFacts, LeadFacts, add_first_contact, new_lead, open_stages, save_new
from leads.services.rights import require_worker

log = structlog.get_logger(__name__)
NAME_LENGTH = 200
SHORT_LENGTH = 60
OPEN = (Lead.Status.ACTIVE, Lead.Status.ON_HOLD)


@transaction.atomic
def enquiry_receive(
    *, sent: Mapping[str, str], language: str, page: str = "", campaign: str = "", consented: bool
) -> Enquiry:
    """Keep what was sent and open a lead of it at stage clue.

    `sent` is kept untouched: company, credit_code, country, contact_name, phone, email, cluster (code), investment,
    investment_unit, land, land_unit, message, about, project; all optional here. Nothing is dropped: where no lead
    can be opened, the enquiry stands alone with its `problem`, and staff see it. Raises RuleError without consent.
    """
    if not consented:
        raise RuleError(_("Without your consent the enquiry cannot be kept."), code="consent", field="consent")
    now = timezone.now()
    enquiry = Enquiry(
        number=next_enquiry_number(),
        language=language[:10],
        page=page[:300],
        campaign=campaign[:100],
        sent=dict(sent),
        consented_at=now,
        due_on=add_working_days(timezone.localdate(now), LeadRules.current().respond_days),
    )
    with override("zh-hans"):  # what staff read is in the office's language, whatever the investor's is
        try:
            with transaction.atomic():
                enquiry.lead = lead_from(enquiry.sent)
        except (RuleError, ValidationError, DatabaseError) as error:
            log.warning("enquiry_without_lead", number=enquiry.number, exc_info=error)
            enquiry.problem = " ".join(getattr(error, "messages", None) or [str(error)])
        enquiry.save_by(None, _("Received through the portal"))
        if enquiry.lead and enquiry.lead.owner:
            tell(enquiry.lead.owner, None, enquiry.lead, _("A new enquiry about “%(lead)s” waits for an answer."))
    return enquiry


def lead_from(sent: Mapping[str, str]) -> Lead:
    """The open lead of the same investor and project, or a new one that nobody holds yet."""
    company_name = told(sent, "company")[:NAME_LENGTH]
    name = (told(sent, "project") or _("Enquiry of %(company)s") % {"company": company_name})[:NAME_LENGTH]
    known = find_investor(name=company_name, credit_code="".join(told(sent, "credit_code").split()).upper())
    if known:
        for lead in known.leads.filter(status__in=OPEN, merged_into=None).order_by("pk"):
            if normalise_name(lead.name) == normalise_name(name):
                return lead
    cluster = Cluster.objects.filter(code=told(sent, "cluster")).first()
    company = known or investor_for(
        name=company_name,
        credit_code=told(sent, "credit_code"),
        cluster=cluster,
        reason=_("Named in an enquiry from the portal"),
    )
    facts = LeadFacts(
        name=name,
        cluster=cluster,
        source=LeadSource.objects.filter(code=PORTAL).first(),
        note=told(sent, "message"),
        **sizes(sent),
    )
    lead = new_lead(next_lead_code(), company, facts, owner=None, first_contact_on=timezone.localdate())
    save_new(lead, facts, None, _("Enquiry from the portal"))
    open_stages(lead, None, moved_on=lead.first_contact_on, reason=_("Enquiry from the portal"))
    contact = ContactFacts(
        name=told(sent, "contact_name")[:SHORT_LENGTH], phone=told(sent, "phone")[:30], email=told(sent, "email")
    )
    add_first_contact(lead, contact, None)
    follow_lead(lead, None)
    return lead


def told(sent: Mapping[str, str], name: str) -> str:
    return str(sent.get(name) or "").strip()


def sizes(sent: Mapping[str, str]) -> dict[str, Any]:
    """Investment and land where they can be read; what cannot stays in the investor's words alone."""
    read: dict[str, Any] = {}
    try:
        if told(sent, "investment"):
            read["investment_fen"] = parse_money(told(sent, "investment"), told(sent, "investment_unit") or "万元")
    except RuleError:
        read["investment_fen"] = None
    try:
        if told(sent, "land"):
            read["land_sqm"] = square_metres(decimal_from(told(sent, "land")), told(sent, "land_unit") or "亩")
    except (RuleError, KeyError, ArithmeticError):
        read["land_sqm"] = None
    return read


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
    """The answer is shown to the investor on the enquiry's page, and mailed where an address was left."""
    enquiry = enquiry_for_change(enquiry_id, actor, version)
    if not answer.strip():
        raise RuleError(_("Please write an answer."), code="required", field="answer")
    if enquiry.state in (Enquiry.State.ANSWERED, Enquiry.State.WITHDRAWN):
        raise RuleError(_("This enquiry is closed already."), code="closed")
    if enquiry.taken_by_id is None:
        enquiry = enquiry_take(enquiry_id=enquiry_id, actor=actor)
    enquiry.state, enquiry.answer, enquiry.answered_at = Enquiry.State.ANSWERED, answer.strip(), timezone.now()
    enquiry.save_by(actor, _("Answered"))
    if enquiry.lead_id:
        activity_add(lead_id=enquiry.lead_id, kind=Activity.Kind.MAIL, text=enquiry.answer, actor=actor)
    address = told(enquiry.sent, "email")
    if address:
        with override(enquiry.language):
            subject = _("Your enquiry %(number)s") % {"number": enquiry.number}
        enqueue("mail", {"to": [address], "subject": subject, "text": enquiry.answer}, key=f"enquiry:{enquiry.pk}")
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
