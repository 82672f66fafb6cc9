"""Enquiries from the portal: kept in the investor's words, worked as leads, answered within the day."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import structlog
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from clusters.models import Building, Cluster, Company, Opportunity, Parcel
from crm.common.areas import square_metres
from crm.common.errors import RuleError
from crm.common.money import decimal_from, parse_money
from crm.common.names import normalise_name
from leads.calendar import add_working_days
from leads.models import Enquiry, Lead, LeadRules, LeadSource
from leads.numbers import next_enquiry_number, next_lead_code
from leads.reference import PORTAL
from leads.services.confidentiality import follow_lead
from leads.services.enquiry_mail import mail_receipt
from leads.services.holders import tell
from leads.services.investors import find_investor, investor_for
from leads.services.registration import ContactFacts, LeadFacts, add_first_contact, new_lead, open_stages, save_new

log = structlog.get_logger(__name__)
NAME_LENGTH = 200
SHORT_LENGTH = 60
OPEN = (Lead.Status.ACTIVE, Lead.Status.ON_HOLD)


class About(NamedTuple):
    """What is on offer in public and was named in the enquiry; codes that are not stay in its words alone."""

    opportunities: list[Opportunity]
    parcels: list[Parcel]
    buildings: list[Building]

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "About":
        anybody = AnonymousUser()
        opportunities, sites = codes_of(sent, "opportunities"), codes_of(sent, "sites")
        return cls(
            list(Opportunity.objects.visible_to(anybody).filter(code__in=opportunities).select_related("cluster")),
            list(Parcel.objects.visible_to(anybody).filter(code__in=sites).select_related("park")),
            list(Building.objects.visible_to(anybody).filter(code__in=sites).select_related("park")),
        )

    def lead_facts(self) -> dict[str, Any]:
        """Where the project would stand, and in which cluster, as far as this says so."""
        places = [site.park for site in (*self.parcels, *self.buildings)] + [each.park for each in self.opportunities]
        first = self.opportunities[0] if self.opportunities else None
        return {"park": next(filter(None, places), None), "segment": first.segment if first else None}

    def words(self) -> str:
        named = [each.title for each in self.opportunities]
        named += [site.code for site in (*self.parcels, *self.buildings)]
        return _("About: %(names)s") % {"names": _(", ").join(named)} if named else ""


@transaction.atomic
def enquiry_receive(
    *,
    sent: Mapping[str, str],
    language: str,
    page: str = "",
    campaign: str = "",
    consented: bool,
    came_from: str = "",
    utm: Mapping[str, str] | None = None,
    consent_text: str = "",
) -> Enquiry:
    """Keep what was sent and open a lead of it at stage clue.

    `sent` is kept untouched: company, credit_code, country, contact_name, phone, email, cluster (code), investment,
    investment_unit, land, land_unit, message, project, opportunities and sites (codes, divided by commas); all
    optional here. Nothing is dropped: where no lead can be opened, the enquiry stands alone with its `problem`, and
    staff see it. Raises RuleError without consent. `consent_text` is what was agreed to, in full.
    """
    if not consented:
        raise RuleError(_("Without your consent the enquiry cannot be kept."), code="consent", field="consent")
    now = timezone.now()
    utm = dict(utm or {})
    enquiry = Enquiry(
        number=next_enquiry_number(),
        language=language[:10],
        page=page[:300],
        came_from=came_from[:300],
        campaign=(campaign or utm.get("utm_campaign", ""))[:100],
        utm=utm,
        sent=dict(sent),
        consented_at=now,
        consent_text=consent_text,
        consent_version=version_of(consent_text),
        due_on=add_working_days(timezone.localdate(now), LeadRules.current().respond_days),
    )
    about = About.of(sent)
    with override("zh-hans"):  # what staff read is in the office's language, whatever the investor's is
        open_lead(enquiry, about)
        enquiry.save_by(None, _("Received through the portal"))
        for name in About._fields:
            getattr(enquiry, name).set(getattr(about, name))
        if enquiry.lead and enquiry.lead.owner:
            tell(enquiry.lead.owner, None, enquiry.lead, _("A new enquiry about “%(lead)s” waits for an answer."))
    if page:
        mail_receipt(enquiry)
    return enquiry


def version_of(text: str) -> str:
    """Names a text by what it says: the same words, the same version."""
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def codes_of(sent: Mapping[str, str], name: str) -> list[str]:
    return [code for code in re.split(r"[,\s]+", told(sent, name)) if code][:50]


def open_lead(enquiry: Enquiry, about: About) -> None:
    """Whatever hinders it, the enquiry itself is kept, with the hindrance for staff to read."""
    try:
        with transaction.atomic():
            known, enquiry.matched_by = known_company(enquiry.sent)
            enquiry.lead = lead_from(enquiry.sent, known, about)
    except Exception as error:  # an investor's words are worth more than a tidy failure
        log.warning("enquiry_without_lead", number=enquiry.number, exc_info=error)
        enquiry.lead, enquiry.matched_by = None, ""
        enquiry.problem = " ".join(getattr(error, "messages", None) or [str(error) or type(error).__name__])


def known_company(sent: Mapping[str, str]) -> tuple[Company | None, str]:
    """The company of the base by credit code or name, and by which of them."""
    code = "".join(told(sent, "credit_code").split()).upper()
    known = find_investor(name=told(sent, "company")[:NAME_LENGTH], credit_code=code)
    if known is None:
        return None, ""
    by = Enquiry.MatchedBy
    return known, by.CREDIT_CODE if code and known.credit_code == code else by.NAME


def lead_from(sent: Mapping[str, str], known: Company | None, about: About) -> Lead:
    """The open lead of the same investor and project, or a new one that nobody holds yet."""
    company_name = told(sent, "company")[:NAME_LENGTH]
    name = (told(sent, "project") or _("Enquiry of %(company)s") % {"company": company_name})[:NAME_LENGTH]
    if known:
        for lead in known.leads.filter(status__in=OPEN, merged_into=None).order_by("pk"):
            if normalise_name(lead.name) == normalise_name(name):
                return lead
    cluster = Cluster.objects.filter(code=told(sent, "cluster")).first()
    if cluster is None and about.opportunities:
        cluster = about.opportunities[0].cluster
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
        note="\n\n".join(filter(None, [told(sent, "message"), about.words(), told(sent, "fits")])),
        **about.lead_facts(),
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
