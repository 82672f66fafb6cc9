"""Rows out, and in again as they were."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from crm.workbooks import writers
from crm.workbooks.export import FORMS, write_export
from crm.workbooks.guards import guarded, unguarded
from crm.workbooks.listings import RECORD_ID, Head, Listing
from crm.workbooks.reading import read_book

HARMFUL = ["=cmd|'/C calc'!A0", "@SUM(1)", "+A1", "-A1", "\t=1", "＝1", "'=1", "''+x"]


def made(form: str, headings: list[str], rows: list[list[Any]], title: str = "a", notes: tuple[str, ...] = ()) -> bytes:
    file = io.BytesIO()
    heads = [Head(f"c{number}", text) for number, text in enumerate(headings)]
    assert write_export(form, title, [Listing(title, heads, rows, len(rows), notes)], file) == len(rows)
    return file.getvalue()


def rows_of(data: bytes, form: str = "xlsx") -> list[list[object]]:
    return read_book(data, f"a.{form}").sheets[0].rows


def test_numbers_dates_and_codes_keep_their_kind() -> None:
    rows: list[list[Any]] = [
        ["00123", Decimal("8879.5"), date(2026, 5, 5), datetime(2026, 5, 5, 10, 30)], ["x", 1, None, None],
        ["", 0, None, datetime(2026, 5, 5, 2, 30, tzinfo=UTC)],
    ]  # fmt: skip
    headings = ["编号", "金额（万元）", "日期", "时间"]
    assert rows_of(made("xlsx", headings, rows, "线索/2026")) == [
        headings,
        ["00123", 8879.5, date(2026, 5, 5), datetime(2026, 5, 5, 10, 30)],
        ["x", 1.0, "", ""],
        ["", 0.0, "", datetime(2026, 5, 5, 10, 30)],
    ]
    assert rows_of(made("csv", headings, rows), "csv") == [
        headings,
        ["00123", "8879.5", "2026-05-05", "2026-05-05 10:30"],
        ["x", "1", "", ""],
        ["", "0", "", "2026-05-05 10:30"],
    ]
    table = json.loads(made("json", headings, rows))["tables"][0]
    assert table["columns"][1] == {"key": "c1", "heading": "金额（万元）"}
    assert table["rows"] == [
        {"c0": "00123", "c1": 8879.5, "c2": "2026-05-05", "c3": "2026-05-05T10:30:00"},
        {"c0": "x", "c1": 1, "c2": None, "c3": None},
        {"c0": "", "c1": 0, "c2": None, "c3": "2026-05-05T10:30:00+08:00"},
    ]


def test_csv_begins_with_its_mark() -> None:
    assert made("csv", ["甲"], []).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("form", FORMS)
def test_long_numbers_lose_no_digit(form: str) -> None:
    long = [123456789012345678, Decimal("0.1234567890123456789"), Decimal("1E+3"), -(10**15)]
    data = made(form, ["代码"], [[number] for number in long])
    if form == "json":
        told = [row["c0"] for row in json.loads(data)["tables"][0]["rows"]]
        assert told == ["123456789012345678", "0.1234567890123456789", 1000, -(10**15)]
    else:
        texts = [row[0] if isinstance(row[0], str) else f"{row[0]:.0f}" for row in rows_of(data, form)[1:]]
        assert texts == ["123456789012345678", "0.1234567890123456789", "1000", "-1000000000000000"]


def test_what_looks_like_a_formula_is_text_in_a_workbook() -> None:
    data = made("xlsx", ["名称"], [[text] for text in [*HARMFUL, "-5", "http://x"]])
    assert [row[0] for row in rows_of(data)[1:]] == [*HARMFUL, "-5", "http://x"]
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_what_looks_like_a_formula_is_marked_in_csv_and_unmarked_on_the_way_in() -> None:
    data = made("csv", ["名称"], [[text] for text in [*HARMFUL, "-5", "86%", "x'=1"]])
    cells = data.decode("utf-8-sig").splitlines()[1:]
    assert all(cell.startswith(("'", "\"'")) for cell in cells[: len(HARMFUL)])
    assert cells[len(HARMFUL) :] == ["-5", "86%", "x'=1"]
    assert [row[0] for row in rows_of(data, "csv")[1:]] == [*HARMFUL, "-5", "86%", "x'=1"]
    assert [unguarded(guarded(text)) for text in HARMFUL] == HARMFUL


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_no_rows_is_a_header(form: str) -> None:
    assert rows_of(made(form, ["甲", "乙"], [], title=""), form) == [["甲", "乙"]]


def test_several_tables_are_sheets_with_their_notes_above() -> None:
    file = io.BytesIO()
    tables = [Listing(title, [Head("a", "甲")], [[1]], 1, (title, "范围")) for title in ("一", "一", "[二]")]
    write_export("xlsx", "统计", tables, file)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue()))
    assert book.sheet_names == ["一", "一 2", "二"]
    assert book.get_sheet_by_name("一").to_python() == [["一"], ["范围"], ["甲"], [1.0]]
    file = io.BytesIO()
    write_export("csv", "统计", [Listing("一", [Head("a", "甲")], [[1]], 1) for _table in range(2)], file)
    assert file.getvalue().decode("utf-8-sig").splitlines() == ["甲", "1", "", "甲", "1"]


def test_the_header_stays_and_filters_and_the_way_back_is_hidden() -> None:
    file = io.BytesIO()
    write_export("xlsx", "a", [Listing("a", [Head("a", "甲"), RECORD_ID], [["x", 5]], 1)], file)
    with zipfile.ZipFile(file) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B2"' in sheet
    assert sheet.count('hidden="1"') == 1


def test_a_text_longer_than_a_cell_says_that_it_goes_on() -> None:
    (_head, [cell]) = rows_of(made("xlsx", ["备注"], [["长" * 40_000]]))
    assert len(cell) == 32_767
    assert cell.endswith("…")


def test_cells_are_those_that_the_library_writes() -> None:
    texts = ["", " 前", "后 ", "<b>&\"'", "_x0041_", "a\nb\tc", "\x01", "\ufffe", "𠮷", "长" * 17_000]
    numbers = [0, -5, 10**14, 0.1, 1e300, Decimal("8879.50"), Decimal("1E+3"), Decimal("-0.0001")]
    times = [date(1900, 3, 1), date(9999, 12, 31), datetime(2026, 5, 5, 23, 59, 59, 999_000), datetime(1901, 1, 1)]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "甲")
        for number, value in enumerate([*texts, *numbers, *times], 1):
            (sheet.write_string if isinstance(value, str) else sheet.write)(number, 0, value)
    own = made("xlsx", ["甲"], [[value] for value in [*texts, *numbers, *times]])
    assert cells_of(own) == cells_of(file.getvalue())


def cells_of(data: bytes) -> list[list[Any]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return sheet.to_python()


def test_days_that_spreadsheets_do_not_know_go_out_as_text() -> None:
    days = [date(1899, 1, 2), date(1900, 2, 28), datetime(1890, 5, 6, 7, 8)]
    assert cells_of(made("xlsx", ["甲"], [[day] for day in days]))[1:] == [
        ["1899-01-02"],
        ["1900-02-28"],
        ["1890-05-06 07:08"],
    ]


def test_text_that_looks_like_the_format_stays_text() -> None:
    text = "<r><t>x</r>"
    assert cells_of(made("xlsx", ["甲"], [[text]]))[1:] == [[text]]


def test_half_a_character_breaks_no_workbook() -> None:
    assert cells_of(made("xlsx", ["甲"], [["a\ud800b"], ["𠮷" * 20_000]]))[1:] == [["a\ufffdb"], ["𠮷" * 16_383 + "…"]]


def test_kinds_beneath_the_known_ones_and_all_others_go_out_too() -> None:
    class Word(str):
        pass

    cells = cells_of(made("xlsx", ["甲", "乙", "丙"], [[Word("x"), True, float("nan")]]))
    assert cells[1] == ["x", "True", "nan"]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: Any) -> None:
    monkeypatch.setattr(writers, "SHEET_ROWS", 3)
    book = read_book(made("xlsx", ["甲"], [[number] for number in range(5)]), "a.xlsx")
    assert [[row[0] for row in sheet.rows] for sheet in book.sheets] == [["甲", 0, 1], ["甲", 2, 3], ["甲", 4]]


def test_rows_are_pulled_one_by_one_and_told() -> None:
    told: list[tuple[int, int]] = []
    pulled: list[int] = []

    def rows() -> Iterator[list[Any]]:
        for number in range(1200):
            pulled.append(number)
            yield [number]

    count = write_export(
        "csv", "a", [Listing("a", [Head("a", "甲")], rows(), 1200)], io.BytesIO(),
        watch=lambda done, total: told.append((done, total, len(pulled))),  # type: ignore[arg-type]
    )  # fmt: skip
    assert count == 1200
    assert told == [(0, 1200, 1), (500, 1200, 501), (1000, 1200, 1001)]
