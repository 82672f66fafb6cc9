"""Narrowing sites: the worked table of docs/algorithms/finding.md, counts that hold, and whose rows these are."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from clusters.finding import FACETS, UNKNOWN, Offer, band, counted, narrowed, near, values_of
from clusters.models import Building, Parcel
from clusters.selectors.offers import offers
from clusters.siting import BOUND, BUILDING, PARCEL, Site
from tests.factories.clusters import BuildingFactory, ParcelFactory, ParkFactory
from tests.tables import read_table

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "finding.md"
TODAY = date(2026, 3, 1)


@pytest.mark.parametrize("row", read_table(PAGE, "bands"), ids=lambda row: f"{row['facet']} {row['value']}")
def test_bands(row):
    assert band(row["facet"], Decimal(row["value"]) if row["value"] else None) == row["band"]


@pytest.mark.parametrize(
    ("availability", "days", "expected"),
    [("free", None, "now"), ("free", 0, "now"), ("free", 1, "soon"), ("free", 183, "soon"), ("free", 184, "year"),
     ("free", 367, "later"), (BOUND, 0, "bound")],
)  # fmt: skip
def test_from_when(availability, days, expected):
    site = Site(kind=BUILDING, code="x", area_sqm=Decimal(1), availability=availability)
    free_from = None if days is None else TODAY + timedelta(days=days)
    assert values_of(Offer(site=site, free_from=free_from), TODAY)["free"] == expected


def test_land_and_units_have_prices_of_their_own():
    land = Offer(site=Site(kind=PARCEL, code="x", area_sqm=Decimal(1)), price_fen=1_000)
    unit = Offer(site=Site(kind=BUILDING, code="x", area_sqm=Decimal(1)), price_fen=1_000)
    assert values_of(land, TODAY)["price"] == "price-0" and values_of(unit, TODAY)["price"] == "rent-1"


@dataclass(frozen=True)
class Item:
    values: dict[str, str]


def item(**values):
    return Item({**dict.fromkeys(FACETS, "-"), **values})


SOME = st.lists(
    st.builds(
        item, area=st.sampled_from("012"), power=st.sampled_from(["0", UNKNOWN]), gas=st.sampled_from(["yes", "no"])
    ),
    max_size=12,
)
ASKED = st.fixed_dictionaries(
    {}, optional={"area": st.frozensets(st.sampled_from("012")), "gas": st.just(frozenset({"yes"}))}
)


@given(SOME, ASKED, st.sampled_from("012"))
def test_a_count_is_what_the_choice_gives(items, asked, value):
    alone = {**asked, "area": frozenset({value})}
    assert counted(items, asked)["area"][value] == len(narrowed(items, alone))


@given(SOME, ASKED)
def test_what_is_near_misses_something_and_fewest_first(items, asked):
    found = near(items, asked, most=100)
    assert all(len(misses) > 0 for _item, misses in found)
    assert [len(misses) for _item, misses in found] == sorted(len(misses) for _item, misses in found)


def test_not_known_is_nearer_than_known_not_to_fit():
    asked = {"power": frozenset({"3"}), "gas": frozenset({"yes"})}
    short, silent, far = item(power="0", gas="yes"), item(power=UNKNOWN, gas="yes"), item(power="0", gas="no")
    assert [each for each, _misses in near([short, silent, far], asked)] == [silent, short]


@pytest.mark.django_db
def test_a_visitor_finds_what_is_public_and_on_offer(django_assert_num_queries):
    park = ParkFactory()
    ParcelFactory(code="hidden", park=park)
    for status in Parcel.Status:
        ParcelFactory(code=f"land-{status}", park=park, status=status, is_public=True)
    for status in Building.Status:
        BuildingFactory(code=f"unit-{status}", park=park, status=status, is_public=True)
    with django_assert_num_queries(2):
        found = offers(AnonymousUser(), TODAY)
        values = Counter(offer.values["free"] for offer in found)
    assert {offer.code for offer in found} == {"land-available", "land-reserved", "unit-vacant", "unit-booked"}
    assert values == {"now": 2, "bound": 2}
