"""A visit note on a phone: three taps from Today, the words and the photos between them."""

import pytest
from playwright.sync_api import expect

from crm.accounts.roles import Role
from crm.office.models import Attachment
from leads.models import Activity
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PICTURE = b"\x89PNG\r\n\x1a\n rest"


def shot(name):
    return {"name": name, "mimeType": "image/png", "buffer": PICTURE}


@pytest.mark.parametrize(
    ("language", "button", "save"), [("zh-hans", "走访记录", "保存记录"), ("en", "Visit note", "Save")]
)
def test_three_taps(user_for, new_page, violations, language, button, save):
    promoter = user_for(Role.PROMOTER)
    lead = LeadFactory(owner=promoter)
    page = new_page(promoter, width=360, height=740, language=language)
    page.goto("/office/")
    page.evaluate("sessionStorage.taps = 0")
    page.add_init_script("addEventListener('click', (event) => event.isTrusted && sessionStorage.taps++, true)")
    page.evaluate("addEventListener('click', (event) => event.isTrusted && sessionStorage.taps++, true)")

    page.get_by_role("link", name=button).click()
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("看了两栋厂房")
    with page.expect_file_chooser() as chosen:
        page.locator("#id_file").click()
    chosen.value.set_files([shot("一.png"), shot("二.png")])
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name=save).click()
    page.wait_for_url(f"**{lead.get_absolute_url()}*")
    assert page.evaluate("sessionStorage.taps") == "3"
    assert Activity.objects.get().text == "看了两栋厂房" and Attachment.objects.count() == 2


def test_shots_of_the_camera_gather_and_can_be_left_out(user_for, new_page, violations):
    promoter = user_for(Role.PROMOTER)
    LeadFactory(owner=promoter)
    page = new_page(promoter, width=360)
    page.goto("/office/leads/visit/")
    page.fill("#id_text", "看了厂房")
    for name in ("一.png", "二.png", "三.png"):
        page.set_input_files("#id_camera", shot(name))
    expect(page.locator("[data-photo-list] li")).to_have_count(3)
    assert not violations(page)
    page.get_by_role("button", name="去掉: 二.png").click()
    page.get_by_role("button", name="保存记录").click()
    page.wait_for_url("**/office/leads/*/#timeline")
    assert set(Attachment.objects.values_list("title", flat=True)) == {"一.png", "三.png"}
