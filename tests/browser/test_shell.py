"""The shell in a real browser: reachable, readable, quick, and nothing typed is lost. By role where it matters."""

import re

import pytest
from playwright.sync_api import expect

from crm.accounts.roles import Role
from crm.office.services import task_add
from tests.factories.clusters import CompanyFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(1280, "light", "zh-hans"), (360, "dark", "zh-hans"), (1280, "dark", "en"), (360, "light", "en")],
)


@pytest.fixture
def manager(user_for):
    user = user_for(Role.MANAGER, full_name="陈经理")
    task_add(title="回访示例公司", actor=user)
    CompanyFactory.create_batch(60)
    return user


def fits(page) -> bool:
    """No sideways scrolling of the page itself."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@LOOKS
def test_pages_of_the_shell_keep_nobody_out(new_page, violations, manager, width, theme, language):
    page = new_page(manager, width=width, language=language)
    page.emulate_media(color_scheme=theme)
    task = manager.tasks.get()
    for address in ("/office/", "/office/tasks/", f"/office/tasks/{task.pk}/done/", "/office/nowhere/"):
        page.goto(address)
        assert not violations(page)
        assert fits(page)


@LOOKS
def test_sign_in_pages_keep_nobody_out(new_page, violations, manager, width, theme, language):
    page = new_page(width=width, language=language)
    page.emulate_media(color_scheme=theme)
    page.goto("/accounts/login/")
    assert not violations(page)
    page.fill("[name=login]", manager.username)
    page.fill("[name=password]", "wrong")
    page.click("main button")
    expect(page.locator(".office-errors")).to_be_focused()
    assert not violations(page)
    page.fill("[name=password]", "correct horse battery")
    page.click("main button")
    expect(page).to_have_url(re.compile("/office/$"))
    for address in ("/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/password/change/"):
        page.goto(address)
        assert not violations(page)
        assert fits(page)


def test_signing_out_from_the_menu_at_phone_width(new_page, manager):
    page = new_page(manager, width=360)
    page.goto("/office/")
    page.locator(".office-user:visible summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_the_menu_opens_at_phone_width(new_page, manager):
    page = new_page(manager, width=360)
    page.goto("/office/")
    link = page.get_by_role("navigation", name="主菜单").get_by_role("link", name="任务")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="菜单").click()
    expect(link).to_be_visible()


def test_dark_mode_is_kept(new_page, manager):
    page = new_page(manager)
    page.emulate_media(color_scheme="light")
    page.goto("/office/")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.locator("[data-theme-toggle]:visible").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.goto("/office/tasks/")
    expect(root).to_have_attribute("data-bs-theme", "dark")


def test_without_scripts_the_pages_still_work(browser, server, new_page, manager):
    page = new_page(manager)
    context = browser.new_context(
        base_url=server.url, java_script_enabled=False, viewport={"width": 360, "height": 700}
    )
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto("/office/companies/")
    plain.get_by_role("navigation", name="主菜单").get_by_role("link", name="今日").click()
    plain.get_by_role("button", name="完成").click()
    assert manager.tasks.get().done_at
    context.close()


def test_sorting_and_paging_swap_the_table_and_going_back_keeps_the_place(new_page, manager):
    page = new_page(manager)
    page.goto("/office/companies/")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="2", exact=True).first.click()
    expect(page.locator(".pagination .active").first).to_have_text("2")
    assert "page=2" in page.url
    assert page.evaluate("window.sameDocument")
    page.go_back()
    expect(page.locator(".pagination .active").first).to_have_text("1")


def test_leaving_a_changed_form_asks_first(new_page, manager):
    company = CompanyFactory()
    page = new_page(manager)
    page.goto(f"/office/companies/{company.pk}/edit/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("form[data-guard] input[name=name]").fill("改过的名字")
    page.get_by_role("link", name="取消").click()
    expect(page).not_to_have_url(re.compile("/edit/$"))
    assert asked == ["beforeunload"]
