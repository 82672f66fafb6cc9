"""One project's figures of one indicator as the flows that are shared (domain.md §6.13).

Cumulative figures become monthly by difference and a missing month blocks; money stocks become the year's flow; other
stocks count as they stand at the year's end.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from clusters.enclaves import sharing
from clusters.models import Indicator

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A current revision of an observation, as it was entered."""

    pk: int
    project: str
    indicator: str
    tax_code: str
    start: date
    end: date
    value: int
    retained: int | None
    is_verified: bool
    revision: int

    @property
    def period(self) -> sharing.Period:
        days = (self.end - self.start).days
        if days == 0:
            return sharing.Period.DAY
        if days < 31:
            return sharing.Period.MONTH
        return sharing.Period.QUARTER if days < 93 else sharing.Period.YEAR


@dataclass(frozen=True, slots=True)
class Begin:
    """When a project's figures can begin: what lies before is no gap."""

    signed: date | None = None
    production: date | None = None


def flows(
    figures: Iterable[Figure], *, series: str, unit: str, begin: Begin, until_year: int
) -> Iterator[sharing.Observation]:
    """The flows of one project and indicator up to and with `until_year`."""
    rows = sorted(figures, key=lambda figure: (figure.end, figure.pk))
    if series == Indicator.Series.CUMULATIVE:
        for year, of_year in by_year(rows).items():
            yield from cumulative_flows(of_year, year, begin)
    elif series == Indicator.Series.STOCK:
        yield from stock_flows(rows, unit, begin)
    else:
        yield from (observation(row, row.value) for row in rows)


def by_year(rows: list[Figure]) -> dict[int, list[Figure]]:
    found: dict[int, list[Figure]] = defaultdict(list)
    for row in rows:
        found[row.end.year].append(row)
    return found


def observation(row: Figure, amount: int | None, **changes: object) -> sharing.Observation:
    given = {
        "id": str(row.pk),
        "project": row.project,
        "indicator": row.indicator,
        "on": row.end,
        "amount": amount,
        "tax_code": row.tax_code,
        "retained": row.retained,
        "period": row.period,
        "verified": row.is_verified,
        "revision": row.revision,
    }
    return sharing.Observation(**{**given, **changes})


def cumulative_flows(rows: list[Figure], year: int, begin: Begin) -> Iterator[sharing.Observation]:
    """A single figure of the whole year is that year's flow; otherwise month by month."""
    if [row.end.month for row in rows] == [DECEMBER] and not produces_within(year, begin):
        yield observation(rows[0], rows[0].value, period=sharing.Period.YEAR)
        return
    given = {row.end.month: row for row in rows}
    months = sharing.monthly_from_cumulative(
        {month: row.value for month, row in given.items()}, first=first_month(year, begin, min(given))
    )
    for month in months:
        yield monthly(given, month.month, month.amount, year)
    for missing in range(max(given) + 1, DECEMBER + 1):
        yield monthly(given, missing, None, year)


def produces_within(year: int, begin: Begin) -> bool:
    return begin.production is not None and begin.production.year == year and begin.production.month == DECEMBER


def first_month(year: int, begin: Begin, given: int) -> int:
    """Before production there is nothing to report; of a project that produces already, January is due."""
    if begin.production is None or begin.production.year < year:
        return 1
    return min(begin.production.month, given) if begin.production.year == year else given


def monthly(given: dict[int, Figure], month: int, amount: int | None, year: int) -> sharing.Observation:
    """A month's flow carries the id of the cumulative figure that it ends with."""
    row, before = given.get(month), given.get(month - 1)
    known = row or next(iter(given.values()))
    return observation(
        known,
        amount,
        id=str(row.pk) if row else f"{known.project}:{known.indicator}:{year}-{month:02}",
        on=sharing.period_end(year, month=month),
        period=sharing.Period.MONTH,
        retained=None,
        verified=known.is_verified and (before is None or before.is_verified) if row else True,
        revision=row.revision if row else 1,
        missing=sharing.Code.MISSING_MONTH,
    )


def stock_flows(rows: list[Figure], unit: str, begin: Begin) -> Iterator[sharing.Observation]:
    """One figure a year, the last. Money: end less previous end, which is nothing before the year of signing."""
    last = {row.end.year: row for row in rows}
    for year, row in last.items():
        amount: int | None = row.value
        if unit == Indicator.Unit.FEN:
            earlier = last.get(year - 1)
            is_new = begin.signed is not None and begin.signed.year == year
            previous = 0 if is_new else earlier and earlier.value
            amount = sharing.flow_from_stock(previous, row.value)
        yield observation(
            row, amount, on=sharing.period_end(year), period=sharing.Period.YEAR, missing=sharing.Code.NO_BASE
        )
