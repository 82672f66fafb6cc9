"""What an import would do: read, map, check, compare. A plan writes nothing."""

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crm.workbooks.cells import written
from crm.workbooks.headers import ID, VERSION, Wishes, find_header
from crm.workbooks.kinds import CREATED, KINDS, UNCHANGED, UPDATED, Entry, Kind, other_kinds
from crm.workbooks.problems import REFUSED, WARNED, Problem, WorkbookError
from crm.workbooks.reading import Book, Sheet
from crm.workbooks.shapes import shape_of
from crm.workbooks.tables import LeftOut, Table, is_help, read_table

COUNTED = (
    "rows",
    "created",
    "updated",
    "unchanged",
    "refused",
    "warned",
    "left_out",
    "put_aside",
    "refusals",
    "written",
)
Seen = dict[Hashable, tuple[str, int]]  # where each key stood first
SHEET_PROBLEMS = ("column_twice", "no_year", "no_indicator")


@dataclass
class Plan:
    """What a workbook would do. `problems` are those of the file and its sheets; `entries` are kept only if wanted."""

    kind: Kind
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    mapping: dict[str, dict[str, str]] = field(default_factory=dict)  # sheet → column → header as written
    unused: dict[str, list[str]] = field(default_factory=dict)  # sheet → headers that nothing was taken from
    tally: Counter[str] = field(default_factory=Counter)
    shapes: dict[str, dict[str, Any]] = field(default_factory=dict)  # every sheet, for putting its columns right
    units: dict[str, dict[str, str]] = field(default_factory=dict)  # sheet → column → unit of header or note
    choices: dict[str, Any] = field(default_factory=dict)  # a person's, as an Import keeps them
    memory: dict[str, str] = field(default_factory=dict)  # what the person made of headers before

    def wishes(self, sheet: str) -> Wishes:
        chosen = self.choices.get("sheets", {}).get(sheet, {}).get("columns", {})
        return Wishes(self.memory, {int(index): name for index, name in chosen.items()})

    def wants(self, sheet: str) -> bool:
        return self.choices.get("sheets", {}).get(sheet, {}).get("use", True)

    @property
    def all_problems(self) -> list[Problem]:
        return self.problems + [problem for entry in self.entries for problem in entry.told]

    @property
    def refusals(self) -> int:
        return self.tally["refusals"] + sum(problem.is_refusal for problem in self.problems)

    @property
    def counts(self) -> dict[str, int]:
        return {name: self.tally[name] for name in COUNTED}

    def count(self, entries: Sequence[Entry]) -> None:
        """A set of entries that was settled."""
        tally = self.tally
        tally["rows"] += len({(entry.sheet, entry.row) for entry in entries})
        for entry in entries:
            if entry.is_left_out:
                tally["put_aside"] += 1
            elif entry.is_refused:
                tally["refused"] += 1
            else:
                tally[entry.action] += 1
                tally["warned"] += bool(entry.told)
            if entry.problems and not entry.is_left_out:
                tally["refusals"] += sum(problem.is_refusal for problem in entry.told)


def plan_book(kind: Kind, book: Book, actor: Any = None) -> Plan:
    """The plan for a workbook that has been read. WorkbookError if no sheet of it is of this kind."""
    plan = Plan(kind)
    for entries in plan_sets(plan, book, actor):
        plan.entries += entries
    return plan


def plan_sets(plan: Plan, book: Book, actor: Any = None) -> Iterator[list[Entry]]:
    """Fill the plan set after set of settled entries, which the caller keeps or lets go."""
    sheets = [sheet for sheet in book.sheets if sheet.rows]
    tables = [table for sheet in sheets if (table := table_of(plan, book, sheet)) is not None]
    if not plan.mapping and not plan.refusals and not plan.choices.get("by_hand"):
        raise no_header(plan.kind, book)
    seen: Seen = {}
    for entries in in_sets(read_rows(plan, tables), plan.kind.set_size):
        settle(plan.kind, entries, actor, seen)
        plan.count(entries)
        yield entries
    plan.left_out += [row for table in tables for row in table.left_out]
    plan.tally["left_out"] = len(plan.left_out)


