"""Finding a site by choices: what each choice leaves, and what comes near where nothing is left
(docs/algorithms/finding.md).

Plain values in and out: no database, no clock, no words for people.

    values_of(offer, today) -> {facet: value}     each offer has one value of each facet
    narrowed(items, asked) -> items               asked: {facet: {values}}; several of one facet mean either
    counted(items, asked) -> {facet: {value: n}}  how many there would be with that choice, the other facets as asked
    near(items, asked) -> [(item, facets missed)] fewest missed first
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from clusters.siting import FREE, PARCEL, Site

UNKNOWN = "unknown"
MU = Fraction(2000, 3)
SOON, WITHIN_A_YEAR = timedelta(days=183), timedelta(days=366)

# The lower ends of all bands but the first, which begins at nothing. Areas in m², power in kVA, water in m³ a day,
# prices in fen a mu, rents in fen a m² and month.
EDGES: dict[str, tuple[Fraction | int, ...]] = {
    "area": (2_000, 10_000, 100 * MU, 300 * MU),
    "power": (1_000, 10_000, 50_000),
    "water": (500, 2_000, 4_000),
    "price": (10_000_000, 20_000_000, 30_000_000),
    "rent": (800, 1_200, 2_000),
}
FACETS = ("kind", "park", "area", "power", "water", "gas", "price", "zone", "use", "free")

Asked = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A site on offer with what it costs (fen a mu, or a m² and month) and from when it can be had."""

    site: Site
    price_fen: int | None = None
    free_from: date | None = None


class Valued(Protocol):
    @property
    def values(self) -> Mapping[str, str]: ...


T = TypeVar("T", bound=Valued)


def values_of(offer: Offer, today: date) -> dict[str, str]:
    site = offer.site
    price = "price" if site.kind == PARCEL else "rent"
    return {
        "kind": site.kind,
        "park": site.park,
        "area": band("area", site.area_sqm),
        "power": band("power", site.power_kva),
        "water": band("water", site.water_m3_day),
        "gas": UNKNOWN if site.has_gas is None else "yes" if site.has_gas else "no",
        "price": UNKNOWN if offer.price_fen is None else f"{price}-{band(price, offer.price_fen)}",
        "zone": site.environmental_zone or UNKNOWN,
        "use": site.land_use or UNKNOWN,
        "free": free(offer, today),
    }


def band(name: str, value: Decimal | int | None) -> str:
    """The number of the band, from 0; a value on an edge belongs to the higher one."""
    if value is None:
        return UNKNOWN
    return str(sum(Fraction(value) >= edge for edge in EDGES[name]))


def free(offer: Offer, today: date) -> str:
    """`now`, `soon` (half a year), `year`, `later`; `bound` is reserved or booked, whatever its date."""
    if offer.site.availability != FREE:
        return "bound"
    if offer.free_from is None or offer.free_from <= today:
        return "now"
    if offer.free_from <= today + SOON:
        return "soon"
    return "year" if offer.free_from <= today + WITHIN_A_YEAR else "later"


def missed(values: Mapping[str, str], asked: Asked) -> list[str]:
    """The facets, in the order asked, that this one does not meet."""
    return [facet for facet, wanted in asked.items() if wanted and values[facet] not in wanted]


def narrowed(items: Iterable[T], asked: Asked) -> list[T]:
    return [item for item in items if not missed(item.values, asked)]


def counted(items: Sequence[T], asked: Asked) -> dict[str, Counter[str]]:
    """Choices of one facet do not narrow its own counts: another tick there adds."""
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for item in items:
        misses = missed(item.values, asked)
        for facet in FACETS:
            if not misses or misses == [facet]:
                counts[facet][item.values[facet]] += 1
    return counts


def near(items: Iterable[T], asked: Asked, most: int = 6) -> list[tuple[T, list[str]]]:
    """Fewest missed first, and of these what is only not known before what is known not to fit; never all missed."""
    found = [(item, missed(item.values, asked)) for item in items]
    found = [(item, misses) for item, misses in found if 0 < len(misses) < max(2, len(asked))]

    def far(entry: tuple[T, list[str]]) -> tuple[int, int]:
        item, misses = entry
        return len(misses), sum(item.values[facet] != UNKNOWN for facet in misses)

    return sorted(found, key=far)[:most]
