"""Rows straight into a sheet, for the hundred thousand.

XlsxWriter makes an object of each cell, checks where it lies and asks for its format anew. Here a row becomes one text.
All else of the workbook stays XlsxWriter's; what is used here of its inside stands in `RowSheet` alone.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT = 32_767  # of a cell, in UTF-16 units
LONGEST_RUN = 6_000  # with every character escaped it still fits
EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number
EXACT_BELOW = 10**EXACT_DIGITS
DAY_ZERO = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets count otherwise, or not at all
# What cannot stand in XML as it is, also blanks at either end and what looks like an escaped character.
SPECIAL = re.compile("[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]|^\\s|\\s$|_x[0-9a-fA-F]{4}_")
LONE = re.compile("[\ud800-\udfff]")


class TextSheet(Worksheet):
    """A sheet in which every text is a text: XlsxWriter takes `<r>…</r>` for XML of its own and writes it as it is."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        if string.startswith("<r>") and string.endswith("</r>"):
            string = f'<r><t xml:space="preserve">{escape(string[:LONGEST_RUN])}</t></r>'
        return super()._write_string(row, col, string, cell_format)


class RowSheet(TextSheet):
    """A sheet in constant memory whose rows of data come after all its other cells."""

    def begin_rows(self, at: int) -> None:
        """The cells above are done with."""
        self._write_single_row(at)

    def put(self, row: str) -> None:
        self.fh.write(row)

    def end_rows(self, after: int, columns: int) -> None:
        self._check_dimensions(after - 1, columns - 1)
        self.previous_row = after


class RowWriter:
    """Rows of values as XML: texts as texts, numbers as numbers, days and moments with their formats."""

    def __init__(self, columns: int, *, text: Format, day: Format, moment: Format) -> None:
        self.starts = [f'<c r="{xl_col_to_name(column)}' for column in range(columns)]
        style_of_text, style_of_day, style_of_moment = (each._get_xf_index() for each in (text, day, moment))
        self.text = f'" s="{style_of_text}" t="inlineStr"><is><t'
        self.day, self.moment = f'" s="{style_of_day}"><v>', f'" s="{style_of_moment}"><v>'
        self.zone: tzinfo = timezone.get_current_timezone()
        self.tails: dict[type, Callable[[Any], str]] = {
            str: self.tail_of_text,
            int: self.tail_of_number,
            Decimal: self.tail_of_number,
            float: self.tail_of_number,
            date: self.tail_of_day,
            datetime: self.tail_of_moment,
        }

    def row(self, number: int, values: Iterable[Any]) -> str:
        """`number` from 1."""
        tails, cells = self.tails, [f'<row r="{number}">']
        for start, value in zip(self.starts, values, strict=True):
            if value is not None and value != "":
                cells.append(f"{start}{number}{tails.get(type(value), self.tail_of_other)(value)}")
        cells.append("</row>")
        return "".join(cells)

    def tail_of_text(self, value: str) -> str:
        if len(value) > LONGEST_TEXT // 2:
            value = shortened(value)
        if SPECIAL.search(value):
            return f'{self.text} xml:space="preserve">{escaped(value)}</t></is></c>'
        return f"{self.text}>{value}</t></is></c>"

    def tail_of_number(self, value: int | float | Decimal) -> str:
        if is_exact_number(value):
            return f'"><v>{value:.16G}</v></c>'
        return self.tail_of_text(str(value))

    def tail_of_day(self, value: date) -> str:
        if value < FIRST_DAY:
            return self.tail_of_text(value.isoformat())
        return f"{self.day}{value.toordinal() - DAY_ZERO}</v></c>"

    def tail_of_moment(self, value: datetime) -> str:
        if value.tzinfo is not None:
            value = value.astimezone(self.zone)
        if value.date() < FIRST_DAY:
            return self.tail_of_text(f"{value:%Y-%m-%d %H:%M}")
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1_000_000
        return f"{self.moment}{value.toordinal() - DAY_ZERO + seconds / 86_400:.16G}</v></c>"

    def tail_of_other(self, value: Any) -> str:
        """Of kinds beneath the known ones, and of all else by its text."""
        known: Sequence[type] = (datetime, date) if isinstance(value, date) else (str, int, Decimal, float)
        kind = next((each for each in known if isinstance(value, each) and not isinstance(value, bool)), None)
        return self.tails[kind](value) if kind else self.tail_of_text(str(value))


def is_exact_number(value: Any) -> bool:
    """A number that a spreadsheet keeps to the last digit; longer ones go out as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    if isinstance(value, int):
        return -EXACT_BELOW < value < EXACT_BELOW or len(Decimal(value).normalize().as_tuple().digits) <= EXACT_DIGITS
    if isinstance(value, float):
        return value == value and abs(value) != float("inf")
    if not value.is_finite():
        return False
    digits = value.as_tuple().digits
    return len(digits) <= EXACT_DIGITS or len(value.normalize().as_tuple().digits) <= EXACT_DIGITS


def shortened(text: str) -> str:
    """What fits into a cell, with “…” where it goes on."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


def escaped(text: str) -> str:
    """As XML and the format want it: `<` → `&lt;`, a control character → `_x0001_`."""
    text = Worksheet._escape_control_characters(LONE.sub("\ufffd", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
