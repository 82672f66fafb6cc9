"""A project's observations, year by year."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from clusters.models import Indicator, Observation, Project
from clusters.models.units import shown_unit, shown_value


@dataclass
class YearlyFigures:
    """One indicator: its value by year in the unit that offices read, — where nothing was entered."""

    indicator: Indicator
    unit: str
    values: list[str] = field(default_factory=list)


def figures_of(project: Project, user: Any) -> tuple[list[int], list[YearlyFigures]]:
    """Years, and a line for each indicator with current figures.

    Flows are added up; of cumulative series and stocks the last figure in the year counts.
    """
    rows = (
        Observation.objects.visible_to(user)
        .current()
        .filter(project=project)
        .select_related("indicator")
        .order_by("indicator__order", "period_end")
    )
    totals: dict[Indicator, dict[int, int]] = defaultdict(dict)
    for row in rows:
        year, by_year = row.period_end.year, totals[row.indicator]
        adds = row.indicator.series == Indicator.Series.FLOW
        by_year[year] = by_year.get(year, 0) + row.value if adds else row.value
    years = sorted({year for by_year in totals.values() for year in by_year})
    return years, [
        YearlyFigures(
            indicator, shown_unit(indicator.unit), [shown_value(by_year.get(year), indicator.unit) for year in years]
        )
        for indicator, by_year in totals.items()
    ]
