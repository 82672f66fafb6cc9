"""Entries as rows of an import, and back: a set at a time, so that a long workbook never lies in memory whole."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from crm.common.bulk import insert_rows, update_rows
from crm.workbooks.kinds import Change, Entry, Kind
from crm.workbooks.models import Import, ImportRow
from crm.workbooks.models.imports import cells_of
from crm.workbooks.problems import Problem

PLAIN = (str, int, bool, float, type(None))


def encode(value: Any) -> str:
    return orjson.dumps(value).decode()


# In this order they are written; all but `row_id` are found by an entry.
COLUMNS = (
    "source", "sheet", "row", "title", "action", "is_refused", "has_problems", "values", "texts", "changes", "problems",
    "problems_of_reading", "record_id", "record_version", "base_id", "base_version", "decisions", "has_conflict",
    "is_left_out", "key",
)  # fmt: skip


READ = (
    "pk", "sheet", "row", "action", "values", "texts", "problems", "problems_of_reading", "record_id", "record_version",
    "base_id", "base_version", "decisions",
)  # fmt: skip


def keep_entries(brought: Import, kind: Kind, entries: Iterable[Entry]) -> None:
    insert_rows(ImportRow, COLUMNS, (row_of(brought.pk, kind, entry) for entry in entries))


def keep_again(kind: Kind, entry: Entry) -> None:
    """What was found anew for one row, its cells included."""
    row = row_of(0, kind, entry)
    update_rows(ImportRow, [*COLUMNS[3:], "id"], [(*row[3:], entry.row_id)])


def row_of(source: int, kind: Kind, entry: Entry) -> tuple[Any, ...]:
    record, base = entry.record, entry.base or (None, None)
    problems = entry.problems
    return (
        source,
        entry.sheet[:100],
        entry.row,
        kind.title(entry)[:300],
        entry.action,
        entry.is_refused,
        bool(entry.told),
        encode(stored_values(kind, entry.values)),
        encode(own_texts(entry)),
        encode([vars(change) for change in entry.changes]) if entry.changes else "[]",
        encode([problem.stored() for problem in problems]) if problems else "[]",
        entry.problems_of_reading,
        record.pk if record is not None else None,
        kind.version(record) if record is not None else None,
        base[0],
        base[1],
        encode(entry.decisions) if entry.decisions else "{}",
        any(change.base is not None for change in entry.changes),
        "leave_out" in entry.decisions,
        str(entry.key or "")[:300],
    )


def stored_values(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    types = kind.types
    return {name: value if value.__class__ in PLAIN else types[name].stored(value) for name, value in values.items()}


def own_texts(entry: Entry) -> dict[str, str]:
    """The cells as written, where the value does not say the same."""
    values = entry.values
    return {name: text for name, text in entry.texts.items() if text != values.get(name)}


def kept_sets(brought: Import, kind: Kind, where: dict[str, Any] | None = None) -> Iterator[list[Entry]]:
    """The entries as kept, not settled, in the sets that they are settled in. No row of a sheet is parted."""
    rows = brought.rows.filter(**(where or {})).order_by("pk").values_list(*READ, named=True)
    some: list[Entry] = []
    for row in rows.iterator(chunk_size=kind.set_size or 2_000):
        if kind.set_size and len(some) >= kind.set_size and (row.sheet, row.row) != (some[-1].sheet, some[-1].row):
            yield some
            some = []
        some.append(entry_of(brought, kind, row))
    if some:
        yield some


def entry_of(brought: Import, kind: Kind, row: Any) -> Entry:
    """`row` is an ImportRow, or what of it is in READ."""
    types, values = kind.types, row.values
    return Entry(
        row.sheet,
        row.row,
        brought.name,
        values={name: value if value is None else types[name].restored(value) for name, value in values.items()},
        labels=brought.mapping.get(row.sheet, {}),
        texts=cells_of(values, row.texts),
        problems=[Problem(**problem) for problem in row.problems[: row.problems_of_reading]],
        row_id=row.pk,
        seen=(row.action, row.record_id, row.record_version),
        base=(row.base_id, row.base_version) if row.base_id else None,
        decisions=row.decisions,
        clears=bool(brought.choices.get("clears")),
        match_by=brought.choices.get("key", ""),
    )


def entry_as_kept(brought: Import, kind: Kind, row: ImportRow) -> Entry:
    """With all that was found, for whoever only tells of it."""
    entry = entry_of(brought, kind, row)
    entry.action, entry.is_held = row.action, row.is_refused
    entry.changes = [Change(**change) for change in row.changes]
    entry.problems = [Problem(**problem) for problem in row.problems]
    return entry