def table_of(plan: Plan, book: Book, sheet: Sheet) -> Table | None:
    try:
        header = find_header(sheet, plan.kind.layouts, plan.wishes(sheet.name))
        plan.shapes[sheet.name] = shape_of(sheet, header)
        if not plan.wants(sheet.name):
            return None
        if header is None:
            other_sheet(plan, sheet)
            return None
        table = read_table(book, sheet, header)
    except WorkbookError as error:
        plan.shapes.setdefault(sheet.name, shape_of(sheet, None))
        if plan.wants(sheet.name):
            tell_sheet(plan, sheet.name, error)
        return None
    plan.mapping[sheet.name] = {name: place.label for name, place in header.places.items()}
    plan.unused[sheet.name] = header.unused
    plan.units[sheet.name] = {name: header.unit(header.layout.column(name)) for name in header.places}
    return table


def tell_sheet(plan: Plan, sheet: str, error: WorkbookError) -> None:
    if error.code not in SHEET_PROBLEMS:
        raise error
    plan.problems.append(Problem(error.code, sheet=sheet, params=error.params))


def read_rows(plan: Plan, tables: Iterable[Table]) -> Iterator[list[Entry]]:
    """The entries of each row, the sheets one after the other."""
    clears, match_by = bool(plan.choices.get("clears")), plan.choices.get("key", "")
    for table in tables:
        try:
            for number, row in table.rows():
                entries = plan.kind.entries(table, number, row)
                if table.header.hidden:
                    set_bases(table, row, entries)
                if clears or match_by:
                    for entry in entries:
                        entry.clears, entry.match_by = clears, match_by
                yield entries
        except WorkbookError as error:
            tell_sheet(plan, table.sheet, error)


def set_bases(table: Table, row: Sequence[Any], entries: list[Entry]) -> None:
    """Which record a row was when it went out. Then it needs no key of its own, nor what a new record needs."""
    record, version = (number_at(table, row, name) for name in (ID, VERSION))
    if record is None or len(entries) != 1:
        return
    entry = entries[0]
    entry.base = (record, version or 0)
    entry.problems = [problem for problem in entry.problems if problem.code != "required"]


def number_at(table: Table, row: Sequence[Any], name: str) -> int | None:
    index = table.header.hidden.get(name)
    text = written(table.cell(row, index)) if index is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def in_sets(rows: Iterable[list[Entry]], size: int) -> Iterator[list[Entry]]:
    """Rows put together to sets of about `size` entries; 0 puts all into one. A row is never parted."""
    some: list[Entry] = []
    for entries in rows:
        some += entries
        if size and len(some) >= size:
            yield some
            some = []
    if some:
        yield some


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


def settle(kind: Kind, entries: list[Entry], actor: Any, seen: Seen, ours: Container[int] = ()) -> None:
    """Check entries against each other and against what there is, and say what would become of each.

    `seen` holds the place of each key that came before, in this set or an earlier one; `ours` the records that this
    very import has made: a person was shown them as new, and not as found.
    """
    for entry in entries:
        entry.problems_of_reading = len(entry.problems)
        entry.key = None if entry.is_refused or entry.is_left_out else key_of(kind, entry)
        if entry.key is None and not entry.is_refused and not entry.is_left_out:
            column = entry.match_by or kind.key_column()
            label = entry.labels.get(column) or kind.labels.get(column, column)
            entry.add("required", REFUSED, column, {"column": label})
    good = [entry for entry in entries if not entry.is_refused and not entry.is_left_out]
    kind.check(good, actor)
    refuse_twins(kind, entries, seen)
    refuse_rows_as_a_whole(entries)
    good = [entry for entry in good if not entry.is_refused]
    records = match(kind, [entry for entry in good if entry.base is None], actor)
    for entry in good:
        if entry.base is None:
            record = records.get(entry.key)
            compare(kind, entry, record if record is None or record.pk not in ours else None)
    compare_based(kind, [entry for entry in good if entry.base is not None], actor)
    tell_once(entries)


