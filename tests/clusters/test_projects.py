"""Projects: opened with a code, moved forward by milestones."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clusters.models import Milestone, Project
from clusters.services.projects import capital_add, milestone_correct, milestone_record, project_create
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


# --- Counted once (domain.md §3) ---


def test_added_capital_counts_the_added_amount_and_no_new_project(manager):
    project = project_create(
        company=CompanyFactory(),
        name="组件项目",
        actor=manager,
        signed_on=date(2025, 3, 1),
        agreed_investment_fen=1_000,
    )
    increase = capital_add(
        project=project, amount_fen=500, agreed_on=date(2026, 3, 1), actor=manager, source="补充协议"
    )
    project.refresh_from_db()
    assert (project.agreed_investment_fen, project.signed_on) == (1_500, date(2025, 3, 1))
    assert Project.objects.count() == 1 and project.milestones.count() == 1
    assert increase.history.first().history_user == project.history.first().history_user == manager


@pytest.mark.parametrize(
    ("amount", "day", "code"),
    [(0, date(2026, 1, 1), "amount"), (5, date(2999, 1, 1), "date_in_future"), (5, date(2024, 1, 1), "before_signing")],
)
def test_added_capital_is_refused(manager, amount, day, code):
    project = project_create(company=CompanyFactory(), name="组件项目", actor=manager, signed_on=date(2025, 3, 1))
    with pytest.raises(RuleError) as error:
        capital_add(project=project, amount_fen=amount, agreed_on=day, actor=manager)
    assert error.value.code == code


def test_a_changed_investor_keeps_the_project_and_its_first_signing(manager, client_for):
    project = project_create(company=CompanyFactory(), name="组件项目", actor=manager, signed_on=date(2025, 3, 1))
    client, address = client_for(manager), f"{project.get_absolute_url()}edit/"
    form = client.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, [])}
    other = CompanyFactory()
    answer = client.post(address, given | {"company": other.pk, "version": project.version, "reason": "股权转让"})
    assert answer.status_code == 302
    project.refresh_from_db()
    assert (project.company, project.signed_on, Project.objects.count()) == (other, date(2025, 3, 1), 1)
    assert project.history.first().history_change_reason == "股权转让"
    with pytest.raises((RuleError, ValidationError)):
        milestone_record(project=project, event="signed", happened_on=date(2026, 1, 1), actor=manager)


def test_the_page_of_added_capital(manager, client_for):
    project = project_create(company=CompanyFactory(), name="组件项目", actor=manager, signed_on=date(2025, 3, 1))
    client, address = client_for(manager), f"{project.get_absolute_url()}capital/"
    assert client.post(address, {"amount_fen": "0", "agreed_on": "2026-01-01"}).status_code == 409
    assert client.post(address, {"amount_fen": "5000", "agreed_on": "2026-01-01"}).status_code == 302
    assert "追加投资" in client.get(project.get_absolute_url()).content.decode()
    assert client_for("finance").get(address).status_code == 403
    secret = ProjectFactory(is_confidential=True)
    assert client.get(f"{secret.get_absolute_url()}capital/").status_code == 404
