"""What a year in the zone costs: quantity × rate × months, to the fen (docs/algorithms/costs.md).

Plain values in and out: no database, no clock, no words for people. What has no rate has no amount and is left out of
the totals by name; nothing is guessed.

    estimate(asked: Iterable[Asked]) -> Estimate
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

MONTHS = 12


class Item(StrEnum):
    LAND = "land"
    BUILDING = "building"
    POWER = "power"
    WATER = "water"
    STEAM = "steam"
    WAGE = "wage"


# Paid once: land is bought for its term, not by the year.
ONCE = frozenset({Item.LAND})
BY_THE_MONTH = frozenset({Item.BUILDING, Item.WAGE})


@dataclass(frozen=True)
class Asked:
    """So many mu, m², kWh, m³, t a year or people, None where it is left open; `yuan` a unit, None: no rate."""

    item: Item
    quantity: Decimal | None
    yuan: Decimal | None


@dataclass(frozen=True)
class Line:
    item: Item
    quantity: Decimal
    yuan: Decimal | None
    months: int
    fen: int | None


@dataclass(frozen=True)
class Estimate:
    """`unpriced` are items with a quantity and no rate, `open` those without a quantity: neither is in a total."""

    lines: tuple[Line, ...]
    unpriced: tuple[Item, ...]
    open: tuple[Item, ...]

    @property
    def yearly_fen(self) -> int:
        return sum(line.fen for line in self.lines if line.fen is not None and line.item not in ONCE)

    @property
    def once_fen(self) -> int:
        return sum(line.fen for line in self.lines if line.fen is not None and line.item in ONCE)

    @property
    def has_yearly(self) -> bool:
        return any(line.fen is not None and line.item not in ONCE for line in self.lines)

    @property
    def has_once(self) -> bool:
        return any(line.fen is not None and line.item in ONCE for line in self.lines)


def estimate(asked: Iterable[Asked]) -> Estimate:
    asked = list(asked)
    lines = tuple(line_of(each) for each in asked if each.quantity is not None)
    return Estimate(
        lines=lines,
        unpriced=tuple(line.item for line in lines if line.fen is None),
        open=tuple(each.item for each in asked if each.quantity is None),
    )


def line_of(asked: Asked) -> Line:
    months = MONTHS if asked.item in BY_THE_MONTH else 1
    quantity = asked.quantity or Decimal(0)
    fen = None if asked.yuan is None else half_up(Fraction(quantity) * Fraction(asked.yuan) * months * 100)
    return Line(asked.item, quantity, asked.yuan, months, fen)


def half_up(exact: Fraction) -> int:
    return (exact.numerator * 2 + exact.denominator) // (exact.denominator * 2)
