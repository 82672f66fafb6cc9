"""Status apart from stage: hold, lose, transfer, close, reopen."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from leads.models import Lead
from leads.services import lead_close, lead_hold, lead_lose, lead_reopen, lead_transfer
from tests.factories.leads import LeadFactory


@pytest.fixture
def lead(promoter):
    return LeadFactory(owner=promoter)


def test_each_status_with_its_reason(lead, promoter, manager):
    assert lead_hold(lead_id=lead.pk, actor=promoter, reason="等环评").status == "on_hold"
    assert lead_reopen(lead_id=lead.pk, actor=promoter, reason="环评已过").status == "active"
    lost = lead_lose(lead_id=lead.pk, actor=promoter, reason="选址他地", lost_to="曲靖市", lost_on=date(2026, 6, 1))
    assert (lost.status, lost.lost_reason, lost.lost_to, lost.lost_on) == (
        "lost",
        "选址他地",
        "曲靖市",
        date(2026, 6, 1),
    )
    reopened = lead_reopen(lead_id=lead.pk, actor=manager, reason="企业回头")
    assert (reopened.status, reopened.lost_reason, reopened.stage) == ("active", "", "clue")
    assert lead_transfer(lead_id=lead.pk, actor=manager, reason="不符产业", to_place="禄丰市").lost_to == "禄丰市"
    lead_reopen(lead_id=lead.pk, actor=manager, reason="退回")
    assert lead_close(lead_id=lead.pk, actor=promoter, reason="重复").status == "closed"


@pytest.mark.parametrize(
    ("action", "more", "field"),
    [
        (lead_hold, {"reason": " "}, "reason"),
        (lead_lose, {"reason": ""}, "reason"),
        (lead_lose, {"reason": "错", "lost_on": timezone.localdate() + timedelta(days=1)}, "lost_on"),
        (lead_lose, {"reason": "错", "lost_on": date(2026, 5, 11)}, "lost_on"),
    ],
)
def test_refuses(lead, promoter, action, more, field):
    with pytest.raises(RuleError) as refused:
        action(lead_id=lead.pk, actor=promoter, **more)
    assert refused.value.field == field
    assert Lead.objects.get().status == "active"


def test_only_a_manager_transfers_and_reopens_what_ended(lead, promoter, manager):
    with pytest.raises(RuleError):
        lead_transfer(lead_id=lead.pk, actor=promoter, reason="不符", to_place="禄丰市")
    with pytest.raises(RuleError) as refused:
        lead_transfer(lead_id=lead.pk, actor=manager, reason="不符", to_place=" ")
    assert refused.value.field == "lost_to"
    lead_lose(lead_id=lead.pk, actor=promoter, reason="资金问题")
    with pytest.raises(RuleError) as refused:
        lead_reopen(lead_id=lead.pk, actor=promoter, reason="再试")
    assert refused.value.code == "not_allowed"


def test_hides_the_leads_of_others(lead, user_for):
    with pytest.raises(Http404):
        lead_hold(lead_id=lead.pk, actor=user_for(Role.PROMOTER), reason="等")


def test_leaves_a_trace(lead, promoter):
    entry = lead_hold(lead_id=lead.pk, actor=promoter, reason="等环评").history.first()
    assert (entry.history_user, entry.history_change_reason) == (promoter, "等环评")
