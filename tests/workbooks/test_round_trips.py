"""Out and in again: what a list exports comes back without a change found."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from crm.accounts.roles import Role
from crm.workbooks.kinds import KINDS
from crm.workbooks.plans import Plan
from crm.workbooks.services import plan_file
from tests.workbooks.test_samples import ALL, bring

pytestmark = pytest.mark.django_db
LISTS = {
    "companies": "/office/companies/?columns=name,credit_code,cluster,segment,park,above_scale,capital,founded_on,"
    "place,industry",
    "parcels": "/office/parcels/?columns=code,park,status,area,land_use,plot_ratio_min,investment_per_mu,power_kva,"
    "water_m3_day,gas,zone",
    "buildings": "/office/buildings/",
    "leads": "/office/leads/?columns=name,company,stage,investment_fen,land_sqm,owner,cluster,source,introduced_by,"
    "first_contact_on,power_kwh_year,credit_code&status=active",
    "observations": "/office/observations/",
}
MORE_LISTS = {
    "opportunities": "/office/opportunities/?columns=title,code,cluster,segment,park,stage,investment,decision_on",
    "enclave_projects": "/office/projects/?columns=name,code,company,category,signed_on,land",
}
FORMS = ("xlsx", "csv")


@pytest.fixture
def samples() -> None:
    for kind, name, _created, _refused in ALL:
        bring(kind, name)


def taken_out(client: Any, kind: str, form: str, language: str = "zh-hans") -> bytes:
    address = (LISTS | MORE_LISTS)[kind]
    client.cookies["language"] = language
    response = client.get(f"{address}{'&' if '?' in address else '?'}export={form}")
    assert response.status_code == 200
    return response.getvalue()


def back(kind: str, data: bytes, form: str) -> Plan:
    return plan_file(kind=KINDS[kind], data=data, name=f"{kind}.{form}", actor=None)


def nothing_new(plan: Plan, rows: int) -> None:
    assert plan.all_problems == []
    assert [(entry.row, entry.changes) for entry in plan.entries if entry.action != "unchanged"] == []
    assert len(plan.entries) == rows
    assert plan.left_out == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_samples_come_back_as_they_went_out(client_for: Callable, samples: None, language: str) -> None:
    client = client_for(Role.MANAGER)
    for kind in LISTS:
        rows = client.get(LISTS[kind]).context["total"]
        assert rows > 20
        for form in FORMS:
            data = taken_out(client, kind, form, language)
            with override(language):
                nothing_new(back(kind, data, form), rows)


@pytest.mark.parametrize("columns", ["name", "name,stage,investment_fen", "name,company,lost_reason,land_sqm"])
def test_whatever_columns_are_shown_come_back_by_the_hidden_ones(
    client_for: Callable, samples: None, columns: str
) -> None:
    client = client_for(Role.MANAGER)
    for status, rows in (("active", 112), ("lost", 12)):
        address = f"/office/leads/?columns={columns}&status={status}"
        for form in FORMS:
            nothing_new(back("leads", client.get(f"{address}&export={form}").getvalue(), form), rows)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_enclave_projects_come_back_from_the_list_of_projects(
    client_for: Callable, samples: None, language: str
) -> None:
    client = client_for(Role.FINANCE)
    client.cookies["language"] = language
    address = "/office/projects/?columns=name,code,company,category,signed_on,land"
    rows = client.get(address).context["total"]
    assert rows >= 18
    for form in FORMS:
        data = client.get(f"{address}&export={form}").getvalue()
        with override(language):
            nothing_new(back("enclave_projects", data, form), rows)
