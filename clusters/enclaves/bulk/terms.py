"""Rules as arrays: what the versions of many agreements say, one row for each rule and band."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

import numpy as np

from clusters.enclaves import sharing as s
from clusters.enclaves.sharing.matching import RuleBook

from .arithmetic import FINEST, LARGEST_SUM

MODES = (s.Mode.SPLIT, s.Mode.SINGLE_PARTY, s.Mode.DUAL_FULL_COUNT)
BOOKS = (s.Book.FISCAL, s.Book.ASSESSMENT)
NEVER = 2**31  # a year that no band reaches; −NEVER one that all have passed


def refusal(version: s.Version, parties: Sequence[s.Party]) -> str:
    """Why the exact path has to settle this version; empty where this one may."""
    if any(problem.severity == "error" for problem in s.check_version(version.rules, parties, version.floors)):
        return "contradictions"
    if version.floors:
        return "floor"
    return next((code for rule in version.rules if (code := _refuse_rule(rule))), "")


def _refuse_rule(rule: s.Rule) -> str:
    refusals = {
        "mode": rule.mode not in MODES,
        "anniversary": rule.years is s.YearKind.ANNIVERSARY,
        "increment": rule.basis.increment is not None,
        "incentives": rule.basis.less_incentives,
        "recovery": bool(rule.recoverers) or rule.starts_on_recovery,
        "cap": rule.cap is not None,
    }
    return next((code for code, holds in refusals.items() if holds), "") or _refuse_bands(rule)


def _refuse_bands(rule: s.Rule) -> str:
    for band in rule.bands:
        if band.tiers is not None and band.tiers.scope is s.Scope.AGREEMENT:
            return "agreement_tiers"
        tiers = _tiers(band)
        if len(tiers) * scale_of(tiers) ** 2 >= LARGEST_SUM:
            return "ratio_too_fine"
        if any((tier.upper or 0) >= LARGEST_SUM for tier in tiers):
            return "amount_too_large"
    return ""


def scale_of(tiers: Sequence[s.Tier]) -> int:
    return lcm(*(ratio.denominator for tier in tiers for ratio in tier.ratios.values()))


def _tiers(band: s.YearBand) -> tuple[s.Tier, ...]:
    return band.tiers.tiers if band.tiers is not None else (s.Tier(None, band.ratios),)


@dataclass(slots=True)
class Terms:
    """The rules that this path takes. Arrays are indexed by the rule's place, then band, tier and party."""

    places: int  # the most parties that an agreement has
    agreements: Sequence[s.Agreement]
    rules: list[s.Rule] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)  # the agreement's place
    events: list[str] = field(default_factory=list)  # every start event named
    _slots: dict[tuple[int, int], tuple[RuleBook, int]] = field(default_factory=dict)

    def add(self, owner: int, version: s.Version) -> None:
        key = (owner, version.number)
        if key not in self._slots:
            self._slots[key] = (RuleBook(version), len(self.rules))
            self.rules += version.rules
            self.owners += [owner] * len(version.rules)
            named = {rule.start.event for rule in version.rules if rule.start is not None and rule.start.event}
            self.events += sorted(named - set(self.events))

    def find(self, owner: int, version: s.Version, category: str, indicator: str, tax: str) -> list[int] | None:
        """The rule of each book, −1 where there is none; None where several would have to be told apart by years."""
        book, first = self._slots[owner, version.number]
        found = [-1] * len(BOOKS)
        for rules in book.find(category, indicator, tax):
            if len(rules) > 1:
                return None
            found[BOOKS.index(rules[0].book)] = first + version.rules.index(rules[0])
        return found


@dataclass(slots=True)
class Tables:
    """What is asked of a rule for every row, as arrays."""

    owner: np.ndarray
    host: np.ndarray  # the host's place among the parties
    takes_part: np.ndarray  # rule × place: who has a line
    is_retained: np.ndarray
    level: np.ndarray  # place in `levels`
    levels: list[str]
    is_dual: np.ndarray
    counts_years: np.ndarray
    is_window: np.ndarray
    event: np.ndarray  # place in the terms' events, −1: none
    start_year: np.ndarray  # of a start on a date
    first: np.ndarray  # rule × band
    last: np.ndarray
    has_band: np.ndarray
    lowers: np.ndarray  # rule × band × tier
    uppers: np.ndarray
    is_marginal: np.ndarray  # rule × band
    weights: np.ndarray  # rule × band × tier × place
    scales: np.ndarray  # rule × band


