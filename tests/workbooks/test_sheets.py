"""Sheets with live formulas: shown values, nothing that a sheet would run by itself, names that fit."""

import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

from python_calamine import CalamineWorkbook

from crm.workbooks.sheets import Cell, Sheet, sheets_workbook

CREATED = datetime(2026, 1, 2, tzinfo=UTC)


def made(*sheets: Sheet) -> bytes:
    return sheets_workbook(sheets, title="对账单", created=CREATED)


def read(data: bytes) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def test_formulas_are_live_and_show_their_value():
    row = [Cell(Decimal("10.50")), Cell(Decimal("0.5")), Cell(Decimal("5.25"), formula="=A1*B1"), None]
    data = made(Sheet("甲", (10,), [row]))
    assert read(data)["甲"][0][:3] == [10.5, 0.5, 5.25]
    assert "<f>A1*B1</f><v>5.25</v>" in xml(data)


def test_a_number_too_long_to_be_kept_is_text_without_a_formula():
    data = made(Sheet("甲", (10,), [[Cell(Decimal("12345678901234567.89"), formula="=A9")]]))
    assert read(data)["甲"][0] == ["12345678901234567.89"]
    assert "<f>" not in xml(data)


def test_words_are_never_run():
    data = made(Sheet("甲", (10,), [[Cell("=1+1"), Cell("@SUM(A1)")]]))
    assert read(data)["甲"][0] == ["=1+1", "@SUM(A1)"]


def test_names_of_sheets_fit_and_differ():
    names = list(read(made(*(Sheet("税[收]:" + "长" * 40, (10,), [[Cell("x")]]) for _time in range(3)))))
    assert len(set(names)) == 3
    assert max(map(len, names)) <= 31


def test_the_same_sheets_give_the_same_bytes():
    assert made(Sheet("甲", (10,), [[Cell("x")]])) == made(Sheet("甲", (10,), [[Cell("x")]]))
