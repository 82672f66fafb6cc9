"""Records as they were: removed where they are new, given the values of an earlier version where they were changed."""

from collections.abc import Container, Iterable, Sequence
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from crm.common.records import bulk_delete_by, bulk_update_by
from crm.workbooks.models import ImportRow

OWN = {"id", "version", "created_at", "updated_at"}


def remove_or_restore(
    model: type[models.Model], rows: Iterable[tuple[ImportRow, Any]], actor: Any, reason: str
) -> None:
    """The usual way: new records go, changed ones get the values of the version before."""
    rows = list(rows)
    bulk_delete_by(model, [record for row, record in rows if row.version_before is None], actor, reason)
    changed = [(row, record) for row, record in rows if row.version_before is not None]
    before = versions(model, [(record.pk, row.version_before) for row, record in changed])
    fields = [each for each in model._meta.concrete_fields if each.name not in OWN]
    for row, record in changed:
        old = before[record.pk, row.version_before]
        for each in fields:
            setattr(record, each.attname, getattr(old, each.attname))
    if changed:
        bulk_update_by(model, [record for _row, record in changed], [each.name for each in fields], actor, reason)


def versions(model: type[models.Model], wanted: Sequence[tuple[Any, Any]]) -> dict[tuple[Any, Any], Any]:
    """History rows by record and version."""
    keys, needed = [key for key, _version in wanted], set(wanted)
    found = {}
    for start in range(0, len(keys), 500):
        for row in model.history.filter(id__in=keys[start : start + 500]):
            if (row.id, row.version) in needed:
                found[row.id, row.version] = row
    return found


def used_records(model: type[models.Model], keys: Sequence[Any], apart: Container[type[models.Model]] = ()) -> set[Any]:
    """Those of the records that any other row points to: they cannot vanish under somebody's hands.

    Rows of the models `apart` are looked at by the caller.
    """
    used: set[Any] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        points = relation.auto_created and (relation.one_to_many or relation.one_to_one)
        if (
            points and relation.related_model not in apart and relation.field.db_constraint
        ):  # history points to records without holding them
            used |= pointed_at(relation.related_model, relation.field.attname, keys)
    kind = ContentType.objects.get_for_model(model).pk
    for other in apps.get_models():
        for each in other._meta.private_fields:
            if isinstance(each, GenericForeignKey):
                used |= pointed_at(other, each.fk_field, keys, {f"{each.ct_field}_id": kind})
    return used


def pointed_at(model: type[models.Model], name: str, keys: Sequence[Any], where: dict[str, Any] | None = None) -> set:
    found: set[Any] = set()
    for start in range(0, len(keys), 500):
        rows = model._base_manager.filter(**{f"{name}__in": keys[start : start + 500]}, **(where or {}))
        found |= set(rows.values_list(name, flat=True))
    return found
