"""Months and working days by the zone's editable calendar (domain.md §3)."""

from calendar import monthrange
from datetime import date, timedelta

from leads.models import CalendarDay

SATURDAY = 5


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or that month's last: 31 May less 3 is 28 February."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_working_days(day: date, count: int) -> date:
    """The count-th working day after `day`; the day itself is not counted."""
    differing = dict(
        CalendarDay.objects.filter(day__gt=day, day__lte=day + timedelta(days=count * 3 + 30)).values_list(
            "day", "is_working"
        )
    )
    while count > 0:
        day += timedelta(days=1)
        if differing.get(day, day.weekday() < SATURDAY):
            count -= 1
    return day
