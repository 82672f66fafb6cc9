"""What was observed and entered: projects with milestones, observations, rates and the other dated facts.

Each fact has an id and a revision; only its current revision is handed in. Dates decide: an observation's `on` is the
slip's receipt date, otherwise the last day of its month, quarter or year (`period_end`).
"""

from bisect import bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from .reasons import Code


class Period(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def period_end(year: int, *, month: int | None = None, quarter: int | None = None) -> date:
    """The last day of a year, or of a month or quarter in it."""
    last = month or (quarter * 3 if quarter else 12)
    return date(year, last, monthrange(year, last)[1])


@dataclass(frozen=True, slots=True)
class Milestone:
    event: str
    on: date
    id: str = ""
    revision: int = 1
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Project:
    code: str
    category: str = ""
    milestones: tuple[Milestone, ...] = ()

    def milestone(self, event: str) -> Milestone | None:
        """The earliest of that event: whichever way the rows are ordered."""
        stones = [stone for stone in self.milestones if stone.event == event]
        return min(stones, key=lambda stone: (stone.on, stone.id)) if stones else None


@dataclass(frozen=True, slots=True)
class Observation:
    """A flow in whole smallest units. `amount` None means unknown: `missing` says why (a reason code)."""

    id: str
    project: str
    indicator: str
    on: date
    amount: int | None
    tax_code: str = ""
    retained: int | None = None  # the locally retained part as observed
    retained_level: str = ""  # the level it was observed at; empty: the one the rule asks for
    period: Period = Period.DAY
    verified: bool = True
    revision: int = 1
    missing: str = Code.NO_UNIT


@dataclass(frozen=True, slots=True)
class Rate:
    """The part of a tax that a level keeps of receipts from `valid_from` on, until the next rate of that level."""

    id: str
    tax_code: str
    level: str
    valid_from: date
    ratio: Fraction
    verified: bool = False
    revision: int = 1
    document: str = ""


@dataclass(frozen=True, slots=True)
class Incentive:
    """Paid to the project's company on that day; a year without any is entered as 0. `rule` empty: any that nets."""

    id: str
    project: str
    on: date
    amount: int
    rule: str = ""
    tax_code: str = ""
    verified: bool = True
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Contribution:
    """Paid in by a party on that day; a repayment is negative. `rule` empty: for all rules by contribution."""

    id: str
    party: str
    on: date
    amount: int
    rule: str = ""
    verified: bool = True
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Shareholding:
    """A party's share from that day on, until its next entry."""

    id: str
    party: str
    on: date
    ratio: Fraction
    rule: str = ""
    verified: bool = True
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Outlay:
    """What a party laid out for the pool of `rule` on that day, to be recovered first."""

    id: str
    rule: str
    party: str
    on: date
    amount: int
    verified: bool = True
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about the enrolled projects, of all years that matter (pools and bases look back)."""

    projects: tuple[Project, ...] = ()
    observations: tuple[Observation, ...] | list[Observation] = ()
    rates: tuple[Rate, ...] = ()
    incentives: tuple[Incentive, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    shareholdings: tuple[Shareholding, ...] = ()
    outlays: tuple[Outlay, ...] = ()


class RateTable:
    """The rate of a tax code and level in force on a day."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        rows: dict[tuple[str, str], list[Rate]] = defaultdict(list)
        for rate in rates:
            rows[rate.tax_code, rate.level].append(rate)
        for listed in rows.values():
            listed.sort(key=lambda rate: (rate.valid_from, rate.id, rate.revision))
        self._rows = dict(rows)
        self._days = {key: [rate.valid_from for rate in listed] for key, listed in rows.items()}

    def find(self, tax_code: str, level: str, on: date) -> Rate | None:
        key = (tax_code, level)
        place = bisect_right(self._days.get(key, []), on)
        return self._rows[key][place - 1] if place else None
