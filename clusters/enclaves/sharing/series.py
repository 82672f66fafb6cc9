"""Cumulative figures to monthly ones, stocks to flows (domain §6, rule 13)."""

from collections.abc import Mapping
from dataclasses import dataclass

from .reasons import Code


@dataclass(frozen=True, slots=True)
class Monthly:
    """One month's flow. Without an amount it is blocked; `problem` also marks a fall, which keeps its amount."""

    month: int
    amount: int | None
    problem: str = ""


def monthly_from_cumulative(cumulative: Mapping[int, int | None], *, first: int | None = None) -> tuple[Monthly, ...]:
    """Months up to the last one given. `first` is the month that figures begin in (production); unless told, the first
    one given: empty months before it are no gap.

    A missing month blocks itself and the next one, since only their sum is known. A cumulative figure that falls is a
    problem, and its month is negative so that the months still add up.
    """
    given = {month: value for month, value in cumulative.items() if value is not None}
    if not given:
        return ()
    begin = min(given) if first is None else min(first, min(given))
    months, before, known = [], 0, True
    for month in range(begin, max(given) + 1):
        value = given.get(month)
        if value is None:
            months.append(Monthly(month, None, Code.MISSING_MONTH))
            known = False
            continue
        if known:
            months.append(Monthly(month, value - before, Code.FALLING if value < before else ""))
        else:
            months.append(Monthly(month, None, Code.MISSING_MONTH))
        before, known = value, True
    return tuple(months)


def flow_from_stock(previous_end: int | None, end: int | None) -> int | None:
    """The year's flow of a stock, such as paid-in funds: end less previous end; None where one is unknown."""
    if previous_end is None or end is None:
        return None
    return end - previous_end


def value_at_end(values: Mapping[int, int | None]) -> int | None:
    """A stock that is not a flow, such as land: the value of the year's last month; None where that is unknown."""
    return values.get(max(values)) if values else None
