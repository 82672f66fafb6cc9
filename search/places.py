"""Where things stand, and what is near: circles on the globe, and the places that a person may name in the box."""

import re
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Avg
from django.utils.translation import gettext as _

from clusters.models import Parcel
from crm.common.errors import RuleError
from search.values import Value, reading

# The mean radius that Elasticsearch reckons with, in metres, so that all engines draw one circle.
EARTH = 6_371_008.7714
NEARBY = 5000
FARTHEST = 20_000_000
RADIUS = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)[ ]?(km|公里|千米|m|米)", re.IGNORECASE)
WITH_RADIUS = re.compile(rf"(?P<name>.+?)[ ,，、]*{RADIUS.pattern}", re.IGNORECASE)
NUMBER = r"[ ]?(-?\d{1,3}(?:\.\d{1,9})?)[ ]?"
COORDINATES = re.compile(rf"{NUMBER}[,，]{NUMBER}(?:[,，][ ]?(\d{{1,6}}(?:\.\d{{1,3}})?)[ ]?)?")


@dataclass(frozen=True)
class Point:
    """Degrees."""

    latitude: float
    longitude: float

    @property
    def on_globe(self) -> tuple[float, float, float]:
        """On a globe of radius 1: distances are compared by plain arithmetic then, in any database."""
        north, east = radians(self.latitude), radians(self.longitude)
        return cos(north) * cos(east), cos(north) * sin(east), sin(north)


@dataclass(frozen=True)
class Circle:
    middle: Point
    metres: int = NEARBY

    @property
    def chord_squared(self) -> float:
        """Straight through the globe of radius 1, from the middle to the edge."""
        return (2 * sin(min(self.metres, FARTHEST) / EARTH / 2)) ** 2

    def metres_to(self, point: Point) -> float:
        """From the middle, along the ground."""
        steps = zip(self.middle.on_globe, point.on_globe, strict=True)
        return 2 * EARTH * asin(min(1, sqrt(sum((one - other) ** 2 for one, other in steps)) / 2))


def standing(latitude: str, longitude: str) -> Value:
    """Where a record stands; None where that is not entered, or is no place on earth."""

    @reading(latitude, longitude)
    def read(record: Any) -> Point | None:
        north, east = getattr(record, latitude), getattr(record, longitude)
        if north is None or east is None or abs(north) > 90 or abs(east) > 180:
            return None
        return Point(float(north), float(east))

    return read


def told_distance(metres: float) -> str:
    if round(metres, -1) < 1000:
        return _("%(number)d m") % {"number": round(metres, -1)}
    return _("%(number).1f km") % {"number": metres / 1000}


def circle(value: str, user: Any, park_codes: Any) -> Circle:
    """`云甸`, `云甸 3公里`, `CX-YD-003,500m`, `25.0412,101.5457,3`; five kilometres where nothing is said.

    Parks stand in the middle of their parcels. Only what the person sees is a place: RuleError otherwise.
    `park_codes` gives those that a name means.
    """
    if found := COORDINATES.fullmatch(value):
        north, east, far = found.groups()
        return Circle(point_of(float(north), float(east), value), int(float(far) * 1000) if far else NEARBY)
    name, metres = value, NEARBY
    if found := WITH_RADIUS.fullmatch(value):
        name, metres = found["name"], metres_of(found[2], found[3])
        if exact := COORDINATES.fullmatch(name):
            return Circle(point_of(float(exact[1]), float(exact[2]), value), metres)
    return Circle(middle_of(name.strip(), user, park_codes), metres)


def metres_of(number: str, unit: str) -> int:
    return round(float(number) * (1 if unit.lower() in ("m", "米") else 1000))


def point_of(one: float, other: float, value: str) -> Point:
    """Latitude first; the other way round where that cannot be."""
    north, east = (one, other) if abs(one) <= 90 else (other, one)
    if abs(north) > 90 or abs(east) > 180:
        raise RuleError(_("“%(value)s” is no place on earth.") % {"value": value[:40]}, code="place")
    return Point(north, east)


def middle_of(name: str, user: Any, park_codes: Any) -> Point:
    seen = Parcel.objects.visible_to(user).filter(latitude__range=(-90, 90), longitude__range=(-180, 180))
    for found in (seen.filter(code__iexact=name), seen.filter(park__code__in=park_codes(name))):
        middle = found.order_by().aggregate(north=Avg("latitude"), east=Avg("longitude"))
        if middle["north"] is not None:
            return Point(float(middle["north"]), float(middle["east"]))
    words = {"value": name[:40]}
    sentence = _("No place “%(value)s” is known: type a parcel's code, a park or latitude,longitude.")
    raise RuleError(sentence % words, code="place")
