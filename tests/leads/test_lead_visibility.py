"""What a person does not see, he sees nowhere: list, board, page, export, API, partner page."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from crm.accounts.roles import Role
from leads.models import Lead
from leads.selectors import introductions
from tests.factories.accounts import TeamFactory
from tests.factories.leads import ContactFactory, LeadFactory


@pytest.fixture
def people(user_for):
    """One of each kind of relation to the leads."""
    team = TeamFactory()
    return {
        "owner": user_for(Role.PROMOTER, team=team),
        "colleague": user_for(Role.PROMOTER, team=team),
        "shared": user_for(Role.PROMOTER),
        "named": user_for(Role.PROMOTER),
        "stranger": user_for(Role.PROMOTER),
        "manager": user_for(Role.MANAGER),
        "leader": user_for(Role.LEADER),
        "finance": user_for(Role.FINANCE),
        "department": user_for(Role.DEPARTMENT),
        "partner": user_for(Role.PARTNER),
        "editor": user_for(Role.EDITOR),
        "administrator": user_for(Role.ADMINISTRATOR),
        "auditor": user_for(Role.AUDITOR),
    }


@pytest.fixture
def leads(people):
    made = {}
    for name in ("公开线索", "保密线索"):
        lead = LeadFactory(
            name=name, owner=people["owner"], team=people["owner"].team, is_confidential=name == "保密线索"
        )
        lead.shared_with.add(people["shared"])
        made[name] = lead
    made["保密线索"].named_people.add(people["named"])
    return made


SEES = {
    "owner": {"公开线索", "保密线索"},
    "colleague": {"公开线索"},
    "shared": {"公开线索"},
    "named": {"保密线索"},
    "stranger": set(),
    "manager": {"公开线索"},
    "leader": {"公开线索"},
    "finance": set(),
    "department": set(),
    "partner": set(),
    "editor": set(),
    "administrator": set(),
    "auditor": set(),
}
READS_PAGES = {"owner", "colleague", "shared", "named", "stranger", "manager", "leader"}


@pytest.mark.parametrize("who", SEES)
def test_everywhere_the_same_rows(people, leads, client_for, who):
    user = people[who]
    assert {lead.name for lead in Lead.objects.visible_to(user)} == SEES[who]
    client = client_for(user)
    for address in (reverse("leads:leads"), reverse("leads:board")):
        response = client.get(address)
        assert response.status_code == (200 if who in READS_PAGES else 403)
        if who in READS_PAGES:
            shown = response.content.decode()
            assert {name for name in leads if name in shown} == SEES[who]
            assert response.context["totals"].count == len(SEES[who])
    for name, lead in leads.items():
        expected = 403 if who not in READS_PAGES else 200 if name in SEES[who] else 404
        assert client.get(lead.get_absolute_url()).status_code == expected


@pytest.mark.parametrize("who", SEES)
def test_the_api_shows_the_same_rows(people, leads, who):
    client = APIClient()
    client.force_authenticate(people[who])
    response = client.get("/api/v1/leads/")
    if who not in READS_PAGES:
        assert response.status_code == 403
        return
    assert {row["name"] for row in response.json()["results"]} == SEES[who]
    for name, lead in leads.items():
        expected = 200 if name in SEES[who] else 404
        assert client.get(f"/api/v1/leads/{lead.pk}/").status_code == expected


def test_anonymous_visitors_see_nothing(leads, client):
    assert client.get(reverse("leads:leads")).status_code == 302
    assert client.get("/api/v1/leads/").status_code in (401, 403)


def test_a_partner_sees_the_stage_of_what_it_introduced_and_nothing_else(people, leads, client_for):
    partner, lead = people["partner"], leads["公开线索"]
    for each in leads.values():
        each.introduced_by = partner.organisation
        each.investment_fen = 4_317_000_000
        each.save_by(None)
    ContactFactory(lead=lead, phone="13800008088")
    assert [row.code for row in introductions(partner)] == [lead.code]
    page = client_for(partner).get("/partner/leads/").content.decode()
    assert lead.code in page and "公开线索" in page
    for hidden in ("保密线索", lead.company.name, "4,317", "4317", "13800008088", str(lead.owner)):
        assert hidden not in page


def test_a_partner_sees_nothing_of_anothers(people, leads, user_for, client_for):
    lead = leads["公开线索"]
    lead.introduced_by = people["partner"].organisation
    lead.save_by(None)
    other = user_for(Role.PARTNER)
    assert introductions(other) == []
    assert lead.code not in client_for(other).get("/partner/leads/").content.decode()
    assert client_for(people["owner"]).get("/partner/leads/").status_code == 403
