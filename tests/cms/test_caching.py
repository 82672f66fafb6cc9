"""Pages are kept for everybody, and no longer than they are true; forms and what is private never."""

import gzip
from datetime import date

import pytest
from django.core.cache import caches
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from clusters.models import Cluster, CostRate, Measure, Opportunity, Park, Segment
from clusters.services.rates import rate_save
from cms.caching import Near, forget, remembered, shelf
from cms.models import ContentPage, Fact
from cms.scheduling import forget_yesterday
from cms.setup import create_portal
from crm.accounts.roles import Role
from crm.common.records import bulk_update_by
from crm.office import outbox
from crm.office.models import OutboxMessage
from tests.factories.clusters import BuildingFactory, CompanyFactory, ParcelFactory

LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
HOME, POLICY, PARKS = "/zh-hans/", "/zh-hans/policy/", "/zh-hans/parks/"


@pytest.fixture
def caching(settings):
    settings.CACHES = settings.CACHES | {"pages": LOCMEM}
    caches["pages"].clear()


@pytest.fixture
def kept_portal(db, caching):
    create_portal()


def text_of(response):
    body = gzip.decompress(response.content) if response.headers.get("Content-Encoding") == "gzip" else response.content
    return body.decode()


def token_of(html):
    return html.split('csrfmiddlewaretoken" value="')[1][:64]


@pytest.mark.usefixtures("kept_portal")
class TestKeeping:
    @pytest.mark.parametrize("address", [HOME, POLICY, "/en/policy/measures/19/", "/en/sitemap.xml", "/zh-hans/news/"])
    def test_a_kept_page_asks_the_database_nothing(self, client, django_assert_num_queries, address):
        first = client.get(address)
        with django_assert_num_queries(0):
            again = client.get(address, headers={"accept-encoding": "gzip, br"})
        assert again.headers["Content-Encoding"] == "gzip" and text_of(again) == text_of(first)
        assert again.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert again.headers["Vary"] == "Accept-Encoding" and "Set-Cookie" not in again.headers
        assert again.headers["Content-Language"] == ("en" if address.startswith("/en/") else "zh-hans")
        assert "script-src 'self'" in again.headers["Content-Security-Policy"]
        assert int(again.headers["Content-Length"]) == len(again.content)

    def test_who_has_the_newest_is_told_so(self, client):
        etag = client.get(HOME).headers["ETag"]
        answer = client.get(HOME, headers={"if-none-match": etag})
        assert answer.status_code == 304 and not answer.content

    def test_each_language_has_its_own(self, client):
        assert '<html lang="zh-Hans">' in text_of(client.get(HOME))
        assert '<html lang="en">' in text_of(client.get("/en/"))

    def test_who_is_signed_in_sees_the_same_page(self, client, client_for):
        assert text_of(client_for(Role.EDITOR).get(HOME)) == text_of(client.get(HOME))

    @pytest.mark.parametrize(
        "address", ["/zh-hans/enquiry/", "/en/enquiry/?cluster=copper", "/zh-hans/search/?q=铜", "/zh-hans/nothing/"]
    )
    def test_forms_searches_and_what_is_missing_are_never_kept(self, client, django_assert_num_queries, address):
        client.get(address)
        response = client.get(address)
        assert "ETag" not in response.headers and "public" not in response.headers.get("Cache-Control", "")

    def test_a_form_gives_each_visitor_a_token_of_his_own(self):
        first, second = (text_of(Client().get("/zh-hans/enquiry/")) for _time in range(2))
        assert token_of(first) != token_of(second)

    def test_a_restricted_page_is_kept_for_nobody(self, client, client_for):
        page = Page.objects.get(slug="contact", locale__language_code="zh-hans")
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        shown = client_for(Role.EDITOR).get("/zh-hans/contact/")
        assert shown.status_code == 200 and "private" in shown.headers["Cache-Control"]
        assert client.get("/zh-hans/contact/").status_code == 302

    def test_a_foreign_host_gets_no_page(self, client):
        client.get(HOME)
        assert client.get(HOME, headers={"host": "evil.example"}).status_code == 400

    def test_a_preview_is_not_the_kept_page(self, client, client_for):
        client.get("/en/contact/")
        page = ContentPage.objects.get(slug="contact", locale__language_code="en")
        page.title = "Not yet out"
        page.save_revision()
        shown = client_for(Role.EDITOR).get(f"/cms/pages/{page.pk}/view_draft/")
        assert "Not yet out" in text_of(shown)
        assert "Not yet out" not in text_of(client.get("/en/contact/"))


@pytest.fixture
def fresh(transactional_db, caching):
    """A portal whose changes really commit."""
    from clusters.reference.loading import load_reference_data

    load_reference_data()
    create_portal()


def kept(client, address):
    client.get(address)
    return "ETag" in client.get(address).headers


TOLD = {"valid_from": date(2026, 1, 1), "source": "测试"}


def bulk_of_parcels():
    parcel = ParcelFactory(code="CX-801", park=Park.objects.get(code="yundian"), is_public=False)
    parcel.is_public = True
    bulk_update_by(type(parcel), [parcel], ["is_public"], None)


