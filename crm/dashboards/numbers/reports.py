"""What a report is made of: a table of figures, a sentence of its scope, and mostly a chart of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.functional import Promise

from crm.common.money import FEN_PER_UNIT, format_fen
from crm.office.charts import Chart
from crm.office.columns import BLANK, text

Text = str | Promise


@dataclass(frozen=True)
class Head:
    """A column of a report. `unit` is shown in it and written into a workbook's header."""

    label: Text
    unit: Text = ""


@dataclass(frozen=True)
class Figure:
    """One number; `url` opens the rows that it counts. `note` stands in its place or beside it."""

    value: Any
    url: str = ""
    kind: str = "count"  # count, money (fen), percent (a Fraction's worth as Decimal), days
    note: Text = ""

    @property
    def shown(self) -> str:
        if self.value is None:
            return str(self.note) or BLANK
        if self.kind == "money":
            return format_fen(self.value, "万元")
        return f"{self.value}\u202f%" if self.kind == "percent" else text(self.value)

    @property
    def plain(self) -> Any:
        """For a workbook: money in 万元, a percentage as its number."""
        if self.value is None:
            return str(self.note) or None
        return Decimal(self.value) / FEN_PER_UNIT["万元"] if self.kind == "money" else self.value


@dataclass(frozen=True)
class Line:
    label: Text
    figures: Sequence[Figure]


@dataclass(frozen=True)
class Report:
    """`sentence` says whose rows of which period are counted, and by which rule."""

    key: str
    title: Text
    sentence: Text
    label_title: Text
    heads: Sequence[Head]
    lines: Sequence[Line] = field(default_factory=list)
    chart: Chart | None = None
    empty: Text = ""

    @property
    def is_empty(self) -> bool:
        return not any(figure.value for line in self.lines for figure in line.figures)


def share(part: int, whole: int) -> Decimal | None:
    """In percent with one decimal, half up; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def in_10_000_yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / FEN_PER_UNIT["万元"]
