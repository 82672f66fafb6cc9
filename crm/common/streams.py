"""Many records to read, with what they point to: a cluster that all of them point to is made once and shared.

`iterator()` makes it for each record anew, and for the tags of each a manager and a queryset. Nobody may change what is
shared.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import models
from django.db.models.query import ModelIterable, prefetch_related_objects

AT_ONCE = 1000
MOST_KEPT = 5000  # of the records that one relation points to

Wanted = dict[str, Any]  # relations and, by them, further ones, as `select_related` keeps them


def stream(rows: models.QuerySet) -> Iterator[Any]:
    """The records of `rows`, in its order, with all that its `select_related` and `prefetch_related` name."""
    query = rows.query
    if rows._iterable_class is not ModelIterable or query.deferred_loading[0] or query.select_related is True:
        yield from rows.iterator(chunk_size=AT_ONCE)
        return
    pointers, joined = divide(rows.model, query.select_related or {})
    links, others = divide_many(rows.model, rows._prefetch_related_lookups)
    plain = rows.select_related(None).prefetch_related(None)
    source = (plain.select_related(*joined) if joined else plain).iterator(chunk_size=AT_ONCE)
    while chunk := list(islice(source, AT_ONCE)):
        for relation in (*pointers, *links):
            relation.attach(chunk)
        prefetch_related_objects(chunk, *others)
        yield from chunk


class Shared:
    """Records of one model that others point to, by what these hold of them."""

    def __init__(self, rows: models.QuerySet, key: str, pointers: Sequence["Pointer"] = ()) -> None:
        self.rows, self.key, self.pointers = rows, key, pointers
        self.kept: dict[Any, Any] = {}

    def find(self, keys: set[Any]) -> dict[Any, Any]:
        """At least these, where they are still there."""
        missing = keys - self.kept.keys()
        if missing and len(self.kept) + len(missing) > MOST_KEPT:
            self.kept, missing = {}, keys
        if missing:
            found = list(self.rows.filter(**{f"{self.key}__in": missing}))
            for pointer in self.pointers:
                pointer.attach(found)
            self.kept |= {getattr(record, self.key): record for record in found}
        return self.kept


class Pointer:
    """A foreign key."""

    def __init__(self, field: models.ForeignKey, further: Wanted) -> None:
        self.name, self.column = field.name, field.attname
        pointers, joined = divide(field.related_model, further)
        rows = field.related_model._base_manager.all()
        self.shared = Shared(rows.select_related(*joined) if joined else rows, field.target_field.attname, pointers)

    def attach(self, records: Iterable[Any]) -> None:
        keys = [getattr(record, self.column) for record in records]
        found = self.shared.find({key for key in keys if key is not None})
        for record, key in zip(records, keys, strict=True):
            if key is None or key in found:
                record._state.fields_cache[self.name] = found.get(key)


class Link:
    """A many-to-many relation: records that have the same, or none, share one queryset of them."""

    def __init__(self, field: models.ManyToManyField) -> None:
        self.name, self.model = field.name, field.related_model
        self.source, self.target = field.m2m_field_name(), field.m2m_reverse_field_name()
        ordering = [turned(name, f"{self.target}__") for name in self.model._meta.ordering]
        self.through = field.remote_field.through._base_manager.order_by(*ordering, "pk")
        self.shared = Shared(self.model._base_manager.all(), "pk")
        self.sets: dict[tuple[Any, ...], models.QuerySet] = {}

    def attach(self, records: Iterable[Any]) -> None:
        held: dict[Any, list[Any]] = {record.pk: [] for record in records}
        pairs = self.through.filter(**{f"{self.source}__in": list(held)}).values_list(self.source, self.target)
        for key, other in pairs:
            held[key].append(other)
        found = self.shared.find({other for others in held.values() for other in others})
        if len(self.sets) > MOST_KEPT:
            self.sets = {}
        for record in records:
            others = tuple(held[record.pk])
            if others not in self.sets:
                self.sets[others] = self.made(others, found)
            cache = record.__dict__.setdefault("_prefetched_objects_cache", {})
            cache[self.name] = self.sets[others]

    def made(self, keys: tuple[Any, ...], found: dict[Any, Any]) -> models.QuerySet:
        rows = self.model._default_manager.filter(pk__in=keys)
        rows._result_cache = [found[key] for key in keys if key in found]
        rows._prefetch_done = True
        return rows


def divide(model: type[models.Model], wanted: Wanted) -> tuple[list[Pointer], list[str]]:
    """Foreign keys, and the paths of all else, which the database joins."""
    fields = {field.name: field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)}
    pointers = [Pointer(fields[name], further) for name, further in wanted.items() if name in fields]
    joined = [path for name, further in wanted.items() if name not in fields for path in paths(name, further)]
    return pointers, joined


def paths(name: str, further: Wanted) -> list[str]:
    return [f"{name}__{path}" for each, more in further.items() for path in paths(each, more)] or [name]


def divide_many(model: type[models.Model], lookups: Iterable[Any]) -> tuple[list[Link], list[Any]]:
    """Whole many-to-many relations in a plain order, and all other lookups, which Django follows."""
    fields = {field.name: field for field in model._meta.many_to_many}
    links: list[Link] = []
    others: list[Any] = []
    for lookup in lookups:
        field = fields.get(lookup) if isinstance(lookup, str) else None
        if field is not None and all(isinstance(name, str) for name in field.related_model._meta.ordering):
            links.append(Link(field))
        else:
            others.append(lookup)
    return links, others


def turned(name: str, prefix: str) -> str:
    """`-name` → `-tag__name`."""
    return f"-{prefix}{name[1:]}" if name.startswith("-") else f"{prefix}{name}"
