"""Facts withdrawn: the last revision says so, counts nowhere from then on, and did count before."""

from datetime import date

import pytest
from django.utils import timezone

from clusters.models import Milestone, Observation, Project
from clusters.services import facts
from clusters.services.projects import milestone_record, milestone_withdraw
from crm.accounts.roles import Role
from crm.common.errors import RuleError, VersionConflict
from tests.factories.clusters import MilestoneFactory, ObservationFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


def verified(finance, **fields):
    return ObservationFactory(state=Observation.State.VERIFIED, verified_by=finance, **fields)


def test_a_withdrawal_is_the_last_revision_and_nothing_is_current(finance):
    fact = verified(finance, value=100)
    before = timezone.now()

    said = facts.withdraw(fact=fact, actor=finance, reason=" 录错项目 ")

    assert (said.is_withdrawn, said.is_current, said.revision, said.supersedes) == (True, False, 2, fact)
    assert (said.value, said.reason, said.entered_by, said.state) == (100, "录错项目", finance, "submitted")
    assert not Observation.objects.current().exists()
    assert list(Observation.objects.as_of(before)) == [fact]
    assert not Observation.objects.as_of(timezone.now()).exists()


def test_what_was_withdrawn_may_be_entered_anew(finance):
    fact = verified(finance)
    facts.withdraw(fact=fact, actor=finance, reason="录错")

    again = facts.record(
        fact=ObservationFactory.build(
            project=fact.project, indicator=fact.indicator, period_start=fact.period_start, period_end=fact.period_end
        ),
        actor=finance,
    )

    assert (again.revision, again.supersedes, again.is_current) == (1, None, True)
    assert list(Observation.objects.as_of(timezone.now())) == [again]


def test_withdrawing_needs_a_reason_and_for_verified_figures_finance(finance, promoter):
    fact = verified(finance)

    with refused("reason_required"):
        facts.withdraw(fact=fact, actor=finance, reason=" ")
    with refused("not_finance"):
        facts.withdraw(fact=fact, actor=promoter, reason="录错")
    assert Observation.objects.get().is_current


@pytest.mark.parametrize("late", [facts.withdraw, facts.correct])
def test_whoever_comes_second_is_told_why_it_was_withdrawn(finance, late):
    fact = verified(finance)
    said = facts.withdraw(fact=fact, actor=finance, reason="录错")
    changes = {"value": 5} if late is facts.correct else {}

    for revision in (fact, said):
        with pytest.raises(VersionConflict, match="录错"):
            late(fact=revision, actor=finance, reason="再来", **changes)


def test_many_say_again_what_they_said_before(finance):
    old = [verified(finance, value=100), ObservationFactory(value=7, state=Observation.State.SUBMITTED)]
    new = [facts.correct(fact=fact, actor=finance, reason="更正", verified=True, value=1) for fact in old]

    facts.restore_many(facts=new, actor=finance, reason="撤回")

    told = Observation.objects.current().order_by("value").values_list("value", "state", "revision", "reason")
    assert list(told) == [(7, "submitted", 3, "撤回"), (100, "verified", 3, "撤回")]


def test_a_milestone_withdrawn_takes_stage_and_signing_date_back(finance):
    project = ProjectFactory(stage=Project.Stage.SIGNED, signed_on=None)
    signed = milestone_record(project=project, event="signed", happened_on=date(2024, 1, 5), actor=finance)
    built = milestone_record(project=project, event="construction", happened_on=date(2024, 3, 5), actor=finance)

    milestone_withdraw(milestone=built, actor=finance, reason="未开工")
    milestone_withdraw(milestone=signed, actor=finance, reason="未签约")

    project.refresh_from_db()
    assert (project.stage, project.signed_on) == ("signed", None)
    assert not Milestone.objects.current().exists()
    assert project.history.first().history_user == finance


def test_pages_withdraw_and_keep_it_in_sight(client_for):
    client, fact = client_for(Role.FINANCE), ObservationFactory(state=Observation.State.SUBMITTED)
    address = f"/office/observations/{fact.pk}/"

    assert client.post(f"{address}withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}withdraw/", {"reason": "录错项目"}).status_code == 302

    page = client.get(address).content.decode()
    assert "录错项目" in page and "已撤回" in page and "此后已撤回" in page
    assert f"{address}withdraw/" not in page
    assert fact.project.code not in client.get("/office/observations/").content.decode().split("<tbody>")[-1]
    assert "已撤回" in client.get("/office/observations/?is_withdrawn=true").content.decode()
    assert "已撤回" not in client.get("/office/observations/?is_withdrawn=false").content.decode().split("<tbody>")[-1]


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.LEADER, Role.DEPARTMENT])
def test_others_withdraw_nothing(client_for, role):
    fact, stone = ObservationFactory(), MilestoneFactory()

    answers = [
        client_for(role).post(f"/office/{kind}/{row.pk}/withdraw/", {"reason": "不对"}).status_code
        for kind, row in (("observations", fact), ("milestones", stone))
    ]

    assert set(answers) <= {403, 404}
    assert Observation.objects.get().is_current and Milestone.objects.get().is_current


def test_the_api_withdraws_with_a_reason(client_for):
    client, stone = client_for(Role.FINANCE), MilestoneFactory()
    address = f"/api/v1/milestones/{stone.pk}/withdraw/"

    assert client.post(address, {}, content_type="application/json").status_code == 400
    answer = client.post(address, {"reason": "没有发生"}, content_type="application/json")

    assert answer.status_code == 201
    assert (answer.json()["is_withdrawn"], answer.json()["is_current"], answer.json()["supersedes"]) == (
        True,
        False,
        stone.pk,
    )
    assert client.post(address, {"reason": "没有发生"}, content_type="application/json").status_code == 412
    assert client.get("/api/v1/milestones/", {"is_withdrawn": "false", "is_current": "true"}).json()["count"] == 0
