"""Each way of writing a value that offices use."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from clusters.workbooks.figures import TYPES
from crm.workbooks.cells import (
    Cell,
    Choice,
    Code,
    CreditCode,
    Date,
    Money,
    Phone,
    Quantity,
    Text,
    Whole,
    YesNo,
    parse,
    split_number,
)
from crm.workbooks.problems import CellError
from crm.workbooks.reading import Fault
from crm.workbooks.units import AREA, ELECTRICITY, RENT
from tests.workbooks.books import GOOD_CODE


def code_of(type_: object, value: object, unit: str = "") -> str:
    with pytest.raises(CellError) as error:
        parse(type_, value, Cell(unit))
    return error.value.code


@pytest.mark.parametrize(
    ("value", "unit", "fen"),
    [
        (8879.0, "万元", 8_879_000_000),
        ("约0.13亿元", "万元", 1_300_000_000),
        ("4656万元", "", 4_656_000_000),
        ("17,707", "万元", 17_707_000_000),
        ("１７，７０７", "万元", 17_707_000_000),
        ("1亿", "万元", 10_000_000_000),
        ("￥1,234.565", "元", 123_457),
        (0.1 + 0.2, "元", 30),
        (1.238, "亿元", 12_380_000_000),
        ("约5000万左右", "", 5_000_000_000),
        ("1.2e3", "元", 120_000),
        ("人民币 300 万元", "元", 300_000_000),
        ("100 million yuan", "", 10_000_000_000),
    ],
)
def test_money_in_fen(value: object, unit: str, fen: int) -> None:
    assert parse(Money(), value, Cell(unit)) == fen


def test_a_refund_is_negative_where_the_column_knows_refunds() -> None:
    assert parse(Money(negative=True), -123456.78, Cell("元")) == -12_345_678
    assert parse(Money(negative=True), "(1,200)", Cell("元")) == -120_000
    assert code_of(Money(), -1.0, "元") == "negative"


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [
        ("面议", "万元", "not_a_number"),
        ("1000-2000万元", "万元", "not_a_number"),
        ("500万美元", "万元", "foreign_currency"),
        ("300亩", "万元", "unknown_unit"),
        (12.0, "", "no_unit"),
        (True, "万元", "not_a_number"),
        (date(2025, 1, 1), "万元", "not_a_number"),
        ("=1+1", "万元", "not_a_number"),
        (1e30, "亿元", "out_of_range"),
    ],
)
def test_what_is_no_amount(value: object, unit: str, code: str) -> None:
    assert code_of(Money(), value, unit) == code


def test_an_assumed_unit_is_told() -> None:
    cell = Cell()
    assert parse(Money(assumed="万元"), 5, cell) == 5_000_000
    assert cell.warnings == [("unit_assumed", {"unit": "万元"})]


@pytest.mark.parametrize(
    ("value", "unit", "sqm"),
    [(32.0, "亩", "21333.33"), ("3公顷", "亩", "30000.00"), (3795.0, "㎡", "3795.00"), ("12.5亩", "", "8333.33")],
)
def test_areas_in_square_metres(value: object, unit: str, sqm: str) -> None:
    assert parse(Quantity(AREA, places=2), value, Cell(unit)) == Decimal(sqm)


def test_other_quantities() -> None:
    assert parse(Quantity(ELECTRICITY, places=0), 1417.0, Cell("万千瓦时")) == 14_170_000
    assert parse(Quantity(RENT, places=0), 10.5, Cell("元/㎡·月")) == 1050
    assert parse(Whole(), 4.0, Cell()) == 4
    assert code_of(Whole(), 4.5) == "not_whole"


@pytest.mark.parametrize(
    "value",
    [
        date(2025, 11, 6),
        datetime(2025, 11, 6, 10, 30),
        45967.0,
        45967.5,
        "45967",
        "2025.11.6",
        "2025/11/06",
        "2025-11-6",
        "2025年11月6日",
        "２０２５年１１月６日",
        "20251106",
        "2025-11-06 10:30:00",
        "2025年11月6号",
    ],
)
def test_dates(value: object) -> None:
    assert parse(Date(), value, Cell()) == date(2025, 11, 6)


def test_the_serial_of_the_sample() -> None:
    assert parse(Date(), 46147.0, Cell()) == date(2026, 5, 5)
    assert parse(Date(), 46147.0 - 1462, Cell(epoch_1904=True)) == date(2026, 5, 5)


@pytest.mark.parametrize("value", ["近期", "2025年11月", "2025-02-30", "11/6/2025", 12.0, "待定", "=TODAY()"])
def test_what_is_no_date(value: object) -> None:
    assert code_of(Date(), value) == "not_a_date"


def test_phones() -> None:
    assert parse(Phone(), 13800003657.0, Cell()) == "13800003657"
    assert parse(Phone(), " +86 138 0000 3657 ", Cell()) == "13800003657"
    assert parse(Phone(), "0878-3300000", Cell()) == "0878-3300000"
    cell = Cell()
    assert parse(Phone(), "0878-33000", cell) == "0878-33000"
    assert [code for code, _ in cell.warnings] == ["phone"]


def test_codes_stay_text() -> None:
    assert parse(Code(), 3825.0, Cell()) == "3825"
    assert parse(Code(), " fd-2021-001 ", Cell()) == "FD-2021-001"
    assert code_of(Code(), 9.153230100000001e17) == "digits_lost"
    assert code_of(Code(), "9.15E+17") == "digits_lost"


def test_credit_codes() -> None:
    assert parse(CreditCode(), f" {GOOD_CODE.lower()} ", Cell()) == GOOD_CODE
    assert code_of(CreditCode(), "91350100M000100Y4Z") == "credit_code"
    assert code_of(CreditCode(), "9153230") == "credit_code"


def test_text_that_looks_like_a_formula_is_text() -> None:
    cell = Cell()
    assert parse(Text(), "=cmd|'/C calc'!A0", cell) == "=cmd|'/C calc'!A0"
    assert [code for code, _ in cell.warnings] == ["formula_text"]
    assert code_of(Text(limit=5), "一二三四五六") == "too_long"
    assert parse(Text(), "甲\x00 \n乙\u3000丙", Cell()) == "甲 乙 丙"


def test_a_failed_formula_is_never_an_empty_cell() -> None:
    assert code_of(Text(), Fault("formula_error", "#REF!")) == "formula_error"


def test_empty_cells_and_marks() -> None:
    for value in ("", None, "  ", "\u3000"):
        assert parse(Money(), value, Cell()) is None
    assert parse(Money(), "—", Cell()) is None
    assert code_of(YesNo(), "—") == "not_yes_or_no"


def test_choices_and_yes_or_no() -> None:
    status = Choice(values={"可供": "available", "已供": "supplied"})
    assert parse(status, " 可供 ", Cell()) == "available"
    assert parse(status, "supplied", Cell()) == "supplied"
    assert code_of(status, "卖了") == "unknown_choice"
    assert parse(YesNo(), "是", Cell()) is True
    assert parse(YesNo(), "未通", Cell()) is False
    assert code_of(YesNo(), "也许") == "not_yes_or_no"


def test_number_and_unit_as_entered() -> None:
    assert split_number("约0.13亿元") == (Decimal("0.13"), "亿元")
    assert split_number(870.25) == (Decimal("870.25"), "")


@pytest.mark.parametrize(
    ("unit", "word", "number", "smallest"),
    [("tce_tenth", "吨标准煤", 195, 1950), ("sqm_cent", "公顷", 2, 2_000_000), ("fen", "万元", 3, 3_000_000)],
)
def test_whole_figures_are_counted_in_the_smallest_unit(unit: str, word: str, number: int, smallest: int) -> None:
    for value in (float(number), str(number), f"{number}.0"):
        assert TYPES[unit].parse(value, Cell(word)) == smallest
