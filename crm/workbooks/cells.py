"""What a column holds, and how each way of writing it is read: each type takes a cell as it stands and gives a value.

`parse` raises CellError for what cannot be read, and calls `cell.warn` for what goes in but should be looked at.
Values are plain: str, int, Decimal, date, bool. Money is integer fen, areas are m² with two decimals.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import override

from crm.common.credit_codes import credit_code_mended, credit_code_problem, normalise_credit_code
from crm.common.dates import parse_date
from crm.common.errors import RuleError
from crm.common.phones import is_phone, normalise_phone
from crm.workbooks.problems import CellError
from crm.workbooks.reading import Fault
from crm.workbooks.units import MONEY, Dimension, normalise_unit

SPACES = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BLANKS = "".join(chr(point) for point in range(0x3001) if chr(point).isspace()) + "\u200b\ufeff"
LOST_DIGITS = 1e15  # a spreadsheet keeps 15 digits of a number
EMPTY_MARKS = ("", "-", "—", "--", "——", "/", "\\", "无", "n/a", "na", "null", "none", "待确认", "tbc")
UNKNOWN_DAY = "to be confirmed"  # as our own lists write it; too long for a look at every text
LONGEST_MARK = max(map(len, EMPTY_MARKS))
BEYOND = 10**18  # no database keeps such a whole number
EPOCH_1904 = 1462  # days that a 1904 workbook's serials lag behind


@dataclass
class Cell:
    """Where a value stands: what the header and notes say of its unit, and the warnings found while reading it."""

    unit: str = ""
    epoch_1904: bool = False
    warnings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def warn(self, code: str, **params: Any) -> None:
        self.warnings.append((code, params))


def half_width(value: object) -> str:
    """Full-width digits, letters and marks as half-width ones, blanks cut off at both ends."""
    text = str(value)
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def written(value: object) -> str:
    """A cell as a person sees it: whole numbers without `.0`, dates as dates, blanks joined."""
    if value.__class__ is str and is_clean(value):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if -LOST_DIGITS < value < LOST_DIGITS and value.is_integer():
            return str(int(value))
        return plain(Decimal(format(value, ".15g")))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return SPACES.sub(" ", CONTROL.sub("", str(value))).strip()


def is_clean(text: str) -> bool:
    """Nothing to cut away: no control characters, no blanks but single ones between words."""
    return text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " "


def plain(number: Decimal) -> str:
    """`8879.0` → `8879`, `1E+5` → `100000`."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip(BLANKS))


@dataclass(frozen=True)
class Type:
    """Base of the column types; `dimension` is set where the column has a unit."""

    dimension: Dimension | None = field(default=None, kw_only=True)

    def parse(self, value: Any, cell: Cell) -> Any:
        raise NotImplementedError

    def stored(self, value: Any) -> Any:
        """As JSON keeps it."""
        return value

    def restored(self, value: Any) -> Any:
        return value

    def shown(self, value: Any) -> str:
        """As the preview shows it."""
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Text(Type):
    limit: int = 200

    def parse(self, value: Any, cell: Cell) -> str:
        text = written(value)
        if len(text) > self.limit:
            raise CellError("too_long", count=len(text), limit=self.limit)
        if text[:1] in ("=", "@", "+", "-") and re.match(r"[=@]|[+-][A-Za-z(]", text):
            cell.warn("formula_text")
        return text


@dataclass(frozen=True)
class Code(Text):
    """A code: half width, upper case, no blanks; a number that the spreadsheet rounded is refused."""

    limit: int = 60

    def parse(self, value: Any, cell: Cell) -> str:
        refuse_lost_digits(value)
        return super().parse("".join(half_width(written(value)).split()).upper(), cell)


def refuse_lost_digits(value: Any) -> None:
    if isinstance(value, int | float) and abs(value) >= LOST_DIGITS:
        raise CellError("digits_lost")
    if (
        isinstance(value, str)
        and "+" in half_width(value)
        and re.fullmatch(r"\d(\.\d+)?E\+\d+", half_width(value).upper())
    ):
        raise CellError("digits_lost")


@dataclass(frozen=True)
class CreditCode(Type):
    """统一社会信用代码 by GB 32100-2015."""

    def parse(self, value: Any, cell: Cell) -> str:
        refuse_lost_digits(value)
        code = normalise_credit_code(written(value))
        if credit_code_problem(code):
            near = credit_code_mended(code)
            raise CellError("credit_code", value=code[:60], **({"near": near} if near else {}))
        return code


