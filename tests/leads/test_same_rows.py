"""One set of filters: the same address gives list, board, map, export and API the same leads."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from clusters.models import Cluster
from crm.accounts.roles import Role
from leads.models import Lead, LeadStage
from tests.factories.accounts import TeamFactory
from tests.factories.leads import LeadFactory

LIST, BOARD, API = "/office/leads/", "/office/leads/board/", "/api/v1/leads/"

# What is asked → the leads that a manager, who owns 甲 and 戊, is given.
ASKED = {
    "": "甲乙丙",
    "status=all": "甲乙丙丁戊",
    "status=ended": "丁戊",
    "status=lost": "丁",
    "status=on_hold": "丙",
    "owner=@me": "甲",
    "owner=@me&status=all": "甲戊",
    "owner=@nobody&stage=negotiation": "乙",
    "ended_from=2026-01-01": "丁",
    "q=项目&investment_min=200": "乙",
    "stage=signed": "",
    "received_from=2026-05-01&reached=negotiation&status=all": "乙丁",
    "sort=-investment_fen&columns=name,status&status=all": "甲乙丙丁戊",
}


@pytest.fixture
def manager(client_for: Any) -> Any:
    client = client_for(Role.MANAGER, team=TeamFactory())
    cluster = Cluster.objects.first()
    LeadFactory(name="甲项目", owner=client.user, cluster=cluster, investment_fen=10**8)
    LeadFactory(name="乙项目", stage=LeadStage.NEGOTIATION, investment_fen=3 * 10**8)
    LeadFactory(name="丙项目", status=Lead.Status.ON_HOLD)
    LeadFactory(name="丁项目", status=Lead.Status.LOST, stage=LeadStage.APPROVAL, lost_on=date(2026, 2, 1))
    LeadFactory(name="戊项目", status=Lead.Status.CLOSED, owner=client.user)
    LeadFactory(name="己项目", is_confidential=True)
    return client


def in_list(client: Any, query: str) -> list[int]:
    return sorted(lead.pk for lead in client.get(f"{LIST}?{query}").context["object_list"])


def on_board(client: Any, query: str) -> list[int]:
    columns = client.get(f"{BOARD}?{query}").context["board"]
    assert all(column.count == len(column.cards) for column in columns)
    return sorted(card.pk for column in columns for card in column.cards)


def in_api(client: Any, query: str) -> list[int]:
    return sorted(row["id"] for row in client.get(f"{API}?{query}").json()["results"])


def exported(client: Any, query: str) -> list[int]:
    """By the code, which the export is asked for."""
    asked = "&".join(part for part in query.split("&") if not part.startswith("columns="))
    content = client.get(f"{LIST}?{asked}&columns=name,code&export=xlsx").getvalue()
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    codes = {str(cell) for row in rows for cell in row}
    return sorted(Lead.objects.filter(code__in=codes).values_list("pk", flat=True))


@pytest.mark.parametrize("query", list(ASKED))
def test_list_board_map_export_and_api_give_the_same_rows(manager: Any, query: str) -> None:
    names = [f"{name}项目" for name in ASKED[query]]
    expected = sorted(Lead.objects.filter(name__in=names).values_list("pk", flat=True))
    assert in_list(manager, query) == expected
    assert on_board(manager, query) == expected
    assert sum(park.count for park in manager.get(f"{LIST}map/?{query}").context["parks"]) == len(expected)
    assert in_api(manager, query) == expected
    assert exported(manager, query) == expected


def test_a_lead_that_ended_still_has_its_page_and_its_answer(manager: Any) -> None:
    lead = Lead.objects.get(name="丁项目")
    assert manager.get(lead.get_absolute_url()).status_code == 200
    assert manager.get(f"{API}{lead.pk}/").status_code == 200
    assert manager.get(f"{API}{Lead.objects.get(name='己项目').pk}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("received_from=2026-06-01&received_to=2026-01-01", "止日早于起日。"),
        ("ended_from=2026-06-01&ended_to=2026-05-31", "止日早于起日。"),
        ("investment_min=200&investment_max=199", "上限低于下限。"),
    ],
)
def test_a_range_that_can_hold_nothing_is_refused_with_a_sentence(manager: Any, query: str, told: str) -> None:
    for address in (LIST, BOARD, f"{LIST}map/"):
        assert told in manager.get(f"{address}?{query}").text
    refused = manager.get(f"{API}?{query}")
    assert refused.status_code == 400 and told in refused.text
    same_day = "received_from=2026-06-01&received_to=2026-06-01&investment_min=200&investment_max=200"
    assert manager.get(f"{API}?{same_day}").status_code == 200
