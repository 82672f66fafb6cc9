"""Small agreements for the tests: two parties A (origin) and B (host), further ones as named."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from clusters.enclaves import sharing as s

A, B = s.Party("A", "origin"), s.Party("B", "host")
HALF = s.read_ratios({"A": "0.5", "B": "0.5"})
SIX_FOUR = s.read_ratios({"A": "0.6", "B": "0.4"})


def rule(**changes: Any) -> s.Rule:
    """A fiscal split of tax, 6:4, every year, unless changed."""
    ratios = changes.pop("ratios", SIX_FOUR)
    given = {
        "code": "r",
        "book": s.Book.FISCAL,
        "indicator": s.TAX,
        "mode": s.Mode.SPLIT,
        "bands": (s.YearBand(ratios=ratios),),
    }
    return s.Rule(**{**given, **changes})


def agreement(
    *rules: s.Rule, parties: Iterable[s.Party] = (A, B), since: int = 2021, floors: tuple[s.Floor, ...] = ()
) -> s.Agreement:
    return s.Agreement("X", tuple(parties), (s.Version(1, since, rules, floors),))


def project(code: str = "P", category: str = "", **events: date) -> s.Project:
    stones = tuple(s.Milestone(event, on, id=f"{code}-{event}") for event, on in events.items())
    return s.Project(code, category, stones)


def row(
    id: str,
    on: date,
    amount: int | None,
    project: str = "P",
    indicator: str = s.TAX,
    tax_code: str = "VAT",
    **more: Any,
) -> s.Observation:
    return s.Observation(id, project, indicator, on, amount, tax_code=tax_code, **more)


def amounts(settlement: s.Settlement, **only: Any) -> dict[str, int | None]:
    """By party, summed over the lines that have these attributes; None where one is blocked."""
    found: dict[str, int | None] = {}
    for line in settlement.lines:
        if all(getattr(line, name) == value for name, value in only.items()):
            before = found.get(line.party, 0)
            found[line.party] = None if line.amount is None or before is None else before + line.amount
    return found


def states(settlement: s.Settlement, **only: Any) -> set[str]:
    return {
        str(line.state)
        for line in settlement.lines
        if all(getattr(line, name) == value for name, value in only.items())
    }
