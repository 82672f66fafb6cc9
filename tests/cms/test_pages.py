"""Every page answers in both languages, says what is true, and shows nothing that is not public."""

import re

import pytest
from django.apps import apps
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from clusters.models import Cluster, Opportunity, Park, Segment
from cms.models import ClusterPage, Fact, HomePage, StoryIndexPage, StoryPage
from cms.models.pages import PortalPage
from cms.setup import create_portal
from tests.factories.clusters import BuildingFactory, CompanyFactory, ParcelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
BELOW = [
    "",
    "clusters/",
    "clusters/photovoltaic/",
    "clusters/copper/",
    "clusters/pharma/",
    "clusters/food/",
    "parks/",
    "parks/yundian/",
    "costs/",
    "fits/",
    "opportunities/",
    "sites/",
    "policy/",
    "policy/measures/19/",
    "doing-business/",
    "news/",
    "news/policy-of-23-measures/",
    "stories/",
    "downloads/",
    "enquiry/",
    "contact/",
    "privacy/",
    "accessibility/",
]
ADDRESSES = [f"/{language}/{below}" for language in ("zh-hans", "en") for below in BELOW]


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_answer_in_their_language_with_their_twin(client, language, django_assert_max_num_queries):
    client.get("/zh-hans/")  # site and content types are known from now on, as on a running server
    for below in BELOW:
        address = f"/{language}/{below}"
        with django_assert_max_num_queries(20, info=address):
            html = read(client, address)
        assert f'<html lang="{"en" if language == "en" else "zh-Hans"}">' in html
        assert html.count("<h1") == 1, address
        assert re.search(rf'hreflang="zh-Hans" href="http[^"]+/zh-hans/{below}"', html), address
        assert re.search(rf'hreflang="en" href="http[^"]+/en/{below}"', html), address
        assert re.search(rf'rel="canonical" href="http[^"]+{address}"', html), address


def test_pages_have_no_inline_code_and_ask_nobody_else(client):
    for address in ADDRESSES:
        response = client.get(address)
        html = response.content.decode()
        html = re.sub(r'<script type="application/ld\+json">[^<]*</script>', "", html)  # data, which runs nothing
        assert not re.search(r"<script(?! (?:type=\"module\" )?src=\"/static/)|<style|\sstyle=|\son\w+=", html), address
        assert not re.findall(r'(?:src|<link rel="stylesheet" href)="(?:https?:)?//', html), address
        assert "'unsafe" not in response.headers["Content-Security-Policy"]


def test_every_published_page_is_in_the_addresses_above():
    published = {page.url for page in Page.objects.live().filter(depth__gt=1)}
    of_one_kind = re.compile(r"/(clusters|parks)/\w+/$")
    assert {url for url in published if not of_one_kind.search(url)} <= set(ADDRESSES)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [("", "/zh-hans/"), ("zh-TW,en;q=0.5", "/zh-hans/"), ("en-GB,zh;q=0.9", "/en/"), ("de,fr;q=0.9", "/en/")],
)
def test_the_root_leads_to_the_portal_in_the_language_of_the_browser(client, asked, led_to):
    answer = client.get("/", headers={"accept-language": asked} if asked else {})
    assert answer.headers["Location"] == led_to and "Accept-Language" in answer.headers["Vary"]


def test_the_root_keeps_to_the_language_that_the_reader_chose(client):
    client.cookies["language"] = "zh-hans"
    assert client.get("/", headers={"accept-language": "en"}).headers["Location"] == "/zh-hans/"


def test_figures_carry_date_and_source_and_the_same_amount_in_both_languages(client):
    chinese, english = read(client, "/zh-hans/"), read(client, "/en/")
    assert "248.11" in chinese and "亿元" in chinese and "中国知识产权资讯网" in chinese and "2022年" in chinese
    assert "24.81" in english and "billion yuan" in english and "China Intellectual Property News" in english


def test_a_fact_without_source_says_so(client):
    assert "来源待确认" in read(client, "/zh-hans/clusters/photovoltaic/")


def test_a_fact_that_is_not_published_is_nowhere(client):
    fact = Fact.objects.get(code="company-yuze")
    fact.is_public = False
    fact.save_by(None)
    assert "宇泽" not in read(client, "/zh-hans/clusters/photovoltaic/") + read(client, "/zh-hans/parks/fumin/")


def test_a_chain_is_drawn_and_listed_and_hides_strengths_that_are_not_confirmed(client):
    html = read(client, "/zh-hans/clusters/photovoltaic/")
    assert html.count("单晶硅棒") >= 2 and "chain-drawing" in html
    assert "strength-" not in html
    segment = Segment.objects.get(code="solar-cell")
    segment.strength = Segment.Strength.MISSING
    segment.save_by(None)
    assert "strength-missing" in read(client, "/zh-hans/clusters/photovoltaic/")


def test_a_cluster_without_chain_shows_none(client):
    assert "chain-drawing" not in read(client, "/zh-hans/clusters/food/")


