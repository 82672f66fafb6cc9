"""Charts with the table behind them. Drawn in the browser; without scripts, or on paper, the table stands alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from crm.common.units import unit_word
from crm.office.columns import text

Text = str | Promise
Number = int | float | Decimal | None


@dataclass(frozen=True)
class Series:
    """One number a label, in the chart's unit; None is a gap, not a zero."""

    name: Text
    values: Sequence[Number]


@dataclass(frozen=True)
class Flow:
    """An amount that goes from one box to another, in the chart's unit. Only what is above zero is drawn."""

    source: Text
    target: Text
    value: Number


@dataclass(frozen=True)
class Chart:
    """`kind` is bars, stacked, lines, funnel or flows. `{% chart chart %}` shows it.

    `labels` are the rows of the table, `series` its columns; flows have neither. `links` has an address a label, or "".
    `mark` is written into the picture: figures of the assessment book carry theirs wherever the picture goes.
    `label_title` heads the table's first column. Up to four series stay readable. Without `table` the page itself has
    one of the same numbers beside the chart.
    """

    key: str
    title: Text
    kind: str
    labels: Sequence[Text] = ()
    series: Sequence[Series] = ()
    flows: Sequence[Flow] = ()
    unit: Text = ""
    mark: Text = ""
    links: Sequence[str] = ()
    label_title: Text = ""
    table: bool = True

    def __post_init__(self) -> None:
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError(f"Chart {self.key}: a series needs one value a label.")

    @property
    def is_empty(self) -> bool:
        values = [value for series in self.series for value in series.values] + [flow.value for flow in self.flows]
        return not any(values)

    @property
    def data(self) -> dict[str, Any]:
        """What the script draws from. Floats here only; the table has the exact numbers."""
        return {
            "kind": self.kind,
            "title": str(self.title),
            "unit": unit_word(self.unit),
            "mark": str(self.mark),
            "labels": [str(label) for label in self.labels],
            "links": list(self.links),
            "series": [
                {"name": str(series.name), "values": [drawn(value) for value in series.values]}
                for series in self.series
            ],
            "flows": [
                {"source": str(flow.source), "target": str(flow.target), "value": drawn(flow.value)}
                for flow in self.flows
                if flow.value and flow.value > 0
            ],
        }

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table's rows: a label with its address and cells."""
        if self.flows:
            return [{"label": flow.source, "url": "", "cells": [flow.target, text(flow.value)]} for flow in self.flows]
        links = [*self.links, *[""] * (len(self.labels) - len(self.links))]
        return [
            {"label": label, "url": url, "cells": [text(series.values[place]) for series in self.series]}
            for place, (label, url) in enumerate(zip(self.labels, links, strict=False))
        ]


def drawn(value: Number) -> float | None:
    return None if value is None else float(value)
