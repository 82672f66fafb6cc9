"""Facts of several agreements as columns, and lines of both paths in one form."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from clusters.enclaves import sharing as s
from clusters.enclaves.bulk import Columns, Settled

OBSERVED = [
    "id",
    "project",
    "indicator",
    "on",
    "amount",
    "tax_code",
    "retained",
    "retained_level",
    "period",
    "verified",
    "revision",
]
LINE = ("book", "rule", "indicator", "project", "segment", "kind", "party", "counterparty", "state")


def columns_of(facts: Mapping[str, s.Facts]) -> Columns:
    """Observations and milestones of a project in two agreements are there once."""
    enrolments, stones, rows = [], {}, {}
    for agreement, one in facts.items():
        for project in one.projects:
            enrolments.append((agreement, project.code, project.category))
            for stone in project.milestones:
                stones[stone.id] = (stone.id, project.code, stone.event, stone.on, stone.verified)
        rows |= {row.id: [getattr(row, name) for name in OBSERVED] for row in one.observations}
    observations = pd.DataFrame(list(rows.values()), columns=OBSERVED)
    observations = observations.astype({"amount": "Int64", "retained": "Int64", "on": "datetime64[s]"})
    milestones = pd.DataFrame(list(stones.values()), columns=["id", "project", "event", "on", "verified"])
    return Columns(
        pd.DataFrame(enrolments, columns=["agreement", "project", "category"]),
        observations,
        milestones.astype({"on": "datetime64[s]"}),
        next(iter(facts.values())).rates,
    )


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
