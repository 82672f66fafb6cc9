"""How well sites fit what an investor needs: points and a reason for each, best first (docs/algorithms/siting.md).

Plain values in and out: no database, no clock, no words for people (`clusters.selectors.sites` has those).

    rank(need: Need, sites: Iterable[Site]) -> list[Fit]
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

PARCEL, BUILDING = "parcel", "building"
FREE, BOUND = "free", "bound"
# Up to half as much again is no waste; a tenth too small may do with another layout.
AMPLE, NEARLY = Fraction(3, 2), Fraction(9, 10)


class State(StrEnum):
    FITS = "fits"
    PARTLY = "partly"
    FAILS = "fails"
    UNKNOWN = "unknown"


class About(StrEnum):
    """What a reason is about."""

    AREA = "area"
    POWER = "power"
    WATER = "water"
    GAS = "gas"
    LAND_USE = "land_use"
    ZONE = "zone"
    PARK = "park"
    CLUSTER = "cluster"
    AVAILABILITY = "availability"


# *Ours*: what each counts, where it is asked for at all.
WEIGHTS = {
    About.AREA: 40,
    About.POWER: 20,
    About.WATER: 15,
    About.GAS: 5,
    About.LAND_USE: 10,
    About.ZONE: 10,
    About.PARK: 15,
    About.CLUSTER: 10,
    About.AVAILABILITY: 10,
}


@dataclass(frozen=True, kw_only=True)
class Need:
    """What is asked for; None or empty is not asked. Areas in m², power in kVA, water in m³ a day.

    `kind` is `parcel`, `building` or empty for either: then the areas asked for say which, and both where none or both
    are. `park` and `cluster` are codes.
    """

    kind: str = ""
    land_sqm: Decimal | None = None
    floor_sqm: Decimal | None = None
    power_kva: Decimal | None = None
    water_m3_day: Decimal | None = None
    needs_gas: bool = False
    land_use: str = ""
    environmental_zone: str = ""
    park: str = ""
    cluster: str = ""

    @property
    def kinds(self) -> frozenset[str]:
        if self.kind:
            return frozenset({self.kind})
        if (self.land_sqm is None) == (self.floor_sqm is None):
            return frozenset({PARCEL, BUILDING})
        return frozenset({PARCEL if self.floor_sqm is None else BUILDING})

    def area_of(self, kind: str) -> Decimal | None:
        return self.land_sqm if kind == PARCEL else self.floor_sqm


@dataclass(frozen=True, kw_only=True)
class Site:
    """A parcel or a factory unit on offer. What nobody entered is None or empty."""

    kind: str
    code: str
    area_sqm: Decimal
    availability: str = FREE
    power_kva: Decimal | None = None
    water_m3_day: Decimal | None = None
    has_gas: bool | None = None
    land_use: str = ""
    environmental_zone: str = ""
    park: str = ""
    clusters: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """One reason: points of at most `weight`, what was asked for and what there is."""

    about: About
    state: State
    points: Fraction
    asked: Decimal | str | bool | None = None
    there: Decimal | str | bool | None = None

    @property
    def weight(self) -> int:
        return WEIGHTS[self.about]


@dataclass(frozen=True)
class Fit:
    site: Site
    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        """Of 100: what the parts have of what they could have, rounded half up once."""
        exact = 100 * sum((part.points for part in self.parts), Fraction(0)) / sum(part.weight for part in self.parts)
        return int(exact + Fraction(1, 2))

    @property
    def is_suitable(self) -> bool:
        """Nothing that was asked for is known to be missing."""
        return all(part.state != State.FAILS for part in self.parts)

    @property
    def unknown(self) -> int:
        return sum(part.state == State.UNKNOWN for part in self.parts)


def rank(need: Need, sites: Iterable[Site]) -> list[Fit]:
    """Suitable ones first, then by points, then what is better known, then by code."""
    fits = [fit_of(need, site) for site in sites if site.kind in need.kinds]
    return sorted(fits, key=lambda fit: (not fit.is_suitable, -fit.points, fit.unknown, fit.site.code))


def fit_of(need: Need, site: Site) -> Fit:
    area = need.area_of(site.kind)
    parts = [
        _area(area, site.area_sqm) if area else None,
        _enough(About.POWER, need.power_kva, site.power_kva) if need.power_kva else None,
        _enough(About.WATER, need.water_m3_day, site.water_m3_day) if need.water_m3_day else None,
        _gas(site.has_gas) if need.needs_gas else None,
        _same(About.LAND_USE, need.land_use, site.land_use) if need.land_use and site.kind == PARCEL else None,
        _same(About.ZONE, need.environmental_zone, site.environmental_zone) if need.environmental_zone else None,
        _park(need.park, site.park) if need.park else None,
        _cluster(need.cluster, site.clusters) if need.cluster else None,
        _availability(site.availability),
    ]
    return Fit(site, tuple(part for part in parts if part))


def _part(
    about: About, state: State, asked: object = None, there: object = None, share: Fraction | None = None
) -> Part:
    """`share` of the weight; all of it where it fits, half where it does in part, else nothing."""
    by_state = {State.FITS: Fraction(1), State.PARTLY: Fraction(1, 2)}
    share = by_state.get(state, Fraction(0)) if share is None else share
    return Part(about, state, share * WEIGHTS[about], asked, there)


def _area(asked: Decimal, there: Decimal) -> Part:
    """Large enough and no waste: all. Larger: less by how much lies idle. A tenth too small: half. Smaller: no."""
    ratio = Fraction(there) / Fraction(asked)
    if ratio > AMPLE:
        return _part(About.AREA, State.PARTLY, asked, there, AMPLE / ratio)
    if ratio >= 1:
        return _part(About.AREA, State.FITS, asked, there)
    return _part(About.AREA, State.PARTLY if ratio >= NEARLY else State.FAILS, asked, there)


def _enough(about: About, asked: Decimal, there: Decimal | None) -> Part:
    if there is None:
        return _part(about, State.UNKNOWN, asked)
    return _part(about, State.FITS if there >= asked else State.FAILS, asked, there)


def _gas(there: bool | None) -> Part:
    if there is None:
        return _part(About.GAS, State.UNKNOWN, True)
    return _part(About.GAS, State.FITS if there else State.FAILS, True, there)


def _same(about: About, asked: str, there: str) -> Part:
    """`工业用地` fits `一类工业用地` and the other way round."""
    if not there:
        return _part(about, State.UNKNOWN, asked)
    return _part(about, State.FITS if asked in there or there in asked else State.FAILS, asked, there)


def _park(asked: str, there: str) -> Part:
    """A wish: another park loses points and is not ruled out."""
    return _part(About.PARK, State.FITS if asked == there else State.PARTLY, asked, there, Fraction(asked == there))


def _cluster(asked: str, there: frozenset[str]) -> Part:
    """Neighbours of the same cluster are a gain; without them nothing is ruled out."""
    near = asked in there
    return _part(About.CLUSTER, State.FITS if near else State.PARTLY, asked, near, Fraction(near))


def _availability(there: str) -> Part:
    return _part(About.AVAILABILITY, State.FITS if there == FREE else State.PARTLY, FREE, there)
