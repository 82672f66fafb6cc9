"""Service times of a lead, and the sheet that goes along with one that is handed to another place."""

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from crm.audit.models import Access
from leads.clocks import Clock, clocks
from leads.models import CalendarDay, Lead, LeadRules, StageMove
from leads.services import lead_transfer
from tests.factories.leads import ActivityFactory, ContactFactory, LeadFactory

FRIDAY = timezone.make_aware(datetime(2026, 9, 11, 10))


@pytest.fixture
def lead(promoter: Any) -> Lead:
    """Received on a Friday."""
    lead = LeadFactory(owner=promoter)
    LeadRules.history.update(history_date=timezone.make_aware(datetime(2026, 1, 1)))
    Lead.objects.filter(pk=lead.pk).update(created_at=FRIDAY)
    return Lead.objects.get(pk=lead.pk)


def told(lead: Lead) -> dict[str, tuple[date, date | None]]:
    found = clocks(lead, lead.moves.all(), lead.last_screening)
    return dict(
        zip(["respond", "assess", "feedback", "report"], [(row.due_on, row.met_on) for row in found], strict=False)
    )


def test_days_are_working_days_of_the_calendar(lead: Lead) -> None:
    assert told(lead)["respond"] == (date(2026, 9, 14), None)
    assert told(lead)["assess"] == (date(2026, 9, 16), None)
    assert told(lead)["feedback"] == (date(2026, 9, 22), None)
    CalendarDay(day=date(2026, 9, 14), is_working=False, name="放假").save_by(None)
    CalendarDay(day=date(2026, 9, 19), is_working=True, name="调休").save_by(None)
    assert told(lead)["respond"] == (date(2026, 9, 15), None)
    assert told(lead)["feedback"] == (date(2026, 9, 22), None)


def test_what_meets_each_of_them(lead: Lead) -> None:
    ActivityFactory(lead=lead, happened_on=date(2026, 9, 15))
    StageMove.objects.create(lead=lead, from_stage="assessment", to_stage="negotiation", moved_on=date(2026, 9, 16))
    assert told(lead)["respond"][1] == date(2026, 9, 15)
    assert told(lead)["assess"][1] == date(2026, 9, 16)
    assert told(lead)["feedback"][1] is None
    ActivityFactory(lead=lead, happened_on=date(2026, 9, 17))
    assert told(lead)["feedback"][1] == date(2026, 9, 17)
    assert told(lead)["report"] == (date(2026, 10, 7), None)


def test_a_change_of_the_rules_counts_for_later_leads_only(lead: Lead, manager: Any) -> None:
    rules = LeadRules.current()
    rules.assess_days = 20
    rules.save_by(manager, "例会决定")
    assert told(lead)["assess"][0] == date(2026, 9, 16)
    later = LeadFactory(owner=lead.owner)
    received = timezone.localdate(later.created_at)
    assert (told(later)["assess"][0] - received).days >= 26


@pytest.mark.parametrize(
    ("met_on", "today", "tone"),
    [
        (None, date(2026, 9, 14), "green"),
        (None, date(2026, 9, 16), "yellow"),
        (None, date(2026, 9, 17), "red"),
        (date(2026, 9, 16), date(2026, 9, 30), "green"),
        (date(2026, 9, 18), date(2026, 9, 30), "yellow"),
    ],
)
def test_the_badges(met_on: date | None, today: date, tone: str) -> None:
    assert Clock("", date(2026, 9, 16), met_on).badge(today).tone == tone


def test_a_historical_import_has_no_clocks(lead: Lead) -> None:
    lead.is_historical_import = True
    assert clocks(lead, [], None) == []


def test_the_page_shows_them(lead: Lead, client_for: Any) -> None:
    assert "2026-09-14" in client_for(lead.owner).get(lead.get_absolute_url()).content.decode()


# --- The sheet ---


def test_the_sheet_of_a_transferred_lead_is_logged(lead: Lead, manager: Any, client_for: Any) -> None:
    ContactFactory(lead=lead, phone="13987651234")
    ActivityFactory(lead=lead, text="#import <b>*注入*</b> $x$")
    client = client_for(lead.owner)
    assert client.get(f"/office/leads/{lead.pk}/sheet/").status_code == 404
    lead_transfer(lead_id=lead.pk, actor=manager, reason="用地不足", to_place="禄丰市")
    answer = client.get(f"/office/leads/{lead.pk}/sheet/")
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    access = Access.objects.get()
    assert (access.kind, access.subject_key, access.count) == ("export", f"lead:{lead.pk}", 1)
    assert f"/office/leads/{lead.pk}/sheet/" in client.get(lead.get_absolute_url()).content.decode()
    assert client_for(Role.PROMOTER).get(f"/office/leads/{lead.pk}/sheet/").status_code == 404
    assert client_for(Role.LEADER).get(f"/office/leads/{lead.pk}/sheet/").status_code == 403


def test_the_sheet_says_what_the_other_place_needs(lead: Lead, manager: Any) -> None:
    from leads.papers.sheet import sheet_data

    lead = lead_transfer(lead_id=lead.pk, actor=manager, reason="用地不足", to_place="禄丰市")
    contact = ContactFactory(lead=lead, phone="13987651234")
    parts = {part["title"]: part["rows"] for part in sheet_data(lead, [contact], manager)["parts"]}
    assert ["转往何地", "禄丰市"] in parts["流转"] and ["原因", "用地不足"] in parts["流转"]
    assert "13987651234" in parts["联系人"][0][1]