def settle_again(kind: Kind, entries: list[Entry], actor: Any, seen: Seen, ours: Container[int] = ()) -> None:
    """Forget what was found and look anew, as after something was written or refused."""
    for entry in entries:
        del entry.problems[entry.problems_of_reading :]
        entry.is_held, entry.record, entry.changes, entry.notes = False, None, [], {}
    settle(kind, entries, actor, seen, ours)


def key_of(kind: Kind, entry: Entry) -> Hashable:
    if entry.base is not None:
        return ID, entry.base[0]
    return kind.other_key(entry.match_by, entry) if entry.match_by else kind.key(entry)


def match(kind: Kind, entries: list[Entry], actor: Any) -> dict[Hashable, Any]:
    if not entries:
        return {}
    column = entries[0].match_by
    return kind.match_by(column, entries, actor) if column else kind.match(entries, actor)


def compare_based(kind: Kind, entries: list[Entry], actor: Any) -> None:
    """Rows of a workbook that was exported here: what they were then, what the record is now, what the row says."""
    if not entries:
        return
    records = kind.by_id([entry.base[0] for entry in entries if entry.base], actor)
    for entry in entries:
        record = records.get(entry.base[0]) if entry.base else None
        if record is None:
            entry.refuse("record_gone", kind.key_column())
        else:
            compare(kind, entry, record)
    moved = [entry for entry in entries if entry.base and entry.record and kind.version(entry.record) != entry.base[1]]
    bases = kind.at_versions([entry.base for entry in moved if entry.base and entry.changes])
    for entry in moved:
        settle_conflicts(kind, entry, bases.get(entry.base))


def settle_conflicts(kind: Kind, entry: Entry, base: dict[str, Any] | None) -> None:
    """A cell that both sides changed is never silently won: a person decides it."""
    kept = []
    for change in entry.changes:
        if base is not None and entry.get(change.column) == base.get(change.column):
            continue  # the row says what it said when it went out: the record's newer value stays
        decision = entry.decisions.get(change.column)
        both = base is None or kind.current(entry.record).get(change.column) != base.get(change.column)
        if not both or decision == "file":
            kept.append(change)
        elif decision != "record":
            was = kind.types[change.column].shown(base.get(change.column)) if base is not None else ""
            kept.append(replace(change, base=was))
            told = {"column": change.label, "was": was or "—", "now": change.old or "—", "new": change.new or "—"}
            entry.add("conflict", REFUSED, change.column, told)
    entry.changes = kept
    entry.action = UPDATED if kept else UNCHANGED


def compare(kind: Kind, entry: Entry, record: Any) -> None:
    entry.record = record
    entry.changes = kind.changes(entry, record) if record is not None else []
    entry.action = CREATED if record is None else UPDATED if entry.changes else UNCHANGED


def refuse_twins(kind: Kind, entries: Iterable[Entry], seen: Seen) -> None:
    """The first row of a key goes in; a row that repeats it is refused, whatever it says."""
    for entry in entries:
        if entry.key is None or entry.is_refused:
            continue
        place = (entry.sheet, entry.row)
        first = seen.setdefault(entry.key, place)
        if first is not place:
            entry.refuse("twice_in_file", kind.key_column(), row=first[1], sheet=first[0])


def refuse_rows_as_a_whole(entries: Sequence[Entry]) -> None:
    """Of a wide row nothing goes in if one of its cells is refused: half a row is what nobody entered."""
    refused = {(entry.sheet, entry.row) for entry in entries if entry.is_refused}
    if refused:
        for entry in entries:
            entry.is_held = (entry.sheet, entry.row) in refused


def tell_once(entries: Iterable[Entry]) -> None:
    """Several figures share the cells of their row: what is wrong with these is told beside the first of them."""
    told: set[Hashable] = set()
    for entry in entries:
        for at, problem in enumerate(entry.problems):
            cause = entry.sheet, entry.row, problem.cause
            if problem.again != (cause in told):
                entry.problems[at] = replace(problem, again=cause in told)
            told.add(cause)
