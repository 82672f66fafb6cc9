"""The facts of a site in the order in which they are read, each in words with its unit."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusters.models import Building, Parcel
from clusters.terms import block
from cms.models.facts import grouped
from cms.selectors import in_language
from cms.sites import words
from crm.common.areas import mu
from crm.common.units import speaks_chinese, unit_word

Site = Parcel | Building


class SiteFact(NamedTuple):
    key: str
    label: str
    text: str
    is_known: bool = True
    note: str = ""


def facts_of(site: Site) -> list[SiteFact]:
    """Both kinds have the same keys, but for what only the other has; what nobody entered says so."""
    return [make(site) for make in (PARCEL_FACTS if isinstance(site, Parcel) else BUILDING_FACTS)]


def card_facts(site: Site) -> list[SiteFact]:
    """The few that a list shows."""
    return [make(site) for make in (PARCEL_CARD if isinstance(site, Parcel) else BUILDING_CARD)]


def fact(key: str, label: str, text: str, note: str = "") -> SiteFact:
    unknown = _("To be announced") if key == "price" else _("To be confirmed")
    return SiteFact(key, label, text or unknown, bool(text), note)


def measured(value: Decimal | None, unit: str) -> str:
    return "" if value is None else f"{grouped(value)}\u202f{unit}"


def area(site: Site) -> SiteFact:
    in_metres = measured(site.area_sqm, "m²")
    in_mu = measured(mu(site.area_sqm), unit_word("亩"))
    label = _("Area")
    return fact("area", label, *((in_mu, in_metres) if isinstance(site, Parcel) else (in_metres, in_mu)))


def park(site: Site) -> SiteFact:
    return fact("park", _("Park"), in_language(site.park, "name", get_language() or ""))


def state(site: Site) -> SiteFact:
    return fact("state", _("State"), words.status_word(site))


def free(site: Site) -> SiteFact:
    label = _("Available from")
    if isinstance(site, Building) and site.available_from:
        return fact("free", label, formats.date_format(site.available_from, "DATE_FORMAT"))
    return fact("free", label, _("now") if site.status in {"available", "vacant"} else "")


def land_price(site: Site) -> SiteFact:
    return fact("price", _("Price"), per_mu(site.price_fen_per_mu))


def rent(site: Site) -> SiteFact:
    fen, sentence = site.rent_fen_sqm_month, _("%(amount)s yuan per m² per month")
    return fact("price", _("Rent"), "" if fen is None else sentence % {"amount": grouped(Decimal(fen) / 100)})


def per_mu(fen: int | None) -> str:
    """In yuan, on Chinese pages in 万元."""
    if fen is None:
        return ""
    scale = 1_000_000 if speaks_chinese() else 100
    return _("%(amount)s yuan per mu") % {"amount": grouped(Decimal(fen) / scale)}


def power(site: Site) -> SiteFact:
    return fact("power", _("Power"), measured(getattr(site, "power_kva", None), "kVA"))


def water(site: Site) -> SiteFact:
    return fact("water", _("Water"), measured(getattr(site, "water_m3_day", None), _("m³ per day")))


def gas(site: Site) -> SiteFact:
    there = getattr(site, "has_gas", None)
    return fact("gas", _("Natural gas"), "" if there is None else _("connected") if there else _("not connected"))


def zone(site: Site) -> SiteFact:
    return fact("zone", _("Environmental zoning"), words.term(getattr(site, "environmental_zone", "")))


def land_use(site: Site) -> SiteFact:
    return fact("use", _("Land use"), words.term(site.land_use))


def plot_ratio(site: Site) -> SiteFact:
    ratio = site.plot_ratio_min
    return fact("ratio", _("Plot ratio at least"), "" if ratio is None else grouped(ratio))


def investment(site: Site) -> SiteFact:
    return fact("investment", _("Investment at least"), per_mu(site.investment_per_mu_min_fen))


def position(site: Site) -> SiteFact:
    """As it was entered; the drawing beside it does not use it."""
    if site.longitude is None or site.latitude is None:
        return fact("position", _("Coordinates"), "")
    told = {"east": site.longitude, "north": site.latitude}
    return fact("position", _("Coordinates"), _("%(east)s° E, %(north)s° N") % told, _("as entered, not surveyed here"))


def place(site: Site) -> SiteFact:
    told = [block(site.block), "" if site.floor is None else _("floor %(floor)s") % {"floor": site.floor}]
    return fact("place", _("Block and floor"), _(", ").join(part for part in told if part))


def height(site: Site) -> SiteFact:
    return fact("height", _("Clear height"), measured(site.height_m, "m"))


def load(site: Site) -> SiteFact:
    return fact("load", _("Floor load"), measured(site.load_kg_sqm, "kg/m²"))


Make = Callable[[Any], SiteFact]
PARCEL_FACTS: list[Make] = [
    area, park, state, free, land_price, power, water, gas, zone, land_use, plot_ratio, investment, position,
]  # fmt: skip
BUILDING_FACTS: list[Make] = [area, park, state, free, rent, power, water, gas, zone, place, height, load]
PARCEL_CARD: list[Make] = [area, free, land_price, power, water, gas]
BUILDING_CARD: list[Make] = [area, free, rent, power, water, gas]
ORDER = [
    "area", "park", "state", "free", "price", "power", "water", "gas", "zone", "use", "ratio", "investment", "place",
    "height", "load",
]  # fmt: skip


class Row(NamedTuple):
    """One line of a comparison: what each site has, None where its kind has no such thing."""

    key: str
    label: str
    facts: list[SiteFact | None]
    differs: bool


def compared(sites: list[Site]) -> list[Row]:
    columns = [{each.key: each for each in facts_of(site)} for site in sites]
    rows = []
    for key in ORDER:
        facts = [column.get(key) for column in columns]
        there = [each for each in facts if each]
        if there:
            labels = dict.fromkeys(each.label for each in there)
            rows.append(Row(key, " / ".join(labels), facts, len({each.text for each in there}) > 1))
    return rows
