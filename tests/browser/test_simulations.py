"""A simulation in a real browser: filled, compared, let the partner in, read on its phone, turned into a draft."""

import pytest
from playwright.sync_api import Page, expect

from clusters.enclaves.models import AgreementVersion, Simulation
from crm.accounts.roles import Role
from tests.browser.test_rules import overflow
from tests.factories.accounts import person
from tests.factories.enclaves import Parties, indicator

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_from_figures_to_a_draft(new_page, violations):
    for code in ("tax", "output", "fixed_asset_investment"):
        indicator(code)
    parties = Parties()
    page = new_page(parties.computing)
    page.goto(f"/office/simulations/new/?agreement={parties.agreement.pk}")
    page.fill("[name=name]", "牟定合作测算")
    page.fill("[name=first_year]", "2026")
    assert not violations(page)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/figures/")

    fill_in_figures(page)
    assert not violations(page)
    assert not overflow(page)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/office/simulations/*/")
    simulation = Simulation.objects.get()

    for chosen in (f"version-{parties.agreement.versions.get().pk}", "published-ND-2017-tax"):
        page.goto(f"{simulation.get_absolute_url()}rules/new/")
        page.select_option("[name=chosen]", chosen, force=True)
        page.click("main form button.btn-primary")
        page.wait_for_url(f"**{simulation.get_absolute_url()}")
    expect(page.locator(".office-chart-drawing svg").first).to_be_visible()
    text = page.inner_text("main")
    assert "50.00" in text
    assert "20.00" in text  # the half of the retained 40
    assert not violations(page)
    assert not overflow(page)

    page.goto(f"{simulation.get_absolute_url()}assumptions/")
    page.check(f"[name=shared_{simulation.parties.get(role='origin').pk}]")
    assert not violations(page)
    page.click("main form button.btn-primary")

    reads_on_its_phone(new_page, violations, parties, simulation)

    page.goto(f"{simulation.get_absolute_url()}draft/")
    assert not violations(page)
    page.click("main form button.btn-primary")
    page.wait_for_url(f"**{parties.agreement.get_absolute_url()}")
    assert AgreementVersion.objects.get(state="draft").effective_year == 2026


def fill_in_figures(page: Page) -> None:
    page.fill("[name=projects-0-code]", "甲")
    page.fill("[name=projects-0-first_tax]", "2026-05-01")
    page.fill("[name=projects-0-construction]", "2026-02-01")
    page.select_option("[name=figures-0-indicator]", "tax")
    page.fill("[name=figures-0-y0]", "100")
    page.click("#add-figures")
    expect(page.locator("[name=figures-1-indicator]")).to_be_visible()
    assert page.input_value("[name=figures-0-y0]") == "100"
    page.select_option("[name=figures-1-indicator]", "output")
    page.fill("[name=figures-1-y0]", "9000")
    page.fill("[name=assumed_rate]", "40%")


def reads_on_its_phone(new_page, violations, parties, simulation) -> None:
    partner = new_page(parties.partner, width=360, language="en")
    partner.goto("/partner/simulations/")
    assert not violations(partner)
    partner.click(f"main a[href='/partner/simulations/{simulation.pk}/']")
    expect(partner.locator(".office-chart-drawing svg").first).to_be_visible()
    assert "20.00" in partner.inner_text("main")
    assert partner.locator("main a[href*='/office/']").count() == 0
    assert not violations(partner)
    assert not overflow(partner)
    stranger = new_page(person(Role.PARTNER), width=360)
    assert stranger.goto(f"/partner/simulations/{simulation.pk}/").status == 404


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_keep_nobody_out(new_page, violations, width):
    parties = Parties()
    page = new_page(parties.computing, width=width, language="en")
    found = []
    for address in ("/office/simulations/", "/office/simulations/new/", f"{parties.agreement.get_absolute_url()}edit/"):
        page.goto(address)
        found += violations(page)
        assert not overflow(page), address
    assert not found, "\n".join(found)
