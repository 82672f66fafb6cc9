"""The palette and the keys, at a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from crm.accounts.roles import Role
from search.rebuild import rebuild
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (360, "en")])
def test_by_keys_alone_to_an_action_and_to_a_record(user_for, new_page, violations, width, language):
    promoter = user_for(Role.PROMOTER)
    lead = LeadFactory(owner=promoter, name="碳化硅外延项目")
    rebuild()
    page = new_page(promoter, width=width, language=language)
    page.goto("/office/")
    page.keyboard.press("Control+k")
    box, options = page.get_by_role("combobox"), page.get_by_role("option")
    expect(box).to_be_focused()
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()

    page.keyboard.press("Control+k")
    page.keyboard.type("tanhuagui")
    page.keyboard.press("Enter")  # before the options have come
    page.wait_for_url(f"**{lead.get_absolute_url()}")


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (360, "en")])
def test_on_a_leads_page_its_own_actions_come_first(user_for, new_page, looked, width, language):
    promoter = user_for(Role.PROMOTER)
    lead = LeadFactory(owner=promoter, name="碳化硅外延项目")
    page = new_page(promoter, width=width, language=language)
    page.goto(lead.get_absolute_url())
    page.keyboard.press("Control+k")
    expect(page.get_by_role("group", name="碳化硅外延项目").get_by_role("option").first).to_be_visible()
    looked(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{lead.get_absolute_url()}activity/")


def test_keys_are_listed_go_places_and_are_never_taken_from_who_types(user_for, new_page, violations):
    promoter = user_for(Role.PROMOTER)
    lead = LeadFactory(owner=promoter)
    page = new_page(promoter)
    page.goto(f"{lead.get_absolute_url()}edit/")
    page.focus("#id_note")
    page.keyboard.type("g l ? / ")
    page.keyboard.press("Control+k")
    assert page.input_value("#id_note") == "g l ? / " and not page.locator("dialog[open]").count()
    page.locator("h1").click()
    page.fill("#id_note", "")
    page.evaluate("document.activeElement.blur()")

    page.goto("/office/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_be_visible()
    assert not violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/office/leads/board/")

    page.keyboard.press("?")
    page.get_by_role("checkbox", name="单键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not page.locator("dialog[open]").count()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-q")).to_be_focused()


def test_without_a_script_the_box_remains(browser, server, user_for, new_page):
    page = new_page(user_for(Role.PROMOTER))
    cookies = page.context.cookies()
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    context.add_cookies(cookies)
    plain = context.new_page()
    plain.goto("/office/")
    expect(plain.locator("[data-palette-open]")).to_be_hidden()
    plain.fill("#search-q", "碳化硅")
    plain.press("#search-q", "Enter")
    plain.wait_for_url("**/office/search/?q=*")
    context.close()
