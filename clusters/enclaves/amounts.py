"""Amounts of lines, shown to the smallest unit: fen as 元 with two decimals, land in ㎡, energy in tce."""

from fractions import Fraction

from clusters.models import Indicator
from crm.common import units
from crm.common.money import FEN_PER_UNIT, format_fen, scale_fen

Unit = Indicator.Unit
PLACES = {Unit.FEN: 2, Unit.SQM_CENT: 2, Unit.PERSON: 0, Unit.TCE_TENTH: 1, Unit.KG: 0}
MILLION_YUAN = 10**8  # in fen
WORDS = {Unit.FEN: "元", Unit.SQM_CENT: "㎡", Unit.PERSON: "人", Unit.TCE_TENTH: "吨标准煤", Unit.KG: "千克"}


def unit_word(unit: str) -> str:
    return units.unit_word(WORDS[Unit(unit)])


def shown_amount(amount: int | None, unit: str = Unit.FEN) -> str:
    """`123456` fen → `1,234.56`; `—` for what is blocked."""
    if amount is None:
        return "—"
    places = PLACES[Unit(unit)]
    whole, rest = divmod(abs(amount), 10**places)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole:,}" + (f".{rest:0{places}}" if places else "")


def shown_exact(text: str | None, unit: str = Unit.FEN) -> str:
    """An exact fraction of smallest units, as a trace keeps it: `80777370`, `16142801/2`."""
    if text is None:
        return "—"
    exact = Fraction(text)
    if exact.denominator == 1:
        return shown_amount(exact.numerator, unit)
    places = PLACES[Unit(unit)]
    extra = finite_places(exact.denominator)
    if extra is None:
        return f"{exact.numerator}/{exact.denominator * 10**places}"
    scaled = exact * 10**extra
    whole, rest = divmod(abs(scaled.numerator), 10 ** (places + extra))
    sign = "-" if exact < 0 else ""
    return f"{sign}{whole:,}.{rest:0{places + extra}}"


def exact_amount(amount: int | None, unit: str = Unit.FEN) -> str:
    """As a contract has it, nothing rounded away: in 亿 or 万 (million, billion) where two decimals are enough."""
    if amount is None:
        return "—"
    if unit == Unit.FEN and units.speaks_chinese():
        for word in ("亿元", "万元"):
            if abs(amount) >= FEN_PER_UNIT[word] and amount % (FEN_PER_UNIT[word] // 100) == 0:
                return f"{format_fen(amount, word).rstrip('0').rstrip('.')}\u202f{word}"
    elif unit == Unit.FEN and abs(amount) >= MILLION_YUAN:
        size = MILLION_YUAN * (1000 if abs(amount) >= MILLION_YUAN * 1000 else 1)
        if amount % (size // 100) == 0:
            return scale_fen(amount)
    return f"{shown_amount(amount, unit)}\u202f{unit_word(unit)}"


def finite_places(denominator: int) -> int | None:
    """How many decimals a fraction with this denominator has; None where they never end."""
    places = 0
    while denominator % 10 == 0:
        denominator, places = denominator // 10, places + 1
    for factor in (2, 5):
        while denominator % factor == 0:
            denominator, places = denominator // factor, places + 1
    return places if denominator == 1 else None
