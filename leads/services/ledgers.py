"""Leads that an imported ledger places at any stage, many at once (domain.md §3, 历史导入)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import Company
from crm.common.errors import RuleError
from crm.common.records import bulk_create_by, bulk_update_by
from leads.models import Contact, Lead, LeadStage, StageMove
from leads.numbers import next_lead_codes
from leads.services.confidentiality import follow_company, follow_lead
from leads.services.projects import project_open_for
from leads.services.registration import ContactFacts, LeadFacts, first_contact, name_people, new_lead, told_at_field

# What its row was looked up by is there; a key is asked of the database when the row is written.
NOT_CHECKED = ["code", *(field.name for field in Lead._meta.concrete_fields if field.is_relation)]


@dataclass(frozen=True, slots=True)
class HistoricalLead:
    """A lead as its row gives it, checked and unsaved."""

    lead: Lead
    facts: LeadFacts
    contact: ContactFacts | None


def historical_lead(
    *,
    company: Company,
    facts: LeadFacts,
    stage: str = LeadStage.CLUE,
    status: str = Lead.Status.ACTIVE,
    owner: Any = None,
    team: Any = None,
    contact: ContactFacts | None = None,
    lost_on: date | None = None,
    lost_reason: str = "",
    lost_to: str = "",
) -> HistoricalLead:
    """Marked as a historical import. `team` where the owner's is not meant. RuleError at the field that is wrong."""
    if stage not in LeadStage.values or status not in Lead.Status.values:
        raise RuleError(_("There is no such stage."), code="stage_unknown", field="stage")
    lead = new_lead("", company, facts, owner=owner, first_contact_on=facts.first_contact_on)
    lead.stage, lead.status, lead.is_historical_import = stage, status, True
    lead.team = team or lead.team
    lead.lost_on, lead.lost_reason, lead.lost_to = lost_on, lost_reason, lost_to
    lead.progressed_on = lost_on or facts.first_contact_on
    with told_at_field():
        lead.clean_fields(exclude=NOT_CHECKED)
    return HistoricalLead(lead, facts, contact)


@transaction.atomic
def leads_save_historical(*, rows: Sequence[HistoricalLead], actor: Any, reason: str = "") -> list[Lead]:
    """What the gates lack stays as "still missing". No duplicate check: the import has its own keys.

    At 签约 a lead opens a project whose dates are unknown, which stays out of the rates until its signing is dated.
    """
    leads = [row.lead for row in rows]
    for lead, code in zip(leads, next_lead_codes(len(leads)), strict=True):
        lead.code, lead.company = code, lead.company  # the company may have been saved since
    bulk_create_by(Lead, leads, actor, reason or _("Historical import"))
    for row in rows:
        name_people(row.lead, row.facts, actor)
    why = _("Historical import")
    StageMove.objects.bulk_create(
        [StageMove(lead=lead, to_stage=lead.stage, actor=actor, reason=why) for lead in leads], batch_size=500
    )
    contacts = [contact for row in rows if (contact := first_contact(row.lead, row.contact)) is not None]
    bulk_create_by(Contact, contacts, actor)
    open_projects([lead for lead in leads if lead.stage == LeadStage.SIGNED], actor)
    tell_who_knows(leads, actor)
    return leads


def open_projects(leads: Sequence[Lead], actor: Any) -> None:
    for lead in leads:
        lead.project = project_open_for(lead, signed_on=None, actor=actor)
    bulk_update_by(Lead, leads, ["project"], actor, _("Project opened by the historical import"))


def tell_who_knows(leads: Sequence[Lead], actor: Any) -> None:
    """Files, project and company in line with a confidential lead; an open one makes its company known again."""
    for lead in leads:
        if lead.is_confidential:
            follow_lead(lead, actor)
    hidden = {lead.company_id: lead for lead in leads if not lead.is_confidential and lead.company.is_confidential}
    for lead in hidden.values():
        company = Company.objects.select_for_update().get(pk=lead.company_id)
        follow_company(company, actor, _("Follows the lead %(code)s") % {"code": lead.code})


def lead_create_historical(*, actor: Any, company: Company, facts: LeadFacts, reason: str = "", **given: Any) -> Lead:
    """One new lead out of a ledger; `given` as `historical_lead` takes it."""
    row = historical_lead(company=company, facts=facts, **given)
    return leads_save_historical(rows=[row], actor=actor, reason=reason)[0]
