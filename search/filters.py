"""Filters typed into the box, such as `阶段:签约`, `cluster:copper`, `投资>1亿`, `日期:2026-01..2026-06`."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from crm.common.areas import square_metres
from crm.common.errors import RuleError
from crm.common.money import decimal_from, parse_money
from search.facets import FIELDS, Choice, Field, Holds, field_called, plain_key
from search.places import RADIUS, Circle, circle
from search.queries import LONGEST_QUERY, Query, Way, parse
from search.text import CHOSEN, squeeze

SIGNS = {"：": ":", "=": ":", "＝": ":", "＞": ">", "＜": "<", "≥": ">=", "≤": "<="}
TYPED = re.compile(
    r"(?<!\S)(?P<word>[^\W\d_]{1,20})[ ]?(?P<sign>>=|<=|[:：=＝><＞＜≥≤])[ ]?"
    r"(?P<value>\"[^\"]*\"|“[^”]*”|「[^」]*」|(?!//)[^\s\"“「]+)"
)
QUOTES = '"“”「」'
BEHIND = re.compile(rf"[ ](?P<radius>{RADIUS.pattern})(?!\S)", re.IGNORECASE)
BETWEEN = re.compile(r"\.\.\.?|…|~|～|至|到")
DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")
AREA = re.compile(r"([\d.,]+)(亩|mu|公顷|ha|平方公里|km²|km2|平方米|平米|平方|㎡|m²|m2)")
AREA_UNITS = {
    "mu": "亩",
    "ha": "公顷",
    "km²": "平方公里",
    "km2": "平方公里",
    "平米": "平方米",
    "平方": "平方米",
    "m2": "m²",
}
# English scales, as so many of the unit.
SCALES = (("billion", 10, "亿"), ("bn", 10, "亿"), ("million", 100, "万"), ("m", 100, "万"))
YEARS = range(1950, 2101)
ANYBODY = AnonymousUser()
MOST_OFFERED = 12
Span = tuple[int, int]


@dataclass(frozen=True)
class Filter:
    """Records whose field holds one of the keys, a number between `low` and `high`, both included, or a place within
    all of the circles."""

    name: str
    keys: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    circles: tuple[Circle, ...] = ()

    @property
    def is_number(self) -> bool:
        return FIELDS[self.name].is_number

    @property
    def finds_nothing(self) -> bool:
        """What was typed is nothing that the field can hold."""
        return self.low is None and self.high is None if self.is_number else not (self.keys or self.circles)

    def ways(self, level: object, *, uncovered: bool = False) -> list[Way]:
        """As a term of the embedded index is looked for."""
        return [Way((plain_key(key),), mark=f"{CHOSEN}{self.name}_") for key in self.keys]


@dataclass(frozen=True)
class Chip:
    """A filter as it is shown, and the text without it."""

    text: str
    without: str


@dataclass(frozen=True)
class Asked:
    """What was typed, understood: words, filters, and sentences about what is no filter."""

    query: Query
    filters: tuple[Filter, ...] = ()
    chips: tuple[Chip, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def nearby(self) -> Circle | None:
        """The place that was asked for first."""
        return next((each.circles[0] for each in self.filters if each.circles), None)

    @property
    def is_empty(self) -> bool:
        return not self.query.terms and not self.filters


def read(text: str, user: Any = ANYBODY) -> Asked:
    """Never fails: what is no filter is a word; a filter that cannot be understood finds nothing, with a sentence.
    `user` is who asks: places are named by what he sees."""
    kept = text[: LONGEST_QUERY * 2]
    filters: list[Filter] = []
    chips: list[Chip] = []
    notes: list[str] = []
    rest, last = [], 0
    for found in TYPED.finditer(kept):
        field = field_called(found["word"])
        if field is None:
            notes.append(unknown(found["word"]))
            continue
        value, end = value_of(found, field)
        sign = SIGNS.get(found["sign"], found["sign"])
        try:
            filters.append(filter_of(field, sign, value, user))
        except RuleError as refused:
            notes.append(str(refused))
            filters.append(Filter(field.name))
        rest.append(kept[last : found.start()])
        last = end
        without = " ".join((kept[: found.start()] + " " + kept[end:]).split())
        chips.append(Chip(f"{field.label}{'：' if sign == ':' else sign}{value}", without))
    words = " ".join([*rest, kept[last:], text[len(kept) :][:LONGEST_QUERY]])
    return Asked(parse(words), merged(filters), tuple(chips), tuple(dict.fromkeys(notes))[:3])


def value_of(found: re.Match[str], field: Field) -> tuple[str, int]:
    """What was typed behind the sign, and where it ends: how far is near may stand behind a blank."""
    value, end = found["value"].strip(QUOTES), found.end()
    if field.holds == Holds.PLACE and (far := BEHIND.match(found.string, end)):
        return f"{value} {far['radius']}", far.end()
    return value, end


def unknown(word: str) -> str:
    names = "、".join(str(field.label) for field in FIELDS.values())
    return _("There is no filter “%(word)s”, so it was looked for as a word. The filters are: %(names)s.") % {
        "word": word,
        "names": names,
    }


def merged(filters: list[Filter]) -> tuple[Filter, ...]:
    """Several keys of one field are any of them; several bounds of one field, and circles, are all of them."""
    found: dict[str, Filter] = {}
    for each in filters:
        other = found.get(each.name)
        if other is None:
            found[each.name] = each
        elif each.is_number and not (each.finds_nothing or other.finds_nothing):
            lows = [low for low in (each.low, other.low) if low is not None]
            highs = [high for high in (each.high, other.high) if high is not None]
            found[each.name] = Filter(each.name, (), max(lows, default=None), min(highs, default=None))
        elif each.circles and other.circles:
            found[each.name] = Filter(each.name, circles=(*other.circles, *each.circles))
        elif each.keys or other.keys:
            found[each.name] = Filter(each.name, tuple(dict.fromkeys((*other.keys, *each.keys))))
        else:
            found[each.name] = Filter(each.name)
    return tuple(found.values())


def filter_of(field: Field, sign: str, value: str, user: Any) -> Filter:
    """RuleError, with a sentence, for a value that the field cannot hold."""
    if field.holds == Holds.PLACE:
        return Filter(field.name, circles=(circle(value, user, lambda name: keys_of(FIELDS["park"].choices(), name)),))
    if field.holds == Holds.CHOICE:
        return Filter(field.name, chosen(field, value))
    low, high = bounds(sign, *ends(value, SPANS[field.holds]))
    if field.holds == Holds.YEAR:
        years = [str(year) for year in YEARS if (low is None or low <= year) and (high is None or year <= high)]
        return Filter(field.name, tuple(years))
    return Filter(field.name, (), low, high)


LARGEST = 2**63 - 2  # what the engines' whole numbers hold, with one to spare


def bounds(sign: str, first: int, last: int) -> tuple[int | None, int | None]:
    first, last = min(first, LARGEST), min(last, LARGEST)  # nothing is larger, so the answer is the same
    return {
        ":": (first, last),
        ">": (last + 1, None),
        ">=": (first, None),
        "<": (None, first - 1),
        "<=": (None, last),
    }[sign]


def ends(value: str, span: Callable[[str], Span]) -> Span:
    parts = [part for part in BETWEEN.split(value, maxsplit=1) if part]
    spans = [span(part) for part in parts or [value]]
    return spans[0][0], spans[-1][1]


def chosen(field: Field, value: str) -> tuple[str, ...]:
    """RuleError where there is none."""
    choices = field.choices()
    if keys := keys_of(choices, value):
        return keys
    raise RuleError(no_such(field, value, choices), code="filter")


def keys_of(choices: list[Choice], value: str) -> tuple[str, ...]:
    """Keys of that very name; else of names that begin with it; else of names that hold it."""
    wanted = squeeze(value)
    for fits in (str.__eq__, str.startswith, str.__contains__):
        keys = tuple(each.key for each in choices if wanted and any(fits(squeeze(name), wanted) for name in each.names))
        if keys:
            return keys
    return ()


def no_such(field: Field, value: str, choices: list[Choice]) -> str:
    offered = "、".join(dict.fromkeys(each.label for each in choices[:MOST_OFFERED]))
    words = {"field": field.label, "value": value[:40], "offered": offered}
    return _("%(field)s has nothing called “%(value)s”. There are: %(offered)s.") % words


# --- Numbers, as from and to ---


def money_span(text: str) -> Span:
    plain = text.strip().lower()
    for word, factor, unit in SCALES:
        if plain.endswith(word):
            plain = f"{decimal_from(plain.removesuffix(word)) * factor}{unit}"
            break
    if plain[-1:].isdigit():
        raise RuleError(
            _("Please say the unit of “%(value)s”, such as 5000万 or 1亿.") % {"value": text[:40]}, code="unit"
        )
    amount = parse_money(plain)
    return amount, amount


def area_span(text: str) -> Span:
    found = AREA.fullmatch(text.strip().lower())
    if not found:
        words = {"value": text[:40]}
        raise RuleError(_("“%(value)s” is not an area, such as 100亩 or 5000m².") % words, code="area")
    number: Decimal = decimal_from(found[1])
    area = int(square_metres(number, AREA_UNITS.get(found[2], found[2])) * 100)
    return area, area


def day_span(text: str) -> Span:
    """A year, a month or a day, as 20260101."""
    found = DAY.fullmatch(text.strip())
    year, month, day = (int(part) if part else None for part in found.groups()) if found else (0, None, None)
    if (
        year not in YEARS
        or not 1 <= (month or 1) <= 12
        or not 1 <= (day or 1) <= calendar.monthrange(year, month or 1)[1]
    ):
        words = {"value": text[:40]}
        raise RuleError(_("“%(value)s” is not a date, such as 2026, 2026-01 or 2026-01-31.") % words, code="date")
    first = year * 10_000 + (month or 1) * 100 + (day or 1)
    last = year * 10_000 + (month or 12) * 100 + (day or 31)
    return first, last


def year_span(text: str) -> Span:
    first, last = day_span(text)
    return first // 10_000, last // 10_000


SPANS: dict[Holds, Callable[[str], Span]] = {
    Holds.MONEY: money_span,
    Holds.AREA: area_span,
    Holds.DAY: day_span,
    Holds.YEAR: year_span,
}
