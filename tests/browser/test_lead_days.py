"""A promoter's rounds from Today and a manager's Monday meeting, at the desk and on a phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from crm.accounts.roles import Role
from crm.office.models import Task
from crm.office.services import task_add
from leads.models import Enquiry, Lead, LeadStage
from leads.services import approval_ask, enquiry_receive, lead_lose
from tests.factories.accounts import TeamFactory
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SIZES = ((1280, "zh-hans"), (360, "en"))
STANDING, MOVING = 100, 10  # days since the last progress


@pytest.fixture(params=SIZES, ids=["desk", "phone"])
def look(request: pytest.FixtureRequest, new_page: Any, violations: Any) -> Any:
    """`look(user)` opens a page in one size and language; `page.check()` asks axe-core and measures its width."""
    width, language = request.param

    def open_page(user: Any) -> Page:
        page = new_page(user, width=width, language=language)

        def check() -> None:
            assert not violations(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

        page.check = check
        return page

    return open_page


def days_ago(count: int) -> Any:
    return timezone.localdate() - timedelta(days=count)


def test_a_promoters_rounds(user_for: Any, look: Any) -> None:
    promoter = user_for(Role.PROMOTER)
    lead = LeadFactory(name="停滞的铜箔项目", owner=promoter, progressed_on=days_ago(STANDING))
    task_add(title="约见企业", actor=user_for(Role.MANAGER), assignee=promoter, due_on=timezone.localdate())
    enquiry = enquiry_receive(sent={"company": "示例询问公司", "message": "电价"}, language="en", consented=True)
    page = look(promoter)

    page.goto("/office/")  # what waits: a task, a lead that stands still and why, an enquiry against its clock
    expect(page.locator("#card-turning_leads")).to_contain_text(str(STANDING))
    expect(page.locator("#card-enquiries")).to_contain_text("示例询问公司")
    page.check()
    page.locator("#card-tasks").get_by_role("button").click()
    expect(page.locator("#card-tasks")).not_to_contain_text("约见企业")
    assert Task.objects.get().done_by == promoter

    page.locator("#card-turning_leads").get_by_role("link", name=lead.name).click()
    page.goto(f"{lead.get_absolute_url()}activity/")
    page.locator("#id_text").fill("电话约定下周看地")
    page.check()
    page.locator("#id_text").press("Tab")
    page.locator(".office-form-foot button.btn-primary").click()
    expect(page.locator("#timeline")).to_contain_text("电话约定下周看地")
    page.check()
    lead.refresh_from_db()
    assert lead.progressed_on == timezone.localdate()

    page.goto("/office/")
    expect(page.locator("#card-turning_leads")).not_to_contain_text(lead.name)
    page.locator("#card-enquiries").get_by_role("link", name="示例询问公司").click()
    page.wait_for_url("**/enquiries/**")
    page.check()
    page.goto(f"{enquiry.get_absolute_url()}answer/")
    page.locator("#id_answer").fill("工业电价见附表。")
    page.locator(".office-form-foot button.btn-primary").click()
    expect(page.get_by_text("工业电价见附表。").first).to_be_visible()
    assert Enquiry.objects.get().state == Enquiry.State.ANSWERED


def test_a_managers_monday(user_for: Any, look: Any) -> None:
    manager, team = user_for(Role.MANAGER), TeamFactory()
    leaving, taking = user_for(Role.PROMOTER, team=team), user_for(Role.PROMOTER, team=team)
    standing = [
        LeadFactory(owner=leaving, first_contact_on=timezone.localdate(), progressed_on=days_ago(STANDING))
        for _number in range(9)
    ]
    asking = LeadFactory(name="待批项目", owner=taking, stage=LeadStage.APPROVAL, progressed_on=days_ago(MOVING))
    approval = approval_ask(lead_id=asking.pk, stage=LeadStage.SIGNED, actor=taking, note="合同已谈妥")
    lost = LeadFactory(name="流失项目", owner=taking)
    lead_lose(lead_id=lost.pk, actor=taking, reason="用地不足", lost_to="曲靖", lost_on=timezone.localdate())
    page = look(manager)

    page.goto("/office/")  # what waits for me, what stands still, what the teams closed
    expect(page.locator("#card-closed")).to_contain_text("流失项目")
    page.check()
    page.locator("#card-approvals").get_by_role("link", name="待批项目").click()
    page.locator("input[name=decision]").first.wait_for()
    page.check()
    page.locator("input[name=decision][value=grant]").check()
    page.locator(".office-form-foot button.btn-primary").click()
    page.wait_for_url(f"**{asking.get_absolute_url()}")
    approval.refresh_from_db()
    assert approval.state == "granted" and approval.decided_by == manager

    page.goto("/office/")
    expect(page.locator("#card-approvals")).to_have_count(0)
    page.locator("#card-turning_leads .card-footer a").click()  # all nine, given to a colleague at once
    expect(page.locator("tbody tr")).to_have_count(len(standing))
    page.locator("[data-pick-page]").check()
    page.locator(".office-bulk button[formaction*='leads.assign']").click()
    page.locator("#id_owner").select_option(str(taking.pk))
    page.check()
    page.locator(".office-form-foot button.btn-primary").click()
    expect(page.locator("form[action*='undo'] button")).to_be_visible()
    page.check()
    assert Lead.objects.filter(owner=taking).count() == len(standing) + 2

    page.goto(f"/office/leads/board/?owner={taking.pk}")
    expect(page.locator("#head-clue")).to_contain_text(str(len(standing)))
    expect(page.locator("#head-approval")).to_contain_text("1")
    page.check()

    open_a_figure(page, len(standing) + 2)


def open_a_figure(page: Page, rows: int) -> None:
    """It opens exactly the rows behind it."""
    page.goto("/office/numbers/")
    page.locator("#funnel .office-chart-drawing svg").wait_for()
    page.check()
    figure = page.locator("#funnel tbody tr").first.locator("td a").first
    assert int(figure.inner_text()) == rows
    figure.click()
    page.wait_for_url("**/leads/**")
    expect(page.locator("tbody tr")).to_have_count(rows)
    page.check()
