"""Facts of several agreements as columns, and lines of both paths in one form."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from clusters.enclaves import sharing as s
from clusters.enclaves.bulk import Settled

LINE = ("book", "rule", "indicator", "project", "segment", "kind", "party", "counterparty", "state")


def bulk_lines(settled: Settled) -> dict[tuple, tuple]:
    found: dict[tuple, tuple] = {}
    for row in settled.lines().to_dict("records"):
        amounts = tuple(None if pd.isna(row[name]) else int(row[name]) for name in ("amount", "basis"))
        key = (row["agreement"], row["year"], *(row[name] for name in LINE))
        assert key not in found
        found[key] = (*amounts, row["estimated"])
    return found


def exact_lines(*settlements: s.Settlement) -> dict[tuple, tuple]:
    return {
        (one.agreement, one.year, *(str(getattr(line, name)) for name in LINE)): (
            line.amount,
            line.basis,
            line.estimated,
        )
        for one in settlements
        for line in one.lines
    }


def settle_all(agreements: list[s.Agreement], facts: Mapping[str, s.Facts], years: Any, **more: Any) -> dict:
    return exact_lines(
        *(
            s.settle(one, facts[one.code], year, traces=False, **more)
            for one in agreements
            for year in years
            if year >= one.first_year
        )
    )
