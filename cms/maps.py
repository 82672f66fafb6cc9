"""The abstract map of the parks on the portal: each mark leads to the park's page."""

from typing import NamedTuple

from clusters.drawing import marks_of
from cms.models import ParkPage
from cms.selectors import in_language


class MapPlace(NamedTuple):
    title: str
    url: str
    standfirst: str
    park_id: int
    is_carrier: bool
    name: str
    x: int
    y: int

    @property
    def label_y(self) -> int:
        return self.y + 48


def places_of(pages: list[ParkPage], language: str) -> list[MapPlace]:
    found = []
    for page, (x, y) in zip(pages, marks_of(page.park.code for page in pages), strict=True):
        name = in_language(page.park, "name", language)
        told = (page.title, page.url or "", page.standfirst, page.park_id, page.park.is_carrier)
        found.append(MapPlace(*told, name, x, y))
    return found
