"""Which sites fit a need: the worked tables of docs/algorithms/siting.md, and the rows a person may see."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from clusters.models import Building, Parcel
from clusters.selectors.sites import sites_for
from clusters.siting import BUILDING, PARCEL, WEIGHTS, About, Fit, Need, Part, Site, fit_of, rank
from tests.factories.clusters import BuildingFactory, ClusterFactory, CompanyFactory, ParcelFactory, ParkFactory
from tests.tables import read_table

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "siting.md"
NUMBERS = {"area", "power", "water"}
NEED_FIELDS = {
    "area": "land_sqm",
    "power": "power_kva",
    "water": "water_m3_day",
    "gas": "needs_gas",
    "zone": "environmental_zone",
}
SITE_FIELDS = NEED_FIELDS | {"area": "area_sqm", "gas": "has_gas", "cluster": "clusters"}


def value(about: str, text: str) -> Any:
    if about in NUMBERS:
        return Decimal(text) if text else None
    if about == "gas":
        return {"yes": True, "no": False, "": None}[text]
    return text


def part(fit: Fit, about: str) -> Part:
    return next(part for part in fit.parts if part.about == about)


def test_the_weights() -> None:
    assert {row["about"]: int(row["weight"]) for row in read_table(PAGE, "weights")} == {
        str(about): weight for about, weight in WEIGHTS.items()
    }


@pytest.mark.parametrize("row", read_table(PAGE, "parts"), ids=lambda row: " ".join(row.values()))
def test_each_part(row: dict[str, str]) -> None:
    about = row["about"]
    asked = {} if about == "availability" else {NEED_FIELDS.get(about, about): value(about, row["asked"])}
    there = value(about, row["there"])
    given = {SITE_FIELDS.get(about, about): frozenset({there}) if about == "cluster" else there}
    site = Site(**{"kind": PARCEL, "code": "X", "area_sqm": Decimal(1), **given})
    found = part(fit_of(Need(**asked), site), about)
    assert (found.state, found.points) == (row["state"], Fraction(row["points"]))


def test_the_order() -> None:
    rows = read_table(PAGE, "order")
    sites = [
        Site(
            kind=PARCEL,
            code=row["code"],
            area_sqm=Decimal(row["land"]),
            power_kva=value("power", row["power"]),
            water_m3_day=value("water", row["water"]),
            land_use=row["land use"],
            availability=row["availability"],
        )
        for row in rows
    ]
    need = Need(land_sqm=Decimal(100_000), power_kva=Decimal(20_000), water_m3_day=Decimal(2_000), land_use="工业用地")
    found = [(fit.site.code, str(fit.points), "yes" if fit.is_suitable else "no") for fit in rank(need, sites[::-1])]
    assert found == [(row["code"], row["points"], row["suitable"]) for row in rows]


amounts = st.decimals(min_value=1, max_value=10**6, places=2)
sites = st.builds(
    Site,
    kind=st.sampled_from([PARCEL, BUILDING]),
    code=st.text("abc", min_size=1, max_size=3),
    area_sqm=amounts,
    power_kva=st.none() | amounts,
    has_gas=st.sampled_from([True, False, None]),
    availability=st.sampled_from(["free", "bound"]),
)
needs = st.builds(
    Need,
    kind=st.sampled_from(["", PARCEL, BUILDING]),
    land_sqm=st.none() | amounts,
    floor_sqm=st.none() | amounts,
    power_kva=st.none() | amounts,
    needs_gas=st.booleans(),
)


@given(needs, st.lists(sites, max_size=6))
def test_points_stay_in_bounds_and_what_fails_comes_last(need: Need, offered: list[Site]) -> None:
    fits = rank(need, offered)
    assert all(0 <= fit.points <= 100 for fit in fits)
    assert [fit.is_suitable for fit in fits] == sorted([fit.is_suitable for fit in fits], reverse=True)
    assert {fit.site.kind for fit in fits} <= need.kinds


@given(needs, sites, amounts)
def test_more_power_never_lowers_a_site(need: Need, site: Site, more: Decimal) -> None:
    from dataclasses import replace

    stronger = replace(site, power_kva=(site.power_kva or Decimal(0)) + more)
    assert fit_of(need, stronger).points >= fit_of(need, site).points


# --- Rows ---


@pytest.fixture
def offered(db: None) -> dict[str, Any]:
    copper = ClusterFactory(code="near-cluster")
    park = ParkFactory(code="near-park")
    CompanyFactory(park=park, cluster=copper)
    ParcelFactory(code="P-1", park=park, area_sqm=Decimal(100_000), power_kva=Decimal(20_000), is_public=True)
    ParcelFactory(code="P-2", area_sqm=Decimal(100_000), power_kva=Decimal(5_000))
    ParcelFactory(code="P-3", area_sqm=Decimal(100_000), status=Parcel.Status.SUPPLIED, is_public=True)
    ParcelFactory(code="P-4", area_sqm=Decimal(100_000), status=Parcel.Status.LOW_USE, is_public=True)
    BuildingFactory(code="B-1", area_sqm=Decimal(3_000), is_public=True)
    BuildingFactory(code="B-2", area_sqm=Decimal(3_000), status=Building.Status.LET, is_public=True)
    return {"need": Need(land_sqm=Decimal(100_000), power_kva=Decimal(10_000), cluster="near-cluster")}


def test_staff_see_every_site_best_first_and_why(offered: Any, promoter: Any) -> None:
    fits = sites_for(offered["need"], promoter)
    assert [fit.site.code for fit in fits] == ["P-1", "P-4", "P-2"]
    assert [fit.is_suitable for fit in fits] == [True, True, False]
    assert [str(reason.text) for reason in fits[2].reasons][1].startswith("供电不足")
    with translation.override("en"):
        texts = [reason.text for reason in sites_for(offered["need"], promoter)[0].reasons]
    assert texts[1] == "Power: 20,000 kVA for the 10,000 kVA needed."
    assert "Companies of the same cluster are in this park." in texts


def test_visitors_see_public_sites_on_offer_only(offered: Any, partner: Any) -> None:
    for user in (AnonymousUser(), partner):
        assert [fit.site.code for fit in sites_for(offered["need"], user)] == ["P-1"]
        assert [fit.site.code for fit in sites_for(Need(kind=BUILDING), user)] == ["B-1"]


def test_a_confidential_company_does_not_tell_where_it_is(offered: Any, promoter: Any) -> None:
    pharma, park = ClusterFactory(code="hidden-cluster"), ParkFactory()
    CompanyFactory(park=park, cluster=pharma, is_confidential=True)
    ParcelFactory(code="P-9", park=park, area_sqm=Decimal(100_000))
    fits = sites_for(Need(kind=PARCEL, cluster="hidden-cluster"), promoter)
    reasons = {fit.site.code: fit.reasons[0] for fit in fits}
    assert reasons["P-9"].state == "partly" and reasons["P-9"].points == 0


def test_queries_do_not_grow_with_the_sites(offered: Any, promoter: Any, django_assert_num_queries: Any) -> None:
    promoter.roles  # noqa: B018 - read once a request
    need = Need(cluster="near-cluster")
    for _round in range(2):
        with django_assert_num_queries(3):
            assert sites_for(need, promoter)
        ParcelFactory.create_batch(5)
        BuildingFactory.create_batch(5)


def test_every_reason_has_its_words() -> None:
    from clusters.selectors.sites import SENTENCES

    assert set(SENTENCES) == set(About)
