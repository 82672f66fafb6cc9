"""An investor looks for a site: filters, opens, compares, keeps, takes the brochure away, reckons a year."""

import pytest
from playwright.sync_api import expect

from clusters.models import Parcel
from cms.setup import create_portal
from tests.factories.offers import make_offers

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CASES = [("zh-hans", 1440), ("en", 360)]
WORDS = {
    "zh-hans": {
        "fold": "筛选", "land": "用地", "gas": "已通", "found": "共 5 处", "all": "共 20 处", "compare": "比较所选",
        "keep": "加入清单", "kept": "我的选址清单：2 处", "brochure": "生成手册（PDF）", "differs": "≠", "year": "测算",
        "total": "42.31", "costs": "测算这里一年的费用", "power": "供电", "without": "没有同时符合",
    },
    "en": {
        "fold": "Narrow down", "land": "Land", "gas": "connected", "found": "5 sites", "all": "20 sites",
        "compare": "Compare them", "keep": "Shortlist", "kept": "Your shortlist: 2 sites", "brochure": "Brochure (PDF)",
        "differs": "≠", "year": "Calculate", "total": "423,100.00", "costs": "What a year here costs", "power": "Power",
        "without": "No site meets all of this",
    },
}  # fmt: skip


@pytest.fixture
def offers(db):
    create_portal()
    make_offers()


@pytest.mark.parametrize(("language", "width"), CASES)
def test_an_investor_finds_compares_keeps_and_reckons(offers, new_page, looked, language, width):
    words, page = WORDS[language], new_page(width=width, language=language)
    page.goto(f"/{language}/sites/")
    expect(page.locator("#found")).to_have_text(words["all"])
    looked(page)
    unfold(page, words)
    page.locator(".facet").get_by_label(words["land"], exact=False).first.check()
    page.wait_for_url("**kind=parcel**")
    page.locator('.facet input[name="gas"][value="yes"]').check()
    expect(page.locator("#found")).to_have_text(words["found"])
    assert page.locator('.facet input[name="gas"][value="yes"]').is_checked()
    looked(page)

    page.locator(".pick input").nth(0).check()
    page.locator(".pick input").nth(1).check()
    page.get_by_role("button", name=words["compare"]).click()
    page.wait_for_url("**/compare/?site=**&site=**")
    assert page.locator(".compare thead a").count() == 2 and words["differs"] in page.locator(".compare").inner_text()
    looked(page)

    for number in (0, 1):
        page.locator(".compare .keep-button").nth(number).click()
    expect(page.locator(".kept-count")).to_contain_text(words["kept"])
    page.locator(".kept-count").click()
    assert page.locator(".site-card").count() == 2
    looked(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=words["brochure"]).click()
    with open(waiting.value.path(), "rb") as file:
        assert file.read(4) == b"%PDF"

    page.locator(".site-card h3 a").first.click()
    looked(page)
    page.get_by_role("link", name=words["costs"]).click()
    page.locator("#id_power").fill("1000000")
    page.get_by_role("button", name=words["year"], exact=True).click()
    assert words["total"] in page.locator(".costs-sum").inner_text()
    looked(page)


def unfold(page, words):
    fold = page.locator(".filters-fold summary")
    if fold.is_visible():
        fold.click()


@pytest.mark.parametrize(("language", "width"), CASES)
def test_the_same_without_scripts(offers, browser, server, language, width):
    context = browser.new_context(
        base_url=server.url, java_script_enabled=False, viewport={"width": width, "height": 800}
    )
    words, page = WORDS[language], context.new_page()
    page.goto(f"/{language}/sites/")
    unfold(page, words)
    page.locator('.facet input[value="parcel"]').check()
    page.locator('.facet input[name="gas"][value="yes"]').check()
    page.locator(".filters-go button").click()
    assert page.locator("#found").inner_text() == words["found"]
    assert page.locator(".map-count").all_text_contents() == ["1"] * 5
    page.locator(".site-card .keep-button").first.click()
    assert page.url.endswith("kind=parcel&gas=yes&order=") and page.locator(".kept-count").is_visible()
    page.locator(".site-card h3 a").first.click()
    assert page.locator(".keep-button.is-kept").count() == 1
    page.goto(f"/{language}/costs/")
    page.locator("#id_power").fill("1000000")
    page.get_by_role("button", name=words["year"], exact=True).click()
    assert words["total"] in page.locator(".costs-sum").inner_text()
    context.close()


@pytest.mark.parametrize(("language", "width"), CASES)
def test_where_nothing_fits_the_page_leads_on(offers, new_page, looked, language, width):
    page = new_page(width=width, language=language)
    page.goto(f"/{language}/sites/?kind=building&power=3")
    assert WORDS[language]["without"] in page.locator(".nothing-yet").inner_text()
    assert page.locator(".site-card").count() == 6
    looked(page)
    page.locator(".relax a").first.click()
    assert page.locator(".site-card").count() == 10


def test_the_drawing_shows_each_site_found_and_takes_the_keyboard(offers, new_page):
    page = new_page(width=1440)
    page.goto("/zh-hans/sites/?kind=building")
    expect(page.locator(".plan-site[role=button]")).to_have_count(10)
    assert page.locator(".plan-mark").inner_text() == "示意"
    first = page.locator(".plan-site[role=button]").first
    assert first.get_attribute("aria-label").startswith("厂房 BF-")
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites/factory/BF-**")


def test_the_drawing_follows_the_choices(offers, new_page):
    page = new_page(width=1440)
    page.goto("/zh-hans/sites/")
    expect(page.locator(".plan-site[role=button]")).to_have_count(20)
    page.locator('.facet input[value="yundian"]').check()
    expect(page.locator(".plan-site[role=button]")).to_have_count(4)
    page.go_back()
    expect(page.locator(".plan-site[role=button]")).to_have_count(20)


def test_a_phone_loads_no_drawing_before_it_is_near(offers, new_page):
    page, asked = new_page(width=360, height=740), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/zh-hans/sites/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "leaflet" in url]
    page.locator("#plan").scroll_into_view_if_needed()
    expect(page.locator(".plan-site[role=button]").first).to_be_attached()


def test_a_site_that_is_taken_off_is_gone_at_once(offers, new_page):
    page = new_page()
    page.goto("/zh-hans/sites/")
    parcel = Parcel.objects.get(code="CX-yundian-0")
    parcel.is_public = False
    parcel.save_by(None)
    page.goto("/zh-hans/sites/")
    expect(page.locator("#found")).to_have_text("共 19 处")
    assert "CX-yundian-0" not in page.content()
