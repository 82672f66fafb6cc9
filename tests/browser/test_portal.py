"""Every kind of page of the portal, in both languages, on a phone and on a desk: for everybody, from nobody else."""

from datetime import date

import pytest
from django.apps import apps
from playwright.sync_api import expect

from cms.models import EnquiryPage, StoryIndexPage, StoryPage
from cms.models.enquiry import key_of
from cms.models.pages import PortalPage
from cms.setup import create_portal
from leads.services import enquiry_receive
from tests.factories.offers import make_offers, make_opportunity

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LANGUAGES = ("zh-hans", "en")
BESIDE = (
    "opportunities/foil/", "opportunities/?cluster=copper", "fits/?cluster=copper&land=100",
    "fits/?cluster=copper&land=100&jobs=x", "enquiry/?opportunity=foil&site=CX-yundian-0",
    "policy/measures/17/", "search/?q=cx", "search/", "nothing/", "sites/land/CX-yundian-0/",
    "sites/factory/BF-fumin-1/",
    "sites/compare/?site=CX-yundian-0&site=CX-fumin-1&site=BF-fumin-0&site=BF-taoyuan-1", "sites/compare/",
    "sites/shortlist/", "sites/?kind=building&power=3", "costs/?site=CX-fumin-0&power=1000&steam=2", "costs/?power=x",
)  # fmt: skip
SENT = {"company": "Example GmbH", "contact_name": "A. Muster", "email": "a@example.com", "message": "A factory."}


@pytest.fixture
def addresses():
    """One page of each kind, and what stands beside the pages."""
    create_portal()
    make_offers()
    make_opportunity()
    for index in StoryIndexPage.objects.all():
        story = StoryPage(
            title="Example", slug="example", company_name="Example", told_on=date(2026, 1, 5), source="Example"
        )
        story.locale = index.locale
        index.add_child(instance=story)
        story.save_revision().publish()
    enquiry = enquiry_receive(sent=SENT, language="en", page="/en/enquiry/", campaign="", consented=True)
    followed = f"enquiry/{enquiry.number}/?key={key_of(enquiry.number)}"
    found = []
    for language in LANGUAGES:
        pages = [model.objects.filter(locale__language_code=language).first() for model in kinds()]
        assert all(pages), "a kind of page has no page"
        found += [page.url for page in pages] + [f"/{language}/{below}" for below in (*BESIDE, followed)]
    return found


def kinds():
    return [model for model in apps.get_models() if issubclass(model, PortalPage) and not model._meta.abstract]


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_every_kind_of_page_is_for_everybody_and_from_nobody_else(addresses, new_page, server, violations, width):
    page, asked, wrong = new_page(width=width), [], []
    page.on("request", lambda request: asked.append(request.url))
    for address in addresses:
        page.goto(address)
        wrong += violations(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{address} is wider than {width}")
    assert not wrong, "\n".join(wrong)
    foreign = [url for url in asked if not url.startswith((server.url, "data:"))]
    assert not foreign


def test_every_kind_of_page_works_without_scripts(addresses, browser, server):
    context = browser.new_context(
        base_url=server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    for address in addresses:
        page.goto(address)
        assert page.get_by_role("heading", level=1).is_visible(), address
    page.goto("/en/")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Clusters", exact=True).first.click()
    page.get_by_role("link", name="Photovoltaic materials").click()
    page.locator("#segment-silicon-wafer").get_by_role("link", name="Solar cells").click()
    assert page.url.endswith("#segment-solar-cell")
    context.close()


def test_a_segment_that_is_chosen_in_the_drawing_is_shown(addresses, new_page):
    page = new_page(width=1280)
    page.goto("/zh-hans/clusters/photovoltaic/")
    page.locator("svg.chain-drawing").get_by_role("link", name="硅片").click()
    chosen = page.locator(".segment:target")
    assert chosen.get_by_role("heading").inner_text() == "硅片" and "宇泽" in chosen.inner_text()
    expect(chosen).to_be_in_viewport()


def test_an_enquiry_page_offers_nothing_to_keep(addresses, new_page):
    page = new_page()
    answer = page.goto(EnquiryPage.objects.first().url)
    assert "no-store" in answer.headers["cache-control"]
