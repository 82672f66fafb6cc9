"""What is near a place: by what the person sees of it, and the nearest first."""

from decimal import Decimal

import pytest

from clusters.models import Park
from search.engines import Request
from search.filters import read
from search.places import Circle, Point, circle
from search.rebuild import rebuild
from search.selectors import Place, search
from search.sync import engine_of
from tests.factories.clusters import ParcelFactory
from tests.search.conftest import catch_up

pytestmark = pytest.mark.django_db


def codes(engine, text, user):
    asked = read(text, user)
    hits = engine_of(engine).search(Request(asked.query, user, ("parcel",), filters=asked.filters)).hits
    numbers = {parcel.pk: parcel.code for parcel in ParcelFactory._meta.model.objects.visible_to(user)}
    return [numbers[hit.object_id] for hit in hits]


def test_the_nearest_stand_first(engine, samples):
    park = Park.objects.get(code="taoyuan")
    for code, north in (("NEAR-3", "25.060"), ("NEAR-1", "25.042"), ("NEAR-2", "25.050")):
        ParcelFactory(code=code, park=park, latitude=north, longitude="101.546")
    rebuild()
    found = codes(engine, "附近:CX-ZD-012", samples.people["manager"])
    assert found == ["CX-ZD-012", "NEAR-1", "NEAR-2", "NEAR-3"]


def test_the_edge_belongs_to_the_circle_and_one_metre_more_does_not(engine, samples):
    """A degree of the meridian is 111 195 m."""
    park = Park.objects.get(code="taoyuan")
    ParcelFactory(code="EDGE-IN", park=park, latitude="26.000000", longitude="101")
    ParcelFactory(code="EDGE-OUT", park=park, latitude="26.000020", longitude="101")
    rebuild()
    assert codes(engine, "附近:25,101 111196m EDGE", samples.people["manager"]) == ["EDGE-IN"]


def test_coordinates_that_are_no_place_keep_a_parcel_findable_by_its_words(engine, samples):
    """Latitude and longitude entered the wrong way round."""
    ParcelFactory(code="SWAPPED-1", park=Park.objects.get(code="taoyuan"), latitude="101.546", longitude="25.041")
    rebuild()
    manager = samples.people["manager"]
    assert codes(engine, "SWAPPED-1", manager) == ["SWAPPED-1"]
    assert "SWAPPED-1" not in codes(engine, "附近:25.041,101.546", manager)
    assert read("附近:SWAPPED-1", manager).notes


def test_a_parcel_that_moves_is_found_where_it_is(engine, indexed):
    manager, parcel = indexed.people["manager"], indexed["s_kept"]
    parcel.latitude, parcel.longitude = Decimal("25.042"), Decimal("101.547")
    parcel.save_by(None)
    catch_up()
    assert set(codes(engine, "附近:CX-ZD-012 500m", manager)) == {"CX-ZD-012", "CX-YD-003"}


def test_nobody_measures_from_a_place_that_is_hidden(engine, indexed):
    """Neither by its code nor by its park: a hidden parcel is answered as one that is not there."""
    for place, who in ((Place.PORTAL, "manager"), (Place.PARTNER, "partner")):
        for text in ("附近:CX-YD-003 100km", "附近:云甸 100km", "附近:没有这里"):
            answer = search(text, indexed.people[who], place=place)
            assert answer.total == 0 and not answer.results and len(answer.notes) == 1, (text, place)
        answer = search("附近:庄甸 100km", indexed.people[who], place=place)
        assert [result.record for result in answer.results] == [indexed["s_shown"]]
        assert answer.total == 1 and sum(facet.count for facet in answer.facets) == 1


def test_the_middle_of_a_park_is_that_of_the_parcels_one_sees(samples):
    ParcelFactory(code="FAR", park=samples["s_shown"].park, latitude="25.141", longitude="101.546")
    manager, partner = samples.people["manager"], samples.people["partner"]
    by = {who: read("附近:庄甸", who).filters[0].circles[0].middle for who in (manager, partner)}
    assert by[manager] == Point(25.091, 101.546) and by[partner] == Point(25.041, 101.546)


@pytest.mark.parametrize(
    "value", ["25.041,101.546,3", "25.041, 101.546 3km", "101.546，25.041 3公里", "25.041,101.546,3000米"]
)
def test_coordinates_come_in_either_order(value):
    assert circle(value, None, None) == Circle(Point(25.041, 101.546), 3000)


def test_a_result_tells_how_far_it_is(engine, indexed, client_for, django_assert_max_num_queries):
    client = client_for(indexed.people["manager"])
    with django_assert_max_num_queries(14):
        answer = client.get("/api/v1/search/", {"q": "附近:CX-ZD-012 10公里"}).json()
    told = [[each["text"] for each in result["highlights"] if each["field"] == "距离"] for result in answer["results"]]
    assert told == [["0 米"], ["7.0 公里"]]
    assert "距离" in client.get("/office/search/", {"q": "附近:CX-ZD-012 10公里"}).content.decode()
    assert "距离" not in client.get("/office/search/", {"q": "CX-ZD-012"}).content.decode()


def test_the_api_takes_a_place_apart_from_the_words(indexed, client_for):
    client = client_for(indexed.people["manager"])
    answer = client.get("/api/v1/search/", {"q": "仓储", "near": "25.041,101.546,10"}).json()
    assert [each["title"] for each in answer["results"]] == ["CX-YD-003"]
    assert client.get("/api/v1/search/", {"near": "25.041,101.546"}).json()["total"] == 1
    assert client.get("/api/v1/search/", {"near": "here"}).status_code == 400
