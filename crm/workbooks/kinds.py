"""A kind of workbook: what its sheets hold and how their rows meet records.

Declared beside the models, registered in the app's ready().
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.common.names import normalise_name
from crm.workbooks.cells import Cell, Type
from crm.workbooks.columns import Column, Layout
from crm.workbooks.hints import words_of
from crm.workbooks.problems import REFUSED, WARNED, Problem
from crm.workbooks.readers import REFUSED_VALUE, read_cell
from crm.workbooks.tables import Table

CREATED = "created"
UPDATED = "updated"
UNCHANGED = "unchanged"


@dataclass(slots=True)
class Entry:
    """One record as a workbook gives it, with the place it came from. A wide row gives several."""

    sheet: str
    row: int
    book: str = ""  # the file's name
    values: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)  # the headers, by the column's name
    texts: dict[str, str] = field(default_factory=dict)  # the cells as written, by the column's name
    problems: list[Problem] = field(default_factory=list)
    key: Hashable = None
    record: Any = None
    changes: list["Change"] = field(default_factory=list)
    action: str = CREATED
    notes: dict[str, Any] = field(default_factory=dict)  # what `check` found for `save`: never stored
    also_wrote: list[list[Any]] = field(default_factory=list)  # beside the record; kept for who takes the row back
    problems_of_reading: int = 0  # the first so many of `problems`; the others are found anew by each check
    is_held: bool = False  # another entry of the same row is refused, so this one does not go in either
    row_id: int | None = None  # of the ImportRow that keeps it
    seen: tuple[str, int | None, int | None] | None = None  # action, record and version as a person saw them
    base: tuple[int, int] | None = None  # record and version that a workbook exported here gives
    decisions: dict[str, str] = field(default_factory=dict)  # a person's, where both sides were changed
    clears: bool = False  # an empty cell empties the record's field
    match_by: str = ""  # the column that a person chose as the key

    @property
    def is_refused(self) -> bool:
        return self.is_held or (bool(self.problems) and any(problem.is_refusal for problem in self.problems))

    @property
    def is_left_out(self) -> bool:
        """A person put the row aside."""
        return "leave_out" in self.decisions

    @property
    def told(self) -> list[Problem]:
        """The problems, less those that are told beside another entry of the row."""
        return [problem for problem in self.problems if not problem.again]

    @property
    def changed_columns(self) -> set[str]:
        return {change.column for change in self.changes}

    def get(self, name: str) -> Any:
        return self.values.get(name)

    def refuse(self, code: str, column: str = "", **params: Any) -> None:
        self.add(code, REFUSED, column, params)

    def warn(self, code: str, column: str = "", **params: Any) -> None:
        self.add(code, WARNED, column, params)

    def add(self, code: str, severity: str, column: str, params: dict[str, Any]) -> None:
        label, value = self.labels.get(column, ""), self.texts.get(column, "")
        self.problems.append(Problem(code, severity, self.sheet, self.row, label, value[:200], params))


class EntryRefused(RuleError):
    """A service refused an entry while it was written."""

    def __init__(self, entry: Entry, error: RuleError) -> None:
        place = {"sheet": entry.sheet, "row": entry.row, "why": error.message}
        super().__init__(_("Sheet “%(sheet)s”, row %(row)s: %(why)s") % place, code=error.code, missing=error.missing)
        self.entry = entry
        self.why = error.message


@contextmanager
def at_row(entry: Entry) -> Iterator[None]:
    """Tell a broken rule together with the row that broke it."""
    try:
        yield
    except ValidationError as error:
        raise EntryRefused(entry, RuleError(" ".join(error.messages), code="invalid")) from error
    except RuleError as error:
        raise EntryRefused(entry, error) from error


@dataclass(frozen=True)
class Change:
    """A cell that would change: the column's label, the record's value and the workbook's, as shown to people."""

    column: str
    label: str
    old: str
    new: str
    base: str | None = None  # what both sides began with, where both were changed


