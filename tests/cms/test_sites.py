"""The site finder: what is found, a site's page, comparison, and what a visitor without scripts can do."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.utils import timezone

from clusters.models import Building, Parcel, Park
from cms.models import SitesPage
from cms.search import site_urls
from tests.factories.clusters import BuildingFactory, ParcelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
FINDER = "/zh-hans/sites/"
MOST_QUERIES = 20


def park(code="yundian"):
    return Park.objects.get(code=code)


@pytest.fixture
def sites():
    """Land with and without power, a unit that is free later, one that is hidden and one that is gone."""
    shared = {"is_public": True}
    ParcelFactory(code="CX-1", park=park(), power_kva=60_000, has_gas=True, price_fen_per_mu=12_000_000, **shared)
    ParcelFactory(
        code="CX-2", park=park("taoyuan"), area_sqm=Decimal("9000.00"), environmental_zone="重点管控单元", **shared
    )
    BuildingFactory(
        code="BF-1",
        park=park(),
        rent_fen_sqm_month=900,
        available_from=timezone.localdate() + timedelta(days=30),
        **shared,
    )
    ParcelFactory(code="CX-HIDDEN", park=park(), is_public=False)
    ParcelFactory(code="CX-GONE", park=park(), status=Parcel.Status.SUPPLIED, **shared)


def text_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def shown(html):
    return re.findall(r'data-code="([^"]+)"', html)


def counts(html, name):
    found = re.findall(rf'name="{name}" value="([^"]+)".*?facet-count">(\d+)<', html)
    return {value: int(count) for value, count in found}


@pytest.mark.usefixtures("sites")
class TestFinding:
    def test_all_that_is_public_and_on_offer(self, client):
        assert shown(text_of(client, FINDER)) == ["CX-2", "CX-1", "BF-1"]

    @pytest.mark.parametrize(
        ("query", "codes"),
        [
            ("kind=building", ["BF-1"]),
            ("kind=building&kind=parcel", ["CX-2", "CX-1", "BF-1"]),
            ("park=taoyuan", ["CX-2"]),
            ("area=1", ["CX-2", "BF-1"]),
            ("power=3", ["CX-1"]),
            ("power=unknown&kind=parcel", ["CX-2"]),
            ("gas=yes", ["CX-1"]),
            ("price=price-1", ["CX-1"]),
            ("price=rent-1", ["BF-1"]),
            ("zone=重点管控单元", ["CX-2"]),
            ("free=soon", ["BF-1"]),
            ("order=small", ["BF-1", "CX-2", "CX-1"]),
            ("order=price", ["BF-1", "CX-1", "CX-2"]),
            ("order=soon", ["CX-2", "CX-1", "BF-1"]),
        ],
    )
    def test_each_choice_narrows(self, client, query, codes):
        assert shown(text_of(client, f"{FINDER}?{query}")) == codes

    def test_every_choice_says_how_many_it_gives(self, client):
        html = text_of(client, f"{FINDER}?kind=parcel")
        assert counts(html, "kind") == {"parcel": 2, "building": 1}
        assert counts(html, "power") == {"3": 1, "unknown": 1}
        assert counts(html, "park") == {"taoyuan": 1, "yundian": 1}

    def test_what_nobody_entered_is_to_be_confirmed(self, client):
        html = text_of(client, f"{FINDER}?park=taoyuan")
        assert "待确认" in html and "待公布" in html

    def test_where_nothing_is_left_the_page_leads_on(self, client):
        html = text_of(client, f"{FINDER}?kind=building&power=3")
        assert "没有同时符合" in html and shown(html) == ["BF-1", "CX-1"]
        assert f'href="{FINDER}?kind=building"' in html and f'href="{FINDER}?power=3"' in html

    @pytest.mark.parametrize("query", ["kind=castle", "power=%00", "page=999", "order=<script>", "area=1&area=zz&x=y"])
    def test_a_mistyped_address_narrows_by_what_still_means_something(self, client, query):
        assert "<script>" not in re.sub(r"<script (type|src)", "", text_of(client, f"{FINDER}?{query}"))

    def test_without_any_site_the_page_says_what_to_do(self, client):
        Parcel.objects.update(is_public=False)
        Building.objects.update(is_public=False)
        assert "说说您的需求" in text_of(client, FINDER)

    def test_narrowed_lists_are_left_out_of_search_engines(self, client):
        assert "noindex" in text_of(client, f"{FINDER}?kind=parcel") and "noindex" not in text_of(client, FINDER)

    def test_the_other_language_keeps_the_conditions(self, client):
        assert 'href="/en/sites/?kind=parcel"' in text_of(client, f"{FINDER}?kind=parcel")

    def test_long_lists_are_paged(self, client):
        for number in range(24):
            ParcelFactory(code=f"CX-A{number}", park=park(), is_public=True)
        first, third = (shown(text_of(client, f"{FINDER}?kind=parcel&page={number}")) for number in (1, 3))
        assert len(first) == 12 and len(third) == 2 and not set(first) & set(third)


@pytest.mark.usefixtures("sites")
class TestPlaces:
    def test_the_map_shows_what_the_list_does_and_says_that_it_is_a_drawing(self, client):
        told = json.loads(text_of(client, "/zh-hans/sites.geojson?kind=building"))
        sites = [each for each in told["features"] if each["properties"]["kind"] != "park"]
        assert [each["properties"]["code"] for each in sites] == ["BF-1"]
        assert all(each["properties"]["schematic"] for each in told["features"]) and "示意图" in told["note"]
        assert sites[0]["properties"]["url"] == "/zh-hans/sites/factory/BF-1/"

    def test_a_site_keeps_its_place_whatever_else_is_shown(self, client):
        def place(query):
            features = json.loads(text_of(client, f"/en/sites.geojson{query}"))["features"]
            return next(each["geometry"] for each in features if each["properties"].get("code") == "BF-1")

        assert place("") == place("?kind=building")

    def test_coordinates_that_were_entered_are_not_in_the_drawing(self, client):
        Parcel.objects.filter(code="CX-1").update(longitude="101.576910", latitude="25.018740")
        assert "101.57" not in text_of(client, "/zh-hans/sites.geojson")
        assert "东经 101.576910°" in text_of(client, f"{FINDER}land/CX-1/")


@pytest.mark.usefixtures("sites")
class TestSite:
    def test_its_facts_its_day_and_its_policy(self, client):
        html = text_of(client, f"{FINDER}land/CX-1/")
        assert "100 亩" in html.replace("\u202f", " ") and "12 万元/亩" in html and "来源：楚雄国家高新区录入" in html
        assert "/zh-hans/policy/measures/16/" in html and "/zh-hans/policy/measures/14/" in html
        assert "/zh-hans/enquiry/?site=CX-1" in html

    def test_in_english(self, client):
        html = text_of(client, "/en/sites/factory/BF-1/")
        assert "9 yuan per m² per month" in html and "To be confirmed" in html
        assert not re.findall("[\u4e00-\u9fff]", re.sub(r'中文|lang="zh-Hans".*?</', "", html))

    def test_what_it_tells_search_engines(self, client):
        html = text_of(client, "/en/sites/land/CX-1/")
        graph = json.loads(re.search(r'ld\+json">(.*?)</script>', html, re.S)[1])["@graph"]
        place = next(each for each in graph if each["@type"] == "Place")
        assert place["containedInPlace"]["name"] == "Yundian" and "geo" not in place
        assert {"name": "Power", "value": "60,000\u202fkVA", "@type": "PropertyValue"} in place["additionalProperty"]
        assert not any("confirmed" in each["value"] for each in place["additionalProperty"])
        assert re.search(r'hreflang="zh-Hans" href="[^"]+/zh-hans/sites/land/CX-1/"', html)
        assert 'property="og:title" content="Land CX-1"' in html

    @pytest.mark.parametrize("code", ["CX-HIDDEN", "NONE", "../../x", quote("云 1/2")])
    def test_what_is_not_public_is_not_there(self, client, code):
        text_of(client, f"{FINDER}land/{code}/", 404)

    def test_a_code_of_any_characters_has_its_page(self, client):
        parcel = ParcelFactory(code="云/1 ?", park=park(), is_public=True)
        address = site_urls([parcel], "zh-hans")[parcel.pk]
        assert "云/1 ?" in text_of(client, address)

    def test_what_is_supplied_says_so_and_stays_out_of_search_engines(self, client):
        html = text_of(client, f"{FINDER}land/CX-GONE/")
        assert "目前不在供应中" in html and "noindex" in html and shown(html)

    def test_searching_leads_to_it(self, client):
        sites = [Parcel.objects.get(code="CX-1"), Building.objects.get(code="BF-1")]
        assert site_urls(sites[:1], "en")[sites[0].pk].endswith("/en/sites/land/CX-1/")
        assert site_urls(sites[1:], "en")[sites[1].pk].endswith("/en/sites/factory/BF-1/")
        SitesPage.objects.all().delete()
        assert site_urls(sites[:1], "en")[sites[0].pk].endswith("/en/parks/yundian/")

    def test_the_sitemap_has_what_is_on_offer(self, client):
        html = text_of(client, "/zh-hans/sitemap.xml")
        assert "/zh-hans/sites/land/CX-1/" in html and "/en/sites/factory/BF-1/" in html
        assert "CX-GONE" not in html and "CX-HIDDEN" not in html


@pytest.mark.usefixtures("sites")
class TestComparing:
    def test_side_by_side_with_differences_marked(self, client):
        html = text_of(client, f"{FINDER}compare/?site=CX-1&site=CX-2")
        marked = re.findall(r'<tr role="row" class="differs"><th scope="row" role="rowheader">([^< ]+)', html)
        assert {"面积", "片区", "供电", "价格"} <= set(marked) and "状态" not in marked

    def test_what_only_one_kind_has_is_no_difference(self, client):
        html = text_of(client, f"{FINDER}compare/?site=CX-1&site=BF-1")
        assert "层高" in html and 'class="differs"><th scope="row" role="rowheader">层高' not in html

    def test_a_fifth_is_named_and_left_out(self, client):
        for number in range(5):
            ParcelFactory(code=f"CX-C{number}", park=park(), is_public=True)
        html = text_of(client, f"{FINDER}compare/?" + "&".join(f"site=CX-C{number}" for number in range(5)))
        assert html.count('scope="col"') == 5 and "未列入" in html and "CX-C4" in html

    @pytest.mark.parametrize("query", ["", "?site=CX-HIDDEN", "?site=%00", "?site="])
    def test_without_a_site_the_page_says_what_to_do(self, client, query):
        html = text_of(client, f"{FINDER}compare/{query}")
        assert "还没有选择" in html and "CX-HIDDEN" not in html


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        (FINDER, 16),
        (f"{FINDER}?kind=parcel&order=large", 16),
        (f"{FINDER}land/CX-1/", 18),
        (f"{FINDER}compare/?site=CX-1&site=CX-2&site=BF-1", 15),
        (f"{FINDER}shortlist/", 15),
        ("/zh-hans/sites.geojson", 12),
    ],
)
def test_pages_ask_as_much_for_few_sites_as_for_many(
    client, sites, django_assert_max_num_queries, address, queries, few
):
    assert queries <= MOST_QUERIES
    for number in range(0 if few else 30):
        ParcelFactory(code=f"CX-N{number}", park=park(), is_public=True)
    with django_assert_max_num_queries(queries):
        client.get(address)
