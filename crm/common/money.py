"""Money is kept in integer fen (分) and shown in the unit that a person picks."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.common.units import speaks_chinese

FEN_PER_UNIT = {"分": 1, "元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
UNIT_WORDS = {"fen": "分", "yuan": "元", "万": "万元", "亿": "亿元", "": ""}
LARGEST_EXPONENT = 30
ENGLISH_SCALES = (("billion", 10**9), ("million", 10**6))
AMOUNT = re.compile(
    r"^(?P<about>约|约为|大约|近)?(?P<number>[+-]?\d[\d,]*(?:\.\d+)?|[+-]?\.\d+)(?P<unit>分|元|万元?|亿元?)?(?:人民币)?$"
)

LONGEST_NUMBER = 24  # digits and point: far more than any real amount, and still exact
LARGEST_FEN = 2**63 - 1  # what a column holds


def parse_money(value: object, unit: str = "元") -> int:
    """Fen from a number or a text such as `1,234.5`, `约0.13亿元`, `４６５６万元`; `unit` where the text has none.

    Rounds half up to the fen. Raises RuleError (code `money`) for what is no amount.
    """
    text = unicodedata.normalize("NFKC", str(value)).strip().replace(" ", "").replace("，", ",")
    text = text.removeprefix("¥").removeprefix("￥")
    found = AMOUNT.match(text)
    if not found:
        raise RuleError(_("“%(value)s” is not an amount of money.") % {"value": value}, code="money")
    word = found["unit"] or unit
    factor = FEN_PER_UNIT[UNIT_WORDS.get(word, word)]
    number = found["number"].replace(",", "")
    fen = round_half_up(Decimal(number) * factor) if len(number) <= LONGEST_NUMBER else LARGEST_FEN + 1
    if abs(fen) > LARGEST_FEN:
        raise RuleError(_("“%(value)s” is too large an amount of money.") % {"value": value}, code="money")
    return fen


def round_half_up(number: Decimal) -> int:
    """To a whole number; halves away from zero (domain.md §6.1)."""
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def format_fen(fen: int | None, unit: str = "万元", places: int = 2) -> str:
    """`123456789` → `123.46` 万元, with thousands separators and without the unit's word; `—` for None."""
    if fen is None:
        return "—"
    step = Decimal(1).scaleb(-places)
    return f"{(Decimal(fen) / FEN_PER_UNIT[unit]).quantize(step, rounding=ROUND_HALF_UP):,}"


def scale_fen(fen: int | None) -> str:
    """An amount in the unit that suits its size, with its word: `3.2 亿元`, `12.30 元`; `320 million yuan`."""
    if fen is None:
        return "—"
    if not speaks_chinese():
        return scale_in_english(fen)
    unit = next((unit for unit in ("亿元", "万元") if abs(fen) >= FEN_PER_UNIT[unit]), "元")
    text = format_fen(fen, unit)
    return f"{text.rstrip('0').rstrip('.') if unit != '元' else text}\u202f{unit}"


def scale_in_english(fen: int) -> str:
    yuan = Decimal(fen) / 100
    word, size = next(((word, size) for word, size in ENGLISH_SCALES if abs(yuan) >= size), ("", 1))
    text = f"{(yuan / size).quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,}"
    return f"{text.rstrip('0').rstrip('.')}\u202f{word} yuan" if word else f"{text}\u202fyuan"


def decimal_from(value: object) -> Decimal:
    """A plain number from a cell or form; RuleError (code `number`) otherwise."""
    try:
        number = Decimal(unicodedata.normalize("NFKC", str(value)).strip().replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    # `1e999999999` is a number too, but one that takes all memory once it is written out.
    if not number.is_finite() or abs(number.adjusted()) > LARGEST_EXPONENT:
        raise RuleError(_("“%(value)s” is not a number.") % {"value": value}, code="number")
    return number
