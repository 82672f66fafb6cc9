"""The shortlist without an account, counted on every page, and the brochure of it."""

import pytest
from django.core.cache import caches
from django.test import Client

from clusters.models import Park
from cms.setup import create_portal
from cms.sites.shortlist import COOKIE, MOST, read
from tests.factories.clusters import BuildingFactory, ParcelFactory

pytestmark = pytest.mark.django_db
CHANGE, SHOWN = "/zh-hans/shortlist/", "/zh-hans/sites/shortlist/"


@pytest.fixture
def sites(portal):
    park = Park.objects.get(code="yundian")
    ParcelFactory(code="CX-1", park=park, is_public=True)
    BuildingFactory(code="BF-1", park=park, is_public=True)
    ParcelFactory(code="CX-HIDDEN", park=park)


def kept(client):
    cookie = client.cookies.get(COOKIE)
    return list(read(cookie.value).codes) if cookie else []


def post(client, *codes, **more):
    return client.post(CHANGE, {"site": codes, **more})


def text_of(client, address):
    return client.get(address).content.decode()


@pytest.mark.usefixtures("sites")
class TestKeeping:
    def test_a_site_is_kept_counted_and_taken_out(self, client):
        response = post(client, "CX-1", next="/zh-hans/sites/?kind=parcel")
        assert response.status_code == 303 and response.headers["Location"] == "/zh-hans/sites/?kind=parcel"
        assert kept(client) == ["CX-1"] and "我的选址清单：1 处" in text_of(client, "/zh-hans/policy/")
        assert 'value="remove"' in text_of(client, "/zh-hans/sites/land/CX-1/")
        post(client, "CX-1", do="remove")
        assert not kept(client) and "我的选址清单：" not in text_of(client, "/zh-hans/policy/")

    def test_the_list_offers_what_to_do_with_it(self, client):
        post(client, "CX-1", "BF-1")
        html = text_of(client, SHOWN)
        assert "/zh-hans/enquiry/?site=CX-1&amp;site=BF-1" in html
        assert "/zh-hans/brochure.pdf?site=CX-1&amp;site=BF-1" in html
        assert "/zh-hans/sites/compare/?site=CX-1&amp;site=BF-1" in html

    def test_an_empty_list_says_what_to_do(self, client):
        assert "清单还是空的" in text_of(client, SHOWN)
        assert "no-store" in client.get(SHOWN).headers["Cache-Control"]

    def test_it_is_emptied(self, client):
        post(client, "CX-1", "BF-1")
        post(client, do="clear")
        assert not kept(client)

    def test_only_what_anybody_may_see_is_kept(self, client):
        post(client, "CX-HIDDEN", "NONE", "<script>", "\x00")
        assert not kept(client)

    def test_a_site_that_is_public_no_longer_is_shown_no_longer(self, client):
        from clusters.models import Parcel

        post(client, "CX-1")
        Parcel.objects.filter(code="CX-1").update(is_public=False)
        assert "CX-1" not in text_of(client, SHOWN)

    def test_twelve_are_the_most(self, client):
        park = Park.objects.get(code="yundian")
        codes = [ParcelFactory(code=f"CX-N{number}", park=park, is_public=True).code for number in range(MOST + 1)]
        response = post(client, *codes)
        assert len(kept(client)) == MOST and response.headers["Location"] == f"{SHOWN}?full=1"
        assert "清单最多 12 处" in text_of(client, response.headers["Location"])

    @pytest.mark.parametrize("value", ["", "x", "WyJDWC0xIl0:1abc:def", "%E2%80%A6"])
    def test_a_forged_cookie_counts_as_none(self, client, value):
        client.cookies[COOKIE] = value
        assert "清单还是空的" in text_of(client, SHOWN)

    @pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
    def test_it_leads_nowhere_else(self, client, address):
        assert post(client, "CX-1", next=address).headers["Location"] == SHOWN

    def test_another_site_cannot_change_it(self, client):
        answer = client.post(CHANGE, {"site": "CX-1"}, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403 and not kept(client)

    def test_it_works_where_tokens_are_checked_for_pages_that_hold_none(self):
        client = Client(enforce_csrf_checks=True)
        assert post(client, "CX-1").status_code == 303 and kept(client) == ["CX-1"]

    def test_asking_changes_nothing(self, client):
        assert client.get(CHANGE, {"site": "CX-1"}).status_code == 405

    def test_the_cookie_is_no_scripts_business(self, client):
        cookie = post(client, "CX-1").cookies[COOKIE]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_kept_pages_stay_everybodys(sites, settings):
    """Who has a shortlist is given pages built for him, and nobody else is given these."""
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "shortlist"}
    }
    caches["pages"].clear()
    create_portal()
    visitor, other = Client(), Client()
    post(visitor, "CX-1")
    own = visitor.get("/zh-hans/")
    assert "我的选址清单：1 处" in own.content.decode()
    assert own.headers["Cache-Control"] == "private, max-age=0, must-revalidate" and "ETag" not in own.headers
    for _time in range(2):
        answer = other.get("/zh-hans/")
        assert "我的选址清单" not in answer.content.decode()
    assert "ETag" in answer.headers


@pytest.mark.usefixtures("sites")
class TestBrochure:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_the_sites_of_the_address_as_a_pdf_with_its_fonts(self, client, language):
        answer = client.get(f"/{language}/brochure.pdf?site=CX-1&site=BF-1")
        assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
        assert b"NotoSans" in answer.content and b"FontFile" in answer.content
        assert "no-store" in answer.headers["Cache-Control"] and ".pdf" in answer.headers["Content-Disposition"]

    def test_the_same_sites_give_the_same_bytes(self, client):
        first, second = (client.get("/zh-hans/brochure.pdf?site=CX-1").content for _time in range(2))
        assert first == second

    def test_without_an_address_it_is_the_shortlist(self, client):
        assert client.get("/zh-hans/brochure.pdf").headers["Location"] == SHOWN
        post(client, "BF-1")
        assert client.get("/zh-hans/brochure.pdf").content.startswith(b"%PDF")

    def test_what_is_not_public_is_in_none(self, client):
        assert client.get("/zh-hans/brochure.pdf?site=CX-HIDDEN").status_code == 302

    def test_words_in_a_name_are_no_commands(self, client):
        ParcelFactory(code='#panic("x")$', park=Park.objects.get(code="yundian"), is_public=True, land_use="]#[*_`\\")
        answer = client.get("/en/brochure.pdf", {"site": '#panic("x")$'})
        assert answer.status_code == 200

    def test_many_at_once_are_asked_to_wait(self, client):
        answers = [client.get("/zh-hans/brochure.pdf?site=CX-1") for _time in range(11)]
        assert {answer.status_code for answer in answers[:10]} == {200}
        assert answers[10].status_code == 429 and answers[10].headers["Retry-After"]
        assert "分钟后再试" in answers[10].content.decode()
