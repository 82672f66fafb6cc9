"""Sites that fit a need, best first and why: for a lead's page and for the portal's site finder.

    sites_for(need: Need, user, shown: int = 10) -> list[SiteFit]

`Need` is `clusters.siting.Need` (areas in m², power in kVA, water in m³ a day, codes of park and cluster; what is empty
is not asked). `user` decides the rows by `visible_to`: an anonymous visitor gets public sites only. Sites that are
supplied or let are no candidates; reserved and booked ones come with fewer points, land of low use for staff only.
Each SiteFit has `site` (a Parcel or a Building with its park), `points` (of 100), `is_suitable`, and `reasons`: each
with `text` (a sentence in the active language), `state` (fits, partly, fails, unknown), `points`, `weight`.
Three queries whatever the number of sites.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from clusters import siting
from clusters.models import Building, Company, Parcel
from clusters.siting import About, Need, Part, Site, State
from crm.common.areas import mu
from crm.common.units import unit_word
from crm.office.badges import Badge

SHOWN = 10
TONES = {State.FITS: "green", State.PARTLY: "yellow", State.FAILS: "red", State.UNKNOWN: "grey"}


@dataclass(frozen=True)
class Reason:
    text: str
    state: str
    points: int
    weight: int

    @property
    def badge(self) -> Badge:
        return Badge(f"{self.points}/{self.weight}", TONES[State(self.state)])


@dataclass(frozen=True)
class SiteFit:
    site: Parcel | Building
    points: int
    is_suitable: bool
    reasons: tuple[Reason, ...]

    @property
    def kind(self) -> str:
        return siting.PARCEL if isinstance(self.site, Parcel) else siting.BUILDING


def sites_for(need: Need, user: Any, shown: int = SHOWN) -> list[SiteFit]:
    """See the module's docstring."""
    found: dict[tuple[str, str], Parcel | Building] = {}
    kinds = need.kinds
    for row in [
        *(parcels(user) if siting.PARCEL in kinds else []),
        *(buildings(user) if siting.BUILDING in kinds else []),
    ]:
        found[(type(row)._meta.model_name, row.code)] = row
    neighbours = clusters_by_park() if need.cluster else {}
    fits = siting.rank(need, [plain(row, neighbours) for row in found.values()])
    return [
        SiteFit(
            site=found[(fit.site.kind, fit.site.code)],
            points=fit.points,
            is_suitable=fit.is_suitable,
            reasons=tuple(reason(part, fit.site) for part in fit.parts),
        )
        for fit in fits[:shown]
    ]


def parcels(user: Any) -> Any:
    status = Parcel.Status
    wanted = [status.AVAILABLE, status.RESERVED]
    if getattr(user, "is_staff_side", False):
        wanted.append(status.LOW_USE)
    return Parcel.objects.visible_to(user).filter(status__in=wanted).select_related("park")


def buildings(user: Any) -> Any:
    wanted = [Building.Status.VACANT, Building.Status.BOOKED]
    return Building.objects.visible_to(user).filter(status__in=wanted).select_related("park")


def clusters_by_park() -> dict[int, frozenset[str]]:
    """Clusters with a company in each park: that there are some, not how many; confidential ones do not count."""
    rows = Company.objects.filter(is_confidential=False, park__isnull=False, cluster__isnull=False)
    found: dict[int, set[str]] = {}
    for park_id, code in rows.order_by().values_list("park_id", "cluster__code").distinct():
        found.setdefault(park_id, set()).add(code)
    return {park_id: frozenset(codes) for park_id, codes in found.items()}


def plain(row: Parcel | Building, neighbours: dict[int, frozenset[str]]) -> Site:
    shared = {
        "code": row.code,
        "area_sqm": row.area_sqm,
        "park": row.park.code,
        "clusters": neighbours.get(row.park_id, frozenset()),
    }
    if isinstance(row, Building):
        free = row.status == Building.Status.VACANT
        return Site(kind=siting.BUILDING, availability=siting.FREE if free else siting.BOUND, **shared)
    return Site(
        kind=siting.PARCEL,
        availability=siting.FREE if row.status == Parcel.Status.AVAILABLE else siting.BOUND,
        power_kva=row.power_kva,
        water_m3_day=row.water_m3_day,
        has_gas=row.has_gas,
        land_use=row.land_use,
        environmental_zone=row.environmental_zone,
        **shared,
    )


