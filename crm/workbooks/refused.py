"""The refused rows of an import as a workbook: as they came, with what is wrong marked in the cells."""

import io
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from crm.workbooks.cells import is_empty, written
from crm.workbooks.headers import Header, Wishes, find_header
from crm.workbooks.kinds import KINDS
from crm.workbooks.memory import remembered
from crm.workbooks.models import Import
from crm.workbooks.problems import Problem
from crm.workbooks.reading import Sheet, read_book
from crm.workbooks.row_sheets import TextSheet
from crm.workbooks.writers import FORBIDDEN_IN_NAME

Problems = dict[int, list[Problem]]  # by row of the sheet


def refused_workbook(brought: Import, actor: Any) -> bytes:
    """Titles, headers and refused rows of each sheet, and a last column with the problems in words."""
    with brought.file.open("rb") as file:
        book = read_book(file.read(), brought.name)
    told = refused_rows(brought)
    memory = remembered(actor, KINDS[brought.kind])
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as target:
        painter = Painter(target)
        for sheet in book.sheets:
            header = find_header(sheet, KINDS[brought.kind].layouts, wishes(brought, memory, sheet.name))
            if header is not None and sheet.name in told:
                painter.paint(sheet, header, told[sheet.name])
    return buffer.getvalue()


def wishes(brought: Import, memory: dict[str, str], sheet: str) -> Wishes:
    chosen = brought.choices.get("sheets", {}).get(sheet, {}).get("columns", {})
    return Wishes(memory, {int(index): name for index, name in chosen.items()})


def refused_rows(brought: Import) -> dict[str, Problems]:
    found: dict[str, Problems] = defaultdict(lambda: defaultdict(list))
    for row in brought.rows.filter(is_refused=True, is_left_out=False).order_by("pk").iterator():
        problems = found[row.sheet][row.row]
        for stored in row.problems:
            problem = Problem(**stored)
            if problem not in problems:
                problems.append(problem)
    return found


class Painter:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bg_color": "#E8EEEA", "border": 1, "text_wrap": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.text = book.add_format({"num_format": "@"})
        self.wrong = {
            kind: book.add_format({"bg_color": "#F9D6D5", "border": 1, "border_color": "#B3261E", "num_format": shape})
            for kind, shape in (("day", "yyyy-mm-dd"), ("text", "@"), ("number", "General"))
        }
        self.words = book.add_format({"text_wrap": True, "font_color": "#B3261E"})

    def paint(self, sheet: Sheet, header: Header, problems: Problems) -> None:
        page = self.book.add_worksheet(FORBIDDEN_IN_NAME.sub(" ", sheet.name)[:31], TextSheet)
        width = max((len(row) for row in sheet.rows), default=0)
        places = {place.label: place.index for place in header.places.values()}
        places |= {place.label: place.index for place, _month in header.months}
        for number, row in enumerate(sheet.rows[: header.data_row]):
            for column, value in enumerate(row):
                self.cell(page, number, column, value, head=number >= header.first_row)
        page.write_string(header.data_row - 1, width, _("Problems"), self.head)
        page.set_column(0, max(0, width - 1), 14)
        page.set_column(width, width, 60)
        page.freeze_panes(header.data_row, 0)
        for at, (number, told) in enumerate(sorted(problems.items()), header.data_row):
            self.row(page, at, sheet.rows[number - 1], told, places)
            page.write_string(at, width, "\n".join(dict.fromkeys(problem.message for problem in told)), self.words)

    def row(self, page: Any, at: int, row: Sequence[Any], told: list[Problem], places: dict[str, int]) -> None:
        wrong: dict[int, list[str]] = defaultdict(list)
        for problem in told:
            if problem.column in places:
                wrong[places[problem.column]].append(problem.message)
        for column, value in enumerate(row):
            self.cell(page, at, column, value, wrong=column in wrong)
        for column, messages in wrong.items():
            if column >= len(row):
                page.write_blank(at, column, None, self.wrong["text"])
            page.write_comment(at, column, "\n".join(messages), {"author": "", "x_scale": 2})

    def cell(self, page: Any, row: int, column: int, value: Any, *, head: bool = False, wrong: bool = False) -> None:
        if is_empty(value):
            if wrong or head:
                page.write_blank(row, column, None, self.wrong["text"] if wrong else self.head)
        elif isinstance(value, datetime | date):
            moment = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            page.write_datetime(row, column, moment, self.wrong["day"] if wrong else self.day)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            page.write_number(row, column, value, self.wrong["number"] if wrong else None)
        else:
            look = self.wrong["text"] if wrong else self.head if head else self.text
            page.write_string(row, column, written(value), look)