CHANGES = {
    "a public parcel": (PARKS, "CX-900", lambda: ParcelFactory(code="CX-900", is_public=True)),
    "parcels by the hundred": (PARKS, "CX-801", bulk_of_parcels),
    "a factory unit": (PARKS, "BF-900", lambda: BuildingFactory(code="BF-900", is_public=True)),
    "an opportunity": (
        "/zh-hans/clusters/copper/",
        "电子铜箔项目",
        lambda: Opportunity(
            code="foil", title="电子铜箔项目", cluster=Cluster.objects.get(code="copper"), is_public=True
        ).save_by(None),
    ),
    "a measure": (POLICY, "改过的标题", lambda: changed(Measure.objects.get(number=1), title="改过的标题")),
    "a segment": (
        "/zh-hans/clusters/photovoltaic/",
        "strength-missing",
        lambda: changed(Segment.objects.get(code="solar-cell"), strength="missing"),
    ),
    "a fact": (HOME, "999", lambda: changed(Fact.objects.get(code="output-2022-pharma"), value=999)),
    "a site": ("/zh-hans/sites/", "CX-901", lambda: ParcelFactory(code="CX-901", is_public=True)),
    "a site on the drawing": (
        "/zh-hans/sites.geojson",
        "CX-902",
        lambda: ParcelFactory(code="CX-902", park=Park.objects.get(code="yundian"), is_public=True),
    ),
    "a rate": (
        "/zh-hans/costs/",
        "测试电价",
        lambda: rate_save(rate=CostRate(item="power", name="测试电价", yuan=1, is_public=True, **TOLD), actor=None),
    ),
    "a page": (POLICY, "新的联系页", lambda: publish(title="新的联系页")),
}


def changed(record, **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    record.save_by(None)


def publish(**fields):
    page = ContentPage.objects.get(slug="contact", locale__language_code="zh-hans")
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


@pytest.mark.usefixtures("fresh")
class TestForgetting:
    def test_what_is_changed_is_shown_at_once(self, client):
        for what, (address, words, change) in CHANGES.items():
            assert words not in text_of(client.get(address)), what
            change()
            assert words in text_of(client.get(address)), what

    def test_the_finder_shows_a_change_at_once_also_where_its_address_has_conditions(
        self, client, django_assert_max_num_queries
    ):
        address = "/zh-hans/sites/?kind=parcel"
        parcel = ParcelFactory(code="CX-1", is_public=True, power_kva=5000)
        other = ParcelFactory(code="CX-2", is_public=True)
        assert "5,000" in text_of(client.get(address))
        with django_assert_max_num_queries(8):
            assert "5,000" in text_of(client.get(address))
        parcel.power_kva = 7000
        parcel.save_by(None)
        other.is_public = False
        bulk_update_by(type(other), [other], ["is_public"], None)
        html = text_of(client.get(address))
        assert "7,000" in html and "5,000" not in html and "CX-2" not in html
        assert "CX-1" in text_of(client.get("/en/sites/?kind=parcel"))

    def test_the_outbox_carries_the_purge_too(self, client):
        """As it must where the cache could not be reached when the change committed."""
        OutboxMessage.objects.all().delete()
        publish(title="第一次")
        assert kept(client, HOME)
        old = caches["pages"].get("generation")
        outbox.carry.call(OutboxMessage.objects.get(kind="cache_purge").pk)
        assert caches["pages"].get("generation") is None and old
        assert OutboxMessage.objects.get(kind="cache_purge").state == "done"

    def test_drafts_and_what_the_portal_does_not_show_leave_the_pages_kept(self, client):
        assert kept(client, HOME)
        before = OutboxMessage.objects.filter(kind="cache_purge").count()
        CompanyFactory(name="乙公司")
        ContentPage.objects.get(slug="contact", locale__language_code="en").save_revision()
        assert OutboxMessage.objects.filter(kind="cache_purge").count() == before

    def test_a_new_day_forgets_what_was_told_from_yesterday(self, client):
        assert kept(client, "/zh-hans/sites/")
        before = caches["pages"].get("generation")
        forget_yesterday(date(2026, 3, 1))
        assert caches["pages"].get("generation") is None and before

    def test_a_deleted_page_is_gone(self, client):
        assert client.get("/en/contact/").status_code == 200
        ContentPage.objects.get(slug="contact", locale__language_code="en").delete()
        assert client.get("/en/contact/").status_code == 404


@pytest.mark.usefixtures("kept_portal")
class TestParts:
    """What pages are built of is made once for a generation, and read once by each process."""

    def test_what_is_remembered_goes_with_the_generation(self):
        made = iter(range(9))
        assert [remembered("part", lambda: next(made)) for _time in range(3)] == [0, 0, 0]
        shelf("small")["x"] = 1
        assert shelf("small") == {"x": 1}
        forget()
        assert remembered("part", lambda: next(made)) == 1 and shelf("small") == {}

    def test_what_another_process_remembered_is_read_and_not_made_again(self):
        remembered("part", lambda: "made there")
        Near.held = ("", {})
        assert remembered("part", lambda: "made here") == "made there"

    def test_without_a_cache_nothing_is_kept(self, settings):
        settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
        made = iter(range(9))
        assert [remembered("part", lambda: next(made)) for _time in range(2)] == [0, 1]
        shelf("small")["x"] = 1
        assert shelf("small") == {}
