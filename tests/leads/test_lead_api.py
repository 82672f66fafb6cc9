"""Leads under /api/v1/."""

import pytest
from rest_framework.test import APIClient

from crm.accounts.roles import Role
from crm.audit.models import Access
from leads.models import Lead
from leads.services import enquiry_receive
from tests.factories.clusters import ClusterFactory
from tests.factories.leads import ContactFactory, LeadFactory


@pytest.fixture
def api(user_for):
    def sign_in(who):
        client = APIClient()
        client.user = user_for(who) if isinstance(who, str) else who
        client.force_authenticate(client.user)
        return client

    return sign_in


def test_lists_with_the_filters_of_the_page(api, django_assert_max_num_queries):
    client = api(Role.MANAGER)
    LeadFactory(name="甲", owner=client.user)
    LeadFactory(name="乙")
    assert [row["name"] for row in client.get("/api/v1/leads/?owner=@me").json()["results"]] == ["甲"]
    assert client.get("/api/v1/leads/?stage=nowhere").status_code == 400
    for _each in range(30):
        LeadFactory(owner=client.user)
    client.user = type(client.user).objects.get(pk=client.user.pk)
    with django_assert_max_num_queries(6):
        client.get("/api/v1/leads/")


def test_registers_and_refuses_the_second_report(api):
    given = {"company": "示例一公司", "name": "项目", "contact_phone": "13800008088", "investment_fen": 10**10}
    created = api(Role.PROMOTER).post("/api/v1/leads/", given, format="json")
    assert created.status_code == 201 and created.headers["ETag"] == '"1"'
    assert created.json()["stage"] == "clue" and created.json()["missing"]
    second = api(Role.PROMOTER).post("/api/v1/leads/", given, format="json")
    assert second.status_code == 409 and second.json()["code"] == "held"
    assert "8088" not in second.content.decode()
    assert api(Role.LEADER).post("/api/v1/leads/", given, format="json").status_code == 403


def test_edits_only_with_the_version_that_was_read(api):
    client = api(Role.PROMOTER)
    lead = LeadFactory(owner=client.user)
    cluster = ClusterFactory()
    address = f"/api/v1/leads/{lead.pk}/"
    assert client.patch(address, {"note": "x"}, format="json").status_code == 428
    assert client.patch(address, {"note": "x"}, format="json", headers={"If-Match": '"7"'}).status_code == 412
    changed = client.patch(address, {"cluster": cluster.code}, format="json", headers={"If-Match": '"1"'})
    assert changed.status_code == 200 and changed.json()["cluster"] == cluster.code
    assert changed.headers["ETag"] == '"2"'
    assert Lead.objects.get().history.first().history_user == client.user


@pytest.mark.parametrize("field", ["stage", "status", "owner", "is_confidential", "project"])
def test_what_has_a_door_of_its_own_is_refused(api, field):
    client = api(Role.PROMOTER)
    lead = LeadFactory(owner=client.user)
    response = client.patch(f"/api/v1/leads/{lead.pk}/", {field: "x"}, format="json", headers={"If-Match": '"1"'})
    assert response.status_code == 409 and response.json()["code"] == "field"


def test_moves_through_the_gates(api, ready_lead):
    client = api(Role.PROMOTER)
    lead = ready_lead(client.user, cluster=None)
    address, version = f"/api/v1/leads/{lead.pk}/move/", {"If-Match": f'"{lead.version}"'}
    refused = client.post(address, {"to": "assessment"}, format="json", headers=version)
    assert refused.status_code == 409 and refused.json()["missing"] == ["产业集群"]
    assert client.post(address, {"to": "nowhere"}, format="json", headers=version).status_code == 409
    assert client.post(address, {"to": "assessment"}, format="json").status_code == 428
    lead.cluster = ClusterFactory()
    lead.save_by(None)
    moved = client.post(address, {"to": "assessment"}, format="json", headers={"If-Match": f'"{lead.version}"'})
    assert moved.status_code == 200 and moved.json()["stage"] == "assessment"
    assert moved.json()["moves"][-1]["actor"] == client.user.username


def test_activities_of_visible_leads_only(api, user_for):
    client = api(Role.PROMOTER)
    mine, other = LeadFactory(owner=client.user), LeadFactory(owner=user_for(Role.PROMOTER))
    given = {"kind": "visit", "happened_on": "2026-06-01", "text": "看厂房"}
    assert client.post("/api/v1/activities/", {**given, "lead": mine.pk}, format="json").status_code == 201
    assert client.post("/api/v1/activities/", {**given, "lead": other.pk}, format="json").status_code == 400
    future = {**given, "lead": mine.pk, "happened_on": "2999-01-01"}
    assert client.post("/api/v1/activities/", future, format="json").status_code == 409
    assert client.get("/api/v1/activities/").json()["count"] == 1


def test_contacts_are_masked_until_uncovered(api):
    client, leader = api(Role.PROMOTER), api(Role.LEADER)
    contact = ContactFactory(lead=LeadFactory(owner=client.user), phone="13800008088", email="a@example.com")
    for each in (client, leader):
        shown = each.get("/api/v1/contacts/").content.decode()
        assert "138****8088" in shown and "13800008088" not in shown and "a@example.com" not in shown
    address = f"/api/v1/contacts/{contact.pk}/uncover/"
    assert leader.post(address).status_code == 403 and not Access.objects.exists()
    assert client.post(address).json()["phone"] == "13800008088"
    assert Access.objects.get().kind == "unmask"


def test_enquiries_are_taken_and_answered(api):
    enquiry = enquiry_receive(sent={"company": "示例公司", "phone": "13800008088"}, language="en", consented=True)
    client = api(Role.PROMOTER)
    listed = client.get("/api/v1/enquiries/?state=open")
    assert listed.json()["count"] == 1 and "13800008088" not in listed.content.decode()
    address = f"/api/v1/enquiries/{enquiry.pk}/"
    assert client.post(f"{address}take/").json()["taken_by"] == client.user.username
    assert client.post(f"{address}answer/", {"answer": "Thank you."}, format="json").json()["state"] == "answered"
    assert client.post(f"{address}answer/", {"answer": "Again."}, format="json").status_code == 409
