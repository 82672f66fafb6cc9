"""Taking imported leads back: new ones go with what came with them, changed facts are edited back.

A new lead goes as long as nobody did anything with it; its contact, its opening stage, the company and the project that
its row made go with it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from clusters.models import Company, Project
from crm.common.records import bulk_delete_by
from crm.workbooks.kinds import Entry
from crm.workbooks.restoring import used_records, versions
from leads.models import Contact, Lead, StageMove
from leads.services import lead_edit_prepare, leads_save_edited
from leads.services.confidentiality import follow_company
from leads.services.rights import leads_locked

# What moves a lead, or belongs to another record: it goes back on the lead's own page, with a reason.
MOVED = {"stage", "ended_on", "lost_reason", "lost_to", "contact", "phone", "credit_code"}
COMPANY, PROJECT = Company._meta.model_name, Project._meta.model_name


def note_beside(entry: Entry, lead: Lead) -> None:
    """Company and project that a new lead's row made: kept with the row, for whoever takes it back."""
    made = [lead.company] if entry.notes.get("company_made") else []
    made += [lead.project] if lead.project else []
    entry.also_wrote = [[record._meta.model_name, record.pk, None, record.version] for record in made]


def leads_used(keys: Sequence[int]) -> set[int]:
    """Those on which something rests beside their first contact and opening stage, which `why_leads_stay` looks at."""
    return used_records(Lead, keys, apart={Contact, StageMove})


def why_leads_stay(rows: Sequence[Any]) -> dict[int, str]:
    moved = [row for row in rows if MOVED & {change["column"] for change in row.changes}]
    why = _("stage, end, contact and credit code go back on the lead's own page")
    stays = {row.pk: why for row in moved if row.version_before is not None}
    new = [row for row in rows if row.version_before is None]
    touched = went_on_with([row.record_id for row in new], {row.record_id for row in new if has_contact(row)})
    touched |= {lead for lead, project in signed(new) if project in went_on_projects(new)}
    return stays | {row.pk: _("other records rest on it") for row in new if row.record_id in touched}


def has_contact(row: Any) -> bool:
    return bool(row.values.get("contact") or row.values.get("phone"))


def went_on_with(keys: Sequence[int], with_contact: set[int]) -> set[int]:
    """Leads that have moved, or whose contacts are no longer those that came with them."""
    moves = Counter(StageMove.objects.filter(lead__in=keys).values_list("lead", flat=True))
    contacts = list(Contact.objects.filter(lead__in=keys).values_list("lead", "version"))
    people = Counter(lead for lead, _version in contacts)
    changed = {lead for lead, version in contacts if version > 1}
    return changed | {key for key in keys if moves[key] > 1 or people[key] != (key in with_contact)}


def signed(rows: Iterable[Any]) -> list[tuple[int, int]]:
    keys = [row.record_id for row in rows]
    return list(Lead.objects.filter(pk__in=keys, project__isnull=False).values_list("pk", "project"))


def went_on_projects(rows: Sequence[Any]) -> set[int]:
    """Projects of these leads that their rows did not open, or that are not as they were opened."""
    projects = {project for _lead, project in signed(rows)}
    opened = {key: version for row in rows for name, key, _before, version in row.also_wrote or [] if name == PROJECT}
    now = dict(Project.objects.filter(pk__in=projects).values_list("pk", "version"))
    changed = {project for project in projects if opened.get(project) != now[project]}
    return changed | used_records(Project, sorted(projects), apart={Lead})


def undo_leads(rows: Sequence[tuple[Any, Lead]], fields: dict[str, str], actor: Any, reason: str) -> None:
    fields_changed: set[str] = set()
    changed = with_versions_before(rows)
    locked = leads_locked([lead for _row, lead, _old in changed], actor)
    for row, lead, old in changed:
        names = {fields.get(change["column"], change["column"]) for change in row.changes}
        names |= {"segment"} if "segment_text" in names else set()
        changes = {name: getattr(old, name) for name in names}
        lead_edit_prepare(lead=lead, changes=changes, actor=actor, versions=locked)
        fields_changed |= names
    leads_save_edited(leads=[lead for _row, lead, _old in changed], fields=fields_changed, actor=actor, reason=reason)
    remove_leads([(row, lead) for row, lead in rows if row.version_before is None], actor, reason)


def with_versions_before(rows: Sequence[tuple[Any, Lead]]) -> list[tuple[Any, Lead, Any]]:
    changed = [(row, lead) for row, lead in rows if row.version_before is not None]
    before = versions(Lead, [(lead.pk, row.version_before) for row, lead in changed])
    return [(row, lead, before[lead.pk, row.version_before].instance) for row, lead in changed]


def remove_leads(rows: Sequence[tuple[Any, Lead]], actor: Any, reason: str) -> None:
    leads = [lead for _row, lead in rows]
    bulk_delete_by(Contact, Contact.objects.filter(lead__in=leads), actor, reason)
    StageMove.objects.filter(lead__in=leads).delete()
    projects = [lead.project_id for lead in leads if lead.project_id]
    bulk_delete_by(Lead, leads, actor, reason)
    bulk_delete_by(Project, Project.objects.filter(pk__in=projects), actor, reason)
    remove_companies([row for row, _lead in rows], actor, reason)
    for company in Company.objects.select_for_update().filter(pk__in={lead.company_id for lead in leads}):
        if company.came_with_lead:
            follow_company(company, actor, reason)


def remove_companies(rows: Iterable[Any], actor: Any, reason: str) -> None:
    """New with these rows, unchanged, and nothing rests on them any more."""
    made = {key: version for row in rows for name, key, _before, version in row.also_wrote or [] if name == COMPANY}
    kept = [company for company in Company.objects.filter(pk__in=made) if company.version == made[company.pk]]
    used = used_records(Company, [company.pk for company in kept])
    bulk_delete_by(Company, [company for company in kept if company.pk not in used], actor, reason)
