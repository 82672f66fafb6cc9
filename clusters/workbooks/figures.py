"""Reading figures of projects: output by month, tax receipts by slip, the year's other figures, or one a row.

Whatever the sheet looks like, an entry holds code, indicator, start, end and value in the indicator's smallest unit,
for receipts tax, slip and retained part, and number and unit as they were entered.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from clusters.models import Indicator
from clusters.workbooks.columns import CREDIT_CODE_NAMES, PROJECT_CODE_NAMES
from crm.workbooks.cells import Cell, Code, CreditCode, Date, Quantity, Text, half_width, plain, split_number
from crm.workbooks.columns import Column, Names, called, layout, normalise_header
from crm.workbooks.kinds import Entry, Kind, read_into
from crm.workbooks.months import Month, period, read_month, year_of
from crm.workbooks.problems import CellError, WorkbookError
from crm.workbooks.tables import Table
from crm.workbooks.units import AREA, EMISSION, ENERGY, MONEY, PEOPLE, Dimension


@dataclass(frozen=True)
class Smallest(Quantity):
    """A figure in the indicator's smallest unit (domain.md §6.2): `scale` of them make one base unit."""

    dimension: Dimension | None = MONEY
    places: int = 0
    scale: int = 1

    def rounded(self, exact: Fraction, value: Any) -> int:
        return super().rounded(exact * self.scale, value)

    def whole(self, number: Decimal, size: Fraction) -> int | None:
        return super().whole(number, size * self.scale)

    def shown(self, value: Any) -> str:
        return "" if value is None else super().shown(Fraction(value) / self.scale)


FEN = Smallest()
RECEIPT = Smallest(negative=True)  # a refund is negative
TYPES: dict[str, Smallest] = {
    Indicator.Unit.FEN: FEN,
    Indicator.Unit.SQM_CENT: Smallest(AREA, scale=100),
    Indicator.Unit.PERSON: Smallest(PEOPLE, assumed="人"),
    Indicator.Unit.TCE_TENTH: Smallest(ENERGY, scale=10),
    Indicator.Unit.KG: Smallest(EMISSION, assumed="吨"),
}
FIGURES = {
    "output": ("fen", "工业总产值、规上工业总产值、规模以上工业总产值、产值、总产值、industrial output、output"),
    "value_added": ("fen", "工业增加值、规上工业增加值、增加值、industrial value added、value added"),
    "revenue": ("fen", "营业收入、主营业务收入、revenue"),
    "fixed_asset_investment": (
        "fen",
        "固定资产投资、本年固定资产投资、固投、本年固投、完成固定资产投资、fixed-asset investment",
    ),
    "paid_in_funds": ("fen", "到位资金、累计到位资金、实际到位资金、累计实际到位资金、paid-in funds"),
    "land": ("sqm_cent", "实际用地、实际用地面积、用地、用地面积、land in use、land"),
    "energy": ("tce_tenth", "综合能耗、能耗、综合能源消费量、能源消费量、energy consumption、energy"),
    "staff": ("person", "年均职工、职工人数、年均职工人数、从业人员、平均从业人数、average staff、staff"),
    "research_spending": ("fen", "研发投入、研发费用、研发经费、research spending"),
    "emission": ("kg", "主要污染物排放量、污染物排放量、排放量、emission of main pollutants、emission"),
}
FIGURE_COLUMNS = tuple(Column(code, TYPES[unit], called(names)) for code, (unit, names) in FIGURES.items())
CODE = Column("code", Code(40), PROJECT_CODE_NAMES, required=True)
PROJECT_NAME = Column("project_name", Text(200), called("项目名称、项目、project name"))
COMPANY_CODE = Column("credit_code", CreditCode(), CREDIT_CODE_NAMES)
TAX = Column("tax", Text(60), called("税种、税种名称、税目、tax"), required=True)
RECEIVED_ON = Column("received_on", Date(), called("入库日期、入库时间、缴款日期、received on、date"), required=True)
AMOUNT = Column("amount", RECEIPT, called("入库金额、税额、实缴金额、金额、入库税额、amount"), required=True)
RETAINED = Column("retained", RECEIPT, called("地方留成、地方留成部分、留成、地方级收入、locally retained、retained"))
SLIP = Column(
    "slip", Code(60), called("票据号、税票号、票号、凭证号、缴款书号、slip number、slip、slip no"), required=True
)
RECEIPTS = Column("tax", RECEIPT, called("税收、税收收入、入库税收、tax receipts"))
LONG_TAX = Column("receipt_tax", TAX.type, TAX.names)
LONG_SLIP = Column("receipt_slip", SLIP.type, SLIP.names)
LONG_VALUE = Column("value", Text(60), called("数值、指标值、值、value、figure"), required=True)
LAYOUTS = (
    layout(
        "months",
        (CODE, PROJECT_NAME, COMPANY_CODE),
        "code",
        months=True,
        title=_("Industrial output %(year)s, cumulative"),
    ),
    layout(
        "taxes",
        (CODE, PROJECT_NAME, TAX, RECEIVED_ON, AMOUNT, RETAINED, SLIP),
        "code tax received_on amount",
        title=_("Tax receipts"),
    ),
    layout(
        "year",
        (CODE, PROJECT_NAME, COMPANY_CODE, *FIGURE_COLUMNS),
        "code",
        year=True,
        least=3,
        title=_("Figures of the year %(year)s"),
    ),
    layout(
        "long",
        (
            CODE,
            PROJECT_NAME,
            Column("indicator", Text(60), called("指标、指标名称、indicator"), required=True),
            Column("period", Text(40), called("期间、时期、所属期、period"), required=True),
            LONG_VALUE,
            Column("unit", Text(20), called("单位、计量单位、unit")),
            LONG_TAX,
            LONG_SLIP,
        ),
        "code indicator period value",
        title=_("Figures one by one"),
    ),
)


