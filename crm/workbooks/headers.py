"""Finding a sheet's header under titles, notes and merged groups, and what its columns and notes say of units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.workbooks.cells import is_empty, written
from crm.workbooks.columns import Column, Layout, Names
from crm.workbooks.listings import RECORD_ID, RECORD_VERSION
from crm.workbooks.months import Month, read_month, settle_cumulative
from crm.workbooks.problems import WorkbookError
from crm.workbooks.reading import Sheet
from crm.workbooks.units import is_unit, unit_of_header, units_of_note

LOOK = 30  # rows in which a header is looked for
DEPTH = 3  # rows that a header may have
FIXED = -2  # rank of a column that a person has put there
ID, VERSION = RECORD_ID.text, RECORD_VERSION.text


@dataclass
class Place:
    """Where a column stands in the sheet: its index from 0, the header as written, and its unit."""

    index: int
    label: str
    unit: str = ""


@dataclass
class Header:
    """A header that fits a layout. Rows are indexes from 0; data begin at `data_row`."""

    layout: Layout
    first_row: int
    data_row: int
    places: dict[str, Place]
    months: list[tuple[Place, Month]]
    unused: list[str]
    title: str
    note_units: list[str] = field(default_factory=list)
    score: int = 0  # columns that were recognised
    labels: list[str] = field(default_factory=list)  # every column's header, empty where there is none
    hidden: dict[str, int] = field(default_factory=dict)  # `__id` and `__version` of a workbook that was exported here

    def unit(self, column: Column) -> str:
        """The header's unit for a column, or the one of the notes that fits its dimension."""
        return self.places[column.name].unit or self.note_unit(column)

    def note_unit(self, column: Column) -> str:
        dimension = column.type.dimension
        return next((unit for unit in self.note_units if dimension and dimension.size(unit) is not None), "")


@dataclass(frozen=True)
class Label:
    """A column's header over all its rows: `names` are tried in order, the most exact first."""

    names: tuple[str, ...]
    unit: str
    text: str


@dataclass(frozen=True)
class Wishes:
    """What a person wants of a sheet's columns: by header, from earlier times, and by index, in this very sheet."""

    memory: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[int, str] = field(default_factory=dict)


def find_header(sheet: Sheet, layouts: Iterable[Layout], wishes: Wishes = Wishes()) -> Header | None:
    """The header that fits most columns of a layout; of equals the one with fewer rows, then the first."""
    best: tuple[int, int, int] | None = None
    found: tuple[Layout, int, int] | None = None
    choices = [(layout, Names.of(layout.columns, wishes.memory)) for layout in layouts]
    for first in range(min(LOOK, len(sheet.rows))):
        for depth in range(1, min(DEPTH, len(sheet.rows) - first) + 1):
            labels = labels_of(sheet.rows[first : first + depth])
            for layout, names in choices:
                score = fit(layout, names, labels, wishes.fixed)
                rank = (score, -depth, -first)
                if score and (best is None or rank > best):
                    best, found = rank, (layout, first, depth)
    if found is None or best is None:
        return None
    header = build(sheet, *found, wishes)
    header.score = best[0]
    return header


def fit(layout: Layout, names: Names, labels: Sequence[Label | None], fixed: Mapping[int, str]) -> int:
    """How many of the layout's columns the labels name; 0 if a needed one is missing.

    Rows that say which record they are need no other column to be found by; what a person has put right is taken so.
    """
    columns = {match[1].name for label in labels if label and (match := names.find(label.names))}
    columns |= {name for index, name in fixed.items() if name and index < len(labels) and labels[index]}
    if columns and (fixed or any(label and label.text == ID for label in labels)):
        return len(columns)
    months = sum(1 for label in labels if label and read_month(label.text)) if layout.months else 0
    if not layout.needs <= columns or len(columns) < layout.least or (layout.months and not months):
        return 0
    return len(columns) + months


def labels_of(rows: Sequence[Sequence[Any]]) -> list[Label | None]:
    """One label a column. A group's name, merged or not, counts for columns to its right that have a name below."""
    width = max((len(row) for row in rows), default=0)
    levels = [[text_at(row, index) for index in range(width)] for row in rows]
    named_below = [False] * width
    for level in reversed(levels):
        spread(level, named_below)
    return [label_of([level[index] for level in levels]) for index in range(width)]


