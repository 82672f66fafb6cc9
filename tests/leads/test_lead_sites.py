"""The sites that fit a lead, on its page."""

from decimal import Decimal
from typing import Any

import pytest

from leads.sites import need_of
from tests.factories.clusters import BuildingFactory, ParcelFactory
from tests.factories.leads import LeadFactory


@pytest.fixture
def lead(promoter: Any) -> Any:
    return LeadFactory(owner=promoter, land_sqm=Decimal(100_000), power_kwh_year=87_600_000)


def page(client: Any, lead: Any) -> str:
    return client.get(lead.get_absolute_url()).content.decode()


def test_the_best_site_comes_first_with_its_reasons_and_opens(client_for: Any, lead: Any) -> None:
    ParcelFactory(code="CX-WEAK", area_sqm=Decimal(100_000), power_kva=Decimal(5_000))
    good = ParcelFactory(code="CX-GOOD", area_sqm=Decimal(110_000), power_kva=Decimal(20_000))
    BuildingFactory(code="BF-NONE")
    text = page(client_for(lead.owner), lead)
    assert text.index("CX-GOOD") < text.index("CX-WEAK")
    assert f'href="{good.get_absolute_url()}"' in text
    assert "供电不足：5,000 kVA，需要 10,000 kVA。" in text
    assert "BF-NONE" not in text  # land was asked for, no floor


def test_nothing_is_ranked_while_nothing_is_asked(client_for: Any, lead: Any) -> None:
    lead.land_sqm = lead.power_kwh_year = None
    lead.save_by(lead.owner)
    ParcelFactory(code="CX-GOOD")
    text = page(client_for(lead.owner), lead)
    assert "CX-GOOD" not in text and "就会在这里列出" in text


def test_a_stated_power_is_taken_at_its_word(lead: Any) -> None:
    assert need_of(lead).power_kva == Decimal("10000.00")
    lead.power_kva = Decimal(16_000)
    assert need_of(lead).power_kva == 16_000


def test_needs_are_edited_in_form_and_api_with_their_trace(client_for: Any, lead: Any) -> None:
    client = client_for(lead.owner)
    form = client.get(f"{lead.get_absolute_url()}edit/").context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    answer = client.post(
        f"{lead.get_absolute_url()}edit/",
        data | {"version": lead.version, "water_m3_day": "120", "floor_sqm": "3000", "tax_fen_year": "800"},
    )
    assert answer.status_code == 302
    lead.refresh_from_db()
    assert (lead.water_m3_day, lead.floor_sqm, lead.tax_fen_year) == (120, 3000, 800_000_000)
    assert lead.history.first().history_user == lead.owner
    answer = client.patch(
        f"/api/v1/leads/{lead.pk}/",
        {"water_m3_day": "-1"},
        content_type="application/json",
        headers={"If-Match": f'"{lead.version}"'},
    )
    assert answer.status_code == 400
