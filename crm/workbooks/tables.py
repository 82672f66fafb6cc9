"""The data rows of a sheet under its header; totals, notes and repeated headers are left out and counted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from crm.workbooks.cells import half_width, is_empty, written
from crm.workbooks.columns import Layout, normalise_header
from crm.workbooks.headers import Header
from crm.workbooks.months import year_of
from crm.workbooks.problems import WorkbookError
from crm.workbooks.readers import Reader, readers_of
from crm.workbooks.reading import Book, Sheet
from crm.workbooks.units import unit_of_header

TOTAL = re.compile(
    r"^(本页|本月|本年|全年|分类|项目)?(合计|总计|小计|累计|共计|总和|total|subtotal|sum|grandtotal)[:：]?$"
)
NOTE = re.compile(
    r"^(注|注释|说明|备注|填表说明|填报说明|制表|制表人|填表人|填报人|审核|审核人|审批|复核|数据来源|来源|联系电话|"
    r"填报日期|日期|notes?|source|prepared|remarks?)\s*\d*\s*[:：.、]"
)
# As templates have them, Chinese and English: what the example row begins with, and the sheets of notes and choices.
EXAMPLE_MARKS = ("【示例】", "[Example]")
EXAMPLES = tuple(mark.lower() for mark in EXAMPLE_MARKS)
LEFT_OUT_TOLD = 1_000  # rows that are no data and shown one by one
HELP_SHEETS = (("填写说明", "选项"), ("Notes", "Choices"))


@dataclass(frozen=True)
class LeftOut:
    sheet: str
    row: int
    reason: str  # total, note, header, example
    text: str


@dataclass
class Table:
    """A sheet whose header is known. `rows` gives (row number from 1, cells) once, and lets go of each row it gave."""

    book: str
    source: Sheet
    header: Header
    year: int | None
    epoch_1904: bool
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def sheet(self) -> str:
        return self.source.name

    @property
    def layout(self) -> Layout:
        return self.header.layout

    @property
    def context(self) -> str:
        """Sheet name and title: what names an indicator."""
        return f"{self.sheet} {self.header.title}"

    @cached_property
    def labels(self) -> dict[str, str]:
        return {name: place.label for name, place in self.header.places.items()}

    @cached_property
    def readers(self) -> list[Reader]:
        return readers_of(self.layout.columns, self.header, self.epoch_1904)

    def cell(self, row: Sequence[Any], index: int) -> Any:
        return row[index] if index < len(row) else None

    def rows(self) -> Iterator[tuple[int, Sequence[Any]]]:
        test = RowTest(self.header)
        for number, row in numbered(self.source, self.header):
            reason = test.reason(row)
            if not reason:
                yield number, row
            elif len(self.left_out) < LEFT_OUT_TOLD:
                text = " ".join(written(cell) for cell in row if not is_empty(cell))[:200]
                self.left_out.append(LeftOut(self.sheet, number, reason, text))


def read_table(book: Book, sheet: Sheet, header: Header) -> Table:
    years = [str(month.year) for _, month in header.months if month.year]
    year = year_of(*years[:1], header.title, sheet.name, book.name)
    if year is None and (header.layout.months or header.layout.year):
        raise WorkbookError("no_year")
    return Table(book.name, sheet, header, year, book.epoch_1904)


def numbered(sheet: Sheet, header: Header) -> Iterator[tuple[int, Sequence[Any]]]:
    for index in range(header.data_row, len(sheet.rows)):
        row, sheet.rows[index] = sheet.rows[index], []
        if not all(map(is_empty, row)):
            yield index + 1, row


def is_help(sheet: Sheet) -> bool:
    """The notes or the choices of a template."""
    return any(sheet.name in names for names in HELP_SHEETS)


class RowTest:
    """Tells rows that are no data. Most rows are: they are asked as little as possible."""

    def __init__(self, header: Header) -> None:
        self.labels = [(place.index, normalise_header(place.label)) for place in header.places.values()]
        self.needed = [header.places[name].index for name in header.layout.needs if name in header.places]

    def reason(self, row: Sequence[Any]) -> str:
        """`total`, `note`, `header` or `example`; empty for data."""
        first = next(cell for cell in row if not is_empty(cell))
        if isinstance(first, str):
            text = half_width(written(first)).lower()
            if text.startswith(EXAMPLES):
                return "example"
            if TOTAL.match("".join(text.split())):
                return "total"
            if NOTE.match(text):
                return "note"
        if self.repeats_header(row):
            return "header"
        return "note" if isinstance(first, str) and self.is_alone(row) else ""

    def repeats_header(self, row: Sequence[Any]) -> bool:
        """A header printed again in the middle, as page breaks leave it: nothing but the header's own words."""
        told = 0
        for index, label in self.labels:
            cell = row[index] if index < len(row) else None
            if is_empty(cell):
                continue
            if not isinstance(cell, str) or not may_be(label, cell) or not same_header(label, cell):
                return False
            told += 1
        return told > 1

    def is_alone(self, row: Sequence[Any]) -> bool:
        """One cell, and under none of the columns that a record needs."""
        if any(index < len(row) and not is_empty(row[index]) for index in self.needed):
            return False
        return sum(not is_empty(cell) for cell in row) == 1


def may_be(label: str, text: str) -> bool:
    """A quick no: Chinese words look the same in every width."""
    return not label or label[0].isascii() or label[0] in text


def same_header(label: str, text: str) -> bool:
    return normalise_header(unit_of_header(written(text))[0]) == label
