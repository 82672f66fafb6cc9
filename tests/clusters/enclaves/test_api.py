"""The API answers like the pages: the same rows, the same sentences."""

import pytest
from rest_framework.test import APIClient

from clusters.enclaves.models import Settlement
from crm.accounts.roles import Role

pytestmark = pytest.mark.django_db
LISTS = ["agreements", "settlements", "lines", "statements"]


def api_for(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def count(user, name: str) -> int:
    return api_for(user).get(f"/api/v1/{name}/").json()["count"]


def test_each_sees_its_own_rows(parties, user_for):
    parties.issued()
    assert [count(parties.confirming, name) for name in LISTS] == [1, 1, 2, 2]
    assert [count(parties.partner, name) for name in LISTS] == [1, 1, 1, 1]
    assert [count(user_for(Role.PARTNER), name) for name in LISTS] == [0, 0, 0, 0]


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.EDITOR, Role.ADMINISTRATOR])
def test_other_roles_are_refused(parties, user_for, role):
    client = api_for(user_for(role))
    assert {client.get(f"/api/v1/{name}/").status_code for name in LISTS} == {403}


def test_computes_issues_and_locks(parties):
    client = api_for(parties.computing)
    made = client.post("/api/v1/settlements/", {"agreement": parties.agreement.code, "year": 2024}, format="json")
    assert made.status_code == 201
    here = f"/api/v1/settlements/{made.json()['id']}/"
    assert client.post(f"{here}issue/").json()["state"] == "issued"
    assert client.post(f"{here}lock/").json()["code"] == "same_person"
    settlement = parties.confirm(Settlement.objects.get())
    assert api_for(parties.confirming).post(f"{here}lock/").json()["state"] == "locked"
    assert api_for(parties.confirming).post(f"{here}reopen/", {"reason": "x"}).json()["code"] == "locked"
    settlement.refresh_from_db()
    assert settlement.is_locked


def test_partners_compute_nothing(parties):
    given = {"agreement": parties.agreement.code, "year": 2024}
    answer = api_for(parties.partner).post("/api/v1/settlements/", given, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_finance")


def test_a_stranger_cannot_name_the_agreement(parties, user_for):
    given = {"agreement": parties.agreement.code, "year": 2024}
    assert api_for(user_for(Role.PARTNER)).post("/api/v1/settlements/", given, format="json").status_code == 400


def test_confirms_and_disputes_a_line(parties):
    settlement = parties.issued()
    line = parties.line_of(settlement, "origin")
    client = api_for(parties.partner)

    assert client.post(f"/api/v1/lines/{line.pk}/dispute/", {}).status_code == 400
    assert client.post(f"/api/v1/lines/{line.pk}/dispute/", {"text": "少算"}).json()["answer"] == "dispute"
    assert client.post(f"/api/v1/lines/{line.pk}/confirm/").status_code == 201
    assert client.get(f"/api/v1/lines/{line.pk}/").json()["answer"] == "confirm"
    other = parties.line_of(settlement, "host")
    assert client.post(f"/api/v1/lines/{other.pk}/confirm/").status_code == 404
    assert api_for(parties.confirming).post(f"/api/v1/lines/{line.pk}/confirm/").status_code == 409


def test_a_line_brings_its_trace(parties):
    line = parties.line_of(parties.issued(), "origin")
    data = api_for(parties.partner).get(f"/api/v1/lines/{line.pk}/").json()
    assert (data["amount"], data["trace"]["share"]["ratio"]) == (5001, "1/2")


def test_an_agreement_says_its_rules(parties):
    data = api_for(parties.partner).get(f"/api/v1/agreements/{parties.agreement.pk}/").json()
    assert "50" in data["versions"][0]["rules"][0]["sentence"]
