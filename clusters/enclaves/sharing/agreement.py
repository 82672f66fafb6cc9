"""What an agreement says: parties in their order, versions, and rules as data (domain §6).

Amounts are whole smallest units (fen, 0.01 m², 1 person, 0.1 tce); ratios are `Fraction`s, see `read_ratios`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from .reasons import SharingError

HOST = "host"
ORIGIN = "origin"
RECOVERY_COMPLETED = "recovery_completed"
TAX = "tax"


class Book(StrEnum):
    STATUTORY = "statutory"  # what was observed; no rule may name it
    ASSESSMENT = "assessment"
    FISCAL = "fiscal"


class Mode(StrEnum):
    SPLIT = "split"
    DUAL_FULL_COUNT = "dual_full_count"
    SINGLE_PARTY = "single_party"
    BY_CONTRIBUTION = "by_contribution"
    BY_EQUITY = "by_equity"
    RECOVER_FIRST = "recover_first"
    LUMP_SUM = "lump_sum"


class YearKind(StrEnum):
    CALENDAR = "calendar"  # the event's calendar year is year 1 as a whole
    ANNIVERSARY = "anniversary"  # twelve-month years from the event's day
    WINDOW = "window"  # bands name calendar years (2021–2025); no event


class BasisKind(StrEnum):
    TOTAL = "total"
    RETAINED = "retained"


class IncrementKind(StrEnum):
    BASE_YEAR = "base_year"
    FIRST_THREE_YEARS = "first_three_years"
    FIXED = "fixed"


class Netting(StrEnum):
    AGGREGATE = "aggregate_floor_zero"
    PER_PROJECT = "per_project"
    PER_TAX = "per_tax"
    SIGNED = "signed"


class TierMethod(StrEnum):
    MARGINAL = "marginal"  # 超额
    WHOLE = "whole"  # 全额


class Scope(StrEnum):
    PROJECT = "project"
    AGREEMENT = "agreement"


class CapPeriod(StrEnum):
    YEAR = "year"
    CUMULATIVE = "cumulative"


class TiedTo(StrEnum):
    """What a cap may be a multiple of: the capped party's own outlays or contributions paid by then."""

    OUTLAY = "outlay"
    CONTRIBUTION = "contribution"


@dataclass(frozen=True, slots=True)
class Party:
    """`role` is `origin`, `host` (exactly one), or any other word (operator, fund)."""

    code: str
    role: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tier:
    """Up to and with `upper` (None: no end); begins above the tier before it."""

    upper: int | None
    ratios: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class TierTable:
    tiers: tuple[Tier, ...]
    method: TierMethod = TierMethod.MARGINAL
    scope: Scope = Scope.PROJECT


@dataclass(frozen=True, slots=True)
class YearBand:
    """Years `first` to `last`, both included, None = open. Ratios or tiers; neither for contribution and equity.

    For `dual_full_count` the ratios (each 1) name who counts; empty means all parties.
    """

    first: int | None = None
    last: int | None = None
    ratios: Mapping[str, Fraction] = field(default_factory=dict)
    tiers: TierTable | None = None

    def holds(self, number: int | None) -> bool:
        if number is None:
            return True
        return (self.first is None or self.first <= number) and (self.last is None or number <= self.last)

    @property
    def is_open(self) -> bool:
        return self.first is None and self.last is None

    @property
    def label(self) -> str:
        return f"{'' if self.first is None else self.first}-{'' if self.last is None else self.last}"


EVERY_YEAR = (YearBand(),)


@dataclass(frozen=True, slots=True)
class Start:
    """From when years count: a milestone of the project, a date, or the completed recovery of a rule."""

    event: str = ""
    on: date | None = None
    rule: str = ""  # only with recovery_completed: whose pool; empty = the rule's own


@dataclass(frozen=True, slots=True)
class Increment:
    kind: IncrementKind
    base_year: int | None = None
    amount: int | None = None  # only for a fixed base
    netting: Netting = Netting.AGGREGATE


@dataclass(frozen=True, slots=True)
class Basis:
    kind: BasisKind = BasisKind.TOTAL
    level: str = "local"  # the government level whose retained part counts
    less_incentives: bool = False
    increment: Increment | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `limit`, or `factor` × what `tied_to` names; the excess goes from `party` to `to`."""

    party: str
    to: str
    limit: int | None = None
    tied_to: TiedTo | None = None
    factor: Fraction = Fraction(1)
    period: CapPeriod = CapPeriod.YEAR


@dataclass(frozen=True, slots=True)
class Floor:
    """A party's yearly minimum over the fiscal rules, topped up by `payer`; in calendar years first to last."""

    code: str
    party: str
    payer: str
    amount: int
    first: int | None = None
    last: int | None = None

    def holds(self, year: int) -> bool:
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class LumpSum:
    payer: str
    payee: str
    amount: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a version. `code` is stable across versions: pools and cumulative caps go on under it."""

    code: str
    book: Book
    indicator: str
    mode: Mode
    bands: tuple[YearBand, ...] = EVERY_YEAR
    start: Start | None = None
    years: YearKind = YearKind.CALENDAR
    tax_codes: tuple[str, ...] = ()  # empty: every code of the indicator
    category: str = ""  # empty: every project category
    basis: Basis = Basis()
    recoverers: tuple[str, ...] = ()  # parties that recover their outlay first
    cap: Cap | None = None
    lump_sum: LumpSum | None = None

    @property
    def counts_years(self) -> bool:
        """Whether the year number is needed: with a start, years before it are not shared, even in open bands."""
        return self.years is not YearKind.WINDOW and (
            self.start is not None or any(not band.is_open for band in self.bands)
        )

    @property
    def starts_on_recovery(self) -> bool:
        return self.start is not None and self.start.event == RECOVERY_COMPLETED


@dataclass(frozen=True, slots=True)
class Version:
    """Takes effect on 1 January of `effective_year`, and holds until the next version does."""

    number: int
    effective_year: int
    rules: tuple[Rule, ...]
    floors: tuple[Floor, ...] = ()

    def rule(self, code: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.code == code), None)


@dataclass(frozen=True, slots=True)
class Agreement:
    """`parties` are in the order that decides ties."""

    code: str
    parties: tuple[Party, ...]
    versions: tuple[Version, ...]

    @property
    def host(self) -> str:
        for party in self.parties:
            if party.role == HOST:
                return party.code
        raise SharingError("no_host", agreement=self.code)

    @property
    def first_year(self) -> int:
        return min(version.effective_year for version in self.versions)

    def version_in(self, year: int) -> Version:
        held = [version for version in self.versions if version.effective_year <= year]
        if not held:
            raise SharingError("no_version", agreement=self.code, year=year)
        return max(held, key=lambda version: (version.effective_year, version.number))
