"""Headers under titles, notes and merged groups, in any order and language; totals and notes left out."""

from typing import Any

import pytest

from crm.workbooks.cells import Date, Money, Quantity, Text
from crm.workbooks.columns import Column, called, layout
from crm.workbooks.headers import Header, find_header
from crm.workbooks.months import Month, read_month, year_of
from crm.workbooks.problems import WorkbookError
from crm.workbooks.reading import Book, Sheet
from crm.workbooks.tables import Table, read_table
from crm.workbooks.units import AREA, unit_of_header, units_of_note

LAYOUT = layout(
    "plain",
    (
        Column("name", Text(), called("项目名称、project name"), required=True),
        Column("company", Text(), called("企业名称、投资方企业名称、company"), required=True),
        Column("investment", Money(), called("拟投资额、投资额、investment")),
        Column("land", Quantity(AREA), called("用地需求、land")),
        Column("day", Date(), called("首次对接日期、date")),
    ),
    "name company",
)
MONTHS = layout("months", (Column("code", Text(), called("项目代码、project code")),), "code", months=True)


def header_of(*rows: list[Any], layouts: Any = (LAYOUT,)) -> Header:
    found = find_header(Sheet("表", list(rows)), layouts)
    assert found is not None
    return found


def table_of(*rows: list[Any], layouts: Any = (LAYOUT,), name: str = "a.xlsx") -> Table:
    sheet = Sheet("表", list(rows))
    return read_table(Book(name, [sheet]), sheet, header_of(*rows, layouts=layouts))


def test_under_a_title_a_note_and_merged_groups() -> None:
    header = header_of(
        ["某区招商台账", "", "", "", ""],
        ["填报单位：招商一科", "", "", "单位：万元、亩", ""],
        ["项目名称", "投资方", "", "建设规模", ""],
        ["", "企业名称", "信用代码", "拟投资额", "用地需求"],
        ["甲项目", "甲公司", "", 1.0, 2.0],
    )
    assert header.data_row == 4
    assert {name: place.index for name, place in header.places.items()} == {
        "name": 0, "company": 1, "investment": 3, "land": 4,
    }  # fmt: skip
    assert header.unit(LAYOUT.column("investment")) == "万元"
    assert header.unit(LAYOUT.column("land")) == "亩"
    assert header.unused == ["信用代码"]


def test_units_in_the_header_win_over_the_note() -> None:
    header = header_of(["单位：万元", "", ""], ["项目名称", "企业名称", "拟投资额（亿元）"])
    assert header.unit(LAYOUT.column("investment")) == "亿元"


def test_a_row_of_units_belongs_to_the_header() -> None:
    header = header_of(
        ["项目名称", "企业名称", "投资额", "用地需求"], ["", "", "万元", "（亩）"], ["甲", "乙", 1.0, 2.0]
    )
    assert header.data_row == 2
    assert header.unit(LAYOUT.column("land")) == "亩"


def test_english_names_in_another_order() -> None:
    header = header_of(["Land (mu)", "Company", "Date", "Project name", "Investment (10k yuan)"])
    assert header.places["name"].index == 3
    assert header.unit(LAYOUT.column("investment")) == "10k yuan"


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(WorkbookError) as error:
        header_of(["项目名称", "企业名称", "投资额", "投资额"])
    assert error.value.code == "column_twice"


def test_the_better_of_two_names_wins() -> None:
    header = header_of(["项目名称", "企业名称", "投资额", "拟投资额"])
    assert header.places["investment"].index == 3
    assert header.unused == ["投资额"]


def test_no_header() -> None:
    assert find_header(Sheet("表", [["甲", "乙"], [1.0, 2.0]]), [LAYOUT]) is None


def test_totals_notes_and_repeated_headers_are_left_out_and_told() -> None:
    table = table_of(
        ["项目名称", "企业名称", "投资额（万元）"],
        ["甲", "甲公司", 1.0],
        ["", "", ""],
        ["小 计", "", 1.0],
        ["项目名称", "企业名称", "投资额（万元）"],
        ["乙", "乙公司", 2.0],
        ["合计", "", 3.0],
        ["填表说明：含流动资金", "", ""],
        ["制表人：张三", "审核人：李四", ""],
    )
    assert [number for number, _ in table.rows()] == [2, 6]
    assert [(row.row, row.reason) for row in table.left_out] == [
        (4, "total"), (5, "header"), (7, "total"), (8, "note"), (9, "note"),
    ]  # fmt: skip


def test_cumulative_months_and_their_year() -> None:
    table = table_of(
        ["2024年工业总产值（本年累计）", "", "", "单位：万元"],
        ["项目代码", "1月", "1-2月", "1-3月"],
        ["FD-1", 1.0, 2.0, 3.0],
        layouts=(MONTHS,),
    )
    assert table.year == 2024
    assert [month for _, month in table.header.months] == [Month(1, True), Month(2, True), Month(3, True)]
    assert table.header.note_units == ["万元"]


def test_the_year_may_stand_in_the_file_name_only() -> None:
    rows = (["项目代码", "1月", "2月"], ["FD-1", 1.0, 2.0])
    assert table_of(*rows, layouts=(MONTHS,), name="月报2025.xlsx").year == 2025
    with pytest.raises(WorkbookError) as error:
        table_of(*rows, layouts=(MONTHS,), name="月报.xlsx")
    assert error.value.code == "no_year"


@pytest.mark.parametrize(
    ("header", "month"),
    [
        ("1-3月", Month(3, True)),
        ("1—12月", Month(12, True)),
        ("2024年1-6月", Month(6, True, 2024)),
        ("3月累计", Month(3, True)),
        ("3月", Month(3, None)),
        ("3月份", Month(3, None)),
        ("3月当月", Month(3, False)),
        ("Jan-Mar", Month(3, True)),
        ("March", Month(3, None)),
        ("2-3月", None),
        ("13月", None),
        ("项目", None),
    ],
)
def test_months(header: str, month: Month | None) -> None:
    assert read_month(header) == month


def test_units_of_notes_and_headers() -> None:
    assert units_of_note("单位：万元、亩、万千瓦时") == ["万元", "亩", "万千瓦时"]
    assert units_of_note("2024年产值（单位：万元）") == ["万元"]
    assert units_of_note("填报单位：招商一科") == []
    assert unit_of_header("租金(元/㎡·月)") == ("租金", "元/㎡·月")
    assert unit_of_header("企业名称（全称）") == ("企业名称（全称）", "")
    assert year_of("楚办发〔2023〕7号 2024年") == 2023