def spread(level: list[str], named_below: list[bool]) -> None:
    """Fill a group's name to the right, in place, and note which columns now have a name."""
    last = ""
    for index, text in enumerate(level):
        last = text or last
        if named_below[index]:
            level[index] = last
        named_below[index] = named_below[index] or bool(text)


def text_at(row: Sequence[Any], index: int) -> str:
    value = row[index] if index < len(row) else ""
    return written(value) if isinstance(value, str) else ""


def label_of(levels: list[str]) -> Label | None:
    """`levels` from the top group down to the column's own name."""
    parts = [unit_of_header(level) for level in levels if level]
    if not parts:
        return None
    unit = next((unit for _, unit in reversed(parts) if unit), "")
    names = [name for name, _ in parts if name]
    if not names:
        return None
    full = tuple("".join(names[start:]) for start in range(len(names)))
    return Label((*full, levels[-1]) if levels[-1] else full, unit, names[-1])


def build(sheet: Sheet, layout: Layout, first: int, depth: int, wishes: Wishes) -> Header:
    rows = sheet.rows[first : first + depth]
    labels = labels_of(rows)
    places, unused = place_columns(Names.of(layout.columns, wishes.memory), labels, wishes.fixed)
    months = []
    if layout.months:
        months = [(index, month) for index, label in enumerate(labels) if label and (month := read_month(label.text))]
    above = [written(cell) for row in sheet.rows[:first] for cell in row if isinstance(cell, str) and cell]
    beside = [written(cell) for row in rows for cell in row if isinstance(cell, str)]
    title = " ".join(above)
    month_places = [
        (Place(index, labels[index].text, labels[index].unit), month)  # type: ignore[union-attr]
        for index, month in settle_cumulative(months, f"{sheet.name} {title}")
    ]
    taken = {place.label for place, _ in month_places}
    header = Header(
        layout,
        first,
        first + depth,
        places,
        month_places,
        [label for label in unused if label not in taken and label not in (ID, VERSION)],
        title,
        [unit for text in (*above, *beside) for unit in units_of_note(text)],
        labels=[label.text if label else "" for label in labels],
        hidden={label.text: index for index, label in enumerate(labels) if label and label.text in (ID, VERSION)},
    )
    take_unit_row(sheet, header)
    return header


def place_columns(
    names: Names, labels: Sequence[Label | None], fixed: Mapping[int, str]
) -> tuple[dict[str, Place], list[str]]:
    """Each column's place. Two headers for one column: the better name wins, two alike are refused."""
    ranks: dict[str, int] = {}
    places: dict[str, Place] = {}
    unused = []
    for index, name in fixed.items():
        label = labels[index] if index < len(labels) else None
        if label is not None and name:
            ranks[name], places[name] = FIXED, Place(index, label.text, label.unit)
        elif label is not None:
            unused.append(label.text)
    for index, label in enumerate(labels):
        if index in fixed:
            continue
        match = names.find(label.names) if label else None
        if label is None or match is None:
            unused += [label.text] if label else []
            continue
        rank, column = match
        if column.name in places and ranks[column.name] == rank != FIXED:
            raise WorkbookError("column_twice", label=label.text)
        if column.name not in places or rank < ranks[column.name]:
            unused += [places[column.name].label] if column.name in places else []
            ranks[column.name], places[column.name] = rank, Place(index, label.text, label.unit)
        else:
            unused.append(label.text)
    return places, unused


def take_unit_row(sheet: Sheet, header: Header) -> None:
    """A row of nothing but units right under the header belongs to it."""
    row = sheet.rows[header.data_row] if header.data_row < len(sheet.rows) else []
    texts = [text_at(row, index).strip("()（）") for index in range(len(row))]
    if not any(texts) or not all(is_unit(text) for text in texts if text):
        return
    if any(not isinstance(cell, str) and not is_empty(cell) for cell in row):
        return
    header.data_row += 1
    for place in [*header.places.values(), *(place for place, _ in header.months)]:
        if place.index < len(texts) and texts[place.index]:
            place.unit = texts[place.index]
