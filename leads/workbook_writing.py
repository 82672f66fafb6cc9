"""Rows of a ledger written as leads: new ones and changed facts all at once, other changes each by its own door."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from crm.accounts.roles import Role
from crm.workbooks.kinds import Entry, at_row
from leads.models import Contact, Lead, LeadStage
from leads.services import (
    ContactFacts,
    LeadFacts,
    company_code_enter,
    historical_lead,
    lead_edit,
    lead_edit_prepare,
    lead_lose,
    lead_move,
    leads_save_edited,
    leads_save_historical,
)
from leads.services.contacts import checked
from leads.services.investors import Investors
from leads.services.ledgers import HistoricalLead
from leads.services.rights import leads_locked
from leads.workbook_undo import MOVED, note_beside

# Columns whose values a lead keeps in a field of another name.
FIELDS = {
    "segment": "segment_text",
    "investment": "investment_fen",
    "land": "land_sqm",
    "power": "power_kwh_year",
    "owner": "owner_text",
    "ended_on": "lost_on",
}
OF_CONTACT = {"contact": "name", "phone": "phone"}
OPEN = (Lead.Status.ACTIVE, Lead.Status.ON_HOLD)
OF_END = ("ended_on", "lost_reason", "lost_to")


def new_facts(entry: Entry, changed: set[str]) -> dict[str, Any]:
    """The fields of `lead_edit` that the row changes."""
    names = changed - {"stage", "credit_code", *OF_CONTACT, *OF_END}
    facts = {FIELDS.get(name, name): entry.notes.get(name, entry.get(name)) for name in names}
    if "segment" in names:
        facts["segment"] = entry.notes.get("segment_found")
    return facts


def new_leads(entries: Sequence[Entry], actor: Any, reason: str) -> None:
    """With their companies, contacts and, where they are signed, projects: all at once."""
    if not entries:
        return
    companies = Investors.of(
        [entry.get("company") for entry in entries], [entry.get("credit_code") for entry in entries]
    )
    rows = []
    for entry in entries:
        with at_row(entry):
            known = len(companies.new)
            rows.append(row_of(entry, companies, actor))
            entry.notes["company_made"] = len(companies.new) > known
    companies.save(actor, reason)
    for entry, lead in zip(entries, leads_save_historical(rows=rows, actor=actor, reason=reason), strict=True):
        entry.record = lead
        note_beside(entry, lead)


def row_of(entry: Entry, companies: Investors, actor: Any) -> HistoricalLead:
    get, ended = entry.get, entry.get("ended_on")
    owner, team = in_sight(entry.notes.get("owner_found"), actor)
    return historical_lead(
        company=companies.company(
            name=get("company"), credit_code=get("credit_code") or "", cluster=entry.notes.get("cluster")
        ),
        facts=LeadFacts(
            name=get("name"),
            cluster=entry.notes.get("cluster"),
            segment=entry.notes.get("segment_found"),
            segment_text=get("segment") or "",
            source=entry.notes.get("source"),
            introduced_by=entry.notes.get("introduced_by"),
            first_contact_on=get("first_contact_on"),
            investment_fen=get("investment"),
            land_sqm=get("land"),
            power_kwh_year=get("power"),
            note=get("note") or "",
            owner_text=get("owner") or "",
        ),
        stage=get("stage") or LeadStage.CLUE,
        status=Lead.Status.LOST if ended else Lead.Status.ACTIVE,
        owner=owner,
        team=team,
        contact=ContactFacts(name=get("contact") or "", phone=get("phone") or ""),
        lost_on=ended,
        lost_reason=get("lost_reason") or "",
        lost_to=get("lost_to") or "",
    )


def in_sight(owner: Any, actor: Any) -> tuple[Any, Any]:
    """Owner and team. A promoter still sees what he brought in, though its owner has no account here: his team's, or
    his own.
    """
    if actor is None or owner or not actor.has_role(Role.PROMOTER):
        return owner, None
    return (None, actor.team) if actor.team_id else (actor, None)


def change_leads(entries: Sequence[Entry], actor: Any, reason: str) -> None:
    """Facts all at once; what moves a lead or belongs to another record by its own door, row by row."""
    edit_leads([entry for entry in entries if not entry.changed_columns & MOVED], actor, reason)
    for entry in entries:
        if entry.changed_columns & MOVED:
            with at_row(entry):
                change_lead(entry, actor, reason)


def edit_leads(entries: Sequence[Entry], actor: Any, reason: str) -> None:
    versions = leads_locked([entry.record for entry in entries], actor)
    fields: set[str] = set()
    for entry in entries:
        changes = new_facts(entry, entry.changed_columns)
        with at_row(entry):
            lead_edit_prepare(lead=entry.record, changes=changes, actor=actor, versions=versions)
        fields |= changes.keys()
    leads_save_edited(leads=[entry.record for entry in entries], fields=fields, actor=actor, reason=reason)


def change_lead(entry: Entry, actor: Any, reason: str) -> None:
    """Each change by its own door: facts, contact, code, stage, end."""
    lead: Lead = entry.record
    changed = entry.changed_columns
    facts = new_facts(entry, changed)
    if facts:
        lead = lead_edit(lead_id=lead.pk, changes=facts, actor=actor, reason=reason, version=lead.version)
    if "credit_code" in changed:
        company_code_enter(lead_id=lead.pk, credit_code=entry.get("credit_code"), actor=actor)
    if changed & OF_CONTACT.keys():
        change_contact(lead, entry, actor, reason)
    if "stage" in changed:
        lead = lead_move(lead_id=lead.pk, to=entry.get("stage"), actor=actor, reason=reason, version=lead.version)
    if changed & set(OF_END):
        lead = end_lead(lead, entry, actor, reason)
    entry.record = lead


def end_lead(lead: Lead, entry: Entry, actor: Any, reason: str) -> Lead:
    """An open lead is lost; of one that ended already the reason or place is completed."""
    if lead.status in OPEN:
        return lead_lose(
            lead_id=lead.pk,
            actor=actor,
            reason=entry.get("lost_reason") or reason,
            lost_to=entry.get("lost_to") or "",
            lost_on=entry.get("ended_on"),
            version=lead.version,
        )
    for column in OF_END:
        if entry.get(column):
            setattr(lead, FIELDS.get(column, column), entry.get(column))
    return lead.save_by(actor, reason)


def change_contact(lead: Lead, entry: Entry, actor: Any, reason: str) -> None:
    """The lead's first contact, or a new one."""
    contact = lead.contacts.first() or Contact(lead=lead, company_id=lead.company_id, name=_("Contact"))
    for name, field in OF_CONTACT.items():
        if entry.get(name):
            setattr(contact, field, entry.get(name))
    checked(contact).save_by(actor, reason)
