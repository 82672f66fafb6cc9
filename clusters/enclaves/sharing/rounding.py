"""Exact ratios, one rounding, and parts that add up (domain §6, rule 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from .reasons import SharingError

Ratios = Mapping[str, Fraction]


def read_ratio(value: str | int | Decimal | Fraction) -> Fraction:
    """A ratio as a decimal ("0.6") or as "p/q". A float is refused: 0.1 is not one tenth there."""
    if isinstance(value, (float, bool)):
        raise SharingError("ratio_not_exact", value=str(value))
    try:
        return Fraction(value.strip() if isinstance(value, str) else value)
    except (ValueError, ZeroDivisionError, TypeError, AttributeError, OverflowError) as error:
        raise SharingError("ratio_unreadable", value=str(value)) from error


def read_ratios(values: Mapping[str, str | int | Decimal | Fraction]) -> dict[str, Fraction]:
    return {party: read_ratio(value) for party, value in values.items()}


def round_half_up(value: Fraction | int) -> int:
    """To a whole unit: the absolute value half up, then the sign again (−0.5 → −1)."""
    if isinstance(value, int):
        return value
    numerator, denominator = value.numerator, value.denominator
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -whole if numerator < 0 else whole


@dataclass(frozen=True, slots=True)
class Division:
    """Whole parts of a total, and which places (by index, best remainder first) got an odd unit."""

    parts: tuple[int, ...]
    odd: tuple[int, ...] = ()


def largest_remainder(total: int, weights: Sequence[int]) -> Division:
    """Divide `total` in proportion to whole weights; ties go to the earlier place; the sign is put back."""
    whole = sum(weights)
    if whole <= 0:
        raise SharingError("weights_empty")
    amount = abs(total)
    parts = [amount * weight // whole for weight in weights]
    left = amount - sum(parts)
    odd: tuple[int, ...] = ()
    if left:
        ranked = sorted(range(len(weights)), key=lambda place: (-(amount * weights[place] % whole), place))
        odd = tuple(ranked[:left])
        for place in odd:
            parts[place] += 1
    if total < 0:
        parts = [-part for part in parts]
    return Division(tuple(parts), odd)


def common_weights(ratios: Sequence[Fraction]) -> list[int]:
    """The same proportions as whole numbers."""
    scale = lcm(*(ratio.denominator for ratio in ratios)) if ratios else 1
    return [ratio.numerator * (scale // ratio.denominator) for ratio in ratios]
