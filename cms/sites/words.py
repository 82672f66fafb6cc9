"""What facets, their choices and the sites themselves are called in the page's language."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clusters.finding import UNKNOWN
from clusters.models import Building, Parcel
from clusters.siting import BUILDING, PARCEL
from clusters.terms import term


def kind_word(kind: str) -> str:
    return _("Land") if kind == PARCEL else _("Standard factory unit")


def site_title(site: Parcel | Building) -> str:
    """`Land CX-001`, `Factory unit BF-010`."""
    name = _("Land %(code)s") if isinstance(site, Parcel) else _("Factory unit %(code)s")
    return name % {"code": site.code}


def site_path(kind: str, code: str) -> str:
    """Below the page of all sites."""
    return f"{'land' if kind == PARCEL else 'factory'}/{quote(code, safe='')}/"


def status_word(site: Parcel | Building) -> str:
    return site.get_status_display()


def facet_word(facet: str) -> str:
    return {
        "kind": _("Kind"),
        "park": _("Park"),
        "area": _("Area"),
        "power": _("Power"),
        "water": _("Water"),
        "gas": _("Natural gas"),
        "price": _("Price or rent"),
        "zone": _("Environmental zoning"),
        "use": _("Land use"),
        "free": _("Available"),
    }[facet]


def unknown_word(facet: str) -> str:
    """A price is announced; everything else is confirmed."""
    return _("To be announced") if facet == "price" else _("To be confirmed")


def choices(facet: str) -> dict[str, str]:
    """The choices that a facet has whatever is on offer, in their order."""
    return CHOICES[facet]() if facet in CHOICES else {}


def bands(*words: str) -> dict[str, str]:
    return {str(number): word for number, word in enumerate(words)}


def areas() -> dict[str, str]:
    return bands(
        _("under 2,000 m²"),
        _("2,000–10,000 m² (3–15 mu)"),
        _("15–100 mu (1–6.7 ha)"),
        _("100–300 mu (6.7–20 ha)"),
        _("300 mu (20 ha) and more"),
    )


def powers() -> dict[str, str]:
    return bands(_("under 1,000 kVA"), _("1,000–10,000 kVA"), _("10,000–50,000 kVA"), _("50,000 kVA and more"))


def waters() -> dict[str, str]:
    return bands(
        _("under 500 m³ per day"),
        _("500–2,000 m³ per day"),
        _("2,000–4,000 m³ per day"),
        _("4,000 m³ per day and more"),
    )


def prices() -> dict[str, str]:
    land = bands(
        _("land under 100,000 yuan per mu"),
        _("land 100,000–200,000 yuan per mu"),
        _("land 200,000–300,000 yuan per mu"),
        _("land 300,000 yuan per mu and more"),
    )
    rent = bands(
        _("rent under 8 yuan per m² per month"),
        _("rent 8–12 yuan per m² per month"),
        _("rent 12–20 yuan per m² per month"),
        _("rent 20 yuan per m² per month and more"),
    )
    return {f"price-{key}": word for key, word in land.items()} | {f"rent-{key}": word for key, word in rent.items()}


CHOICES: dict[str, Callable[[], dict[str, Any]]] = {
    "kind": lambda: {kind: kind_word(kind) for kind in (PARCEL, BUILDING)},
    "area": areas,
    "power": powers,
    "water": waters,
    "gas": lambda: {"yes": _("connected"), "no": _("not connected")},
    "price": prices,
    "free": lambda: {
        "now": _("now"),
        "soon": _("within half a year"),
        "year": _("within a year"),
        "later": pgettext("available", "later"),
        "bound": _("reserved or booked: ask us"),
    },
}

__all__ = [
    "UNKNOWN",
    "choices",
    "facet_word",
    "kind_word",
    "site_path",
    "site_title",
    "status_word",
    "term",
    "unknown_word",
]
