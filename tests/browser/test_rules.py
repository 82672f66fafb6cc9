"""A rule is written in a real browser: rows are added, it is told while one types, errors stand beside fields."""

import pytest
from playwright.sync_api import Page, expect

from clusters.enclaves.models import SharingRule
from tests.clusters.enclaves.rules.typing import draft_of
from tests.factories.enclaves import Parties, indicator

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def overflow(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def ratio(page: Page, place: int, band: int = 0, tier: int = 0):
    return page.locator(f"[name^='bands-{band}-tiers-{tier}-ratio_']").nth(place)


@pytest.mark.parametrize(("width", "language"), [(1280, "zh-hans"), (360, "en")])
def test_a_rule_with_tiers_is_written_and_told(new_page, violations, width, language):
    parties = Parties()
    draft = draft_of(parties.agreement)
    page = new_page(parties.computing, width=width, language=language)
    page.goto(f"/office/versions/{draft.pk}/rules/new/")
    assert not violations(page)
    page.select_option("[name=indicator]", str(indicator("tax").pk))
    page.select_option("[name=start_event]", "first_tax")
    page.fill("[name=bands-0-first]", "1")
    page.fill("[name=bands-0-last]", "5")
    ratio(page, 0).fill("0.3333")
    ratio(page, 1).fill("0.6666")
    meaning = page.locator("#rule-meaning")
    expect(meaning).to_contain_text("第 1–5 年（自首次纳税起）")
    expect(meaning).to_contain_text("In years 1–5")
    expect(meaning).to_contain_text("0.9999")

    page.click("#show-meaning")
    expect(page.locator("#rule-form .office-errors")).to_contain_text("0.9999")
    expect(page.locator("#rule-form .office-field-error").first).to_contain_text("1/3")
    assert not violations(page)
    assert not overflow(page)

    page.select_option("[name=bands-0-method]", "marginal")
    page.click("#show-meaning")
    page.click("#add-bands-0-tiers")
    expect(page.locator("[name=bands-0-tiers-1-upper]")).to_be_visible()
    assert ratio(page, 0).input_value() == "0.3333"  # what was typed stays
    page.fill("[name=bands-0-tiers-0-upper]", "1000")
    for tier in (0, 1):
        ratio(page, 0, tier=tier).fill("60%")
        ratio(page, 1, tier=tier).fill("40%")
    expect(meaning).to_contain_text("超过 1,000\u202f万元的部分")
    assert not violations(page)
    page.click("#rule-form button.btn-primary")
    page.wait_for_url(f"**{parties.agreement.get_absolute_url()}")
    rule = SharingRule.objects.get(agreement_version=draft)
    assert [tier["upper"] for tier in rule.bands[0]["tiers"]["tiers"]] == [1_000_000_000, None]
    assert not violations(page)
    assert not overflow(page)


def test_without_scripts_nothing_is_lost(browser, server, new_page):
    """Buttons send the form; the answer has what was typed, the row more and the meaning."""
    parties = Parties()
    draft = draft_of(parties.agreement)
    signed_in = new_page(parties.computing)
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    context.add_cookies(signed_in.context.cookies())
    page = context.new_page()
    page.goto(f"/office/versions/{draft.pk}/rules/new/")
    page.select_option("[name=indicator]", str(indicator("tax").pk))
    ratio(page, 0).fill("60%")
    ratio(page, 1).fill("40%")
    page.click("#add-bands")
    assert ratio(page, 0).input_value() == "60%"
    assert page.locator("[name=bands-1-first]").count() == 1
    page.click("[name=remove_row][value=bands-1]")
    page.click("#show-meaning")
    assert "60" in page.inner_text("#rule-meaning")
    page.click("#rule-form button.btn-primary")
    assert SharingRule.objects.get(agreement_version=draft).bands[0]["ratios"] == {"origin": "3/5", "host": "2/5"}
    context.close()


def test_a_review_lists_what_contradicts_itself_and_leads_to_it(new_page, violations):
    parties = Parties()
    draft = draft_of(parties.agreement)
    draft.rules.create(
        code="t", order=1, book="fiscal", indicator=indicator("tax"), mode="split", bands=[{"ratios": {"host": "0.9"}}]
    )
    page = new_page(parties.computing, width=360)
    page.goto(f"/office/versions/{draft.pk}/review/")
    assert not violations(page)
    page.click(".enclaves-problems a")
    page.wait_for_url("**/office/rules/*/")
    assert "0.9" in page.inner_text(".office-errors")
    assert not violations(page)
    assert not overflow(page)
