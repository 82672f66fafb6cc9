"""A list and its board as people use them: filter, keep a view, pick, change many, undo; drag, fill in, by keys."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from crm.accounts.roles import Role
from crm.office.models import ListPreference, SavedView
from leads.models import Lead, LeadStage
from tests.factories.clusters import ClusterFactory
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LIST, BOARD = "/office/leads/", "/office/leads/board/"
LEAD = re.compile(r"/office/leads/\d+/$")
SIZES = ((1280, "zh-hans"), (360, "en"))
WORDS = {
    "zh-hans": {
        "views": "视图", "save_as": "另存为视图", "name": "名称", "save": "保存", "step": "下一步", "do": "执行",
        "undo": "撤销", "back": "返回列表", "columns": "显示列", "pick": "选择本页", "move": "推进阶段",
    },
    "en": {
        "views": "Views", "save_as": "Save as a view", "name": "Name", "save": "Save", "step": "Next step",
        "do": "Do it", "undo": "Undo", "back": "Back to the list", "columns": "Columns", "pick": "This page",
        "move": "Move on",
    },
}  # fmt: skip


def narrow_enough(page: Page, width: int) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "language"), SIZES)
def test_filter_keep_pick_and_undo(user_for: Any, new_page: Any, violations: Any, width: int, language: str) -> None:
    word, manager = WORDS[language], user_for(Role.MANAGER)
    for number in range(60):
        LeadFactory(name=f"光伏{number:02}", owner=manager if number % 2 else None, progressed_on=date(2026, 10, 1))
    LeadFactory(name="铜箔项目")
    page = new_page(manager, width=width, language=language)
    page.goto(LIST)
    assert not violations(page) and narrow_enough(page, width)
    if width < 576:
        page.locator("details[data-fold-narrow] > summary").click()
    box = page.locator("#id_q")
    box.press_sequentially("铜箔", delay=20)
    page.wait_for_url("**q=*")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(box).to_be_focused()
    box.fill("光伏")
    expect(page.locator("tbody tr")).to_have_count(50)

    page.locator("#list").get_by_text(word["views"], exact=True).click()
    page.get_by_role("link", name=word["save_as"]).click()
    page.get_by_label(word["name"]).fill("我的光伏")
    assert not violations(page)
    page.get_by_role("button", name=word["save"]).click()
    tab = page.locator(".office-tabs a[aria-current]")
    expect(tab).to_have_text("我的光伏")
    assert "q=" in SavedView.objects.get().query

    page.get_by_label(word["pick"]).check()
    assert not violations(page)
    page.locator(".office-bulk").get_by_role("button", name=word["step"]).click()
    page.locator("#id_next_step").fill("约谈用地")
    page.locator("#id_next_step_on").fill((timezone.localdate() + timedelta(days=3)).isoformat())
    assert not violations(page) and narrow_enough(page, width)
    page.get_by_role("button", name=word["do"]).click()
    undo = page.get_by_role("button", name=word["undo"])
    expect(undo).to_be_visible()
    assert not violations(page) and narrow_enough(page, width)
    assert Lead.objects.filter(next_step="约谈用地").count() == 50
    undo.click()
    expect(undo).to_have_count(0)
    assert Lead.objects.filter(next_step="约谈用地").count() == 0


def test_going_back_keeps_page_filters_and_scroll(user_for: Any, new_page: Any) -> None:
    manager = user_for(Role.MANAGER)
    LeadFactory.create_batch(120, progressed_on=date(2026, 10, 1))
    page = new_page(manager)
    page.goto(f"{LIST}?stage=clue")
    page.locator("#list a[rel=next]").first.click()
    page.wait_for_url("**page=2*")
    expect(page.locator(".page-item.active").first).to_have_text("2")
    page.locator(".office-table-frame").evaluate("frame => frame.scrollTo(0, 700)")
    name = page.locator("tbody tr").nth(30).get_by_role("link").first.inner_text()
    page.get_by_role("link", name=name).click()
    page.wait_for_url(LEAD)
    page.go_back()
    page.wait_for_url("**page=2*")
    page.wait_for_function("document.querySelector('.office-table-frame').scrollTop > 500")
    page.get_by_role("link", name=name).click()
    page.wait_for_url(LEAD)
    page.locator(".breadcrumb a").first.click()
    page.wait_for_url("**page=2*")
    page.go_back()
    page.go_back()
    page.wait_for_url("**page=2*")


def test_columns_are_ordered_widened_and_kept(user_for: Any, new_page: Any, violations: Any) -> None:
    manager = user_for(Role.MANAGER)
    LeadFactory()
    page = new_page(manager)
    page.goto(LIST)
    page.locator(".office-columns > summary", has_text="显示列").click()
    assert not violations(page)
    page.get_by_role("button", name="将“阶段”前移").click()
    page.get_by_role("button", name="将“企业”变宽").click()
    page.get_by_role("button", name="将“企业”变宽").click()
    page.wait_for_timeout(900)
    page.locator("[data-columns] input[value=code]").check()
    page.get_by_role("button", name="保存为我的列").click()
    expect(page.locator("thead th").nth(1)).to_contain_text("阶段")
    preference = ListPreference.objects.get()
    assert preference.columns[:2] == ["stage", "company"] and preference.columns[-1] == "code"
    assert page.locator("th[data-column=company]").evaluate("head => head.offsetWidth") == preference.widths["company"]
    grip = page.locator("th[data-column=stage] .office-grip").bounding_box()
    page.mouse.move(grip["x"] + 3, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(grip["x"] + 63, grip["y"] + 5, steps=4)
    page.mouse.up()
    page.wait_for_timeout(400)
    preference.refresh_from_db()
    assert preference.widths["stage"] > 90


def test_a_card_is_dragged_filled_in_and_taken_back(user_for: Any, new_page: Any, violations: Any) -> None:
    manager, cluster = user_for(Role.MANAGER), ClusterFactory()
    lead = LeadFactory(name="待推进项目", owner=manager)
    LeadFactory(name="在谈项目", owner=manager, stage=LeadStage.NEGOTIATION)
    page = new_page(manager)
    page.goto(BOARD)
    assert not violations(page)
    drag(page, f"#card-{lead.pk}", "ol[data-stage=assessment]")
    dialog = page.locator("#move-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("alert")).to_contain_text("联系人及电话")
    assert not violations(page)
    dialog.get_by_label("联系人").fill("王示例")
    dialog.get_by_label("电话").fill("13800008088")
    dialog.get_by_role("button", name="推进阶段").click()
    expect(dialog.get_by_role("alert")).not_to_contain_text("联系人及电话")
    expect(dialog.get_by_role("alert")).to_contain_text("产业集群")
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    expect(dialog.get_by_label("电话")).to_have_value("13800008088")
    dialog.locator("#id_cluster").select_option(str(cluster.pk))
    dialog.get_by_role("button", name="推进阶段").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(f"ol[data-stage=assessment] #card-{lead.pk}")).to_be_visible()
    expect(page.locator("#head-assessment")).to_contain_text("1")
    expect(page.locator("#head-clue")).to_contain_text("0")
    lead.refresh_from_db()
    assert lead.stage == "assessment" and lead.contacts.get().phone == "13800008088"
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(f"ol[data-stage=clue] #card-{lead.pk}")).to_be_visible()
    lead.refresh_from_db()
    assert lead.stage == "clue" and lead.moves.last().is_correction

    drag(page, f"#card-{lead.pk}", "ol[data-stage=negotiation]")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f"ol[data-stage=clue] #card-{lead.pk}")).to_be_visible()


def drag(page: Page, card: str, target: str) -> None:
    page.locator(".lead-board[data-draggable]").wait_for()  # a page that has just come does not take drags yet
    page.wait_for_load_state()
    start, end = page.locator(card).bounding_box(), page.locator(target).bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 30)
    page.mouse.down()
    page.mouse.move(start["x"] + 80, start["y"] + 40, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 30, steps=12)
    page.mouse.up()


@pytest.mark.parametrize(("width", "language"), SIZES)
def test_by_keys_and_by_menu(user_for: Any, new_page: Any, violations: Any, width: int, language: str) -> None:
    manager = user_for(Role.MANAGER)
    lead = LeadFactory(name="可推进项目", owner=manager, cluster=ClusterFactory())
    lead.contacts.create(name="王", phone="13800008088", company=lead.company)
    page = new_page(manager, width=width, language=language)
    page.goto(BOARD)
    assert not violations(page) and narrow_enough(page, width)
    page.locator(f"#card-{lead.pk} a").first.focus()
    page.keyboard.press("Control+ArrowRight")
    expect(page.locator(f"ol[data-stage=assessment] #card-{lead.pk}")).to_have_count(1)
    expect(page.locator(f"#card-{lead.pk} a").first).to_be_focused()
    page.keyboard.press("Control+ArrowLeft")
    expect(page.locator("#messages [role=alert]")).to_be_visible()
    expect(page.locator(f"ol[data-stage=assessment] #card-{lead.pk}")).to_have_count(1)
    page.locator(f"#card-{lead.pk} summary").click()
    page.locator(f"#card-{lead.pk} [data-move-to=negotiation]").click()
    dialog = page.locator("#move-dialog")
    expect(dialog).to_be_visible()
    assert not violations(page)
    assert dialog.evaluate("box => box.getBoundingClientRect().right") <= width
    dialog.locator("[data-close]").first.click()
    expect(dialog).to_be_hidden()
    assert narrow_enough(page, width)


def test_more_cards_come_on_demand(user_for: Any, new_page: Any) -> None:
    LeadFactory.create_batch(60)
    page = new_page(user_for(Role.MANAGER))
    page.goto(BOARD)
    cards = page.locator("ol[data-stage=clue] .lead-card")
    expect(cards).to_have_count(25)
    for count in (50, 60):
        page.locator(".lead-board-more a").click()
        expect(cards).to_have_count(count)
    expect(page.locator(".lead-board-more")).to_have_count(0)
