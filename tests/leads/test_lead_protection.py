"""A first report's protection: it runs out, is extended with a reason, or is settled between two by a manager."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Notice
from leads.models import Contest, Lead, LeadRules
from leads.services import LeadFacts, contest_decide, contest_open, lead_register, protection_extend
from tests.factories.accounts import TeamFactory
from tests.factories.leads import LeadFactory

TODAY = timezone.localdate


@pytest.fixture
def other(user_for: Any) -> Any:
    return user_for(Role.PROMOTER, team=TeamFactory())


@pytest.fixture
def lead(promoter: Any) -> Lead:
    return LeadFactory(owner=promoter, protected_until=TODAY() + timedelta(days=10))


def report(actor: Any, lead: Lead, **given: Any) -> Lead:
    return lead_register(actor=actor, company_name=lead.company.name, facts=LeadFacts(name=lead.name), **given)


def test_protection_runs_out(lead: Lead, other: Any) -> None:
    with pytest.raises(RuleError) as held:
        report(other, lead)
    assert held.value.code == "held" and str(lead.owner) in held.value.message
    Lead.objects.filter(pk=lead.pk).update(protected_until=TODAY() - timedelta(days=1))
    with pytest.raises(RuleError) as similar:
        report(other, lead)
    assert similar.value.code == "similar"
    assert report(other, lead, accept_similar=True).owner == other


def test_a_change_of_the_days_does_not_rewrite_what_was_promised(lead: Lead, manager: Any) -> None:
    before = lead.protected_until
    rules = LeadRules.current()
    rules.protection_days = 1
    rules.save_by(manager, "例会决定")
    lead.refresh_from_db()
    assert lead.protected_until == before


def test_a_manager_extends_with_a_reason(lead: Lead, manager: Any) -> None:
    until = TODAY() + timedelta(days=40)
    protection_extend(lead_id=lead.pk, until=until, reason="等待环评批复", actor=manager)
    lead.refresh_from_db()
    assert lead.protected_until == until
    assert "等待环评批复" in lead.history.first().history_change_reason
    assert Notice.objects.filter(user=lead.owner).exists()


@pytest.mark.parametrize(
    ("days", "reason", "code"), [(-1, "原因", "date"), (5, "原因", "date"), (40, " ", "reason_missing")]
)
def test_an_extension_is_refused(lead: Lead, manager: Any, days: int, reason: str, code: str) -> None:
    with pytest.raises(RuleError) as error:
        protection_extend(lead_id=lead.pk, until=TODAY() + timedelta(days=days), reason=reason, actor=manager)
    assert error.value.code == code


def test_only_a_manager_extends(lead: Lead, client_for: Any) -> None:
    with pytest.raises(RuleError):
        protection_extend(lead_id=lead.pk, until=TODAY() + timedelta(days=40), reason="原因", actor=lead.owner)
    assert client_for(lead.owner).get(f"/office/leads/{lead.pk}/protection/").status_code == 403


def test_a_contest_is_settled_by_a_manager_and_leaves_its_trace(lead: Lead, other: Any, manager: Any) -> None:
    contest = contest_open(lead_code=lead.code, grounds="5月10日已拜访，见拜访记录", actor=other)
    assert Notice.objects.filter(user=lead.owner).exists()
    assert list(Contest.objects.visible_to(other)) == [contest]
    assert not Lead.objects.visible_to(other).exists()  # contesting opens nothing
    contest_decide(contest_id=contest.pk, outcome="contestant", note="拜访在先", actor=manager)
    lead.refresh_from_db()
    contest.refresh_from_db()
    assert (lead.owner, lead.team, contest.state, contest.decided_by) == (other, other.team, "contestant", manager)
    assert "拜访在先" in lead.history.first().history_change_reason
    assert contest.history.count() == 2


@pytest.mark.parametrize(("outcome", "sees"), [("holder", False), ("shared", True)])
def test_the_other_outcomes(lead: Lead, other: Any, manager: Any, outcome: str, sees: bool) -> None:
    contest = contest_open(lead_code=lead.code, grounds="先联系", actor=other)
    holder = lead.owner
    contest_decide(contest_id=contest.pk, outcome=outcome, note="依据", actor=manager)
    lead.refresh_from_db()
    assert lead.owner == holder
    assert Lead.objects.visible_to(other).exists() is sees


def test_what_a_contest_refuses(lead: Lead, other: Any, manager: Any, finance: Any) -> None:
    with pytest.raises(RuleError) as empty:
        contest_open(lead_code=lead.code, grounds=" ", actor=other)
    with pytest.raises(RuleError) as own:
        contest_open(lead_code=lead.code, grounds="理由", actor=lead.owner)
    contest = contest_open(lead_code=lead.code, grounds="理由", actor=other)
    with pytest.raises(RuleError) as twice:
        contest_open(lead_code=lead.code, grounds="理由", actor=other)
    with pytest.raises(RuleError) as not_manager:
        contest_decide(contest_id=contest.pk, outcome="holder", note="依据", actor=other)
    with pytest.raises(RuleError) as unknown:
        contest_decide(contest_id=contest.pk, outcome="open", note="依据", actor=manager)
    codes = [error.value.code for error in (empty, own, twice, not_manager, unknown)]
    assert codes == ["required", "own", "already_open", "not_allowed", "outcome"]
    assert not Contest.objects.visible_to(finance).exists()


def test_a_confidential_lead_cannot_be_contested_into_the_open(lead: Lead, other: Any) -> None:
    Lead.objects.filter(pk=lead.pk).update(is_confidential=True)
    with pytest.raises(RuleError) as error:
        contest_open(lead_code=lead.code, grounds="理由", actor=other)
    assert error.value.code == "not_found"


def test_the_pages(lead: Lead, other: Any, manager: Any, client_for: Any) -> None:
    client = client_for(other)
    refused = client.post(
        "/office/leads/new/", {"company_name": lead.company.name, "name": lead.name, "first_contact_on": "2026-05-12"}
    )
    assert refused.status_code == 409 and f"contests/new/?lead={lead.code}" in refused.content.decode()
    assert client.post("/office/leads/contests/new/", {"lead_code": lead.code, "grounds": "理由"}).status_code == 302
    contest = Contest.objects.get()
    assert "理由" in client.get("/office/leads/contests/").content.decode()
    assert client.get(f"/office/leads/contests/{contest.pk}/").status_code == 403
    boss = client_for(manager)
    assert "理由" in boss.get("/office/").text
    page = boss.get(f"/office/leads/contests/{contest.pk}/")
    assert "理由" in page.content.decode()
    answer = boss.post(f"/office/leads/contests/{contest.pk}/", {"outcome": "holder", "note": "依据"})
    assert answer.status_code == 302
    unknown = client.post("/office/leads/contests/new/", {"lead_code": "XS-0", "grounds": "理由"})
    assert unknown.status_code == 409 and "理由" in unknown.content.decode()
