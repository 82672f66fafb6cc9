"""Smallest units of indicators (domain.md §6.2) and the units in which people write and read them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.common.money import decimal_from
from crm.workbooks.units import AREA, EMISSION, ENERGY, MONEY, PEOPLE, Dimension


@dataclass(frozen=True)
class Scale:
    """`per_base` smallest units are one base unit of the dimension (1 m² is 100 × 0.01 m²)."""

    dimension: Dimension
    per_base: int
    words: tuple[str, ...]

    def size(self, word: str) -> Fraction:
        """Smallest units in one `word`; a RuleError for a unit of another kind."""
        found = self.dimension.size(word)
        if found is None:
            raise RuleError(
                _("“%(unit)s” is no unit of this indicator. Known are: %(known)s.")
                % {"unit": word, "known": _(", ").join(self.words)},
                code="unit",
                field="entered_unit",
            )
        return found * self.per_base


SCALES: dict[str, Scale] = {
    "fen": Scale(MONEY, 1, ("万元", "元", "亿元")),
    "sqm_cent": Scale(AREA, 100, ("亩", "㎡", "公顷")),
    "person": Scale(PEOPLE, 1, ("人",)),
    "tce_tenth": Scale(ENERGY, 10, ("吨标准煤", "万吨标准煤")),
    "kg": Scale(EMISSION, 1, ("吨", "千克")),
}


def smallest(text: object, word: str, unit: str) -> int:
    """So many smallest units are `text` `word`: `smallest("1.5", "万元", "fen")` → 1 500 000. Rounds half up."""
    exact = Fraction(decimal_from(text)) * SCALES[unit].size(word)
    half_up = (abs(exact.numerator) * 2 + exact.denominator) // (exact.denominator * 2)
    return half_up if exact >= 0 else -half_up


def shown_unit(unit: str) -> str:
    return SCALES[unit].words[0]


def number_in(value: int, word: str, unit: str) -> str:
    """The exact number of `word` that so many smallest units are, without trailing zeros."""
    exact = Fraction(value) / SCALES[unit].size(word)
    return format((Decimal(exact.numerator) / exact.denominator).normalize(), "f")


def shown_number(value: int | None, unit: str) -> Decimal | None:
    """In the unit that offices read, with at most two decimals."""
    if value is None:
        return None
    exact = Fraction(value) / SCALES[unit].size(shown_unit(unit))
    number = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return number.to_integral_value() if unit == "person" else number


def exact_number(value: int | None, unit: str) -> Decimal | None:
    """In the same unit, with so many decimals that the same value comes back from them."""
    if value is None:
        return None
    exact = Fraction(value) / SCALES[unit].size(shown_unit(unit))
    number = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("1E-6"), ROUND_HALF_UP)
    return Decimal(format(number.normalize(), "f"))


def shown_value(value: int | None, unit: str) -> str:
    number = shown_number(value, unit)
    return "—" if number is None else f"{number:,}"
