"""Which year of a rule a day falls in, and which band holds it (domain §6, rules 3 and 4)."""

from dataclasses import dataclass
from datetime import date

from .agreement import Rule, YearKind
from .facts import Milestone
from .lines import State
from .reasons import Code, Reason


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where counting begins: a day, or only a year (completed recovery); neither: not begun yet."""

    on: date | None = None
    year: int | None = None
    milestone: Milestone | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """What is divided alike within a settlement year: a band, and the day its ratios are in force from."""

    state: State
    label: str
    band: int | None = None
    ratio_on: date | None = None
    code: str = ""  # why it is not shared


POOL = Segment(State.SHARED, "pool")  # placed once the year's recovery is known
BEFORE = Segment(State.NOT_SHARED, "before", code=Code.BEFORE_YEARS)
AFTER = Segment(State.ENDED, "after", code=Code.AFTER_YEARS)
GAP = Segment(State.NOT_SHARED, "gap", code=Code.BETWEEN_BANDS)
NO_RATIOS_YET = "no-ratios"  # label of days before the first contribution or shareholding
BASE_YEARS = Segment(State.NOT_SHARED, "base", code=Code.BASE_YEARS)


def year_number(event: date, on: date, kind: YearKind) -> int:
    """Year 1 is the event's; 0 and below lie before it. An anniversary of 29 February begins on 1 March."""
    years = on.year - event.year
    if kind is YearKind.ANNIVERSARY:
        return years + 1 if (on.month, on.day) >= (event.month, event.day) else years
    return years + 1


def number_of(rule: Rule, anchor: Anchor | None, on: date) -> int | None:
    """The year number on a day: the calendar year itself for windows, None where years are not counted."""
    if rule.years is YearKind.WINDOW:
        return on.year
    if anchor is None:
        return None
    if anchor.on is not None:
        return year_number(anchor.on, on, rule.years)
    return 0 if anchor.year is None else on.year - anchor.year + 1


def find_segment(rule: Rule, number: int | None) -> Segment:
    """The band that holds the number, or why none does."""
    if number is not None and number < 1:
        return BEFORE
    for place, band in enumerate(rule.bands):
        if band.holds(number):
            return Segment(State.SHARED, band.label, place)
    if number is None:
        return BEFORE
    if all(band.first is not None and number < band.first for band in rule.bands):
        return BEFORE
    if all(band.last is not None and number > band.last for band in rule.bands):
        return AFTER
    return GAP


def missing_event(rule: Rule, project: str, milestone: Milestone | None) -> Reason:
    event = rule.start.event if rule.start else ""
    if milestone is None:
        return Reason(Code.NO_EVENT, {"project": project, "event": event})
    return Reason(Code.UNVERIFIED_EVENT, {"project": project, "event": event, "on": milestone.on.isoformat()})
