"""Ratios by the amount of the basis (domain §6, rule 8)."""

from collections.abc import Mapping
from fractions import Fraction

from .agreement import TierMethod, TierTable
from .reasons import SharingError

Slices = list[tuple[int, Mapping[str, Fraction]]]


def tier_slices(table: TierTable, amount: int) -> Slices:
    """How much of the amount falls to which ratios; zero and negative amounts take the lowest tier whole."""
    if amount <= 0:
        return [(amount, table.tiers[0].ratios)]
    if table.method is TierMethod.WHOLE:
        return [(amount, _tier_of(table, amount))]
    slices: Slices = []
    lower = 0
    for tier in table.tiers:
        upper = amount if tier.upper is None else min(amount, tier.upper)
        if upper > lower:
            slices.append((upper - lower, tier.ratios))
            lower = upper
    if lower < amount:
        raise SharingError("above_tiers", amount=amount)
    return slices


def tier_ratios(table: TierTable, amount: int) -> dict[str, Fraction]:
    """The ratios that the tiers come to for this amount; they add up to 1."""
    ratios: dict[str, Fraction] = {}
    for part, shares in tier_slices(table, amount):
        weight = Fraction(part, amount) if amount else Fraction(1)
        for party, ratio in shares.items():
            ratios[party] = ratios.get(party, Fraction(0)) + ratio * weight
    return ratios


def _tier_of(table: TierTable, amount: int) -> Mapping[str, Fraction]:
    for tier in table.tiers:
        if tier.upper is None or amount <= tier.upper:
            return tier.ratios
    raise SharingError("above_tiers", amount=amount)
