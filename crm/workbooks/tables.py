"""The data rows of a sheet under its header; totals, notes and repeated headers are left out and counted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.workbooks.cells import half_width, is_empty, written
from crm.workbooks.columns import Layout
from crm.workbooks.headers import Header, repeats_header
from crm.workbooks.months import year_of
from crm.workbooks.problems import WorkbookError
from crm.workbooks.reading import Book, Sheet

TOTAL = re.compile(
    r"^(本页|本月|本年|全年|分类|项目)?(合计|总计|小计|累计|共计|总和|total|subtotal|sum|grandtotal)[:：]?$"
)
NOTE = re.compile(
    r"^(注|注释|说明|备注|填表说明|填报说明|制表|制表人|填表人|填报人|审核|审核人|审批|复核|数据来源|来源|联系电话|"
    r"填报日期|日期|notes?|source|prepared|remarks?)\s*\d*\s*[:：.、]"
)
# As templates have them, Chinese and English: what the example row begins with, and the sheets of notes and choices.
EXAMPLE_MARKS = ("【示例】", "[Example]")
HELP_SHEETS = (("填写说明", "选项"), ("Notes", "Choices"))


@dataclass(frozen=True)
class LeftOut:
    sheet: str
    row: int
    reason: str  # total, note, header, example
    text: str


@dataclass
class Table:
    """A sheet whose header is known. `rows` are (row number from 1, cells)."""

    book: str
    sheet: str
    header: Header
    year: int | None
    epoch_1904: bool
    rows: list[tuple[int, Sequence[Any]]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def layout(self) -> Layout:
        return self.header.layout

    @property
    def context(self) -> str:
        """Sheet name and title: what names an indicator."""
        return f"{self.sheet} {self.header.title}"

    def cell(self, row: Sequence[Any], index: int) -> Any:
        return row[index] if index < len(row) else None


def read_table(book: Book, sheet: Sheet, header: Header) -> Table:
    years = [str(month.year) for _, month in header.months if month.year]
    year = year_of(*years[:1], header.title, sheet.name, book.name)
    if year is None and (header.layout.months or header.layout.year):
        raise WorkbookError("no_year")
    table = Table(book.name, sheet.name, header, year, book.epoch_1904)
    for number, row in numbered(sheet, header):
        reason = left_out(header, row)
        if reason:
            text = " ".join(written(cell) for cell in row if not is_empty(cell))[:200]
            table.left_out.append(LeftOut(sheet.name, number, reason, text))
        else:
            table.rows.append((number, row))
    return table


def numbered(sheet: Sheet, header: Header) -> Iterator[tuple[int, Sequence[Any]]]:
    for index in range(header.data_row, len(sheet.rows)):
        row = sheet.rows[index]
        if not all(is_empty(cell) for cell in row):
            yield index + 1, row


def is_help(sheet: Sheet) -> bool:
    """The notes or the choices of a template."""
    return any(sheet.name in names for names in HELP_SHEETS)


def left_out(header: Header, row: Sequence[Any]) -> str:
    """Why a row is no data: `total`, `note`, `header` or `example`; empty if it is data."""
    filled = [cell for cell in row if not is_empty(cell)]
    first = half_width(written(filled[0])).lower()
    if first.startswith(tuple(mark.lower() for mark in EXAMPLE_MARKS)):
        return "example"
    if TOTAL.match(re.sub(r"\s+", "", first)):
        return "total"
    if NOTE.match(first):
        return "note"
    if repeats_header(header, row):
        return "header"
    needed = [header.places[name].index for name in header.layout.needs]
    in_needed = any(index < len(row) and not is_empty(row[index]) for index in needed)
    return "note" if len(filled) == 1 and isinstance(filled[0], str) and not in_needed else ""
