"""Stage moves: through gates, with date, evidence, who and who approved; back only as a correction."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from clusters.models import Milestone, Project
from crm.accounts.roles import Role
from crm.common.errors import RuleError, VersionConflict
from crm.office.models import Attachment
from leads.gates import missing_for, still_missing
from leads.models import Lead, LeadStage
from leads.services import (
    approval_ask,
    approval_decide,
    lead_correct_stage,
    lead_create_historical,
    lead_enter_signing_date,
    lead_move,
    lead_set_expansion,
)
from leads.services.registration import LeadFacts
from tests.factories.clusters import CompanyFactory, ProjectFactory
from tests.factories.leads import LeadFactory


def test_moves_forward_and_is_progress(promoter, ready_lead):
    lead = ready_lead(promoter)
    lead = lead_move(lead_id=lead.pk, to=LeadStage.ASSESSMENT, actor=promoter, moved_on=date(2026, 3, 2))
    assert lead.stage == LeadStage.ASSESSMENT and lead.progressed_on == date(2026, 3, 2)
    move = lead.moves.get()
    assert (move.from_stage, move.to_stage, move.moved_on, move.actor) == (
        "clue",
        "assessment",
        date(2026, 3, 2),
        promoter,
    )


def test_a_gate_refuses_and_says_what_is_missing(promoter):
    lead = LeadFactory(owner=promoter)
    with pytest.raises(RuleError) as refused:
        lead_move(lead_id=lead.pk, to=LeadStage.ASSESSMENT, actor=promoter)
    assert refused.value.code == "gates"
    assert refused.value.missing == ["产业集群", "联系人及电话"]
    assert refused.value.missing == [str(item) for item in missing_for(lead, LeadStage.ASSESSMENT, promoter)]
    assert Lead.objects.get().stage == LeadStage.CLUE and not lead.moves.exists()


def test_a_leap_passes_every_gate_between(promoter, ready_lead):
    lead = ready_lead(promoter, cluster=None)
    with pytest.raises(RuleError) as refused:
        lead_move(lead_id=lead.pk, to=LeadStage.NEGOTIATION, actor=promoter)
    assert refused.value.missing == ["产业集群"]


def test_signing_needs_contract_and_approval(promoter, manager, ready_lead, pdf):
    lead = ready_lead(promoter, stage=LeadStage.APPROVAL)
    sign = {"lead_id": lead.pk, "to": LeadStage.SIGNED, "moved_on": date(2026, 6, 1)}
    with pytest.raises(RuleError) as refused:
        lead_move(**sign, actor=promoter)
    assert len(refused.value.missing) == 2
    approval = approval_ask(lead_id=lead.pk, stage=LeadStage.SIGNED, actor=promoter)
    approval_decide(approval_id=approval.pk, grant=True, actor=manager)
    evidence = {"evidence": pdf("contract.pdf"), "evidence_kind": Attachment.Kind.CONTRACT}
    signed = lead_move(**sign, actor=promoter, **evidence)
    assert signed.moves.get().approved_by == manager


def test_signing_opens_a_project_with_its_milestone(manager, ready_lead, pdf):
    lead = ready_lead(manager, stage=LeadStage.APPROVAL)
    lead = lead_move(
        lead_id=lead.pk,
        to=LeadStage.SIGNED,
        actor=manager,
        moved_on=date(2026, 6, 1),
        evidence=pdf("contract.pdf"),
        evidence_kind=Attachment.Kind.CONTRACT,
    )
    project = lead.project
    assert (project.company, project.name, project.signed_on) == (lead.company, lead.name, date(2026, 6, 1))
    assert (project.agreed_investment_fen, project.land_sqm) == (lead.investment_fen, lead.land_sqm)
    milestone = project.milestones.get()
    assert (milestone.event, milestone.happened_on) == (Milestone.Event.SIGNED, date(2026, 6, 1))


def test_a_confidential_lead_opens_a_confidential_project(user_for, ready_lead, pdf):
    owner, named = user_for(Role.MANAGER), user_for(Role.PROMOTER)
    lead = ready_lead(owner, stage=LeadStage.APPROVAL, is_confidential=True)
    lead.named_people.add(named)
    file = {"evidence": pdf("contract.pdf"), "evidence_kind": Attachment.Kind.CONTRACT}
    lead = lead_move(lead_id=lead.pk, to=LeadStage.SIGNED, actor=owner, **file)
    assert lead.project.is_confidential
    assert set(lead.project.named_people.all()) == {owner, named}
    assert not Project.objects.visible_to(user_for(Role.MANAGER)).exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "投产"}, "stage_unknown"),
        ({"to": LeadStage.CLUE}, "backwards"),
        ({"to": LeadStage.ASSESSMENT}, "backwards"),
        ({"moved_on": timezone.localdate() + timedelta(days=1)}, "date"),
        ({"moved_on": date(2025, 1, 1)}, "date"),
    ],
)
def test_refuses_impossible_moves(promoter, ready_lead, change, code):
    lead = ready_lead(promoter, stage=LeadStage.ASSESSMENT)
    with pytest.raises(RuleError) as refused:
        lead_move(**{"lead_id": lead.pk, "to": LeadStage.NEGOTIATION, "actor": promoter, **change})
    assert refused.value.code == code


def test_refuses_while_on_hold(promoter, ready_lead):
    lead = ready_lead(promoter, status=Lead.Status.ON_HOLD)
    with pytest.raises(RuleError) as refused:
        lead_move(lead_id=lead.pk, to=LeadStage.ASSESSMENT, actor=promoter)
    assert refused.value.code == "not_active"


def test_refuses_a_version_that_somebody_changed(promoter, ready_lead):
    lead = ready_lead(promoter)
    with pytest.raises(VersionConflict):
        lead_move(lead_id=lead.pk, to=LeadStage.ASSESSMENT, actor=promoter, version=lead.version + 1)


def test_hides_the_leads_of_others_and_lets_leaders_only_read(promoter, leader, user_for, ready_lead):
    lead = ready_lead(user_for(Role.PROMOTER))
    with pytest.raises(Http404):
        lead_move(lead_id=lead.pk, to=LeadStage.ASSESSMENT, actor=promoter)
    with pytest.raises(RuleError) as refused:
        lead_move(lead_id=lead.pk, to=LeadStage.ASSESSMENT, actor=leader)
    assert refused.value.code == "not_allowed"


def test_leaves_a_trace(promoter, ready_lead):
    lead = lead_move(lead_id=ready_lead(promoter).pk, to=LeadStage.ASSESSMENT, actor=promoter, reason="例会决定")
    entry = lead.history.first()
    assert (entry.history_user, entry.history_change_reason, entry.stage) == (promoter, "例会决定", "assessment")


class TestCorrection:
    def test_puts_a_lead_back_and_withdraws_later_approvals(self, manager, promoter, ready_lead):
        lead = ready_lead(promoter, stage=LeadStage.APPROVAL)
        approval_ask(lead_id=lead.pk, stage=LeadStage.SIGNED, actor=promoter)
        lead = lead_correct_stage(lead_id=lead.pk, to=LeadStage.CLUE, actor=manager, reason="录入错误")
        assert lead.stage == LeadStage.CLUE and lead.moves.get().is_correction
        assert lead.approvals.get().state == "withdrawn"

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_refuses_without_a_reason(self, manager, ready_lead, reason):
        lead = ready_lead(manager, stage=LeadStage.APPROVAL)
        with pytest.raises(RuleError) as refused:
            lead_correct_stage(lead_id=lead.pk, to=LeadStage.CLUE, actor=manager, reason=reason)
        assert refused.value.field == "reason"

    def test_refuses_a_promoter_and_a_signed_lead(self, promoter, manager, db):
        facts = LeadFacts(name="已签约项目")
        lead = lead_create_historical(actor=None, company=CompanyFactory(), facts=facts, stage=LeadStage.SIGNED)
        for actor, code in ((promoter, "not_allowed"), (manager, "signed")):
            with pytest.raises(RuleError) as refused:
                lead_correct_stage(lead_id=lead.pk, to=LeadStage.CLUE, actor=actor, reason="错")
            assert refused.value.code == code


class TestSigningDateOfAHistoricalImport:
    def test_dates_the_project(self, manager):
        facts = LeadFacts(name="已签约项目")
        lead = lead_create_historical(actor=None, company=CompanyFactory(), facts=facts, stage=LeadStage.SIGNED)
        lead_enter_signing_date(lead_id=lead.pk, signed_on=date(2025, 9, 1), actor=manager)
        lead = Lead.objects.get()
        assert lead.project.signed_on == date(2025, 9, 1)
        assert lead.project.milestones.get().happened_on == date(2025, 9, 1)
        with pytest.raises(RuleError):
            lead_enter_signing_date(lead_id=lead.pk, signed_on=date(2025, 9, 2), actor=manager)


def test_still_missing_of_the_next_stage(promoter, ready_lead):
    lead = ready_lead(promoter, stage=LeadStage.APPROVAL)
    stage, missing = still_missing(lead, promoter)
    assert stage == LeadStage.SIGNED and [item.subject for item in missing] == ["contract", ""]


def test_a_lead_that_adds_capital_opens_no_second_project(manager, ready_lead, pdf):
    lead = ready_lead(manager, stage=LeadStage.APPROVAL)
    project = ProjectFactory(company=lead.company, agreed_investment_fen=1_000, signed_on=date(2025, 3, 1))
    with pytest.raises(RuleError) as foreign:
        lead_set_expansion(lead_id=lead.pk, project=ProjectFactory(), actor=manager)
    assert foreign.value.code == "company"
    lead_set_expansion(lead_id=lead.pk, project=project, actor=manager)
    before = Project.objects.count()
    file = {"evidence": pdf("contract.pdf"), "evidence_kind": Attachment.Kind.CONTRACT}
    lead = lead_move(lead_id=lead.pk, to=LeadStage.SIGNED, actor=manager, **file)
    project.refresh_from_db()
    assert (lead.project, Project.objects.count()) == (None, before)
    assert project.agreed_investment_fen == 1_000 + lead.investment_fen and project.signed_on == date(2025, 3, 1)
    assert project.increases.get().source == lead.code
    with pytest.raises(RuleError) as again:
        lead_move(lead_id=lead.pk, to=LeadStage.SIGNED, actor=manager)
    with pytest.raises(RuleError) as back:
        lead_correct_stage(lead_id=lead.pk, to=LeadStage.CLUE, actor=manager, reason="误签")
    assert (again.value.code, back.value.code) == ("backwards", "signed")
    assert lead.history.first().history_user == manager
