"""What a confidential lead opens is known to its people only: its company, its project, their files.

A company that stands on record for itself (entered or imported as such) is known anyway and stays. One that came with a
lead is hidden while all that speaks of it is confidential, and is known again as soon as anything open does.
 docs/decisions/0031-confidential-leads-hide-what-they-open.md
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import Company, Project
from crm.common.errors import RuleError
from crm.office.models import Attachment
from leads.models import Lead
from leads.services.rights import lead_for_change


@transaction.atomic
def lead_set_confidential(
    *, lead_id: int, is_confidential: bool, people: Iterable[Any], actor: Any, reason: str = "", version: int | None
) -> Lead:
    """Confidential leads exist for the people named: whoever said so, the owner, and those given here."""
    lead = lead_for_change(lead_id, actor, version)
    if is_confidential and lead.pooled_at:
        raise RuleError(_("The lead is in the pool: assign or claim it first."), code="pooled")
    lead.is_confidential = is_confidential
    named = {*people, actor, *([lead.owner] if lead.owner else [])}
    lead.named_people.set(named if is_confidential else [])
    lead.save_by(actor, reason or (_("Made confidential") if is_confidential else _("No longer confidential")))
    follow_lead(lead, actor)
    return lead


def follow_lead(lead: Lead, actor: Any) -> None:
    """Bring the lead's files, project and company in line with it. For whoever has changed who may know of a lead."""
    people = list(knowing(lead))
    why = _("Follows the lead %(code)s") % {"code": lead.code}
    for record in [*files_of(lead), *([lead.project] if lead.project_id else [])]:
        bring_in_line(record, lead.is_confidential, people, actor, why)
    if lead.project_id:
        for file in files_of(lead.project):
            bring_in_line(file, lead.is_confidential, people, actor, why)
    follow_company(Company.objects.select_for_update().get(pk=lead.company_id), actor, why)


def follow_company(company: Company, actor: Any, why: str) -> None:
    """Hidden where it came with a lead and nothing open speaks of it; the people of all its confidential leads know."""
    leads = company.leads.filter(merged_into=None)
    secret = leads.filter(is_confidential=True)
    rows = secret.select_related("owner").prefetch_related("named_people")
    people = list({person for lead in rows for person in knowing(lead)})
    if company.came_with_lead:
        spoken_of = leads.filter(is_confidential=False).exists() or projects_of(company, is_confidential=False)
        hidden = bool(people) and not spoken_of
        bring_in_line(company, hidden, people, actor, why)
        for file in files_of(company):
            bring_in_line(file, hidden, people, actor, why)
    elif company.is_confidential and people:  # somebody's own decision: it stays, and they know of it too
        company.named_people.add(*people)


def knowing(lead: Lead) -> set[Any]:
    return {*lead.named_people.all(), *([lead.owner] if lead.owner else [])}


def projects_of(company: Company, **where: Any) -> bool:
    return Project.objects.filter(company=company, **where).exists()


def files_of(record: Any) -> list[Attachment]:
    kind = ContentType.objects.get_for_model(record)
    return list(Attachment.objects.filter(content_type=kind, object_id=record.pk))


def bring_in_line(record: Any, is_confidential: bool, people: list[Any], actor: Any, why: str) -> None:
    """Only what differs is written, so that history tells changes and nothing else."""
    if record.is_confidential != is_confidential:
        record.is_confidential = is_confidential
        record.save_by(actor, why)
    record.named_people.set(people if is_confidential else [])
