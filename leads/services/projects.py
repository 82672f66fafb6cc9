"""Signing a lead opens a project, with its confidentiality and the people who may know."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import Milestone, Project
from clusters.services.projects import milestone_record, project_create
from crm.common.errors import RuleError
from leads.models import Lead, LeadStage
from leads.services.rights import lead_for_change


def project_open_for(lead: Lead, *, signed_on: date | None, actor: Any) -> Project:
    """A signed project of the lead's company; `signed_on` None is 待确认 (a historical import).

    The owner of a confidential lead is named on its project, where the owner has no other way to see it.
    """
    people = set(lead.named_people.all())
    if lead.is_confidential and lead.owner:
        people.add(lead.owner)
    return project_create(
        company=lead.company,
        name=lead.name,
        actor=actor,
        signed_on=signed_on,
        named_people=people,
        reason=_("Opened by signing %(code)s") % {"code": lead.code},
        cluster=lead.cluster,
        segment=lead.segment,
        agreed_investment_fen=lead.investment_fen,
        land_sqm=lead.land_sqm,
        is_confidential=lead.is_confidential,
    )


def project_date_signing(lead: Lead, *, signed_on: date, actor: Any) -> Project:
    """Date the signing of a project that a historical import opened without one."""
    milestone_record(
        project=lead.project, event=Milestone.Event.SIGNED, happened_on=signed_on, actor=actor, source=lead.code
    )
    return Project.objects.get(pk=lead.project_id)


@transaction.atomic
def lead_set_expansion(*, lead_id: int, project: Project | None, actor: Any, version: int | None = None) -> Lead:
    """Say that a lead adds capital to a project of its company, or that it does not. Before it is signed."""
    lead = lead_for_change(lead_id, actor, version)
    if lead.stage == LeadStage.SIGNED:
        raise RuleError(_("The lead is signed already."), code="signed")
    if project is not None and project.company_id != lead.company_id:
        raise RuleError(_("This project belongs to another company."), code="company", field="project")
    lead.expands = project
    return lead.save_by(actor, _("Adds capital to %(project)s") % {"project": project or "—"})