class Kind:
    """Base of all kinds. A kind sets the attributes and overrides the methods that raise NotImplementedError."""

    name: str
    label: Any
    layouts: tuple[Layout, ...]
    model: type[models.Model] | None = None  # what its records are
    roles: frozenset[Role] = frozenset()
    # Entries that are checked, matched and written together; 0: all at once, where rows are checked against each other.
    set_size: int = 2_000
    # Each row gives one entry, whose cells can be mended one by one.
    is_one_a_row: bool = True
    # So many rows are written while the person waits; more go to the background.
    at_once: int = 100
    # For the template, by column: what stands in the example row and what to enter, where the type does not say it.
    examples: Mapping[str, Any] = {}
    hints: Mapping[str, Any] = {}

    def allows(self, actor: Any) -> bool:
        """None is the system: the command line and the demo."""
        return actor is None or actor.has_role(*self.roles)

    @cached_property
    def types(self) -> dict[str, Type]:
        """The type of each value that entries hold."""
        return {column.name: column.type for layout in self.layouts for column in layout.columns}

    @property
    def labels(self) -> dict[str, str]:
        return {column.name: str(column) for layout in self.layouts for column in layout.columns}

    # Values that entries hold beside what a preview shows of them.
    unshown: frozenset[str] = frozenset()

    def shown_cell(self, name: str, text: str) -> str:
        """A kept cell, for people."""
        return text

    def choices(self, actor: Any) -> dict[str, Sequence[str]]:
        """The words that a column's cells are chosen from, for columns that know only some."""
        words = {column.name: words_of(column.type) for layout in self.layouts for column in layout.columns}
        return {name: chosen for name, chosen in words.items() if chosen}

    # --- from rows to entries ---

    def entries(self, table: Table, number: int, row: Sequence[Any]) -> list[Entry]:
        """Most kinds have one entry a row."""
        entry = Entry(table.sheet, number, table.book, labels=table.labels)
        values, texts, width = entry.values, entry.texts, len(row)
        for reader in table.readers:
            index = reader.index
            text, value, told = reader.read(row[index] if index < width else None)
            texts[reader.name] = text
            if value is not REFUSED_VALUE:
                values[reader.name] = value
            for code, severity, params in told:
                entry.add(code, severity, reader.name, params)
        return [entry]

    def read_cell(self, entry: Entry, table: Table, row: Sequence[Any], column: Column) -> None:
        place = table.header.places.get(column.name)
        if place is None:
            return
        raw = table.cell(row, place.index)
        read_into(entry, column, raw, place.label, Cell(table.header.unit(column), table.epoch_1904))

    # --- from entries to records ---

    def check(self, entries: Sequence[Entry], actor: Any) -> None:
        """Refuse or warn entries by what the database knows: unknown clusters, projects, people. In bulk."""

    def key(self, entry: Entry) -> Hashable:
        """What makes a record the same one; None if the entry lacks it."""
        raise NotImplementedError

    def title(self, entry: Entry) -> str:
        """Which record this is, for people."""
        return str(entry.key or "")

    def key_column(self) -> str:
        """The column beside which a row that stands twice is told."""
        raise NotImplementedError

    # Columns that a person may choose as the key instead.
    other_keys: tuple[str, ...] = ()

    def match_by(self, column: str, entries: Sequence[Entry], actor: Any) -> dict[Hashable, models.Model]:
        """As `match`, by a column of `other_keys`; entry.key is what `other_key` gives."""
        raise NotImplementedError

    def other_key(self, column: str, entry: Entry) -> Hashable:
        value = entry.get(column)
        return normalise_name(value) if isinstance(value, str) else value

    def match(self, entries: Sequence[Entry], actor: Any) -> dict[Hashable, models.Model]:
        """The records that exist already, by key."""
        raise NotImplementedError

    def by_id(self, keys: Sequence[int], actor: Any) -> dict[int, Any]:
        """Records by their ids, as `match` would give them, less those that the actor may not know of."""
        return {}

    def at_versions(self, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Any]]:
        """What `current` gave for records (id, version) when they had that version, as far as history tells."""
        return {}

    def current(self, record: Any) -> dict[str, Any]:
        """The record's values by column name, to compare with an entry's."""
        raise NotImplementedError

    def changes(self, entry: Entry, record: Any) -> list[Change]:
        """Only columns that the workbook has can change anything; an empty cell only where the person says so."""
        current = self.current(record)
        changed = [
            name
            for name, value in entry.values.items()
            if name in current and self.differs(entry, name, value, current)
        ]
        return [self.change(entry, name, current[name]) for name in changed]

    def differs(self, entry: Entry, name: str, value: Any, current: dict[str, Any]) -> bool:
        if value is None and not (entry.clears and name in self.clearable):
            return False
        return current[name] != value

    def change(self, entry: Entry, name: str, old: Any) -> Change:
        shown, label = self.types[name].shown, entry.labels.get(name) or self.labels.get(name, name)
        return Change(name, label, shown(old), shown(entry.get(name)))

    @property
    def clearable(self) -> frozenset[str]:
        """Columns that an empty cell may empty."""
        return frozenset()

    def save(self, entries: Sequence[Entry], actor: Any, reason: str) -> None:
        """Write entries whose action is created or updated, each within `at_row`, and set `entry.record`."""
        raise NotImplementedError

    def version(self, record: Any) -> int:
        """What tells that a record has changed since it was read."""
        return record.version

    # --- taking back ---

    can_undo = False

    def was_changed(self, row: Any, record: Any) -> bool:
        """Whether somebody changed the record since an ImportRow wrote it."""
        return self.version(record) != row.record_version

    def why_not_undone(self) -> Any:
        return _("Imports of this kind cannot be taken back; please correct the records one by one.")

    def why_rows_stay(self, rows: Sequence[Any]) -> dict[int, str]:
        """Why what some of the ImportRows did cannot be taken back, by their keys."""
        return {}

    def locked(self, keys: Sequence[int]) -> Iterable[Any]:
        """The records as they are now, held until the end of the transaction."""
        raise NotImplementedError

    def used(self, keys: Sequence[int]) -> set[int]:
        """Those of the new records on which others rest by now."""
        raise NotImplementedError

    def undo(self, rows: Sequence[tuple[Any, Any]], actor: Any, reason: str) -> int:
        """Take back rows, each an ImportRow with its record as the import left it.

        Says how many new records cannot vanish, since what is kept for good hangs on them, and were closed instead.
        """
        raise NotImplementedError

    def told_by_database(self, entry: Entry, error: Exception) -> RuleError:
        """A sentence for what only a constraint of the database refuses."""
        return RuleError(_("The database does not take this row; please look at its numbers."), code="database")


def read_into(entry: Entry, column: Column, raw: Any, label: str, cell: Cell) -> None:
    """Put a cell's value into an entry, with its problems."""
    entry.labels[column.name] = label
    entry.texts[column.name], value, told = read_cell(column, raw, label, cell.unit, cell.epoch_1904)
    if value is not REFUSED_VALUE:
        entry.values[column.name] = value
    for code, severity, params in told:
        entry.add(code, severity, column.name, params)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    KINDS[kind.name] = kind
    return kind


def kinds_for(actor: Any) -> list[Kind]:
    return [kind for kind in KINDS.values() if kind.allows(actor)]


def kind_of_model(model: type[models.Model]) -> Kind | None:
    """The kind by which records of a model come in."""
    return next((kind for kind in KINDS.values() if kind.model is model), None)


def other_kinds(kind: Kind) -> Iterable[Kind]:
    return (other for other in KINDS.values() if other is not kind)
