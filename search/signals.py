"""Who tells that something changed: saving, deleting, many-to-many fields, and writing many at once."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from crm.common.records import records_changed
from search.documents import DOCUMENTS, Document
from search.sync import note_changes

Key = tuple[str, str, int]
# Signing in changes nobody that can be found.
QUIET = {"last_login"}
SETTLED = {"post_add", "post_remove", "post_clear"}


def follow_changes() -> None:
    post_save.connect(on_save, dispatch_uid="search.save")
    post_delete.connect(on_delete, dispatch_uid="search.delete")
    records_changed.connect(on_many, dispatch_uid="search.many")
    m2m_changed.connect(on_related, dispatch_uid="search.related")


def on_save(sender: type[Model], instance: Model, created: bool, raw: bool = False, **kwargs: Any) -> None:
    # A migration's own models come from its past: the tables of search may not be there yet.
    if not raw and sender.__module__ != "__fake__" and not set(kwargs.get("update_fields") or [""]) <= QUIET:
        note_changes(keys_of(instance, created))


def on_delete(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    note_changes([*own_keys(instance), *parent_keys(instance)])


def on_many(sender: type[Model], records: Iterable[Model], created: bool, **kwargs: Any) -> None:
    note_changes([key for each in records for key in keys_of(each, created)])


def keys_of(record: Model, created: bool) -> list[Key]:
    """Nothing repeats what is new."""
    return [*own_keys(record), *([] if created else follower_keys(record)), *parent_keys(record)]


def on_related(sender: type[Model], instance: Model, action: str, reverse: bool, **kwargs: Any) -> None:
    """The people named on a record, and the like."""
    if action not in SETTLED or reverse:
        return
    watched = any(
        isinstance(instance, document.model) and getattr(document.model, name).through is sender
        for document in DOCUMENTS.values()
        for name in document.many
    )
    if watched:
        note_changes([*own_keys(instance), *follower_keys(instance)])


def own_keys(record: Model) -> list[Key]:
    return [(each.kind, "", record.pk) for each in DOCUMENTS.values() if isinstance(record, each.model)]


def follower_keys(record: Model) -> list[Key]:
    """The documents that repeat something of this record."""
    label = record._meta.label_lower
    return [(each.kind, each.follows[label], record.pk) for each in DOCUMENTS.values() if label in each.follows]


def parent_keys(record: Model) -> list[Key]:
    """A new or deleted part, such as a party, changes the document that it is part of."""
    found: list[Key] = []
    for document in DOCUMENTS.values():
        if parent := parent_of(document, record):
            found.append((document.kind, "", parent))
    return found


def parent_of(document: Document, record: Model) -> int | None:
    path = document.follows.get(record._meta.label_lower)
    if path is None:
        return None
    relation = document.model._meta.get_field(path)
    if not relation.one_to_many:
        return None
    return getattr(record, relation.field.attname)
