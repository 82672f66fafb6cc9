"""The map: the leads of each park, by the same filters as list and board."""

from decimal import Decimal
from typing import Any

import pytest

from clusters.models import Park
from crm.accounts.roles import Role
from leads.models import Lead
from tests.factories.accounts import TeamFactory
from tests.factories.clusters import ParkFactory, ProjectFactory
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
LIST, MAP = "/office/leads/", "/office/leads/map/"


@pytest.fixture
def manager(client_for: Any) -> Any:
    return client_for(Role.MANAGER, team=TeamFactory())


def park(code: str) -> Park:
    return Park.objects.get(code=code)


def counts(client: Any, query: str = "") -> dict[str, int]:
    return {each.code: each.count for each in client.get(f"{MAP}?{query}").context["parks"] if each.count}


def test_a_lead_stands_in_its_projects_park_and_before_in_the_one_it_asks_for(manager: Any) -> None:
    LeadFactory(park=park("fumin"), investment_fen=10**11, land_sqm=Decimal("2000.00"))
    LeadFactory(park=park("fumin"), project=ProjectFactory(park=park("yundian")))
    LeadFactory.create_batch(2)
    page = manager.get(MAP)
    assert counts(manager) == {"fumin": 1, "yundian": 1, "": 2}
    assert page.context["totals"].count == 4 and page.context["totals"].sums["investment_fen"] == 10**11
    fumin = next(each for each in page.context["parks"] if each.code == "fumin")
    assert (fumin.investment_fen, fumin.land_sqm) == (10**11, Decimal("2000.00"))


@pytest.mark.parametrize("query", ["", "status=all", "owner=@me", "q=铜箔", "stage=clue&investment_min=1"])
def test_each_park_opens_exactly_its_leads(manager: Any, query: str) -> None:
    LeadFactory(park=park("fumin"), name="铜箔", investment_fen=10**9)
    LeadFactory(park=park("fumin"), owner=manager.user, status=Lead.Status.LOST)
    LeadFactory(owner=manager.user)
    found = counts(manager, query)
    for code, count in found.items():
        rows = manager.get(f"{LIST}?{query}&park={code or '@nowhere'}").context["object_list"]
        assert len(rows) == count
    assert sum(found.values()) == manager.get(f"{LIST}?{query}").context["totals"].count


def test_it_hides_others_leads_and_is_closed_to_other_roles(client_for: Any) -> None:
    LeadFactory(park=park("fumin"))
    LeadFactory(park=park("fumin"), is_confidential=True)
    assert counts(client_for(Role.PROMOTER, team=TeamFactory())) == {}
    assert counts(client_for(Role.LEADER)) == {"fumin": 1}
    for role in (Role.FINANCE, Role.AUDITOR, Role.PARTNER):
        assert client_for(role).get(MAP).status_code == 403


def test_its_queries_do_not_grow(manager: Any, django_assert_max_num_queries: Any) -> None:
    for count in (1, 20):
        LeadFactory.create_batch(count, park=park("fumin"))
        with django_assert_max_num_queries(10):
            manager.get(MAP)


def test_without_leads_it_says_what_to_do(manager: Any) -> None:
    assert "/office/leads/new/" in manager.get(MAP).text


def test_the_drawing_holds_a_park_that_it_does_not_know_yet(manager: Any) -> None:
    LeadFactory(park=ParkFactory())
    LeadFactory.create_batch(3, park=park("yundian"))
    page = manager.get(MAP)
    for each in page.context["parks"]:
        if each.code:
            assert each.y - each.radius >= 70 and each.label_y < 70 + page.context["depth"]
