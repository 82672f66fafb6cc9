"""Kinds whose rows are records of one model, found by their code: most kinds are no more than their columns."""

from collections.abc import Hashable, Sequence
from typing import Any

from django.db import models

from crm.workbooks.kinds import Entry, Kind, at_row
from crm.workbooks.lookups import Lookup, refuse_unknown, warn_unknown

MANY = 200  # more names than that are no list to choose from


class RecordKind(Kind):
    """A kind with one record a row. `fields` maps columns to fields of the model, the same name where not told.

    `references` maps columns to the fields that point to other records and says how to look these up.
    """

    model: type[models.Model]
    key_name = "code"
    fields: dict[str, str] = {}
    required_references: tuple[str, ...] = ()
    optional_references: tuple[str, ...] = ()

    def lookups(self) -> dict[str, Lookup]:
        return {}

    def choices(self, actor: Any) -> dict[str, Sequence[str]]:
        """Also the names of records that a column points to, unless they are too many for a list."""
        named = {column: lookup.titles() for column, lookup in self.lookups().items()}
        return super().choices(actor) | {column: names for column, names in named.items() if 0 < len(names) <= MANY}

    def check(self, entries: Sequence[Entry], actor: Any) -> None:
        lookups = self.lookups()
        for entry in entries:
            for column, lookup in lookups.items():
                self.resolve(entry, column, lookup)

    def resolve(self, entry: Entry, column: str, lookup: Lookup) -> None:
        """Put the record's own name in the place of the word that was used for it."""
        text = entry.get(column)
        if not text:
            return
        found = lookup.find_place(text) if column in ("park", "introduced_by") else lookup.find(text)
        if found is not None:
            entry.values[column] = str(found)
            entry.notes[column] = found
        elif column in self.required_references:
            refuse_unknown(entry, column, lookup)
        else:
            warn_unknown(entry, column, lookup)
            entry.values[column] = None

    def key(self, entry: Entry) -> Hashable:
        return entry.get(self.key_name)

    def key_column(self) -> str:
        return self.key_name

    def match(self, entries: Sequence[Entry], actor: Any) -> dict[Hashable, models.Model]:
        field = self.fields.get(self.key_name, self.key_name)
        keys = [entry.key for entry in entries]
        found: dict[Hashable, models.Model] = {}
        for start in range(0, len(keys), 500):
            for record in self.queryset().filter(**{f"{field}__in": keys[start : start + 500]}):
                found[getattr(record, field)] = record
        self.refuse_hidden(entries, found, actor)
        return found

    def refuse_hidden(self, entries: Sequence[Entry], found: dict[Hashable, models.Model], actor: Any) -> None:
        """A record that the actor may not see is not his to change; what it holds is not told."""
        if actor is None or not found:
            return
        keys = [record.pk for record in found.values()]
        seen = set(self.model._default_manager.filter(pk__in=keys).visible_to(actor).values_list("pk", flat=True))
        for entry in entries:
            record = found.get(entry.key)
            if record is not None and record.pk not in seen:
                entry.refuse("not_yours", self.key_name)

    def queryset(self) -> models.QuerySet:
        return self.model._default_manager.all()

    def current(self, record: Any) -> dict[str, Any]:
        return {name: self.read(record, name) for name in self.types}

    def read(self, record: Any, name: str) -> Any:
        """A column's value as the record has it: None where it is empty, a name where it points to another record."""
        value = getattr(record, self.fields.get(name, name))
        if isinstance(value, models.Model):
            return str(value)
        return None if value == "" else value

    def save(self, entries: Sequence[Entry], actor: Any, reason: str) -> None:
        for entry in entries:
            record = entry.record if entry.record is not None else self.model()
            with at_row(entry):
                self.fill(record, entry)
                record.clean_fields(exclude=self.unchecked(entry))
                entry.record = record.save_by(actor, reason)

    def fill(self, record: Any, entry: Entry) -> None:
        for name, value in entry.values.items():
            if value is None:
                continue
            setattr(record, self.fields.get(name, name), entry.notes.get(name, value))

    def unchecked(self, entry: Entry) -> set[str]:
        """Fields that the workbook does not fill, and references, which were looked up."""
        filled = {self.fields.get(name, name) for name, value in entry.values.items() if value is not None}
        return {field.name for field in self.model._meta.fields if field.name not in filled or field.is_relation}