@dataclass(frozen=True)
class Phone(Type):
    """A number that is too short goes in as written, with a warning: somebody may complete it."""

    limit: int = 30

    def parse(self, value: Any, cell: Cell) -> str:
        phone = normalise_phone(written(value)).removeprefix("+86").removeprefix("0086")
        if not phone or len(phone) > self.limit:
            raise CellError("phone", value=written(value)[:60])
        if not all(is_phone(part) for part in re.split(r"[、,;/]", phone)):
            cell.warn("phone", value=phone)
        return phone


TIME_OF_DAY = re.compile(r"[T\s]\d{1,2}:\d{2}(:\d{2})?(\.0+)?$")


@dataclass(frozen=True)
class Date(Type):
    def parse(self, value: Any, cell: Cell) -> date:
        found = self.read(value)
        if cell.epoch_1904 and isinstance(value, int | float):
            found += timedelta(days=EPOCH_1904)
        if not 1900 <= found.year <= 2100:
            raise CellError("out_of_range", value=written(value))
        return found

    def read(self, value: Any) -> date:
        text = value
        if isinstance(value, float) and value % 1:
            text = int(value)  # a serial with a time of day
        elif isinstance(value, str):
            text = TIME_OF_DAY.sub("", half_width(value)).replace("号", "日")
        try:
            return parse_date(text)
        except RuleError as error:
            raise CellError("not_a_date", value=written(value)) from error

    def stored(self, value: date | None) -> str | None:
        return value and value.isoformat()

    def restored(self, value: str | None) -> date | None:
        return date.fromisoformat(value) if value else None


@dataclass(frozen=True)
class YesNo(Type):
    yes: tuple[str, ...] = ("是", "有", "通", "已通", "y", "yes", "true", "1", "√", "✓", "对")
    no: tuple[str, ...] = ("否", "无", "未通", "不通", "没有", "n", "no", "false", "0", "×", "x", "✗")

    def parse(self, value: Any, cell: Cell) -> bool:
        text = half_width(written(value)).lower()
        if text not in self.yes + self.no:
            raise CellError("not_yes_or_no", value=written(value))
        return text in self.yes


@dataclass(frozen=True)
class Choice(Type):
    """One of some values, each under several names and as pages say it; `values` maps a name to its value."""

    values: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def known(self) -> dict[str, str]:
        """Every way to write a value, in any language."""
        words = {choice: choice for choice in self.values.values()}
        for language, _name in settings.LANGUAGES:
            with override(language):
                words |= {str(self.labels.get(choice, choice)): choice for choice in self.values.values()}
        return {half_width(word).lower(): choice for word, choice in (words | dict(self.values)).items()}

    def parse(self, value: Any, cell: Cell) -> str:
        found = self.known.get(half_width(written(value)).lower())
        if found is not None:
            return found
        choices = [str(self.labels.get(choice, choice)) for choice in dict.fromkeys(self.values.values())]
        raise CellError("unknown_choice", value=written(value), choices="、".join(choices))

    def shown(self, value: Any) -> str:
        return "" if value is None else str(self.labels.get(value, value))


NUMBER = re.compile(
    r"^(?:约为|大约|约|近|≈|~)?(?P<number>[+-]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)"
    r"(?P<rest>.*?)(?:左右|上下|余|多)?$"
)
CURRENCIES = re.compile(r"美元|美金|港元|港币|欧元|日元|英镑|usd|hkd|eur|jpy|gbp|[$€£]")


