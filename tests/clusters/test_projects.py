"""Projects: opened with a code, moved forward by milestones."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clusters.models import Milestone, Project
from clusters.services.projects import milestone_correct, milestone_record, project_create
from crm.common.errors import RuleError
from tests.factories.clusters import CompanyFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def test_create_gives_a_code_and_the_first_milestone(manager):
    company = CompanyFactory()

    first = project_create(company=company, name="组件项目", actor=manager, signed_on=date(2025, 3, 1))
    second = project_create(company=company, name="硅片项目", actor=manager, signed_on=date(2025, 4, 1))

    assert (first.code, second.code) == ("XM-2025-001", "XM-2025-002")
    assert (first.stage, first.signed_on) == ("signed", date(2025, 3, 1))
    assert first.milestones.get().event == Milestone.Event.SIGNED
    assert first.history.earliest().history_user == manager


def test_create_copies_who_may_know(manager, promoter):
    project = project_create(
        company=CompanyFactory(), name="保密项目", actor=manager, is_confidential=True, named_people=[promoter]
    )

    assert promoter in project.named_people.all()
    assert not Project.objects.visible_to(manager).exists()


def test_create_refuses_a_code_that_is_taken(manager):
    with pytest.raises(ValidationError):
        project_create(company=CompanyFactory(), name="甲", actor=manager, code=ProjectFactory().code)


def test_milestones_move_the_stage_forward_and_never_back(finance):
    project = ProjectFactory()

    milestone_record(project=project, event="production", happened_on=date(2025, 6, 1), actor=finance)
    milestone_record(project=project, event="construction", happened_on=date(2024, 6, 1), actor=finance)
    milestone_record(project=project, event="first_tax", happened_on=date(2025, 7, 1), actor=finance)

    project.refresh_from_db()
    assert project.stage == Project.Stage.PRODUCTION
    assert "2025-06-01" in project.history.latest().history_change_reason
    assert project.history.latest().history_user == finance


def test_an_event_happens_once_and_not_in_the_future(finance):
    project = ProjectFactory()
    milestone_record(project=project, event="production", happened_on=date(2025, 6, 1), actor=finance)

    with pytest.raises(RuleError):
        milestone_record(project=project, event="production", happened_on=date(2025, 7, 1), actor=finance)
    with pytest.raises(RuleError) as refusal:
        tomorrow = timezone.localdate() + timedelta(days=1)
        milestone_record(project=project, event="completed", happened_on=tomorrow, actor=finance)
    assert refusal.value.code == "date_in_future"


def test_another_signing_date_is_a_correction_that_the_project_follows(finance):
    project = project_create(company=CompanyFactory(), name="甲", actor=finance, signed_on=date(2025, 3, 1))

    milestone_correct(
        milestone=project.milestones.get(), happened_on=date(2025, 3, 8), actor=finance, reason="合同原件日期"
    )

    project.refresh_from_db()
    assert project.signed_on == date(2025, 3, 8)
    assert project.milestones.count() == 2
    assert project.milestones.current().get().happened_on == date(2025, 3, 8)
