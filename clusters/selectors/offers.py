"""Sites on offer to a person, each with its value of every facet that one may narrow by."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from clusters import finding, siting
from clusters.finding import Offer
from clusters.models import Building, Parcel
from clusters.selectors.sites import buildings, parcels, plain


@dataclass(frozen=True)
class SiteOffer:
    """A Parcel or a Building with its park."""

    site: Parcel | Building
    today: date

    @cached_property
    def values(self) -> dict[str, str]:
        return finding.values_of(self.offer, self.today)

    @property
    def offer(self) -> Offer:
        return Offer(site=plain(self.site, {}), price_fen=self.price_fen, free_from=self.free_from)

    @property
    def kind(self) -> str:
        return siting.PARCEL if isinstance(self.site, Parcel) else siting.BUILDING

    @property
    def code(self) -> str:
        return self.site.code

    @property
    def price_fen(self) -> int | None:
        return self.site.price_fen_per_mu if isinstance(self.site, Parcel) else self.site.rent_fen_sqm_month

    @property
    def free_from(self) -> date | None:
        return self.site.available_from if isinstance(self.site, Building) else None


def offers(user: Any, today: date) -> list[SiteOffer]:
    """What is free, reserved or booked and may be seen, by park and code. Two queries."""
    found = [SiteOffer(site, today) for site in (*parcels(user), *buildings(user))]
    return sorted(found, key=lambda each: (each.site.park.order, each.kind != siting.PARCEL, each.code))