def read_figures(kind: Kind, table: Table, number: int, row: Sequence[Any]) -> list[Entry]:
    """The row's figures, by the layout of its sheet."""
    read = {"months": month_entries, "taxes": tax_entries, "year": year_entries, "long": long_entries}
    return list(read[table.layout.name](kind, table, number, row))


def whole_row(kind: Kind, table: Table, number: int, row: Sequence[Any], names: Iterable[str]) -> Entry:
    """What all figures of a row share."""
    entry = Entry(table.sheet, number, table.book)
    for name in names:
        kind.read_cell(entry, table, row, table.layout.column(name))
    return entry


def month_entries(kind: Kind, table: Table, number: int, row: Sequence[Any]) -> Iterable[Entry]:
    """`1-3月` holds what was made since January; plain months are added up, for the series is kept cumulative."""
    column = indicator_named_by(table)
    total, gap = 0, False
    for place, month in table.header.months:
        raw = table.cell(row, place.index)
        entry = whole_row(kind, table, number, row, names_of(table, "code", "credit_code"))
        unit = place.unit or table.header.note_unit(column)
        read_figure(entry, column, raw, place.label, Cell(unit, table.epoch_1904))
        value = entry.get("value")
        if value is None and not entry.problems:
            gap = gap or total > 0
            continue
        if not month.cumulative and value is not None and column.name not in STOCKS:
            total = entry.values["value"] = total + value
            if gap:
                entry.refuse("month_gap", column.name)
        set_period(entry, table, month)
        yield as_stock(entry)


def set_period(entry: Entry, table: Table, month: Month) -> None:
    year = month.year or table.year
    entry.values["start"], entry.values["end"] = period(year or 0, month.month, cumulative=True)


def tax_entries(kind: Kind, table: Table, number: int, row: Sequence[Any]) -> Iterable[Entry]:
    entry = whole_row(kind, table, number, row, names_of(table, "code", "tax", "received_on", "slip", "retained"))
    place = table.header.places["amount"]
    cell = Cell(table.header.unit(AMOUNT), table.epoch_1904)
    read_figure(entry, AMOUNT, table.cell(row, place.index), place.label, cell)
    if "slip" not in table.header.places:
        entry.refuse("no_slip")
    day = entry.values.pop("received_on", None)
    entry.values |= {"indicator": "tax", "start": day, "end": day}
    yield entry


def year_entries(kind: Kind, table: Table, number: int, row: Sequence[Any]) -> Iterable[Entry]:
    """One figure an indicator: of the whole year, or as it stands on its last day."""
    for column in FIGURE_COLUMNS:
        place = table.header.places.get(column.name)
        if place is None:
            continue
        entry = whole_row(kind, table, number, row, names_of(table, "code", "credit_code"))
        cell = Cell(table.header.unit(column), table.epoch_1904)
        read_figure(entry, column, table.cell(row, place.index), place.label, cell)
        if entry.get("value") is None and not entry.problems:
            continue
        year = table.year or 0
        entry.values |= {"start": date(year, 1, 1), "end": date(year, 12, 31)}
        yield as_stock(entry)


