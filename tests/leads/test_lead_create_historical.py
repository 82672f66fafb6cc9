"""Leads out of an imported ledger, at any stage (domain.md §3, 历史导入)."""

from datetime import date

import pytest

from clusters.models import Milestone
from crm.common.errors import RuleError
from leads.gates import still_missing
from leads.models import Lead, LeadStage
from leads.services import ContactFacts, LeadFacts, lead_create_historical
from tests.factories.clusters import CompanyFactory

FACTS = LeadFacts(name="年产42GW硅片项目", first_contact_on=date(2025, 5, 12), investment_fen=8_879_000_000)


def place(stage, **more):
    return lead_create_historical(actor=None, company=CompanyFactory(), facts=FACTS, stage=stage, **more)


def test_places_a_lead_at_any_stage_and_keeps_what_its_gates_lack(db):
    lead = place(LeadStage.APPROVAL, contact=ContactFacts(name="联系人", phone="0878-33000"))
    assert lead.is_historical_import and lead.stage == LeadStage.APPROVAL
    assert lead.contacts.get().is_phone_doubtful
    stage, missing = still_missing(lead)
    assert stage == LeadStage.SIGNED
    assert {"cluster", "report", "contract"} <= {item.subject for item in missing}
    assert "investment_fen" not in {item.subject for item in missing}


def test_a_signed_one_opens_a_project_with_unknown_dates(db):
    lead = place(LeadStage.SIGNED)
    assert lead.project.signed_on is None and lead.project.agreed_investment_fen == FACTS.investment_fen
    assert not Milestone.objects.exists()
    stage, missing = still_missing(lead)
    assert stage == LeadStage.SIGNED and "approval" not in {item.kind for item in missing}


def test_ended_ones_keep_why_and_where_to(db):
    lead = place(
        LeadStage.CLUE,
        status=Lead.Status.LOST,
        lost_on=date(2025, 12, 11),
        lost_reason="企业资金问题",
        lost_to="曲靖市",
    )
    assert (lead.status, lead.lost_to) == ("lost", "曲靖市")


def test_refuses_an_unknown_stage(db):
    with pytest.raises(RuleError) as refused:
        place("投产")
    assert refused.value.code == "stage_unknown"


def test_leaves_a_trace(promoter):
    lead = lead_create_historical(actor=promoter, company=CompanyFactory(), facts=FACTS, reason="台账导入 7")
    assert lead.history.last().history_change_reason == "台账导入 7"
    assert lead.moves.get().moved_on is None
