"""Rows out, and in again as they were."""

from datetime import date, datetime
from decimal import Decimal

from crm.workbooks.export import export_rows
from crm.workbooks.reading import read_book


def rows_of(data: bytes) -> list[list[object]]:
    return read_book(data, "a.xlsx").sheets[0].rows


def test_numbers_dates_and_codes_keep_their_kind() -> None:
    data = export_rows(
        "线索/2026", ["编号", "金额（万元）", "日期", "时间"],
        [["00123", Decimal("8879.5"), date(2026, 5, 5), datetime(2026, 5, 5, 10, 30)], ["x", 1, None, None]],
    )  # fmt: skip
    assert rows_of(data) == [
        ["编号", "金额（万元）", "日期", "时间"],
        ["00123", 8879.5, date(2026, 5, 5), datetime(2026, 5, 5, 10, 30)],
        ["x", 1.0, "", ""],
    ]


def test_long_numbers_go_out_as_text() -> None:
    data = export_rows("a", ["代码"], [[123456789012345678], [Decimal("0.1234567890123456789")]])
    assert [row[0] for row in rows_of(data)[1:]] == ["123456789012345678", "0.1234567890123456789"]


def test_what_looks_like_a_formula_is_made_harmless() -> None:
    data = export_rows("a", ["名称"], [["=cmd|'/C calc'!A0"], ["@SUM(1)"], ["+A1"], ["-5"], ["+86"], ["http://x"]])
    assert [row[0] for row in rows_of(data)[1:]] == [
        "'=cmd|'/C calc'!A0", "'@SUM(1)", "'+A1", "-5", "+86", "http://x",
    ]  # fmt: skip


def test_no_rows_is_a_header() -> None:
    assert rows_of(export_rows("", ["甲", "乙"], [])) == [["甲", "乙"]]