def long_entries(kind: Kind, table: Table, number: int, row: Sequence[Any]) -> Iterable[Entry]:
    entry = whole_row(kind, table, number, row, names_of(table, "code", "indicator", "period", "unit"))
    place = table.header.places["value"]
    word, when, unit = (entry.values.pop(name, None) for name in ("indicator", "period", "unit"))
    found = Names.of((*FIGURE_COLUMNS, RECEIPTS)).find([word]) if word else None
    if found is None:
        if word:
            entry.refuse("unknown_name", "indicator", value=word)
        yield entry
        return
    column = found[1]
    read_figure(entry, column, table.cell(row, place.index), place.label, Cell(unit or "", table.epoch_1904))
    try:
        entry.values["start"], entry.values["end"] = read_period(when)
    except CellError as error:
        entry.refuse(error.code, "period", **error.params)
    if column is RECEIPTS:
        read_receipt(kind, entry, table, row)
    yield as_stock(entry) if entry.get("end") else entry


def read_receipt(kind: Kind, entry: Entry, table: Table, row: Sequence[Any]) -> None:
    """What a row that is a tax receipt has besides: it is of its tax and slip, and of one day."""
    for name, column in (("tax", LONG_TAX), ("slip", LONG_SLIP)):
        kind.read_cell(entry, table, row, column)
        entry.values[name] = entry.values.pop(column.name, None)
        if not entry.values[name]:
            entry.refuse("required", column.name, column=str(column))


def names_of(table: Table, *names: str) -> list[str]:
    return [name for name in names if name in table.header.places]


STOCKS = ("paid_in_funds", "land", "staff")


def as_stock(entry: Entry) -> Entry:
    """A stock is of one day, the last of the period."""
    if entry.get("indicator") in STOCKS:
        entry.values["start"] = entry.values["end"]
    return entry


def read_figure(entry: Entry, column: Column, raw: Any, label: str, cell: Cell) -> None:
    """The figure in the smallest unit, and number and unit as they were entered."""
    read_into(entry, column, raw, label, cell)
    entry.labels["slip"] = entry.labels.get("slip") or label
    entry.values["indicator"] = column.name
    entry.values["value"] = value = entry.values.pop(column.name, None)
    if value is None:
        return
    number, unit = split_number(raw)
    assumed = getattr(column.type, "assumed", "")
    entry.values |= {"entered_value": plain(number)[:40], "entered_unit": (unit or cell.unit or assumed)[:20]}


def indicator_named_by(table: Table) -> Column:
    """The indicator whose longest name stands in the title or the sheet's name."""
    text = normalise_header(table.context)
    named = [
        (len(name), column)
        for column in FIGURE_COLUMNS
        for word in column.names
        if (name := normalise_header(word)) and name in text
    ]
    if not named:
        raise WorkbookError("no_indicator")
    return max(named, key=lambda pair: pair[0])[1]


DAYS = re.compile(r"(?P<first>20\d\d-\d\d-\d\d)(?:\s*[-–—~至到]\s*(?P<last>20\d\d-\d\d-\d\d))?")


def days_between(first: str, last: str) -> tuple[date, date]:
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise CellError("no_period", value=f"{first}–{last}") from None
    if end < start:
        raise CellError("no_period", value=f"{first}–{last}")
    return start, end


def read_period(text: str | None) -> tuple[date, date]:
    """2024 and 2024年: the year; 2024年1-6月: since January; 2024-06 and 2024年6月: since January too.

    Days are meant as they stand: 2024-06-30, and 2024-04-01–2024-06-30.
    """
    text = half_width(text or "")
    if days := DAYS.fullmatch(text):
        return days_between(days["first"], days["last"] or days["first"])
    year = year_of(text)
    month = read_month(text) or read_month(re.sub(r"^(20\d\d)[-./](\d{1,2})$", r"\1年\2月", text))
    if year and month:
        return period(year, month.month, cumulative=True)
    if year and re.fullmatch(r"20\d\d年?(全年|年度|度)?", text):
        return date(year, 1, 1), date(year, 12, 31)
    raise CellError("no_period", value=text)
