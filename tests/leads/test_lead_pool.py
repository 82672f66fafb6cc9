"""The pool: released, claimed within caps, recycled when idle; two people at once have one winner."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.daily import run_due
from crm.office.models import Notice
from leads.lights import Lights
from leads.models import Contact, Lead, LeadRules, PoolMove
from leads.reference import create_reference
from leads.services import (
    activity_add,
    contacts_uncover,
    lead_assign,
    lead_claim,
    lead_edit,
    lead_release,
    lead_set_confidential,
    leads_recycle,
)
from tests.factories.accounts import TeamFactory
from tests.factories.leads import ContactFactory, LeadFactory
from tests.races import at_once

LONG_AGO = date(2020, 1, 1)


def rules(**changes: int | None) -> LeadRules:
    row = LeadRules.current()
    for name, value in changes.items():
        setattr(row, name, value)
    return row.save_by(None)


@pytest.fixture
def other(user_for: Any) -> Any:
    return user_for(Role.PROMOTER, team=TeamFactory())


@pytest.fixture
def pooled(promoter: Any) -> Lead:
    lead = LeadFactory(owner=promoter, progressed_on=LONG_AGO)
    return lead_release(lead_id=lead.pk, actor=promoter, reason="联系不上投资人")


def test_a_released_lead_is_nobodys_and_every_promoter_sees_it(promoter: Any, other: Any, finance: Any) -> None:
    lead = LeadFactory(owner=promoter, protected_until=timezone.localdate())
    assert not Lead.objects.visible_to(other).filter(pk=lead.pk).exists()
    lead_release(lead_id=lead.pk, actor=promoter, reason="联系不上投资人")
    lead.refresh_from_db()
    assert (lead.owner, lead.protected_until, lead.pooled_at is None) == (None, None, False)
    assert Lead.objects.visible_to(other).filter(pk=lead.pk).exists()
    assert not Lead.objects.visible_to(finance).exists()
    move = PoolMove.objects.get()
    assert (move.kind, move.held_by, move.actor, move.reason) == ("released", promoter, promoter, "联系不上投资人")
    assert lead.history.first().history_user == promoter


def test_a_release_is_refused_with_its_reason(promoter: Any, other: Any, manager: Any) -> None:
    lead = LeadFactory(owner=promoter)
    lead.shared_with.add(other)

    def code(**given: Any) -> str:
        with pytest.raises(RuleError) as error:
            lead_release(lead_id=lead.pk, **{"actor": promoter, "reason": "原因", **given})
        return error.value.code

    assert code(reason=" ") == "reason_missing"
    assert code(actor=other) == "not_allowed"
    lead_set_confidential(lead_id=lead.pk, is_confidential=True, people=[], actor=promoter, version=None)
    assert code() == "confidential"
    with pytest.raises(Http404):
        lead_release(lead_id=lead.pk, actor=manager, reason="原因")
    Lead.objects.filter(pk=lead.pk).update(is_confidential=False, status=Lead.Status.LOST)
    assert code() == "status"


def test_in_the_pool_a_lead_is_read_and_not_worked(pooled: Lead, other: Any, manager: Any) -> None:
    contact = ContactFactory(lead=pooled)
    with pytest.raises(RuleError) as error:
        lead_edit(lead_id=pooled.pk, changes={"note": "改"}, actor=other)
    assert error.value.code == "pooled"
    assert not Contact.objects.uncovered_for(other).exists()
    with pytest.raises(Http404):
        contacts_uncover(lead=pooled, actor=other)
    assert contacts_uncover(lead=pooled, actor=manager) == [contact]
    with pytest.raises(RuleError):
        lead_set_confidential(lead_id=pooled.pk, is_confidential=True, people=[], actor=manager, version=None)


def test_a_claim_makes_it_mine_and_starts_the_clock_anew(pooled: Lead, other: Any) -> None:
    rules(protection_days=30)
    lead = lead_claim(lead_id=pooled.pk, actor=other)
    today = timezone.localdate()
    assert (lead.owner, lead.pooled_at, lead.held_since) == (other, None, today)
    assert lead.protected_until == today + timedelta(days=30)
    assert Lights().of(lead) == "green" and lead.progressed_on == LONG_AGO
    assert leads_recycle() == 0
    assert [move.kind for move in lead.pool_moves.all()] == ["claimed", "released"]


def test_whoever_comes_second_is_told_who_has_it(pooled: Lead, other: Any, promoter: Any, client_for: Any) -> None:
    lead_claim(lead_id=pooled.pk, actor=other)
    promoter.team = TeamFactory()
    promoter.save()
    answer = client_for(promoter).post(f"/office/leads/{pooled.pk}/claim/")
    assert answer.status_code == 409 and str(other) in answer.content.decode()
    hidden = LeadFactory(owner=other)
    with pytest.raises(Http404):
        lead_claim(lead_id=hidden.pk, actor=promoter)


def test_caps_hold_and_a_cap_that_is_not_set_caps_nothing(promoter: Any, other: Any, manager: Any) -> None:
    leads = [LeadFactory(owner=promoter) for _number in range(4)]
    for lead in leads:
        lead_release(lead_id=lead.pk, actor=promoter, reason="原因")
    rules(claims_per_day=1, leads_held=None)
    lead_claim(lead_id=leads[0].pk, actor=other)
    with pytest.raises(RuleError) as day:
        lead_claim(lead_id=leads[1].pk, actor=other)
    rules(claims_per_day=None, leads_held=1)
    with pytest.raises(RuleError) as total:
        lead_claim(lead_id=leads[1].pk, actor=other)
    assert (day.value.code, total.value.code) == ("cap_day", "cap_total")
    lead_claim(lead_id=leads[1].pk, actor=manager)
    lead_claim(lead_id=leads[2].pk, actor=manager)
    rules(leads_held=None)
    lead_claim(lead_id=leads[3].pk, actor=other)


def test_idle_leads_are_recycled_and_their_holder_is_told(promoter: Any) -> None:
    idle = LeadFactory(owner=promoter, progressed_on=LONG_AGO)
    kept = [
        LeadFactory(owner=promoter, progressed_on=timezone.localdate()),
        LeadFactory(owner=promoter, progressed_on=LONG_AGO, status=Lead.Status.ON_HOLD),
        LeadFactory(owner=promoter, progressed_on=LONG_AGO, is_confidential=True),
        LeadFactory(owner=promoter, progressed_on=LONG_AGO, stage="signed"),
        LeadFactory(owner=promoter, progressed_on=LONG_AGO, held_since=timezone.localdate()),
    ]
    (run,) = [run for run in run_due() if run.job == "leads.pool"]
    assert run.result == "1 recycled" and not run.error
    idle.refresh_from_db()
    assert idle.pooled_at and idle.owner is None
    assert not Lead.objects.filter(pk__in=[lead.pk for lead in kept], pooled_at__isnull=False).exists()
    assert "2020-01-01" in PoolMove.objects.get(kind="recycled").reason
    assert idle.name in Notice.objects.get(user=promoter).text
    assert leads_recycle() == 0


def test_a_limit_changed_by_a_manager_counts_from_then_on(promoter: Any) -> None:
    lead = LeadFactory(owner=promoter, progressed_on=timezone.localdate() - timedelta(days=130))
    assert leads_recycle() == 0
    before = rules(yellow_months=1, red_months=2, pool_months=4)
    assert leads_recycle() == 1
    lead.refresh_from_db()
    moved = lead.pool_moves.get()
    rules(yellow_months=2, red_months=3, pool_months=12)
    assert PoolMove.objects.get() == moved and lead.pooled_at  # what was decided stays
    assert before.history.count() >= 2


def test_a_manager_assigns_out_of_the_pool(pooled: Lead, other: Any, manager: Any) -> None:
    lead = lead_assign(lead_id=pooled.pk, owner=other, actor=manager)
    assert (lead.owner, lead.pooled_at) == (other, None)
    activity_add(lead_id=lead.pk, kind="call", text="重新联系", actor=other)


def test_the_pages(pooled: Lead, other: Any, client_for: Any, django_assert_max_num_queries: Any) -> None:
    client = client_for(other)
    text = client.get("/office/leads/pool/").content.decode()
    assert pooled.name in text and "联系不上投资人" in text and f"/office/leads/{pooled.pk}/claim/" in text
    page = client.get(pooled.get_absolute_url()).content.decode()
    assert "领取" in page and "/edit/" not in page
    for _round in range(2):
        with django_assert_max_num_queries(14):
            client.get("/office/leads/pool/")
        for lead in LeadFactory.create_batch(8, owner=other):
            lead_release(lead_id=lead.pk, actor=other, reason="原因")
    assert client.post(f"/office/leads/{pooled.pk}/claim/").status_code == 302
    pooled.refresh_from_db()
    assert pooled.owner == other
    assert client.post(f"/office/leads/{pooled.pk}/release/", {"reason": "转他人"}).status_code == 302
    assert client_for(Role.FINANCE).get("/office/leads/pool/").status_code == 403


def test_the_api(pooled: Lead, other: Any, client_for: Any) -> None:
    client = client_for(other)
    claimed = client.post(f"/api/v1/leads/{pooled.pk}/claim/")
    assert claimed.status_code == 200 and claimed.json()["owner"] == other.username
    address, match = f"/api/v1/leads/{pooled.pk}/release/", {"If-Match": claimed.headers["ETag"]}
    refused = client.post(address, {"reason": ""}, content_type="application/json", headers=match)
    assert refused.status_code == 400
    given = client.post(address, {"reason": "转他人"}, content_type="application/json", headers=match)
    assert given.status_code == 200 and given.json()["pooled_at"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_claims_of_one_lead_have_one_winner(user_for: Any) -> None:
    create_reference()
    holder, *actors = (user_for(Role.PROMOTER) for _number in range(5))
    lead = LeadFactory(owner=holder)
    lead_release(lead_id=lead.pk, actor=holder, reason="原因")
    results = at_once(*(lambda actor=actor: lead_claim(lead_id=lead.pk, actor=actor) for actor in actors))
    winners = [result for result in results if isinstance(result, Lead)]
    assert len(winners) == 1 and results.count("taken") == 3
    assert Lead.objects.get().owner == winners[0].owner
    assert PoolMove.objects.filter(kind="claimed").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_claims_of_one_person_do_not_slip_under_the_cap(user_for: Any) -> None:
    create_reference()
    rules(claims_per_day=1)
    holder, actor = user_for(Role.PROMOTER), user_for(Role.PROMOTER)
    leads = LeadFactory.create_batch(3, owner=holder)
    for lead in leads:
        lead_release(lead_id=lead.pk, actor=holder, reason="原因")
    results = at_once(*(lambda lead=lead: lead_claim(lead_id=lead.pk, actor=actor) for lead in leads))
    assert results.count("cap_day") == 2 and Lead.objects.filter(owner=actor).count() == 1
