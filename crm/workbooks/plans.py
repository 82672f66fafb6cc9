"""What an import would do: read, map, check, compare. A plan writes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.workbooks.headers import find_header
from crm.workbooks.kinds import CREATED, KINDS, UNCHANGED, UPDATED, Entry, Kind, other_kinds
from crm.workbooks.problems import WARNED, Problem, WorkbookError
from crm.workbooks.reading import Book, Sheet
from crm.workbooks.tables import LeftOut, Table, is_help, read_table

SHEET_PROBLEMS = ("column_twice", "no_year", "no_indicator")


@dataclass
class Plan:
    """The entries of a workbook with their actions; `problems` are those of the file and its sheets."""

    kind: Kind
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    mapping: dict[str, dict[str, str]] = field(default_factory=dict)  # sheet → column → header as written
    unused: dict[str, list[str]] = field(default_factory=dict)  # sheet → headers that nothing was taken from
    written: int = 0

    @property
    def all_problems(self) -> list[Problem]:
        return self.problems + [problem for entry in self.entries for problem in entry.problems]

    @property
    def refusals(self) -> int:
        return sum(problem.is_refusal for problem in self.all_problems)

    def of(self, *actions: str) -> list[Entry]:
        """Entries that go in with one of the actions."""
        return [entry for entry in self.entries if not entry.is_refused and entry.action in actions]

    @property
    def counts(self) -> dict[str, int]:
        refused = [entry for entry in self.entries if entry.is_refused]
        actions = Counter(entry.action for entry in self.entries if not entry.is_refused)
        return {
            "rows": len({(entry.sheet, entry.row) for entry in self.entries}),
            "created": actions[CREATED],
            "updated": actions[UPDATED],
            "unchanged": actions[UNCHANGED],
            "refused": len(refused),
            "warned": sum(bool(entry.problems) for entry in self.entries if not entry.is_refused),
            "left_out": len(self.left_out),
            "written": self.written,
        }


def plan_book(kind: Kind, book: Book, actor: Any = None) -> Plan:
    """The plan for a workbook that has been read. WorkbookError if no sheet of it is of this kind."""
    plan = Plan(kind)
    for sheet in book.sheets:
        if sheet.rows:
            plan_sheet(plan, book, sheet)
    if not plan.mapping and not plan.refusals:
        raise no_header(kind, book)
    settle(plan, actor)
    return plan


def plan_sheet(plan: Plan, book: Book, sheet: Sheet) -> None:
    try:
        header = find_header(sheet, plan.kind.layouts)
        if header is None:
            other_sheet(plan, sheet)
            return
        table = read_table(book, sheet, header)
        plan.mapping[sheet.name] = {name: place.label for name, place in header.places.items()}
        plan.unused[sheet.name] = header.unused
        plan.left_out += table.left_out
        read_rows(plan, table)
    except WorkbookError as error:
        if error.code not in SHEET_PROBLEMS:
            raise
        plan.problems.append(Problem(error.code, sheet=sheet.name, params=error.params))


def read_rows(plan: Plan, table: Table) -> None:
    for number, row in table.rows:
        plan.entries += plan.kind.entries(table, number, row)


def other_sheet(plan: Plan, sheet: Sheet) -> None:
    """A sheet of another kind is left alone without a word, and so are a template's notes and choices.

    One of no kind is told, for it may be a header misspelt.
    """
    if not is_help(sheet) and not recognised_as(plan.kind, sheet):
        plan.problems.append(Problem("sheet_unknown", WARNED, sheet.name))


def recognised_as(kind: Kind, sheet: Sheet) -> Kind | None:
    """The other kind that knows most of the sheet's columns."""
    scores = {other.name: score_of(other, sheet) for other in other_kinds(kind)}
    best = max(scores, key=lambda name: scores[name], default="")
    return KINDS[best] if best and scores[best] else None


def score_of(kind: Kind, sheet: Sheet) -> int:
    try:
        header = find_header(sheet, kind.layouts)
    except WorkbookError:  # two columns alike
        return 1
    return header.score if header else 0


def no_header(kind: Kind, book: Book) -> WorkbookError:
    for sheet in book.sheets:
        other = recognised_as(kind, sheet)
        if other:
            return WorkbookError("other_kind", kind=other.label)
    layout = kind.layouts[0]
    return WorkbookError("no_header", columns="、".join(str(layout.column(name)) for name in sorted(layout.needs)))


def settle(plan: Plan, actor: Any) -> None:
    """Check entries against each other and against what there is, and say what would become of each."""
    kind = plan.kind
    for entry in plan.entries:
        entry.problems_of_reading = len(entry.problems)
        entry.key = None if entry.is_refused else kind.key(entry)
    good = [entry for entry in plan.entries if not entry.is_refused]
    kind.check(good, actor)
    refuse_twins(kind, plan.entries)
    refuse_rows_as_a_whole(plan.entries)
    good = [entry for entry in good if not entry.is_refused]
    records = kind.match(good, actor)
    for entry in good:
        compare(kind, entry, records.get(entry.key))


def settle_again(plan: Plan, actor: Any) -> None:
    """Forget what was found and look anew, as after a change of an entry."""
    for entry in plan.entries:
        del entry.problems[entry.problems_of_reading :]
        entry.is_held, entry.record, entry.changes, entry.notes = False, None, [], {}
    settle(plan, actor)


def compare(kind: Kind, entry: Entry, record: Any) -> None:
    entry.record = record
    entry.changes = kind.changes(entry, record) if record is not None else []
    entry.action = CREATED if record is None else UPDATED if entry.changes else UNCHANGED


def refuse_twins(kind: Kind, entries: Iterable[Entry]) -> None:
    """The first row of a key goes in; a row that repeats it is refused, whatever it says."""
    first: dict[Any, Entry] = {}
    for entry in entries:
        if entry.key is None or entry.is_refused:
            continue
        twin = first.setdefault(entry.key, entry)
        if twin is not entry:
            entry.refuse("twice_in_file", kind.key_column(), row=twin.row, sheet=twin.sheet)


def refuse_rows_as_a_whole(entries: Sequence[Entry]) -> None:
    """Of a wide row nothing goes in if one of its cells is refused: half a row is what nobody entered."""
    refused = {(entry.sheet, entry.row) for entry in entries if entry.is_refused}
    for entry in entries:
        entry.is_held = (entry.sheet, entry.row) in refused
