"""Taking back a list of enclave projects: project, company, agreement, enrolment and milestones of each row.

Milestones are facts: they are withdrawn, or say again what they said before. A new project on which such a milestone
hangs cannot vanish; it is closed, without its dates, and comes back when the list is brought in again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from clusters.enclaves.models import Agreement, Enrolment, Party
from clusters.enclaves.services.agreements import is_settled
from clusters.models import Company, Milestone, Project
from clusters.services import facts
from crm.common.records import bulk_delete_by, bulk_update_by
from crm.workbooks.kinds import Entry
from crm.workbooks.models import ImportRow
from crm.workbooks.restoring import remove_or_restore, used_records

OF_FACTS = {"agreement", "signed_on", "construction_on", "production_on", "first_tax_on"}


@dataclass(frozen=True, slots=True)
class Written:
    """Something that a row wrote beside its project, as it stands now."""

    record: Any
    version_before: int | None
    version: int

    @property
    def was_changed(self) -> bool:
        if self.record is None:
            return True
        if isinstance(self.record, Milestone):
            return not self.record.is_current
        return self.record.version != self.version


def noted(entry: Entry, record: Any, before: int | None = None) -> Any:
    """Kept with the row, for whoever takes it back."""
    entry.also_wrote.append([record._meta.model_name, record.pk, before, record.version])
    return record


def written(rows: Iterable[ImportRow], model: type[Model]) -> dict[int, list[Written]]:
    """What rows wrote of one model, by the row's key."""
    name = model._meta.model_name
    noted_rows = [(row.pk, note) for row in rows for note in row.also_wrote or [] if note[0] == name]
    found = model._default_manager.select_for_update().in_bulk([note[1] for _row, note in noted_rows])
    kept: dict[int, list[Written]] = {}
    for row, (_name, key, before, version) in noted_rows:
        kept.setdefault(row, []).append(Written(found.get(key), before, version))
    return kept


def all_written(rows: Iterable[ImportRow], model: type[Model]) -> list[Written]:
    return [one for some in written(rows, model).values() for one in some]


def project_was_changed(row: ImportRow, project: Project) -> bool:
    return project.version != row.record_version


def projects_used(keys: Sequence[int]) -> set[int]:
    """Those on which something rests beside the enrolments and milestones, which `why_projects_stay` looks at."""
    return used_records(Project, keys, apart={Enrolment, Milestone})


def why_projects_stay(rows: Sequence[ImportRow]) -> dict[int, str]:
    enrolments, milestones = written(rows, Enrolment), written(rows, Milestone)
    others = others_entered([row for row in rows if row.version_before is None], enrolments, milestones)
    reasons: dict[int, str] = {}
    for row in rows:
        mine = enrolments.get(row.pk, [])
        if any(one.was_changed for one in (*mine, *milestones.get(row.pk, []))):
            reasons[row.pk] = _("its dates or its agreement were changed since")
        elif any(is_settled(one.record) for one in mine):
            reasons[row.pk] = _("it was settled under this agreement")
        elif row.record_id in others:
            reasons[row.pk] = _("dates or agreements were entered since")
        elif row.also_wrote is None and {change["column"] for change in row.changes} & OF_FACTS:
            reasons[row.pk] = _("it was brought in before such rows could be taken back")
    return reasons


def others_entered(rows: Sequence[ImportRow], *ours: dict[int, list[Written]]) -> set[int]:
    """New projects that have an enrolment or a milestone which their row did not write."""
    keys = [row.record_id for row in rows]
    found: set[int] = set()
    for model, kept in zip((Enrolment, Milestone), ours, strict=True):
        known = {one.record.pk for some in kept.values() for one in some if one.record is not None}
        there = model._default_manager.filter(project__in=keys)
        there = there.filter(is_current=True) if model is Milestone else there
        found |= {project for key, project in there.values_list("pk", "project") if key not in known}
    return found


def undo_projects(rows: Sequence[tuple[ImportRow, Project]], actor: Any, reason: str) -> int:
    brought = [row for row, _project in rows]
    take_back_milestones(all_written(brought, Milestone), actor, reason)
    enrolments = all_written(brought, Enrolment)
    remove_or_restore(Enrolment, [(one, one.record) for one in enrolments], actor, reason)
    changed = [pair for pair in rows if pair[0].version_before not in (None, pair[0].record_version)]
    remove_or_restore(Project, changed, actor, reason)
    closed = take_back_projects([project for row, project in rows if row.version_before is None], actor, reason)
    take_back_agreements(brought, actor, reason)
    remove_unused(Company, brought, actor, reason)
    return closed


def take_back_milestones(milestones: Sequence[Written], actor: Any, reason: str) -> None:
    new = [one.record for one in milestones if one.version_before is None]
    facts.withdraw_many(facts=new, actor=actor, reason=reason)
    corrected = [one.record for one in milestones if one.version_before is not None]
    facts.restore_many(facts=corrected, actor=actor, reason=reason)


def take_back_projects(projects: Sequence[Project], actor: Any, reason: str) -> int:
    """Those without a milestone vanish; the others are closed, at the stage and without the date they began with."""
    dated = set(Milestone.objects.filter(project__in=projects).values_list("project", flat=True))
    closed = [project for project in projects if project.pk in dated]
    bulk_delete_by(Project, [project for project in projects if project.pk not in dated], actor, reason)
    for project in closed:
        project.status, project.stage, project.signed_on = Project.Status.CLOSED, Project.Stage.SIGNED, None
    bulk_update_by(Project, closed, ["status", "stage", "signed_on"], actor, reason)
    return len(closed)


def was_taken_back(project: Project) -> bool:
    """Closed, with neither dates nor agreements: a list that names it again brings it back."""
    if project.status != Project.Status.CLOSED or project.known_milestones or project.known_enrolments:
        return False
    return project.milestones.filter(is_withdrawn=True).exists()


def take_back_agreements(rows: Sequence[ImportRow], actor: Any, reason: str) -> None:
    """An agreement that the list opened goes with its parties, unless somebody went on with it."""
    agreements = [one.record for one in all_written(rows, Agreement) if not one.was_changed]
    parties = [one.record for one in all_written(rows, Party) if not one.was_changed]
    held = used_records(Agreement, [row.pk for row in agreements], apart={Party})
    held_parties = used_records(Party, [row.pk for row in parties])
    held |= {party.agreement_id for party in parties if party.pk in held_parties}
    held |= set(
        Party.objects.filter(agreement__in=agreements)
        .exclude(pk__in=[row.pk for row in parties])
        .values_list("agreement", flat=True)
    )
    bulk_delete_by(Party, [party for party in parties if party.agreement_id not in held], actor, reason)
    bulk_delete_by(Agreement, [row for row in agreements if row.pk not in held], actor, reason)


def remove_unused(model: type[Model], rows: Sequence[ImportRow], actor: Any, reason: str) -> None:
    """New records beside, as long as nobody changed them and nothing rests on them."""
    new = [one.record for one in all_written(rows, model) if not one.was_changed]
    used = used_records(model, [record.pk for record in new])
    bulk_delete_by(model, [record for record in new if record.pk not in used], actor, reason)
