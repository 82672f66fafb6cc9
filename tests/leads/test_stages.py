"""Stages as data: a manager names them and says how long a lead should stay; what each means stays the program's."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from crm.workbooks.cells import Cell
from leads.models import Gate, LeadStage, StageMove, StageSetting
from leads.models.stage_names import StagesInForce
from leads.reference import create_reference
from leads.selectors import stage_steps
from leads.workbook_stages import STAGE_CHOICE
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
STAGES = "/office/leads/settings/stages/"


@pytest.fixture
def assessment() -> StageSetting:
    return StageSetting.objects.get(stage=LeadStage.ASSESSMENT)


def sent(stage: StageSetting, **answers: Any) -> dict[str, Any]:
    return {"name": stage.name, "name_en": stage.name_en, "days_at_most": "", "version": stage.version, **answers}


class TestAName:
    def test_is_said_everywhere_at_once_and_kept_in_history(self, client_for: Any, assessment: StageSetting) -> None:
        client = client_for(Role.MANAGER)
        lead = LeadFactory(owner=client.user, stage=LeadStage.ASSESSMENT)
        response = client.post(f"{STAGES}{assessment.pk}/", sent(assessment, name="考察", name_en="Study"))
        assert response.status_code == 302
        for address in ("/office/leads/", "/office/leads/board/", lead.get_absolute_url(), STAGES):
            assert "考察" in client.get(address).content.decode(), address
        client.cookies["language"] = "en"
        assert "Study" in client.get(lead.get_absolute_url()).content.decode()
        latest, first = assessment.history.all()
        assert (latest.name, latest.history_user, first.name) == ("考察", client.user, "研判")

    def test_names_no_other_stage(self, client_for: Any, assessment: StageSetting) -> None:
        client = client_for(Role.MANAGER)
        page = client.post(f"{STAGES}{assessment.pk}/", sent(assessment, name="在谈", days_at_most="0"))
        assert set(page.context["form"].errors) == {"name", "days_at_most"}
        assessment.refresh_from_db()
        assert assessment.name == "研判"

    def test_changes_nothing_that_was_decided(self, client_for: Any, assessment: StageSetting) -> None:
        client = client_for(Role.MANAGER)
        lead = LeadFactory(owner=client.user, stage=LeadStage.ASSESSMENT)
        StageMove.objects.create(lead=lead, from_stage="clue", to_stage="assessment", moved_on=timezone.localdate())
        client.post(f"{STAGES}{assessment.pk}/", sent(assessment, name="考察"))
        lead.refresh_from_db()
        assert lead.stage == "assessment" and lead.moves.get().to_stage == "assessment"
        rows = client.get("/office/leads/?stage=assessment").context["object_list"]
        assert list(rows) == [lead]

    def test_is_read_in_ledgers_beside_the_usual_ones(self, client_for: Any, assessment: StageSetting) -> None:
        client_for(Role.MANAGER).post(f"{STAGES}{assessment.pk}/", sent(assessment, name="考察"))
        assert {STAGE_CHOICE.parse(word, Cell()) for word in ("考察", "研判", "assessment")} == {"assessment"}

    def test_stays_when_the_reference_data_are_made_again(self, client_for: Any, assessment: StageSetting) -> None:
        client_for(Role.MANAGER).post(f"{STAGES}{assessment.pk}/", sent(assessment, name="考察"))
        create_reference()
        assert StageSetting.objects.count() == len(LeadStage) and StageSetting.objects.filter(name="考察").exists()


@pytest.mark.parametrize(("role", "status"), [(Role.PROMOTER, 403), (Role.LEADER, 403), (Role.PARTNER, 403)])
def test_only_a_manager_edits(client_for: Any, assessment: StageSetting, role: str, status: int) -> None:
    client = client_for(role)
    assert client.post(f"{STAGES}{assessment.pk}/", sent(assessment, name="考察")).status_code == status
    assessment.refresh_from_db()
    assert assessment.name == "研判"
    assert client.get(STAGES).status_code == (200 if role != Role.PARTNER else 403)


class TestALimit:
    def test_counts_for_the_stage_of_now(self, client_for: Any, assessment: StageSetting) -> None:
        client = client_for(Role.MANAGER)
        assessment.days_at_most = 10
        assessment.save_by(client.user)
        lead, today = LeadFactory(owner=client.user, stage=LeadStage.ASSESSMENT), timezone.localdate()
        for stage, days in (("clue", 90), ("assessment", 11)):
            StageMove.objects.create(lead=lead, to_stage=stage, moved_on=today - timedelta(days=days))
        assert "停留不超过 10 天" in client.get(lead.get_absolute_url()).content.decode()
        StageMove.objects.create(lead=lead, to_stage="negotiation", moved_on=today)
        lead.stage = LeadStage.NEGOTIATION
        assert not any(step.is_over for step in stage_steps(lead, lead.moves.all()))

    def test_is_to_be_confirmed_until_it_is_entered(self, client_for: Any) -> None:
        assert client_for(Role.PROMOTER).get(STAGES).content.decode().count("待确认") == len(LeadStage)


def test_names_are_read_once_for_many(django_assert_num_queries: Any) -> None:
    StagesInForce.forget()
    assert str(LeadStage.CLUE.label) == "线索"
    with django_assert_num_queries(0):
        assert [str(stage.label) for stage in LeadStage][:4] == ["线索", "研判", "在谈", "拟签约"]


def test_a_gate_is_called_by_what_it_asks_for() -> None:
    assert str(Gate.Kind.APPROVAL.label) == "负责人已批准"
