"""The abstract map of the parks: which lie together is the policy's (clause 17), the drawing is not to scale.

富民 and 庄甸 are named together there, as are 赵家湾 and 桃园; 云甸 stands by itself.
"""

from typing import NamedTuple

from cms.models import ParkPage
from cms.selectors import in_language

# Park code → x, y of its mark on a sheet of 720 × 460.
PLACES = {
    "fumin": (150, 150),
    "zhuangdian": (258, 238),
    "zhaojiawan": (392, 158),
    "taoyuan": (478, 262),
    "yundian": (606, 128),
}
SPARE = [(110, 340), (230, 380), (350, 390), (470, 390), (610, 360)]


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
    """A park that the drawing does not know yet gets a place on its lower edge."""
    spare = iter(SPARE)
    found = []
    for page in pages:
        x, y = PLACES.get(page.park.code) or next(spare, (360, 420))
        name = in_language(page.park, "name", language)
        told = (page.title, page.url or "", page.standfirst, page.park_id, page.park.is_carrier)
        found.append(MapPlace(*told, name, x, y))
    return found
