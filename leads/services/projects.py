"""Signing a lead opens a project, with its confidentiality and the people who may know."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clusters.models import Milestone, Project
from clusters.services.projects import milestone_record, project_create
from leads.models import Lead


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