def tables_of(terms: Terms) -> Tables:
    rules, count = terms.rules, len(terms.rules)
    bands = max((len(rule.bands) for rule in rules), default=1)
    tiers = max((len(_tiers(band)) for rule in rules for band in rule.bands), default=1)
    levels = sorted({rule.basis.level for rule in rules})
    starts = [rule.start for rule in rules]
    tables = Tables(
        owner=np.array(terms.owners, np.int64),
        host=np.zeros(count, np.int64),
        takes_part=np.zeros((count, terms.places), bool),
        is_retained=np.array([rule.basis.kind is s.BasisKind.RETAINED for rule in rules], bool),
        level=np.array([levels.index(rule.basis.level) for rule in rules], np.int64),
        levels=levels,
        is_dual=np.array([rule.mode is s.Mode.DUAL_FULL_COUNT for rule in rules], bool),
        counts_years=np.array([rule.counts_years for rule in rules], bool),
        is_window=np.array([rule.years is s.YearKind.WINDOW for rule in rules], bool),
        event=np.array(
            [terms.events.index(start.event) if start and start.event else -1 for start in starts], np.int64
        ),
        start_year=np.array([start.on.year if start and start.on else 0 for start in starts], np.int64),
        first=np.full((count, bands), NEVER, np.int64),
        last=np.full((count, bands), -NEVER, np.int64),
        has_band=np.zeros((count, bands), bool),
        lowers=np.full((count, bands, tiers), LARGEST_SUM, np.int64),
        uppers=np.full((count, bands, tiers), LARGEST_SUM, np.int64),
        is_marginal=np.ones((count, bands), bool),
        weights=np.zeros((count, bands, tiers, terms.places), np.int64),
        scales=np.ones((count, bands), np.int64),
    )
    for place, rule in enumerate(rules):
        _fill(tables, place, rule, terms.agreements[terms.owners[place]])
    return tables


def _fill(tables: Tables, place: int, rule: s.Rule, agreement: s.Agreement) -> None:
    order = {party.code: seat for seat, party in enumerate(agreement.parties)}
    named = {party for band in rule.bands for tier in _tiers(band) for party in tier.ratios}
    if rule.mode is s.Mode.DUAL_FULL_COUNT and not named:
        named = set(order)
    tables.host[place] = order[agreement.host]
    for party in named | {agreement.host}:
        tables.takes_part[place, order[party]] = True
    for number, band in enumerate(rule.bands):
        tables.first[place, number] = -NEVER if band.first is None else band.first
        tables.last[place, number] = NEVER if band.last is None else band.last
        tables.has_band[place, number] = True
        if rule.mode is s.Mode.DUAL_FULL_COUNT:
            counted = band.ratios or dict.fromkeys(named | {agreement.host}, Fraction(1))
            _fill_tier(tables, (place, number, 0), s.Tier(None, counted), order, 0, 1)
            continue
        _fill_tiers(tables, (place, number), band, order)


def _fill_tiers(tables: Tables, cell: tuple[int, int], band: s.YearBand, order: dict[str, int]) -> None:
    tiers, lower = _tiers(band), 0
    scale = tables.scales[cell] = scale_of(tiers)
    tables.is_marginal[cell] = band.tiers is None or band.tiers.method is s.TierMethod.MARGINAL
    for number, tier in enumerate(tiers):
        _fill_tier(tables, (*cell, number), tier, order, lower, scale)
        lower = tier.upper or 0


def _fill_tier(
    tables: Tables, cell: tuple[int, int, int], tier: s.Tier, order: dict[str, int], lower: int, scale: int
) -> None:
    tables.lowers[cell] = lower
    if tier.upper is not None:
        tables.uppers[cell] = tier.upper
    for party, ratio in tier.ratios.items():
        tables.weights[(*cell, order[party])] = int(ratio * scale)


def scale_of_rates(rates: Sequence[s.Rate]) -> int | None:
    """One denominator for all rates; None where it is too fine for whole columns, or a rate is no part of a tax."""
    scale = lcm(*(rate.ratio.denominator for rate in rates)) if rates else 1
    is_part = all(0 <= rate.ratio <= 1 for rate in rates)
    return scale if is_part and scale < FINEST else None
