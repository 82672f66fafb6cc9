"""A promoter's day, a manager's decision and a partner's look, at the desk and on a phone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from crm.accounts.roles import Role
from leads.models import Lead, LeadStage
from leads.services import enquiry_receive
from tests.factories.leads import ActivityFactory, ContactFactory, LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDTHS = (1280, 360)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_promoters_day(user_for, new_page, violations, width):
    page = new_page(user_for(Role.PROMOTER), width=width)
    page.goto("/office/leads/new/")
    page.get_by_label("企业").fill("示例硅片科技有限公司")
    page.get_by_label("项目名称").fill("年产3GW硅片项目")
    page.get_by_label("联系人").fill("王示例")
    page.get_by_label("电话").fill("13800008088")
    page.get_by_label("拟投资额").fill("1.5亿元")
    assert not violations(page)
    page.get_by_role("button", name="登记").click()
    lead = Lead.objects.get()
    page.wait_for_url(f"**{lead.get_absolute_url()}")
    expect(page.get_by_text("“研判”还差 1 项")).to_be_visible()
    assert not violations(page)

    page.get_by_role("link", name="推进阶段").first.click()
    assert not violations(page)
    page.get_by_role("button", name="推进阶段").click()
    expect(page.get_by_role("alert").get_by_text("产业集群").first).to_be_visible()
    page.goto(lead.get_absolute_url())
    page.get_by_role("link", name="去补填：产业集群").click()
    page.locator("#id_cluster").evaluate("(select) => { select.selectedIndex = 1; }")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("进入“研判”的条件已齐备。")).to_be_visible()

    page.get_by_role("link", name="记录跟进").click()
    page.get_by_label("情况记录").fill("到企业看了产线")
    assert not violations(page)
    page.get_by_role("button", name="记录").click()
    expect(page.locator("#timeline").get_by_text("到企业看了产线")).to_be_visible()
    page.get_by_role("button", name="显示号码").click()
    page.get_by_text("13800008088").wait_for()


@pytest.mark.parametrize(("width", "language"), [(1280, "zh-hans"), (360, "en")])
def test_every_page_lets_everybody_in(user_for, new_page, violations, width, language):
    manager = user_for(Role.MANAGER)
    lead = LeadFactory(owner=manager, stage=LeadStage.NEGOTIATION, progressed_on=date(2026, 1, 1))
    ContactFactory(lead=lead)
    ActivityFactory(lead=lead)
    enquiry = enquiry_receive(sent={"company": "示例询问公司", "message": "电价"}, language="en", consented=True)
    page = new_page(manager, width=width, language=language)
    here = lead.get_absolute_url()
    for address in (
        "/office/",
        "/office/leads/",
        "/office/leads/board/",
        "/office/leads/map/",
        here,
        f"{here}edit/",
        f"{here}lose/",
        f"{here}share/",
        "/office/leads/enquiries/",
        enquiry.get_absolute_url(),
        f"{enquiry.get_absolute_url()}answer/",
        "/office/leads/settings/gates/",
        "/office/leads/settings/gates/new/",
        "/office/leads/settings/rules/",
    ):
        assert page.goto(address).status == 200
        assert not violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("width", WIDTHS)
def test_a_partners_look(user_for, new_page, violations, width):
    partner = user_for(Role.PARTNER)
    LeadFactory(name="引荐的项目", introduced_by=partner.organisation)
    page = new_page(partner, width=width)
    page.goto("/partner/leads/")
    expect(page.get_by_role("row", name="引荐的项目")).to_be_visible()
    assert not violations(page)
