"""A settlement in a real browser: computed, issued, objected to on a phone, answered, ruled on, confirmed, locked; a
figure withdrawn after it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from clusters.enclaves.models import Objection, Settlement
from clusters.models import Observation
from tests.factories.enclaves import Parties

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
BUTTON = "main form button.btn-primary, main form button.btn-danger"


def press(page: Page, address: str, **fields: str) -> None:
    """Open a page of one action, fill its form in and send it."""
    page.goto(address)
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.click(BUTTON)
    page.wait_for_load_state()


def test_from_statement_to_objection_to_ruling_to_lock(new_page, violations):
    parties = Parties()
    computing, confirming = new_page(parties.computing), new_page(parties.confirming)
    partner = new_page(parties.partner, width=360)

    press(computing, f"/office/agreements/{parties.agreement.pk}/settle/", year="2024")
    settlement = Settlement.objects.get()
    here = f"/office/settlements/{settlement.pk}/"
    assert not violations(computing)
    press(computing, f"{here}issue/")

    partner.goto("/partner/")
    assert not violations(partner)
    partner.click("main a[href*='/partner/statements/']")
    assert not violations(partner)
    partner.click("main a[href$='/dispute/']")
    partner.fill("[name=text]", "少算一笔")
    file = SimpleUploadedFile("凭证.pdf", b"%PDF-1.4 ...")
    partner.set_input_files("[name=files]", {"name": file.name, "mimeType": "application/pdf", "buffer": file.read()})
    assert not violations(partner)
    partner.click(BUTTON)
    partner.wait_for_url("**/partner/statements/*/")

    objection = Objection.objects.get()
    confirming.goto(f"/office/lines/{objection.line_id}/")
    assert "凭证.pdf" in confirming.inner_text("main")
    assert not violations(confirming)
    press(confirming, f"/office/objections/{objection.pk}/answer/", reply="已逐笔核对，无误")
    confirming.goto(f"/office/objections/{objection.pk}/ruling/")
    confirming.check("[name=accepted][value=no]")
    confirming.fill("[name=ruling]", "维持")
    assert not violations(confirming)
    confirming.click(BUTTON)
    confirming.wait_for_url("**/office/lines/*/")

    partner.goto(f"/partner/lines/{objection.line_id}/")
    assert "维持" in partner.inner_text("main")
    assert not violations(partner)
    partner.goto(f"/partner/agreements/{parties.agreement.pk}/")
    assert not violations(partner)

    statement = settlement.statements.get(party__role="host")
    press(confirming, f"/office/statements/{statement.pk}/confirm/")
    press(confirming, f"{here}lock/")
    assert Settlement.objects.get().is_locked
    assert not violations(confirming)

    withdraw(confirming, violations, Observation.objects.get())
    confirming.goto(here)
    expect(confirming.locator("#restatement-title")).to_be_visible()


def withdraw(page: Page, violations, figure: Observation) -> None:
    """Only with a reason; the figure and why it went stay in sight."""
    page.goto("/office/observations/")
    page.click(f"main a[href='{figure.get_absolute_url()}']")
    page.click("a[href$='/withdraw/']")
    assert not violations(page)
    page.fill("[name=reason]", "  ")
    page.click(BUTTON)
    expect(page.locator("#id_reason")).to_have_attribute("aria-invalid", "true")
    page.fill("[name=reason]", "误录他人票据")
    page.click(BUTTON)
    expect(page.get_by_text("已撤回；原有内容仍保留可查。")).to_be_visible()
    page.goto(Observation.objects.get(is_withdrawn=True).get_absolute_url())
    expect(page.locator("main")).to_contain_text("误录他人票据")
    assert not violations(page)


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_keep_nobody_out(new_page, violations, width):
    parties = Parties()
    page = new_page(parties.confirming, width=width, language="en")
    found = []
    for address in (
        "/office/agreements/",
        f"/office/agreements/{parties.agreement.pk}/",
        f"/office/agreements/{parties.agreement.pk}/settle/",
        "/office/agreements/new/",
        "/office/settlements/",
        "/office/rates/",
        "/office/rates/new/",
        "/office/incentives/",
    ):
        page.goto(address)
        found += violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    assert not found, "\n".join(found)