@dataclass(frozen=True)
class Quantity(Type):
    """A number with a unit, in the dimension's base unit, rounded half up to `places` decimals (0: an int).

    The unit in the cell wins over the header's, the header's over the note's; `assumed` is taken, with a warning,
    where there is none at all, and without `assumed` the cell is refused.
    """

    dimension: Dimension | None = None
    places: int = 2
    assumed: str = ""
    negative: bool = False

    def parse(self, value: Any, cell: Cell) -> Any:
        if value.__class__ is float and 0 <= value < LOST_DIGITS and value.is_integer():
            number, unit = Decimal(int(value)), ""
        else:
            number, unit = split_number(value)
        if self.dimension is None:
            if unit:
                raise CellError("not_a_number", value=written(value))
            size: Fraction | None = Fraction(1)
        else:
            size = self.dimension.size(self.chosen(unit, cell))
        if size is None:
            raise CellError("unknown_unit", unit=unit or cell.unit, value=written(value))
        if number < 0 and not self.negative:
            raise CellError("negative", value=written(value))
        whole = self.whole(number, size)
        return self.rounded(Fraction(number) * size, value) if whole is None else whole

    def whole(self, number: Decimal, size: Fraction) -> int | None:
        """Most amounts are whole numbers of a unit that is a whole number of the smallest one."""
        if self.places or size.denominator != 1 or number >= LOST_DIGITS or number != int(number):
            return None
        amount = int(number) * size.numerator
        return amount if amount < BEYOND else None

    def chosen(self, unit: str, cell: Cell) -> str:
        if unit or cell.unit:
            return unit or cell.unit
        if not self.assumed:
            raise CellError("no_unit")
        cell.warn("unit_assumed", unit=self.assumed)
        return self.assumed

    def rounded(self, exact: Fraction, value: Any) -> Any:
        step = 10**self.places
        scaled = abs(exact) * step
        whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
        if whole >= BEYOND:
            raise CellError("out_of_range", value=written(value))
        whole = whole if exact >= 0 else -whole
        return whole if self.places == 0 else (Decimal(whole) / step).quantize(Decimal(1).scaleb(-self.places))

    def stored(self, value: Any) -> Any:
        return str(value) if isinstance(value, Decimal) else value

    def restored(self, value: Any) -> Any:
        return Decimal(value) if isinstance(value, str) else value

    def shown(self, value: Any) -> str:
        if value is None:
            return ""
        if self.dimension is None:
            return f"{value:,}"
        size = self.dimension.units[normalise_unit(self.dimension.shown)]
        amount = Fraction(value) / size
        text = f"{(Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
        return f"{text} {self.dimension.shown}"


def split_number(value: Any) -> tuple[Decimal, str]:
    """The number of a cell and the unit written behind it: `约0.13亿元` → (0.13, `亿元`), `(1,200)` → (−1200, ``)."""
    if isinstance(value, bool | date | timedelta):
        raise CellError("not_a_number", value=written(value))
    if isinstance(value, int | float):
        return Decimal(format(value, ".15g")), ""
    text = re.sub(r"[\s，]", lambda mark: "," if mark[0] == "，" else "", half_width(value)).lower()
    text = text.removeprefix("人民币").removeprefix("rmb").removeprefix("¥").removeprefix("￥")
    if CURRENCIES.search(text):
        raise CellError("foreign_currency", value=written(value))
    bracketed = re.fullmatch(r"\((\d[\d,.]*)\)(.*)", text)
    found = NUMBER.match(f"-{bracketed[1]}{bracketed[2]}" if bracketed else text.replace("−", "-"))
    if not found:
        raise CellError("not_a_number", value=written(value))
    try:
        number = Decimal(found["number"].replace(",", ""))
    except InvalidOperation as error:
        raise CellError("not_a_number", value=written(value)) from error
    unit = found["rest"].strip("()")
    if unit and unit[0].isdigit() or re.match(r"[-~至到]\d", unit):
        raise CellError("not_a_number", value=written(value))
    return number, unit


@dataclass(frozen=True)
class Money(Quantity):
    """Integer fen."""

    dimension: Dimension | None = MONEY
    places: int = 0


@dataclass(frozen=True)
class Whole(Quantity):
    """A whole number without unit."""

    places: int = 0

    def rounded(self, exact: Fraction, value: Any) -> int:
        if exact.denominator != 1:
            raise CellError("not_whole", value=written(value))
        return int(super().rounded(exact, value))


@dataclass(frozen=True)
class Custom(Type):
    """A type of a kind's own: a function from the written text to a value, CellError for what it cannot read."""

    reader: Callable[[str], Any] = str

    def parse(self, value: Any, cell: Cell) -> Any:
        return self.reader(written(value))


WORDED = (YesNo, Choice)  # 无 and / may be words of theirs


def parse(type_: Type, value: Any, cell: Cell) -> Any:
    """The value of a cell, None for an empty one (`—`, `/` and 无 are empty in all but text and yes/no columns)."""
    if isinstance(value, Fault):
        raise CellError(value.code, value=value.text)
    if is_empty(value):
        return None
    if is_empty_mark(value) and not isinstance(type_, WORDED):
        return None
    if isinstance(type_, Date) and isinstance(value, str) and value.strip().lower() == UNKNOWN_DAY:
        return None
    return type_.parse(value, cell)


def is_empty_mark(value: Any) -> bool:
    return isinstance(value, str) and len(value.strip()) <= LONGEST_MARK and half_width(value).lower() in EMPTY_MARKS
