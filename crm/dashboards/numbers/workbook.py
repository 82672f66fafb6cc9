"""The numbers as a workbook: a sheet a report, with its sentence above the table."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.units import unit_word
from crm.dashboards.numbers.reports import Head, Report
from crm.workbooks.sheets import Cell, Sheet, sheets_workbook


def numbers_workbook(reports: Sequence[Report]) -> bytes:
    return sheets_workbook([sheet_of(report) for report in reports], title=_("Numbers"), created=timezone.now())


def sheet_of(report: Report) -> Sheet:
    rows: list[list[Cell | None]] = [[Cell(str(report.title), "title")], [Cell(str(report.sentence), "label")], []]
    rows.append([Cell(str(report.label_title), "heading"), *(Cell(heading(head), "heading") for head in report.heads)])
    for line in report.lines:
        figures = [figure.plain for figure in line.figures]
        rows.append([Cell(str(line.label)), *(cell(value) for value in figures)])
    return Sheet(str(report.title), (34, *[18] * len(report.heads)), rows, frozen=(4, 1))


def heading(head: Head) -> str:
    return f"{head.label}（{unit_word(str(head.unit))}）" if head.unit else str(head.label)


def cell(value: object) -> Cell | None:
    if value is None:
        return None
    is_number = isinstance(value, int | float | Decimal)
    return Cell(value, number_format="#,##0.##" if isinstance(value, Decimal | float) else "#,##0" if is_number else "")
