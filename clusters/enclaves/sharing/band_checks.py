"""Contradictions within a rule's bands: years, ratios, tiers."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from .agreement import Mode, Rule, TierTable, YearBand, YearKind
from .problems import Problem, error, warning
from .ratios import DATED_MODES


def check_bands(rule: Rule) -> Iterator[Problem]:
    """Overlaps and reversed bands are errors, years between two bands a warning."""
    if not rule.bands:
        yield error("no_bands", rule.code)
    for band in rule.bands:
        if band.first is not None and band.last is not None and band.first > band.last:
            yield error("band_reversed", rule.code, first=band.first, last=band.last)
        if rule.years is not YearKind.WINDOW and band.first is not None and band.first < 1:
            yield error("band_before_year_one", rule.code, first=band.first)
    ordered = sorted(rule.bands, key=lambda band: (band.first or 0, band.last or 9999))
    for band, following in pairwise(ordered):
        yield from _check_following(rule, band, following)
    bounded = any(not band.is_open for band in rule.bands)
    if bounded and rule.start is None and rule.years is not YearKind.WINDOW:
        yield error("no_start", rule.code)


def _check_following(rule: Rule, band: YearBand, following: YearBand) -> Iterator[Problem]:
    last, first = band.last, following.first
    if last is None or first is None or first <= last:
        yield error("bands_overlap", rule.code, one=band.label, other=following.label)
    elif first > last + 1:
        yield warning("bands_gap", rule.code, first=last + 1, last=first - 1)


def check_ratios(rule: Rule, parties: set[str]) -> Iterator[Problem]:
    for band in rule.bands:
        if band.tiers is not None:
            yield from _check_tiers(rule, band, band.tiers, parties)
        elif rule.mode in DATED_MODES:
            if band.ratios:
                yield error("ratios_come_from_facts", rule.code, band=band.label)
        elif rule.mode is Mode.DUAL_FULL_COUNT:
            yield from _check_dual(rule, band, parties)
        else:
            yield from _check_whole(rule, band.label, band.ratios, parties)


def _check_dual(rule: Rule, band: YearBand, parties: set[str]) -> Iterator[Problem]:
    yield from _check_known(rule, band.ratios, parties)
    if any(ratio != 1 for ratio in band.ratios.values()):
        yield error("dual_not_one", rule.code, band=band.label)


def _check_whole(rule: Rule, band: str, ratios: Mapping[str, Fraction], parties: set[str]) -> Iterator[Problem]:
    """Ratios of a rule that divides: present, of known parties, none negative, exactly 1 together."""
    if not ratios:
        yield error("no_ratios", rule.code, band=band)
        return
    yield from _check_known(rule, ratios, parties)
    if any(ratio < 0 for ratio in ratios.values()):
        yield error("ratio_negative", rule.code, band=band)
    total = sum(ratios.values(), Fraction(0))
    if total != 1:
        yield error("ratios_not_one", rule.code, band=band, sum=str(total))
    if rule.mode is Mode.SINGLE_PARTY and sorted(ratios.values())[-1] != 1:
        yield error("single_party_shares", rule.code, band=band)


def _check_known(rule: Rule, ratios: Mapping[str, Fraction], parties: set[str]) -> Iterator[Problem]:
    for party in ratios:
        if party not in parties:
            yield error("unknown_party", rule.code, party=party)


def _check_tiers(rule: Rule, band: YearBand, table: TierTable, parties: set[str]) -> Iterator[Problem]:
    if band.ratios:
        yield error("ratios_and_tiers", rule.code, band=band.label)
    if rule.mode in (*DATED_MODES, Mode.DUAL_FULL_COUNT, Mode.SINGLE_PARTY):
        yield error("tiers_with_mode", rule.code, band=band.label, mode=str(rule.mode))
    if not table.tiers:
        yield error("tiers_empty", rule.code, band=band.label)
        return
    uppers = [tier.upper for tier in table.tiers]
    if uppers[-1] is not None or None in uppers[:-1]:
        yield error("tiers_not_open", rule.code, band=band.label)
    known = [0, *(upper for upper in uppers if upper is not None)]
    if any(upper <= lower for lower, upper in pairwise(known)):
        yield error("tiers_not_rising", rule.code, band=band.label)
    for tier in table.tiers:
        yield from _check_whole(rule, band.label, tier.ratios, parties)
