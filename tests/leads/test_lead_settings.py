"""What leads run by is data: made after every migrate, edited by a manager, with its history."""

import pytest

from crm.accounts.roles import Role
from leads.gates import missing_for
from leads.models import CalendarDay, Gate, LeadRules, LeadSource, LeadStage
from leads.reference import GATES, SOURCES, create_reference
from tests.factories.leads import LeadFactory

BASE = "/office/leads/settings/"


def test_reference_data_is_there_and_is_made_once(db):
    gate = Gate.objects.first()
    gate.title = "高新区自己的说法"
    gate.save_by(None)
    create_reference()
    assert Gate.objects.count() == len(GATES) and LeadSource.objects.count() == len(SOURCES)
    assert LeadRules.objects.count() == 1 and LeadRules.current().protection_days is None
    gate.refresh_from_db()
    assert gate.title == "高新区自己的说法"


def test_a_manager_edits_the_numbers(client_for):
    client = client_for(Role.MANAGER)
    rules = LeadRules.current()
    given = {
        "version": rules.version,
        "protection_days": "90",
        "yellow_months": 1,
        "red_months": 2,
        "pool_months": 4,
        "respond_days": 1,
        "assess_days": 3,
        "feedback_days": 7,
        "report_days": 14,
        "reason": "例会决定",
    }
    refused = client.post(f"{BASE}rules/", {**given, "yellow_months": 9})
    assert refused.status_code == 422 and "lead_rules" not in refused.content.decode()
    assert client.post(f"{BASE}rules/", given).status_code == 302
    rules = LeadRules.current()
    assert (rules.protection_days, rules.yellow_months) == (90, 1)
    assert rules.history.first().history_change_reason == "例会决定"


def test_a_manager_adds_and_ends_a_gate(client_for):
    client = client_for(Role.MANAGER)
    gate = {"stage": "assessment", "requirement": "field:note", "title": "备注", "order": 9, "is_active": "on"}
    assert client.post(f"{BASE}gates/new/", gate).status_code == 302
    lead = LeadFactory()
    made = Gate.objects.get(subject="note")
    assert "备注" in map(str, missing_for(lead, LeadStage.ASSESSMENT))
    assert client.post(f"{BASE}gates/new/", gate).status_code == 422
    assert client.post(f"{BASE}gates/new/", {**gate, "requirement": "field:nothing"}).status_code == 422
    ended = {**gate, "is_active": "", "version": made.version}
    assert client.post(f"{BASE}gates/{made.pk}/", ended).status_code == 302
    assert "备注" not in map(str, missing_for(lead, LeadStage.ASSESSMENT))


def test_a_manager_edits_sources_and_calendar(client_for):
    client = client_for(Role.MANAGER)
    assert client.post(f"{BASE}sources/new/", {"name": "校友会", "code": "alumni", "order": 20}).status_code == 302
    assert client.post(f"{BASE}calendar/new/", {"day": "2026-10-01", "name": "国庆节"}).status_code == 302
    assert LeadSource.objects.get(code="alumni").history.get().history_user == client.user
    assert not CalendarDay.objects.get().is_working


@pytest.mark.parametrize("path", ["rules/", "gates/new/", "sources/new/", "calendar/new/"])
def test_only_a_manager_edits(client_for, path):
    assert client_for(Role.PROMOTER).get(BASE + path).status_code == 403
    assert client_for(Role.MANAGER).get(BASE + path).status_code == 200


@pytest.mark.parametrize("path", ["gates/", "sources/", "calendar/"])
def test_readers_look_and_others_do_not(client_for, path):
    page = client_for(Role.PROMOTER).get(BASE + path)
    assert page.status_code == 200 and f"{BASE}{path}new/" not in page.content.decode()
    assert client_for(Role.FINANCE).get(BASE + path).status_code == 403


def test_every_gate_of_ours_can_be_edited(client_for):
    """The requirement of each gate in the reference data is one that the form offers."""
    client = client_for(Role.MANAGER)
    for gate in Gate.objects.all():
        form = client.get(f"{BASE}gates/{gate.pk}/").context["form"]
        offered = {value for _group, choices in form.fields["requirement"].choices for value, _label in choices}
        assert f"{gate.kind}:{gate.subject}" in offered
