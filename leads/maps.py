"""The map: how many leads, and how much investment, go to each park."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from clusters.drawing import marks_of
from clusters.models import Park
from crm.office.lists import Totals

SUMS = ("investment_fen", "land_sqm")
LEAST, MOST = 18, 46  # radius of a mark
UNDER = 22  # from a mark down to its name
# Where a lead goes: the park of its project once there is one, the park that it asks for before.
PARK = Coalesce("project__park__code", "park__code")


@dataclass(frozen=True)
class MapPark:
    """A park with its leads; `code` is empty for those that go nowhere yet, which stand beside the drawing."""

    code: str
    name: str
    count: int
    investment_fen: int
    land_sqm: Any
    x: int = 0
    y: int = 0
    radius: int = 0

    @property
    def label_y(self) -> int:
        return self.y + self.radius + UNDER


def map_of(leads: QuerySet) -> list[MapPark]:
    """Every park in the zone's order, then what has no park yet. Two queries."""
    rows = leads.order_by().annotate(goes_to=PARK).values("goes_to")
    figures = {row["goes_to"]: row for row in rows.annotate(count=Count("pk"), **{name: Sum(name) for name in SUMS})}
    parks = list(Park.objects.all())
    most = max((figure["count"] for code, figure in figures.items() if code), default=0)
    found = [
        MapPark(code=park.code, name=str(park), **told(figures.get(park.code)), x=x, y=y, radius=radius)
        for park, (x, y) in zip(parks, marks_of(park.code for park in parks), strict=True)
        for radius in [radius_of(figures.get(park.code), most)]
    ]
    return [*found, MapPark(code="", name=_("No park yet"), **told(figures.get(None)))]


def told(figure: dict[str, Any] | None) -> dict[str, Any]:
    return {name: (figure or {}).get(name) or 0 for name in ("count", *SUMS)}


def radius_of(figure: dict[str, Any] | None, most: int) -> int:
    """By area, as the eye compares marks."""
    return LEAST + round((MOST - LEAST) * sqrt(figure["count"] / most)) if figure else LEAST


def depth_of(parks: list[MapPark]) -> int:
    """How far down the drawing goes below its upper edge at 70: to the river, or to the lowest name."""
    return max(300, *(park.label_y - 55 for park in parks))


def totals_of(parks: list[MapPark]) -> Totals:
    """The same figures as the list's, by the keys of its columns."""
    return Totals(
        sum(park.count for park in parks), {name: sum(getattr(park, name) for park in parks) for name in SUMS}
    )
