"""Signing a lead opens a project, with its confidentiality and the people who may know."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clusters.models import Milestone, Project
from leads.models import Lead


def project_open_for(lead: Lead, *, signed_on: date | None, actor: Any) -> Project:
    """A signed project of the lead's company; `signed_on` None is 待确认 (a historical import).

    The owner of a confidential lead is named on its project, where the owner has no other way to see it.
    """
    project = Project(
        code=lead.code.replace("XS-", "XM-", 1),
        name=lead.name,
        company=lead.company,
        cluster=lead.cluster,
        segment=lead.segment,
        signed_on=signed_on,
        agreed_investment_fen=lead.investment_fen,
        land_sqm=lead.land_sqm,
        is_confidential=lead.is_confidential,
    )
    project.save_by(actor, _("Opened by signing %(code)s") % {"code": lead.code})
    project.named_people.set(lead.named_people.all())
    if lead.is_confidential and lead.owner_id:
        project.named_people.add(lead.owner_id)
    if signed_on:
        _record_signing(project, lead, signed_on, actor)
    return project


def project_date_signing(lead: Lead, *, signed_on: date, actor: Any) -> Project:
    """Date the signing of a project that a historical import opened without one."""
    project = lead.project
    project.signed_on = signed_on
    project.save_by(actor, _("Signing date entered: %(date)s") % {"date": signed_on})
    _record_signing(project, lead, signed_on, actor)
    return project


def _record_signing(project: Project, lead: Lead, signed_on: date, actor: Any) -> None:
    Milestone.objects.create(
        project=project,
        event=Milestone.Event.SIGNED,
        happened_on=signed_on,
        state=Milestone.State.SUBMITTED,
        source=lead.code,
        entered_by=actor,
    )
