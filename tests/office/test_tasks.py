from datetime import timedelta

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Notice, Task
from crm.office.services import task_add, task_done
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.clusters import CompanyFactory
from tests.factories.enclaves import agreement_of

pytestmark = pytest.mark.django_db


def test_a_task_is_set_told_and_done():
    boss, promoter = UserFactory(roles=[Role.MANAGER]), UserFactory(roles=[Role.PROMOTER])
    task = task_add(title="约见企业", actor=boss, assignee=promoter, subject=CompanyFactory())
    assert Notice.objects.get().user == promoter
    done = task_done(task_id=task.pk, actor=promoter)
    assert done.done_by == promoter and done.history.count() == 2


def test_a_task_is_not_due_in_the_past():
    with pytest.raises(RuleError) as refused:
        task_add(title="x", actor=UserFactory(roles=[Role.PROMOTER]), due_on=timezone.localdate() - timedelta(days=1))
    assert refused.value.field == "due_on"


def test_a_task_is_done_once_and_by_those_who_see_it():
    promoter = UserFactory(roles=[Role.PROMOTER])
    task = task_add(title="x", actor=promoter)
    with pytest.raises(RuleError):
        task_done(task_id=task.pk, actor=UserFactory(roles=[Role.PROMOTER]))
    task_done(task_id=task.pk, actor=promoter)
    with pytest.raises(RuleError):
        task_done(task_id=task.pk, actor=promoter)


def test_a_department_sees_what_is_assigned_to_it():
    department = OrganisationFactory(kind="department")
    officer = UserFactory(roles=[Role.DEPARTMENT], organisation=department)
    mine = task_add(title="供水", actor=UserFactory(roles=[Role.MANAGER]), assignee_organisation=department)
    task_add(title="别的", actor=UserFactory(roles=[Role.MANAGER]))
    assert list(Task.objects.visible_to(officer)) == [mine]


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.MANAGER, Role.LEADER, Role.DEPARTMENT, Role.AUDITOR])
def test_the_tasks_of_a_record_that_one_sees_are_those_of_any_list(role, user_for, django_assert_num_queries):
    """Asked in one query, without looking for what is confidential elsewhere."""
    company, user = CompanyFactory(), user_for(role)
    others = user_for(Role.PROMOTER)
    task_add(title="他人", actor=others, subject=company)
    task_add(title="给我", actor=others, assignee=user, subject=company)
    task_add(title="给本单位", actor=others, assignee_organisation=user.organisation, subject=company)
    task_add(title="另一家", actor=others, assignee=user, subject=CompanyFactory())
    listed = {task.pk for task in Task.objects.visible_to(user) if task.subject == company}
    with django_assert_num_queries(1):
        assert {task.pk for task in Task.objects.of_seen(company, user)} == listed
    assert len(listed) == {Role.MANAGER: 3, Role.LEADER: 3, Role.DEPARTMENT: 2}.get(role, 1)


def test_partners_are_told_nobody_but_their_own_people_and_the_zone(client_for, user_for):
    partner, elsewhere = client_for(Role.PARTNER), user_for(Role.PROMOTER, full_name="不该知道的人")
    colleague = UserFactory(roles=[Role.PARTNER], organisation=partner.user.organisation, full_name="本园同事")
    agreement = agreement_of(partner.user.organisation)
    address = f"/office/records/enclaves.agreement/{agreement.pk}/tasks/new/"
    page = partner.get(address).text
    assert "本园同事" in page and "不该知道的人" not in page
    assert partner.post(address, {"title": "对账", "assignee": elsewhere.pk}).status_code == 422
    assert partner.post(address, {"title": "对账", "assignee": colleague.pk}).status_code == 302
    assert Task.objects.get().assignee == colleague
