"""The history of one record, told as changes: who, when, which field, from what to what, and why."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crm.common.money import scale_fen

# model label → fields whose values history shows to nobody but those whom `may_unmask` allows (contacts' phones …).
MASKED_FIELDS: dict[str, frozenset[str]] = {}
SILENT_FIELDS = frozenset({"version", "created_at", "updated_at", "name_key", "name_sound", "came_with_lead"})


def mask_fields(model_label: str, *names: str) -> None:
    """`mask_fields("leads.contact", "phone", "email")`: history says that they changed, not from what to what."""
    MASKED_FIELDS[model_label] = MASKED_FIELDS.get(model_label, frozenset()) | set(names)


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One saved step. `kind` is `created`, `changed` or `deleted`."""

    at: datetime
    who: str
    kind: str
    reason: str
    request_id: str
    fields: list[FieldChange] = field(default_factory=list)


KINDS = {"+": "created", "~": "changed", "-": "deleted"}


def changes_of(record: models.Model, limit: int = 100) -> list[Change]:
    """Newest first. The caller has made sure that the user sees the record itself."""
    rows = list(record.history.select_related("history_user").order_by("-history_date", "-history_id")[: limit + 1])
    older = [*rows, None][1:]
    names = related_names(type(record), rows)
    steps = [change_between(row, before, names) for row, before in zip(rows, older, strict=True)][:limit]
    return [step for step in steps if step.fields or step.kind != "changed" or step.reason]


def change_between(row: Any, before: Any, names: dict[str, dict[Any, str]]) -> Change:
    return Change(
        at=row.history_date,
        who=str(row.history_user) if row.history_user else _("System"),
        kind=KINDS[row.history_type],
        reason=row.history_change_reason or "",
        request_id=row.request_id,
        fields=field_changes(row, before, names) if before and row.history_type == "~" else [],
    )


def field_changes(row: Any, before: Any, names: dict[str, dict[Any, str]]) -> list[FieldChange]:
    masked = MASKED_FIELDS.get(row.instance_type._meta.label_lower, frozenset())
    changes = []
    for column in tracked_fields(row.instance_type):
        old, new = getattr(before, column.attname), getattr(row, column.attname)
        if old == new:
            continue
        if column.name in masked:
            changes.append(FieldChange(label_of(column), "****", "****"))
        else:
            told = [shown(column, value, names) for value in (old, new)]
            changes.append(FieldChange(label_of(column), *told))
    return changes


def label_of(column: models.Field) -> str:
    """The field's name; amounts are shown with their unit, so that the stored one is left out."""
    label = str(column.verbose_name)
    return label.split("（")[0].split(" (")[0] if column.name.endswith("_fen") else label


def tracked_fields(model: type[models.Model]) -> list[models.Field]:
    """Fields that history keeps (not passwords) and that say something (not counters)."""
    kept = {column.name for column in model.history.model._meta.concrete_fields}
    return [column for column in model._meta.concrete_fields if column.name in kept - SILENT_FIELDS]


def related_names(model: type[models.Model], rows: list[Any]) -> dict[str, dict[Any, str]]:
    """Names of the records that changed foreign keys point at, one query a field."""
    found = {}
    for column in tracked_fields(model):
        if column.is_relation:
            values = {getattr(row, column.attname) for row in rows}
            keys = values - {None}
            if keys and len(values) > 1:
                people = column.related_model._base_manager.in_bulk(keys)
                found[column.name] = {key: str(person) for key, person in people.items()}
    return found


def shown(column: models.Field, value: Any, names: dict[str, dict[Any, str]]) -> str:
    if value in (None, "", []):
        return "—"
    if column.is_relation:
        return names.get(column.name, {}).get(value, _("(removed)"))
    if column.name.endswith("_fen"):
        return scale_fen(value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return _("%(count)s entries") % {"count": len(value)}
    if isinstance(value, list):
        return _(", ").join(map(str, value))
    return str(value)