def test_sites_are_listed_when_public_only_and_a_missing_price_is_not_guessed(client):
    park = Park.objects.get(code="yundian")
    ParcelFactory(code="CX-901", park=park, is_public=True)
    ParcelFactory(code="CX-902", park=park)
    BuildingFactory(code="BF-901", park=park, is_public=True)
    BuildingFactory(code="BF-902", park=park)
    for address in ("/zh-hans/parks/", "/zh-hans/parks/yundian/"):
        html = read(client, address)
        assert "CX-901" in html and "BF-901" in html and "待公布" in html
        assert "CX-902" not in html and "BF-902" not in html
    assert "CX-901" not in read(client, "/zh-hans/parks/fumin/")


def test_opportunities_are_shown_when_public_only(client):
    copper = Cluster.objects.get(code="copper")
    Opportunity(code="foil", title="电子铜箔项目", cluster=copper, is_public=True).save_by(None)
    Opportunity(code="secret", title="不公开的项目", cluster=copper).save_by(None)
    html = read(client, "/zh-hans/clusters/copper/")
    assert "电子铜箔项目" in html and "opportunity=foil" in html and "不公开的项目" not in html


def test_no_company_of_the_base_is_on_any_page(client):
    copper, yundian = Cluster.objects.get(code="copper"), Park.objects.get(code="yundian")
    CompanyFactory(name="保密甲公司", cluster=copper, park=yundian, is_confidential=True)
    CompanyFactory(name="台账乙公司", cluster=copper, park=yundian)
    everything = "".join(read(client, address) for address in ADDRESSES)
    assert "保密甲公司" not in everything and "台账乙公司" not in everything


def test_all_measures_are_there_in_their_own_words_with_their_bodies(client):
    index = read(client, "/zh-hans/policy/")
    assert all(f"/zh-hans/policy/measures/{number}/" in index for number in range(1, 24))
    measure = read(client, "/zh-hans/policy/measures/19/")
    assert "承担审核审查责任" in measure and "州政务服务局" in measure
    assert "承担审核审查责任" in read(client, "/en/policy/measures/19/")


def test_what_is_not_there_says_so_and_leads_on(client):
    for address in ("/zh-hans/policy/measures/24/", "/zh-hans/nothing/", "/en/clusters/nothing/"):
        response = client.get(address)
        assert response.status_code == 404
        assert f"/{address.split('/')[1]}/clusters/" in response.content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", "This page is not here"), ("zh-CN", "没有找到这个页面")])
def test_an_address_without_a_language_leads_on_in_that_of_the_browser(client, language, words):
    response = client.get("/nothing/", headers={"accept-language": language})
    assert response.status_code == 404
    text = response.content.decode()
    assert words in text and "/clusters/" in text and "/office/" not in text


def test_what_is_not_there_among_the_rooms_of_the_staff_is_their_page(client):
    assert "portal.css" not in client.get("/office/nothing/").content.decode()


def test_a_page_that_an_editor_restricted_is_neither_linked_nor_mapped(client):
    page = Page.objects.get(slug="food", locale__language_code="zh-hans")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert "/clusters/food/" not in read(client, "/zh-hans/clusters/") + read(client, "/zh-hans/sitemap.xml")


def test_a_draft_is_not_there(client):
    ClusterPage.objects.get(slug="food", locale__language_code="en").unpublish()
    assert client.get("/en/clusters/food/").status_code == 404
    chinese = read(client, "/zh-hans/clusters/food/")
    assert 'hreflang="zh-Hans"' in chinese and 'rel="alternate" hreflang="en"' not in chinese


def test_setting_up_again_changes_nothing():
    home = HomePage.objects.get(locale__language_code="zh-hans")
    home.headline = "编辑改过的标题"
    home.save_revision().publish()
    assert create_portal() == 0
    assert HomePage.objects.get(pk=home.pk).headline == "编辑改过的标题"


def test_each_language_has_its_sitemap(client):
    for language in ("zh-hans", "en"):
        response = client.get(f"/{language}/sitemap.xml")
        xml = response.content.decode()
        assert response.headers["Content-Type"].startswith("application/xml")
        assert xml.count("<loc>") == 51 and f"/{language}/policy/measures/23/</loc>" in xml
        assert 'hreflang="en"' in xml and 'hreflang="zh-Hans"' in xml


def test_robots_are_shown_the_sitemaps_and_kept_from_the_office(client):
    text = client.get("/robots.txt").content.decode()
    assert "/zh-hans/sitemap.xml" in text and "/en/sitemap.xml" in text and "Disallow: /office/" in text


def test_what_stands_beside_the_pages_asks_little_too(client, enquire, django_assert_max_num_queries):
    index = StoryIndexPage.objects.get(locale__language_code="en")
    story = StoryPage(title="A story", slug="one", company_name="Example", source="Example", locale=index.locale)
    index.add_child(instance=story)
    story.save_revision().publish()
    followed = enquire("en").headers["Location"]
    client.get("/en/")
    beside = ("stories/one/", "search/", "search/?q=copper", "sitemap.xml", "news/feed.xml", "nothing/")
    for address in (*(f"/en/{below}" for below in beside), followed, "/robots.txt"):
        with django_assert_max_num_queries(20, info=address):
            client.get(address)


def test_every_kind_of_page_is_among_them():
    shown = {type(page.specific) for page in Page.objects.live().filter(depth__gt=1)}
    kinds = {model for model in apps.get_models() if issubclass(model, PortalPage)}
    assert kinds - shown == {StoryPage}, "a kind of page without a page, or without its place in the tests"
