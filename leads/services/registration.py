"""Leads that are new by a first report; `ledgers` has those of an imported ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models import Company
from crm.common.errors import RuleError
from crm.common.phones import is_phone, normalise_phone
from leads.duplicates import Match, held_message, is_protected, matches_of
from leads.models import Contact, Lead, LeadRules, StageMove
from leads.numbers import next_lead_code
from leads.services.confidentiality import follow_lead
from leads.services.investors import investor_for
from leads.services.rights import require_worker


@dataclass(frozen=True, kw_only=True)
class LeadFacts:
    """What is known of a lead beside its investor. Money in fen, areas in m², electricity in kWh a year."""

    name: str
    cluster: Any = None
    segment: Any = None
    segment_text: str = ""
    source: Any = None
    channel: Any = None
    introduced_by: Any = None
    first_contact_on: date | None = None
    investment_fen: int | None = None
    land_sqm: Decimal | None = None
    power_kwh_year: int | None = None
    floor_sqm: Decimal | None = None
    power_kva: Decimal | None = None
    water_m3_day: Decimal | None = None
    needs_gas: bool = False
    land_use: str = ""
    park: Any = None
    output_fen_year: int | None = None
    tax_fen_year: int | None = None
    value_added_fen_year: int | None = None
    energy_tce_year: Decimal | None = None
    note: str = ""
    owner_text: str = ""
    is_confidential: bool = False
    named_people: tuple[Any, ...] = ()


NOT_COPIED = ("name", "first_contact_on", "named_people")


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """A person at the investor, as given."""

    name: str = ""
    position: str = ""
    phone: str = ""
    email: str = ""
    known_doubtful: bool = field(default=False)


@transaction.atomic
def lead_register(
    *,
    actor: Any,
    company_name: str,
    facts: LeadFacts,
    credit_code: str = "",
    contact: ContactFacts | None = None,
    accept_similar: bool = False,
) -> Lead:
    """First report (首报首谈): whoever registers first holds the lead for the protection period.

    Raises RuleError `held` (the same lead is somebody's: who holds it is told, contact data are not) and `similar`
    (something like it exists; `accept_similar` registers all the same).
    """
    require_worker(actor)
    code = next_lead_code()  # first: its lock lets one report after the other look for what is there
    matches = matches_of(
        company_name=company_name,
        credit_code=credit_code,
        project_name=facts.name,
        phone=contact.phone if contact else "",
        viewer=actor,
    )
    refuse_held(matches)
    if matches and not accept_similar:
        raise RuleError(
            _("There are similar leads. Please look at them before you register."),
            code="similar",
            missing=[held_message(match) for match in matches],
        )
    company = investor_for(
        name=company_name,
        credit_code=credit_code,
        cluster=facts.cluster,
        actor=actor,
        is_confidential=facts.is_confidential,
        named_people=facts.named_people or (actor,),
        reason=_("Registered with a lead"),
    )
    lead = new_lead(code, company, facts, owner=actor, first_contact_on=facts.first_contact_on or timezone.localdate())
    lead.protected_until = protection_end(timezone.localdate())
    save_new(lead, facts, actor, reason=_("First report"))
    open_stages(lead, actor, moved_on=lead.first_contact_on, reason=_("First report"))
    add_first_contact(lead, contact, actor)
    follow_lead(lead, actor)
    return lead


def new_lead(code: str, company: Company, facts: LeadFacts, *, owner: Any, first_contact_on: date | None) -> Lead:
    today = timezone.localdate()
    if first_contact_on and first_contact_on > today:
        raise RuleError(_("The first contact cannot lie in the future."), code="date", field="first_contact_on")
    kept = {one.name: getattr(facts, one.name) for one in fields(facts) if one.name not in NOT_COPIED}
    return Lead(
        **kept,
        code=code,
        company=company,
        name=facts.name.strip(),
        owner=owner,
        team=getattr(owner, "team", None),
        first_contact_on=first_contact_on,
        progressed_on=first_contact_on or today,
    )


def save_new(lead: Lead, facts: LeadFacts, actor: Any, reason: str) -> None:
    with told_at_field():
        lead.full_clean(exclude=["code"])
    lead.save_by(actor, reason)
    name_people(lead, facts, actor)


@contextmanager
def told_at_field() -> Iterator[None]:
    """A value that the model refuses is told at its field."""
    try:
        yield
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise RuleError(" ".join(messages), code="invalid", field=None if name == "__all__" else name) from error


def name_people(lead: Lead, facts: LeadFacts, actor: Any) -> None:
    if facts.is_confidential:
        people = {*facts.named_people, *([actor] if actor else []), *([lead.owner] if lead.owner else [])}
        lead.named_people.set(people)


def open_stages(lead: Lead, actor: Any, *, moved_on: date | None, reason: str) -> None:
    StageMove.objects.create(lead=lead, to_stage=lead.stage, moved_on=moved_on, actor=actor, reason=reason)


def add_first_contact(lead: Lead, given: ContactFacts | None, actor: Any) -> None:
    contact = first_contact(lead, given)
    if contact is not None:
        contact.save_by(actor)


def first_contact(lead: Lead, contact: ContactFacts | None) -> Contact | None:
    """Unsaved; None where nothing is known of anybody."""
    if contact is None or not (contact.name or contact.phone or contact.email):
        return None
    phone = normalise_phone(contact.phone) if contact.phone else ""
    return Contact(
        lead=lead,
        company=lead.company,
        name=contact.name or _("Contact"),
        position=contact.position,
        phone=phone,
        email=contact.email,
        is_phone_doubtful=contact.known_doubtful or bool(phone and not is_phone(phone)),
    )


def protection_end(day: date) -> date | None:
    """None while the zone has not said how many days (待确认)."""
    days = LeadRules.current().protection_days
    return None if days is None else day + timedelta(days=days)


class HeldError(RuleError):
    """Somebody holds this lead already. `lead` is that one: its code is told, so that it can be contested."""

    def __init__(self, match: Match) -> None:
        super().__init__(held_message(match), code="held", field="company_name")
        self.lead = match.lead


def refuse_held(matches: list[Match]) -> None:
    for match in matches:
        if match.is_same and is_protected(match.lead):
            raise HeldError(match)
