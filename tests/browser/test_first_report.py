"""A first report: what is known already is told while one types, and who holds it; contact data are not."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crm.accounts.roles import Role
from leads.models import Lead
from tests.factories.clusters import CompanyFactory
from tests.factories.leads import ContactFactory, LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SIZES = ((1280, "zh-hans"), (360, "en"))
NUMBER, CODE = "13800008088", "91532301MA6QEYFH70"
# Field and what is typed there → the lead that it finds.
TYPED = {
    "#id_credit_code": {CODE.lower(): "codes"},
    "#id_company_name": {
        "彝源銅業（楚雄）有限責任公司": "names",  # traditional characters, other brackets, another legal form
        "彝源铜业(楚雄)": "names",  # half width, no legal form
        "怡元铜页楚雄": "names",  # sounds the same
    },
    "#id_contact_phone": {"138 0000 8088": "phones"},
}


@pytest.mark.parametrize(("width", "language"), SIZES)
def test_tells_who_holds_it_while_one_types(
    user_for: Any, new_page: Any, looked: Any, width: int, language: str
) -> None:
    holder = user_for(Role.PROMOTER, full_name="王专员")
    known = {
        "codes": LeadFactory(owner=holder, company=CompanyFactory(name="甲公司", credit_code=CODE)),
        "names": LeadFactory(owner=holder, company=CompanyFactory(name="彝源铜业（楚雄）有限公司")),
        "phones": LeadFactory(owner=holder),
    }
    for lead in known.values():
        ContactFactory(lead=lead, name="不可说", phone=NUMBER if lead == known["phones"] else "13911112222")
    page = new_page(user_for(Role.PROMOTER), width=width, language=language)
    page.goto("/office/leads/new/")
    told = page.locator("#duplicates")
    expect(told).not_to_contain_text("王专员")
    for field, words in TYPED.items():
        for typed, key in words.items():
            page.locator(field).press_sequentially(typed)
            expect(told).to_contain_text(known[key].code)  # before the field is left
            expect(told).to_contain_text("王专员")
            for secret in ("不可说", NUMBER, "13911112222"):
                expect(told).not_to_contain_text(secret)
            looked(page)
            page.locator(field).fill("")
            expect(told).not_to_contain_text(known[key].code)
    send_what_is_held(page, known["names"])


def send_what_is_held(page: Page, lead: Lead) -> None:
    """Refused with who holds it, and nothing typed is lost."""
    page.locator("#id_company_name").fill("彝源铜业（楚雄）有限公司")
    page.locator("#id_name").fill(lead.name)
    page.locator(".office-form-foot button.btn-primary").click()
    expect(page.get_by_role("alert").first).to_contain_text("王专员")
    expect(page.locator("#id_name")).to_have_value(lead.name)
    assert Lead.objects.count() == 3
