"""Kinds whose rows are records of one model, found by their code: most kinds are no more than their columns."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache, cached_property, partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from crm.common.bulk import existing
from crm.common.errors import RuleError
from crm.common.records import bulk_create_by, bulk_update_by
from crm.workbooks.cells import CreditCode, Date, Quantity, Type, YesNo
from crm.workbooks.kinds import Entry, Kind
from crm.workbooks.lookups import Lookup, refuse_unknown, warn_unknown
from crm.workbooks.restoring import remove_or_restore, used_records, versions

PLACES = ("park", "introduced_by")  # columns whose words name a place in many ways
MANY = 200  # more names than that are no list to choose from


class RecordKind(Kind):
    """A kind with one record a row. `fields` maps columns to fields of the model, the same name where not told.

    `references` maps columns to the fields that point to other records and says how to look these up.
    """

    model: type[models.Model]
    key_name = "code"
    at_once = 500
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
        for column, lookup in self.lookups().items():
            find = cache(partial(found_and_called, lookup.find_place if column in PLACES else lookup.find))
            for entry in entries:
                if text := entry.values.get(column):
                    self.resolve(entry, column, lookup, *find(text))
        self.check_fields(entries)

    def resolve(self, entry: Entry, column: str, lookup: Lookup, found: Any, called: str) -> None:
        """Put the record's own name in the place of the word that was used for it."""
        if found is not None:
            entry.values[column] = called
            entry.notes[column] = found
        elif column in self.required_references:
            refuse_unknown(entry, column, lookup)
        else:
            warn_unknown(entry, column, lookup)
            del entry.values[column]  # told, and nothing changed

    def check_fields(self, entries: Sequence[Entry]) -> None:
        """The fields' own rules, as a form asks them, for whatever the column's type does not hold to already."""
        for name, model_field in self.checked_fields.items():
            problem = cache(partial(field_problem, model_field))
            for entry in entries:
                value = entry.values.get(name)
                if value is not None and (why := problem(value)):
                    entry.refuse("rule", name, why=why)

    @cached_property
    def model_fields(self) -> dict[str, models.Field]:
        """The field of the model that a column fills; columns whose values go elsewhere have none."""
        known = {each.name: each for each in self.model._meta.concrete_fields}
        named = {name: self.fields.get(name, name) for name in self.types}
        return {name: known[target] for name, target in named.items() if target in known}

    @cached_property
    def checked_fields(self) -> dict[str, models.Field]:
        return {
            name: each
            for name, each in self.model_fields.items()
            if not each.is_relation and not holds(self.types[name], each)
        }

    @cached_property
    def clearable(self) -> frozenset[str]:
        required = {column.name for layout in self.layouts for column in layout.columns if column.required}
        return frozenset(name for name, each in self.model_fields.items() if each.blank or each.null) - required

    def key(self, entry: Entry) -> Hashable:
        return entry.get(self.key_name)

    def key_column(self) -> str:
        return self.key_name

    def match(self, entries: Sequence[Entry], actor: Any) -> dict[Hashable, models.Model]:
        field = self.fields.get(self.key_name, self.key_name)
        keys = existing(self.model, field, [entry.key for entry in entries])
        found: dict[Hashable, models.Model] = {}
        for start in range(0, len(keys), 500):
            for record in self.queryset().filter(**{f"{field}__in": keys[start : start + 500]}):
                found[getattr(record, field)] = record
        self.refuse_hidden(entries, found, actor)
        return found

    def by_id(self, keys: Sequence[int], actor: Any) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for start in range(0, len(keys), 500):
            rows = self.queryset().filter(pk__in=keys[start : start + 500])
            found |= {record.pk: record for record in (rows if actor is None else rows.visible_to(actor))}
        return found

    def at_versions(self, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Any]]:
        return {place: self.current(row.instance) for place, row in versions(self.model, wanted).items()}

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
        """All new ones at once and all changed ones at once, each with its history."""
        changed_fields: set[str] = set()
        for entry in entries:
            if entry.record is not None:
                changed_fields |= self.changed_fields(entry)
            else:
                entry.record = self.model()
            self.fill(entry.record, entry)
            self.prepare(entry.record)
        made = [entry.record for entry in entries if entry.record._state.adding]
        changed = [entry.record for entry in entries if not entry.record._state.adding]
        if made:
            bulk_create_by(self.model, made, actor, reason)
        if changed:
            bulk_update_by(self.model, changed, sorted(changed_fields), actor, reason)

    @property
    def can_undo(self) -> bool:
        return True

    def locked(self, keys: Sequence[int]) -> Iterable[Any]:
        return self.model._default_manager.select_for_update().filter(pk__in=keys)

    def used(self, keys: Sequence[int]) -> set[int]:
        return used_records(self.model, keys)

    def undo(self, rows: Sequence[tuple[Any, Any]], actor: Any, reason: str) -> int:
        remove_or_restore(self.model, rows, actor, reason)
        return 0

    def changed_fields(self, entry: Entry) -> set[str]:
        """The fields that the entry changes in its record."""
        return {self.fields.get(change.column, change.column) for change in entry.changes} | self.follows

    # Fields that `fill` and `prepare` set beside those of the columns.
    follows: frozenset[str] = frozenset()

    def prepare(self, record: Any) -> None:
        """What the model's `save` would derive."""

    def fill(self, record: Any, entry: Entry) -> None:
        for name, value in entry.values.items():
            if value is not None:
                setattr(record, self.fields.get(name, name), entry.notes.get(name, value))
        for change in entry.changes:
            if entry.values.get(change.column) is None:
                each = self.model_fields[change.column]
                setattr(record, each.name, None if each.null else "")

    def told_by_database(self, entry: Entry, error: Exception) -> RuleError:
        """The sentence of the constraint, where the model knows it."""
        try:
            entry.record.validate_constraints()
        except ValidationError as invalid:
            return RuleError(" ".join(invalid.messages), code="invalid")
        return super().told_by_database(entry, error)


def found_and_called(find: Callable[[str], Any], text: str) -> tuple[Any, str]:
    found = find(text)
    return found, str(found)


def field_problem(model_field: models.Field, value: Any) -> str:
    try:
        model_field.clean(value, None)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def holds(type_: Type, model_field: models.Field) -> bool:
    """Whether all that the type reads fits into the field."""
    if isinstance(type_, CreditCode | Date | YesNo):
        return True
    if isinstance(type_, Quantity) and type_.places == 0 and not type_.negative:
        return isinstance(model_field, models.BigIntegerField) and not model_field._validators
    limit = getattr(type_, "limit", None)
    fits = limit is not None and isinstance(model_field, models.CharField) and limit <= (model_field.max_length or 0)
    return fits and not model_field.choices and len(model_field.validators) <= 1