# --- Sentences ---


def reason(part: Part, site: Site) -> Reason:
    return Reason(SENTENCES[part.about](part, site), part.state, half_up(part.points), part.weight)


def half_up(points: Fraction) -> int:
    return int(points + Fraction(1, 2))


def about_area(part: Part, site: Site) -> str:
    asked, there = (area_words(value, site.kind) for value in (part.asked, part.there))
    values = {"there": there, "asked": asked}
    if part.state == State.FITS:
        return _("%(there)s for the %(asked)s needed.") % values
    if part.there < part.asked:
        if part.state == State.PARTLY:
            return _("%(there)s: a little less than the %(asked)s needed.") % values
        return _("Too small: %(there)s, %(asked)s are needed.") % values
    return _("%(there)s: much more than the %(asked)s needed, only a part would be used.") % values


def area_words(value: Any, kind: str) -> str:
    if kind == siting.PARCEL:
        return f"{plain_number(mu(value))}\u202f{unit_word('亩')}"
    return f"{plain_number(value)}\u202f{unit_word('㎡')}"


def plain_number(value: Decimal) -> str:
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def about_power(part: Part, site: Site) -> str:
    values = {"asked": plain_number(part.asked), "there": plain_number(part.there) if part.there is not None else ""}
    by_state = {
        State.FITS: _("Power: %(there)s kVA for the %(asked)s kVA needed."),
        State.FAILS: _("Not enough power: %(there)s kVA, %(asked)s kVA are needed."),
        State.UNKNOWN: _("How much power there is has not been entered; %(asked)s kVA are needed."),
    }
    return by_state[part.state] % values


def about_water(part: Part, site: Site) -> str:
    values = {"asked": plain_number(part.asked), "there": plain_number(part.there) if part.there is not None else ""}
    by_state = {
        State.FITS: _("Water: %(there)s m³ a day for the %(asked)s m³ needed."),
        State.FAILS: _("Not enough water: %(there)s m³ a day, %(asked)s m³ are needed."),
        State.UNKNOWN: _("How much water there is has not been entered; %(asked)s m³ a day are needed."),
    }
    return by_state[part.state] % values


def about_gas(part: Part, site: Site) -> str:
    by_state = {
        State.FITS: _("Natural gas is connected."),
        State.FAILS: _("Natural gas is not connected."),
        State.UNKNOWN: _("Whether there is natural gas has not been entered."),
    }
    return by_state[part.state]


def about_land_use(part: Part, site: Site) -> str:
    by_state = {
        State.FITS: _("Land use: %(there)s, as asked."),
        State.FAILS: _("Land use is %(there)s, not %(asked)s."),
        State.UNKNOWN: _("The land use has not been entered; %(asked)s is asked."),
    }
    return by_state[part.state] % {"there": part.there, "asked": part.asked}


def about_zone(part: Part, site: Site) -> str:
    by_state = {
        State.FITS: _("Environmental zoning: %(there)s, as asked."),
        State.FAILS: _("Environmental zoning is %(there)s, not %(asked)s."),
        State.UNKNOWN: _("The environmental zoning has not been entered; %(asked)s is asked."),
    }
    return by_state[part.state] % {"there": part.there, "asked": part.asked}


def about_park(part: Part, site: Site) -> str:
    return _("In the park asked for.") if part.state == State.FITS else _("In another park than the one asked for.")


def about_cluster(part: Part, site: Site) -> str:
    if part.state == State.FITS:
        return _("Companies of the same cluster are in this park.")
    return _("No company of the same cluster is known in this park yet.")


def about_availability(part: Part, site: Site) -> str:
    if part.state == State.FITS:
        return _("Available.")
    return _("Not free at once: reserved, booked or of low use.")


SENTENCES: dict[About, Callable[[Part, Site], str]] = {
    About.AREA: about_area,
    About.POWER: about_power,
    About.WATER: about_water,
    About.GAS: about_gas,
    About.LAND_USE: about_land_use,
    About.ZONE: about_zone,
    About.PARK: about_park,
    About.CLUSTER: about_cluster,
    About.AVAILABILITY: about_availability,
}
