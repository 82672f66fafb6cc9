"""Where the drawing of the parks shows the sites: about their park, not where they are. Nobody surveyed this.

The drawing is the abstract map of `clusters.drawing`, 720 × 460, y downwards.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from math import cos, pi, sin, sqrt
from typing import Any

from clusters.selectors.offers import SiteOffer
from cms.maps import MapPlace
from cms.sites import words

WIDTH, HEIGHT = 720, 460
# Seeds of a sunflower about the park's mark, a finger apart where the drawing is small: none hides another.
APART, FIRST, GOLDEN = 22, 4, pi * (3 - sqrt(5))
# Half the room that a park's name and the marks beside it take.
NAME = (56, 22)


def beside(x: int, y: int, number: int) -> tuple[int, int]:
    """The place of a park's site, counted from 0; within the drawing."""
    far, turn = reach(number), number * GOLDEN
    across, down = round(x + far * cos(turn)), round(y + far * sin(turn))
    return min(max(across, 14), WIDTH - 14), min(max(down, 14), HEIGHT - 14)


def reach(number: int) -> float:
    return APART * sqrt(number + FIRST)


def spots(offers: Iterable[SiteOffer], parks: dict[int, tuple[int, int]]) -> dict[tuple[str, str], tuple[int, int]]:
    """(kind, code) → place. Those of a park that the drawing does not have are left out."""
    met: dict[int, int] = defaultdict(int)
    found = {}
    for offer in offers:
        park = offer.site.park_id
        if park in parks:
            found[offer.kind, offer.code] = beside(*parks[park], met[park])
            met[park] += 1
    return found


def collection(
    shown: Iterable[SiteOffer], every: Iterable[SiteOffer], places: list[MapPlace], base: str
) -> dict[str, Any]:
    """GeoJSON in units of the drawing. A site keeps its place whatever else is shown."""
    every = list(every)
    where = spots(every, {place.park_id: (place.x, place.y) for place in places})
    sites = [
        site_feature(offer, where[offer.kind, offer.code], base) for offer in shown if (offer.kind, offer.code) in where
    ]
    many = Counter(offer.site.park_id for offer in every)
    return {
        "type": "FeatureCollection",
        "features": [*(park_feature(each, many[each.park_id], where.values()) for each in places), *sites],
    }


def park_feature(place: MapPlace, sites: int, taken: Collection[tuple[int, int]]) -> dict[str, Any]:
    """`name_y` is where its name stands, upwards as all coordinates are."""
    told = {"kind": "park", "name": place.name, "url": place.url, "schematic": True}
    told["name_y"] = HEIGHT - height_of_name(place, sites, taken)
    return {"type": "Feature", "geometry": point(place.x, place.y), "properties": told}


def height_of_name(place: MapPlace, sites: int, taken: Collection[tuple[int, int]]) -> int:
    """Under its sites or over them, wherever fewer sites of any park lie."""
    far = round(reach(sites)) + 18
    wide, high = NAME

    def hidden(y: int) -> int:
        return sum(abs(x - place.x) < wide and abs(down - y) < high for x, down in taken)

    return min(place.y + far, max(place.y - far, high), key=hidden)


def site_feature(offer: SiteOffer, spot: tuple[int, int], base: str) -> dict[str, Any]:
    told = {
        "kind": offer.kind,
        "code": offer.code,
        "name": words.site_title(offer.site),
        "state": words.status_word(offer.site),
        "bound": offer.values["free"] == "bound",
        "url": base + words.site_path(offer.kind, offer.code),
        "schematic": True,
    }
    return {"type": "Feature", "geometry": point(*spot), "properties": told}


def point(x: int, y: int) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, HEIGHT - y]}
