"""Areas are kept in m² with two decimals. 1 亩 = 2000/3 m², 1 公顷 = 10 000 m², 1 km² = 1500 亩."""

from decimal import Decimal
from fractions import Fraction

SQUARE_METRES = {
    "㎡": Fraction(1),
    "m²": Fraction(1),
    "平方米": Fraction(1),
    "亩": Fraction(2000, 3),
    "公顷": Fraction(10_000),
    "平方公里": Fraction(1_000_000),
}


def square_metres(value: Decimal, unit: str) -> Decimal:
    """m² (two decimals, half up) of so many `unit`."""
    exact = Fraction(value) * SQUARE_METRES[unit]
    return quantized(exact)


def mu(area: Decimal | None) -> Decimal | None:
    """亩 (two decimals, half up) of so many m²."""
    return None if area is None else quantized(Fraction(area) / SQUARE_METRES["亩"])


def exact_mu(area: Decimal | None) -> Decimal | None:
    """亩 with so many decimals (six) that `square_metres` gives the same m² back, without zeros at the end."""
    if area is None:
        return None
    return Decimal(f"{quantized(Fraction(area) / SQUARE_METRES['亩'], 6).normalize():f}")


def quantized(exact: Fraction, places: int = 2) -> Decimal:
    """To so many decimals, half up."""
    parts = abs(exact) * 10**places
    whole = (parts.numerator * 2 + parts.denominator) // (parts.denominator * 2)
    return Decimal(f"{whole if exact >= 0 else -whole}E-{places}")  # written so, it has all digits, however many
