"""Two people at one field of a lead: the second sees both values before one is lost."""

import pytest
from playwright.sync_api import expect

from crm.accounts.roles import Role
from leads.models import Lead
from leads.services import lead_edit
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize(("width", "language"), [(1280, "zh-hans"), (360, "en")])
def test_edits_in_place_and_meets_a_colleague(user_for, new_page, violations, width, language):
    manager, colleague = user_for(Role.MANAGER), user_for(Role.MANAGER, full_name="陈经理")
    lead = LeadFactory(owner=manager, note="原来的")
    page = new_page(manager, width=width, language=language)
    page.goto(lead.get_absolute_url())

    missing = page.locator("#missing-title").inner_text()
    page.locator("#field-cluster a.lead-field-edit").click()
    expect(page.locator("#field-cluster select")).to_be_focused()
    page.locator("#field-cluster select").select_option(index=1)
    page.locator("#field-cluster button.btn-primary").click()
    expect(page.locator("#field-cluster a.lead-field-edit")).to_be_focused()
    expect(page.locator("#lead-top")).not_to_contain_text(missing)

    page.locator("#field-note a.lead-field-edit").click()
    page.locator("#field-note textarea").fill("我的备注")
    lead_edit(lead_id=lead.pk, changes={"note": "他的备注"}, actor=colleague)
    page.locator("#field-note button.btn-primary").click()
    told = page.locator("#field-note [role=alert]")
    for words in ("陈经理", "他的备注", "我的备注"):
        expect(told).to_contain_text(words)
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Lead.objects.get().note == "他的备注"
    page.locator("#field-note button.btn-primary").click()
    expect(page.locator("#field-note form")).to_have_count(0)
    assert Lead.objects.get().note == "我的备注"
    assert not violations(page)
