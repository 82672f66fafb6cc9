"""Rows out into a workbook: numbers as numbers, dates as dates, codes as text, and nothing that a sheet would run."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone

# What a spreadsheet takes for a formula when a person retypes or another program reads the cell as csv.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
WIDEST = 48
EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number
SHEET_ROWS = 1_048_575  # under the header


def export_rows(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An xlsx of one table with a frozen header and filters; more rows than a sheet holds go on in the next."""
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        Writer(book, title, [harmless(str(heading)) for heading in headings]).write(rows)
    return buffer.getvalue()


class Writer:
    """Writes rows below one another and begins another sheet where one is full."""

    def __init__(self, book: xlsxwriter.Workbook, title: str, headings: Sequence[str]) -> None:
        self.book, self.headings = book, headings
        self.name = FORBIDDEN_IN_NAME.sub(" ", title).strip().strip("'")[:28] or "Sheet"
        self.head = book.add_format({"bold": True, "bg_color": "#E8EEEA", "border": 1, "text_wrap": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.text = book.add_format({"num_format": "@"})

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        sheet, at, sheets = self.new_sheet(self.name), 0, 1
        for row in rows:
            if at == SHEET_ROWS:
                self.finish(sheet, at)
                sheets += 1
                sheet, at = self.new_sheet(f"{self.name} {sheets}"), 0
            at += 1
            for column, value in enumerate(row):
                self.cell(sheet, at, column, value)
        self.finish(sheet, at)

    def new_sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for column, heading in enumerate(self.headings):
            sheet.set_column(column, column, min(WIDEST, max(12, 2 * len(heading) + 4)))
        for column, heading in enumerate(self.headings):
            sheet.write_string(0, column, heading, self.head)
        return sheet

    def finish(self, sheet: Any, rows: int) -> None:
        if self.headings:
            sheet.autofilter(0, 0, rows, len(self.headings) - 1)

    def cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            moment = timezone.localtime(value) if timezone.is_aware(value) else value
            sheet.write_datetime(row, column, moment.replace(tzinfo=None), self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        elif is_exact_number(value):
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, harmless(str(value)), self.text)


def is_exact_number(value: Any) -> bool:
    """A number that a spreadsheet keeps to the last digit; longer ones go out as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    if isinstance(value, float):
        return value == value and abs(value) != float("inf")
    return Decimal(value).is_finite() and len(Decimal(value).normalize().as_tuple().digits) <= EXACT_DIGITS


def harmless(text: str) -> str:
    """An apostrophe before what looks like a formula, as spreadsheets themselves mark text."""
    return f"'{text}" if text.startswith(FORMULA) and not re.fullmatch(r"[+-]?[\d,.]+%?", text) else text
