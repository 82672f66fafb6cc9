"""Making a lead confidential hides its company, project and files too, unless something open speaks of them."""

from typing import Any

import pytest

from clusters.models import Company, Project
from crm.accounts.roles import Role
from crm.office.models import Attachment, Task
from crm.office.services import attachment_add, task_add
from leads.duplicates import matches_of
from leads.models import Lead
from leads.services import LeadFacts, lead_register, lead_set_confidential
from leads.services.projects import project_open_for
from tests.factories.accounts import TeamFactory
from tests.factories.clusters import CompanyFactory


@pytest.fixture
def lead(promoter: Any, pdf: Any) -> Lead:
    lead = lead_register(actor=promoter, company_name="彝源科技有限公司", facts=LeadFacts(name="年产3GW组件项目"))
    lead.project = project_open_for(lead, signed_on=None, actor=promoter)
    lead.save_by(promoter)
    for subject in (lead, lead.project, lead.company):
        attachment_add(subject=subject, file=pdf(), actor=promoter)
    return lead


@pytest.fixture
def stranger(user_for: Any) -> Any:
    return user_for(Role.PROMOTER, team=TeamFactory())


def close(lead: Lead, people: list[Any] | None = None, is_confidential: bool = True) -> None:
    lead_set_confidential(
        lead_id=lead.pk, is_confidential=is_confidential, people=people or [], actor=lead.owner, version=None
    )


def seen_by(user: Any) -> list[int]:
    return [model.objects.all().visible_to(user).count() for model in (Lead, Company, Project, Attachment)]


def test_everything_that_came_with_it_is_hidden_and_comes_back(
    lead: Lead, stranger: Any, manager: Any, user_for: Any
) -> None:
    named = user_for(Role.PROMOTER, team=TeamFactory())
    assert seen_by(manager) == [1, 1, 1, 3]
    close(lead, [named])
    assert seen_by(manager) == seen_by(stranger) == [0, 0, 0, 0]
    assert seen_by(named) == seen_by(lead.owner) == [1, 1, 1, 3]
    assert Company.objects.get().history.first().history_user == lead.owner
    close(lead, is_confidential=False)
    assert seen_by(manager) == [1, 1, 1, 3]


def test_the_owner_sees_what_a_manager_made_confidential(lead: Lead, manager: Any) -> None:
    lead_set_confidential(lead_id=lead.pk, is_confidential=True, people=[], actor=manager, version=None)
    assert seen_by(lead.owner) == seen_by(manager) == [1, 1, 1, 3]


def test_another_open_lead_opens_the_company_and_nothing_else(lead: Lead, stranger: Any) -> None:
    close(lead)
    lead_register(actor=stranger, company_name="彝源科技", facts=LeadFacts(name="另一个项目"))
    assert seen_by(stranger) == [1, 1, 0, 1]
    assert Lead.objects.visible_to(stranger).get().name == "另一个项目"


def test_a_company_on_record_for_itself_stays(lead: Lead, manager: Any) -> None:
    Company.objects.update(came_with_lead=False)
    close(lead)
    assert seen_by(manager)[:3] == [0, 1, 0]


def test_who_set_a_company_by_hand_decides(lead: Lead, manager: Any, client_for: Any) -> None:
    company = lead.company
    client = client_for(lead.owner)
    form = client.get(f"{company.get_absolute_url()}edit/").context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, [])}
    answer = client.post(
        f"{company.get_absolute_url()}edit/", given | {"version": company.version, "is_confidential": "on"}
    )
    assert answer.status_code == 302
    close(lead)
    close(lead, is_confidential=False)
    company.refresh_from_db()
    assert company.is_confidential and not Company.objects.visible_to(manager).exists()


def test_two_confidential_leads_of_one_company(lead: Lead, stranger: Any) -> None:
    close(lead)
    other = lead_register(
        actor=stranger, company_name="彝源科技", facts=LeadFacts(name="另一个项目", is_confidential=True)
    )
    assert other.company == lead.company
    assert seen_by(stranger)[:3] == [1, 1, 0] and seen_by(lead.owner)[:3] == [1, 1, 1]
    assert set(lead.company.named_people.all()) == {lead.owner, stranger}


def test_tasks_about_it_are_hidden_from_managers(lead: Lead, manager: Any, leader: Any) -> None:
    task_add(title="机密回访", subject=lead, actor=lead.owner)
    task_add(title="普通任务", actor=lead.owner)
    task_add(title="别的记录", subject=CompanyFactory(), actor=lead.owner)
    assert Task.objects.visible_to(manager).count() == 3
    close(lead)
    for user in (manager, leader):
        assert set(Task.objects.visible_to(user).values_list("title", flat=True)) == {"普通任务", "别的记录"}
    assert Task.objects.visible_to(lead.owner).count() == 3


def test_an_open_lead_of_a_company_made_confidential_by_hand(lead: Lead, manager: Any, stranger: Any) -> None:
    company, knowing = lead.company, stranger
    lead.shared_with.add(knowing)
    task_add(title="回访", subject=lead, actor=lead.owner)
    task_add(title="验收", subject=lead.project, actor=lead.owner)
    company.is_confidential, company.came_with_lead = True, False
    company.save_by(manager)
    assert seen_by(manager) == [0, 0, 0, 0] and not Task.objects.visible_to(manager).exists()
    assert not Lead.objects.known_to_exist(manager).exists() and Lead.objects.hidden_from(manager).exists()
    assert Lead.objects.visible_to(lead.owner).get() == lead
    assert not Lead.objects.visible_to(knowing).exists()
    company.named_people.add(knowing, manager)
    assert Lead.objects.visible_to(knowing).get() == lead
    assert seen_by(manager)[:3] == [1, 1, 1] and Task.objects.visible_to(manager).count() == 2


def test_who_asks_about_a_hidden_companys_lead_hears_nothing(lead: Lead, manager: Any, stranger: Any) -> None:
    def told() -> list[Any]:
        return matches_of(company_name="彝源科技", project_name="年产3GW组件项目", viewer=stranger)

    assert [match.lead for match in told()] == [lead]
    lead.company.is_confidential, lead.company.came_with_lead = True, False
    lead.company.save_by(manager)
    assert told() == []
