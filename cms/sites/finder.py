"""What the address of the site finder asks for, and what answers it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.finding import FACETS, UNKNOWN, counted, narrowed, near
from clusters.models import Park
from clusters.selectors.offers import SiteOffer, offers
from cms.caching import remembered
from cms.selectors import ANYBODY, in_language
from cms.sites import words

PER_PAGE = 12
LAST = date.max


class Choice(NamedTuple):
    value: str
    label: str
    count: int
    is_chosen: bool


class Facet(NamedTuple):
    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.is_chosen]


class Left(NamedTuple):
    """What would be there without one of the conditions."""

    label: str
    count: int
    query: str


class Near(NamedTuple):
    offer: SiteOffer
    unmet: list[str]


def orders() -> dict[str, str]:
    return {
        "": _("by park"),
        "large": _("largest first"),
        "small": _("smallest first"),
        "price": _("lowest price or rent first"),
        "soon": _("soonest first"),
    }


ORDERING = {
    "large": lambda offer: -offer.site.area_sqm,
    "small": lambda offer: offer.site.area_sqm,
    # Land is sold by the mu and units are let by the m²: units first, within each kind what is not announced last.
    "price": lambda offer: (offer.kind, offer.price_fen is None, offer.price_fen or 0),
    "soon": lambda offer: (
        ["now", "soon", "year", "later", "bound"].index(offer.values["free"]),
        offer.free_from or date.min,
    ),
}


@dataclass
class Finder:
    """Made for one request; every count and list begins with what anybody may see."""

    query: QueryDict
    language: str
    today: date = field(default_factory=timezone.localdate)

    @cached_property
    def offers(self) -> list[SiteOffer]:
        return remembered(f"offers {self.today}", lambda: offers(ANYBODY, self.today))

    @cached_property
    def asked(self) -> dict[str, frozenset[str]]:
        """Only choices that there are: an old or mistyped address narrows by what of it still means something."""
        asked = {name: frozenset(self.query.getlist(name)) for name in FACETS if name in self.query}
        asked = {name: values & self.known(name).keys() for name, values in asked.items()}
        return {name: values for name, values in asked.items() if values}

    @cached_property
    def parks(self) -> dict[str, str]:
        rows = {offer.site.park for offer in self.offers}
        return {park.code: self.park_name(park) for park in sorted(rows, key=lambda park: park.order)}

    def park_name(self, park: Park) -> str:
        return in_language(park, "name", self.language)

    def known(self, facet: str) -> dict[str, str]:
        """Value → label, in their order: those that a facet always has, then the words that sites bring."""
        if facet == "park":
            return self.parks
        known = words.choices(facet)
        if not known:
            found = sorted({offer.values[facet] for offer in self.offers} - {UNKNOWN})
            known = {value: words.term(value) for value in found}
        return {**known, UNKNOWN: words.unknown_word(facet)}

    @cached_property
    def counts(self) -> dict[str, Counter[str]]:
        return counted(self.offers, self.asked)

    @cached_property
    def facets(self) -> list[Facet]:
        return [facet for facet in map(self.facet, FACETS) if facet.choices]

    def facet(self, name: str) -> Facet:
        """Without the choices that no site on offer has; one that is ticked stays."""
        there = {offer.values[name] for offer in self.offers}
        asked = self.asked.get(name, frozenset())
        choices = [
            Choice(value, label, self.counts[name][value], value in asked)
            for value, label in self.known(name).items()
            if value in there | asked
        ]
        return Facet(name, words.facet_word(name), choices)

    @property
    def order(self) -> str:
        asked = self.query.get("order", "")
        return asked if asked in ORDERING else ""

    @cached_property
    def orders(self) -> list[tuple[str, str, bool]]:
        return [(value, label, value == self.order) for value, label in orders().items()]

    @cached_property
    def found(self) -> list[SiteOffer]:
        found = narrowed(self.offers, self.asked)
        return sorted(found, key=ORDERING[self.order]) if self.order else found

    @cached_property
    def page(self) -> Page:
        return Paginator(self.found, PER_PAGE).get_page(self.query.get("page", ""))

    @cached_property
    def without(self) -> list[Left]:
        """Each condition with what its removal would leave, the most first."""
        left = []
        for name, values in self.asked.items():
            rest = {other: asked for other, asked in self.asked.items() if other != name}
            label = f"{words.facet_word(name)}: {_(', ').join(self.known(name)[value] for value in sorted(values))}"
            left.append(Left(label, len(narrowed(self.offers, rest)), self.query_of(rest)))
        return sorted(left, key=lambda each: -each.count)

    @cached_property
    def near(self) -> list[Near]:
        """Only where nothing is left."""
        if self.found:
            return []
        return [
            Near(offer, [self.unmet(offer, name) for name in names]) for offer, names in near(self.offers, self.asked)
        ]

    def unmet(self, offer: SiteOffer, name: str) -> str:
        value = offer.values[name]
        return f"{words.facet_word(name)}: {self.known(name)[value]}"

    def query_of(self, asked: dict[str, Any], **more: str) -> str:
        query = QueryDict(mutable=True)
        for name, values in asked.items():
            query.setlist(name, sorted(values))
        for name, value in {"order": self.order, **more}.items():
            if value:
                query[name] = value
        return f"?{query.urlencode()}" if query else "?"

    @property
    def address(self) -> str:
        """The conditions as an address, without what means nothing; empty where nothing is asked."""
        page = str(self.page.number) if self.page.number > 1 else ""
        found = self.query_of(self.asked, page=page)
        return "" if found == "?" else found

    @property
    def before(self) -> str:
        return self.query_of(self.asked, page=str(self.page.previous_page_number())) if self.page.has_previous() else ""

    @property
    def after(self) -> str:
        return self.query_of(self.asked, page=str(self.page.next_page_number())) if self.page.has_next() else ""

    @cached_property
    def by_park(self) -> Counter[int]:
        """How many of what is found lie in each park."""
        return Counter(offer.site.park_id for offer in self.found)
