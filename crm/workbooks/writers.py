"""Writing listings as xlsx, csv and JSON: numbers as numbers, dates as dates, codes as text, nothing that would run.

Rows go straight to the file; no more than one is held at a time.
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import timezone

from crm.workbooks.cells import plain
from crm.workbooks.guards import guarded
from crm.workbooks.listings import Listing
from crm.workbooks.row_sheets import RowSheet, RowWriter, is_exact_number

FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31  # of a sheet
WIDEST = 48
SHEET_ROWS = 1_048_576
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def local(moment: datetime) -> datetime:
    """The time on the office's clock, without its zone."""
    return timezone.localtime(moment).replace(tzinfo=None) if timezone.is_aware(moment) else moment


# --- xlsx ---


def write_xlsx(title: str, listings: Sequence[Listing], file: BinaryIO) -> None:
    """A sheet a listing, with a frozen header and filters; more rows than a sheet holds go on in the next."""
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": title})
        book.use_zip64()  # of use only where a sheet grows past 2 GiB
        names: set[str] = set()
        for listing in listings:
            SheetWriter(book, listing, names).write()


class SheetWriter:
    """Writes the rows of one listing below one another."""

    def __init__(self, book: xlsxwriter.Workbook, listing: Listing, names: set[str]) -> None:
        self.book, self.listing, self.names = book, listing, names
        self.head = book.add_format({"bold": True, "bg_color": "#E8EEEA", "border": 1, "text_wrap": True})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.note = book.add_format({"font_color": "#5F6B66"})
        self.rows = RowWriter(
            len(listing.heads),
            text=book.add_format({"num_format": "@"}),
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )

    def write(self) -> None:
        sheet, first = self.new_sheet()
        at = first
        for row in self.listing.rows:
            if at == SHEET_ROWS:
                self.finish(sheet, first, at)
                sheet, first = self.new_sheet()
                at = first
            at += 1
            sheet.put(self.rows.row(at, row))
        self.finish(sheet, first, at)

    def new_sheet(self) -> tuple[RowSheet, int]:
        """A sheet with its header, and the row where data begin."""
        sheet = self.book.add_worksheet(name_of_sheet(self.listing.title, self.names), RowSheet)
        for column, head in enumerate(self.listing.heads):
            width = min(WIDEST, max(12, 2 * len(head.text) + 4))
            sheet.set_column(column, column, width, None, {"hidden": True} if head.is_hidden else {})
        top = 0
        for top, note in enumerate(self.listing.notes, 1):
            sheet.write_string(top - 1, 0, note, self.title if top == 1 else self.note)
        sheet.freeze_panes(top + 1, 1)
        for column, head in enumerate(self.listing.heads):
            sheet.write_string(top, column, head.text, self.head)
        sheet.begin_rows(top + 1)
        return sheet, top + 1

    def finish(self, sheet: RowSheet, first: int, after: int) -> None:
        if self.listing.heads:
            last = len(self.listing.heads) - 1
            sheet.end_rows(after, last + 1)
            sheet.autofilter(first - 1, 0, max(first, after) - 1, last)
            sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{SHEET_ROWS}"})


def name_of_sheet(title: str, names: set[str]) -> str:
    """Short enough, without what a name may not hold, and no name twice."""
    clean = FORBIDDEN_IN_NAME.sub(" ", title).strip().strip("'")[:LONGEST_NAME] or "Sheet"
    found, number = clean, 1
    while found.casefold() in names:
        number += 1
        found = f"{clean[: LONGEST_NAME - 4]} {number}"
    names.add(found.casefold())
    return found


# --- csv ---


def write_csv(title: str, listings: Sequence[Listing], file: BinaryIO) -> None:
    """With a mark at the beginning, so that spreadsheets read it as UTF-8; tables one below another."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    for number, listing in enumerate(listings):
        if number:
            writer.writerow([])
        for note in listing.notes:
            writer.writerow([guarded(note)])
        writer.writerow([head.text for head in listing.heads])
        writer.writerows([in_text(value) for value in row] for row in listing.rows)
    text.detach()


def in_text(value: Any) -> str:
    """As csv has it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, float):
        return plain(Decimal(format(value, ".15g"))) if is_exact_number(value) else ""
    if isinstance(value, Decimal):
        return plain(value) if value.is_finite() else ""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


# --- JSON ---


def write_json(title: str, listings: Sequence[Listing], file: BinaryIO) -> None:
    """`{"title": …, "tables": [{"title": …, "columns": [{"key": …, "heading": …}], "rows": [{key: value}]}]}`."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(f'{{"title": {in_json(title)}, "tables": [')
    for number, listing in enumerate(listings):
        heads = [{"key": head.key, "heading": head.text} for head in listing.heads]
        text.write(f'{"," if number else ""}\n{{"title": {in_json(listing.title)}, "notes": {in_json(listing.notes)}, ')
        text.write(f'"columns": {in_json(heads)}, "rows": [')
        keys = [head.key for head in listing.heads]
        for place, row in enumerate(listing.rows):
            told = dict(zip(keys, map(as_json, row), strict=True))
            text.write(f"{',' if place else ''}\n{in_json(told)}")
        text.write("\n]}")
    text.write("\n]}\n")
    text.detach()


def in_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def as_json(value: Any) -> Any:
    """Numbers that keep their last digit as numbers, moments and days in ISO, all else as text."""
    if value is None or isinstance(value, str | bool):
        return value
    if is_exact_number(value):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
