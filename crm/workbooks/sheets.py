"""Sheets laid out cell by cell, with live formulas beside the values that they give: papers rather than tables."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from crm.workbooks.listings import Head, Listing
from crm.workbooks.row_sheets import TextSheet, is_exact_number
from crm.workbooks.writers import name_of_sheet

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "bg_color": "#E8EEEA", "border": 1, "text_wrap": True, "valign": "vcenter"},
    "label": {"font_color": "#5F6B66"},
    "mark": {"font_color": "#8A4B00", "bold": True},
    "text": {"num_format": "@", "valign": "top"},
    "wrapped": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "total": {"bold": True, "top": 1},
}


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` is text or a number; `formula` (`=E5*F5`) is written live with `value` as what it gives.

    A number that a spreadsheet would not keep to the last digit is written as text, and its formula left out.
    """

    value: Any
    style: str = "text"
    number_format: str = ""
    formula: str = ""


@dataclass
class Sheet:
    """`rows` from the top; None leaves a cell empty. `frozen` rows and columns stay in sight."""

    name: str
    widths: Sequence[float]
    rows: list[Sequence[Cell | None]] = field(default_factory=list)
    frozen: tuple[int, int] = (0, 0)
    header: str = ""
    footer: str = ""


@dataclass(frozen=True)
class SheetPaper:
    """Sheets that go out together."""

    title: str
    sheets: Sequence[Sheet]
    created: datetime

    def workbook(self) -> bytes:
        return sheets_workbook(self.sheets, title=self.title, created=self.created)

    def listings(self) -> list[Listing]:
        """The values alone, for forms that know no layout."""
        return [listing_of(sheet) for sheet in self.sheets]


def listing_of(sheet: Sheet) -> Listing:
    """What stands above the headings are notes; what is wider than the headings belongs to no column."""
    values = [[None if cell is None or cell.value == "" else cell.value for cell in row] for row in sheet.rows]
    top = next(place for place, row in enumerate(sheet.rows) if row and row[0] and row[0].style == "heading")
    heads = [Head(f"c{number}", str(text)) for number, text in enumerate(values[top], 1)]
    notes = [" ".join(str(value) for value in row if value is not None) for row in values[:top]]
    filled = [row for row in values[top + 1 :] if any(value is not None for value in row)]
    rows = [[*row, *[None] * len(heads)][: len(heads)] for row in filled]
    return Listing(sheet.name, heads, rows, len(rows), [note for note in notes if note])


def sheets_workbook(sheets: Sequence[Sheet], *, title: str, created: datetime) -> bytes:
    """An xlsx; the same sheets give the same bytes. Printed on A4, as wide as a page."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        # Without an offset, as the format wants it.
        book.set_properties({"title": title, "created": created.astimezone(UTC).replace(tzinfo=None)})
        painter = Painter(book)
        for sheet in sheets:
            painter.paint(sheet)
    return buffer.getvalue()


def column_letters(number: int) -> str:
    """0 → `A`, 26 → `AA`, as formulas name a column."""
    return xl_col_to_name(number)


class Painter:
    """Writes sheets into one book and makes each format once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.formats: dict[tuple[str, str], Any] = {}
        self.names: set[str] = set()

    def paint(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(name_of_sheet(sheet.name, self.names), TextSheet)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_header(sheet.header)
        page.set_footer(sheet.footer)
        page.freeze_panes(*sheet.frozen)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for number, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    self.write(page, number, column, cell)

    def write(self, page: Any, row: int, column: int, cell: Cell) -> None:
        if not is_exact_number(cell.value):
            page.write_string(row, column, str(cell.value), self.format_of(cell))
        elif cell.formula:
            # What readers without a calculator show; at most 15 digits, which a float gives back unchanged.
            page.write_formula(row, column, cell.formula, self.format_of(cell), float(cell.value))
        else:
            page.write_number(row, column, cell.value, self.format_of(cell))

    def format_of(self, cell: Cell) -> Any:
        key = (cell.style, cell.number_format)
        if key not in self.formats:
            given = dict(STYLES[cell.style])
            if cell.number_format:
                given["num_format"] = cell.number_format
            self.formats[key] = self.book.add_format(given)
        return self.formats[key]
