"""Headers that name a part of a year: `1-3月` and `Jan–Mar` (cumulative from January), `3月` and `March`."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR = r"(?:(?P<year>20\d\d)[年./-]?)?"
RANGE = re.compile(YEAR + r"(?P<first>\d{1,2})月?(?:-|—|–|~|至|到)(?P<last>\d{1,2})月(?:份)?(?:累计)?$")
SINGLE = re.compile(YEAR + r"(?P<last>\d{1,2})月(?:份)?(?P<sort>累计|当月|本月)?$")
ENGLISH_RANGE = re.compile(r"(?P<first>[a-z]{3})[a-z]*(?:-|—|–|~|to)(?P<last>[a-z]{3})[a-z]*(?P<year>20\d\d)?$")
ENGLISH_SINGLE = re.compile(r"(?P<last>[a-z]{3})[a-z]*(?P<year>20\d\d)?$")
YEAR_IN_TEXT = re.compile(r"(?<!\d)(20\d\d)(?=\D|$)")
CUMULATIVE = ("累计", "cumulative", "yeartodate", "ytd")


@dataclass(frozen=True)
class Month:
    """A column of figures up to the end of a month: since January if `cumulative`, of that month alone if not."""

    month: int
    cumulative: bool | None  # None: the title says
    year: int | None = None


def read_month(header: object) -> Month | None:
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(header))).lower()
    return read_chinese(text) or read_english(text)


def read_chinese(text: str) -> Month | None:
    found = RANGE.match(text)
    if found:
        return month_of(int(found["last"]), found["year"], int(found["first"]), cumulative=True)
    found = SINGLE.match(text)
    if not found:
        return None
    return month_of(int(found["last"]), found["year"], cumulative={"累计": True, None: None}.get(found["sort"], False))


def read_english(text: str) -> Month | None:
    found = ENGLISH_RANGE.match(text)
    if found and found["first"] in ENGLISH and found["last"] in ENGLISH:
        first, last = ENGLISH.index(found["first"]) + 1, ENGLISH.index(found["last"]) + 1
        return month_of(last, found["year"], first, cumulative=True)
    found = ENGLISH_SINGLE.match(text)
    if found and found["last"] in ENGLISH and len(text) <= 13:
        return month_of(ENGLISH.index(found["last"]) + 1, found["year"], cumulative=None)
    return None


def english_range(month: int) -> str:
    """The header of figures since January, as `read_month` reads it: `Jan-Mar`."""
    names = [name.capitalize() for name in ENGLISH]
    return f"{names[0]}-{names[month - 1]}" if month > 1 else names[0]


def month_of(last: int, year: str | None, first: int = 1, *, cumulative: bool | None) -> Month | None:
    if first != 1 or not 1 <= last <= 12:
        return None
    return Month(last, cumulative, int(year) if year else None)


def settle_cumulative(months: list[tuple[int, Month]], title: str) -> list[tuple[int, Month]]:
    """Columns that do not say whether they are cumulative follow the title; a 1月 beside 1-2月 follows its fellows."""
    cumulative = says_cumulative(title) or any(month.cumulative for _, month in months)
    return [
        (index, month if month.cumulative is not None else Month(month.month, cumulative, month.year))
        for index, month in months
    ]


def says_cumulative(text: str) -> bool:
    squeezed = re.sub(r"[\s-]+", "", text).lower()
    return any(word in squeezed for word in CUMULATIVE)


def year_of(*texts: str) -> int | None:
    """The first year that one of the texts names, the nearest text first."""
    for text in texts:
        found = YEAR_IN_TEXT.search(unicodedata.normalize("NFKC", text))
        if found:
            return int(found[1])
    return None


def period(year: int, month: int, *, cumulative: bool) -> tuple[date, date]:
    """First and last day."""
    return date(year, 1 if cumulative else month, 1), date(year, month, monthrange(year, month)[1])
