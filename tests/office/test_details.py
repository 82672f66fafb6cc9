"""A record's page: its fields, its history, its tasks and files, panels from other apps."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.accounts.roles import Role
from crm.office import panels
from crm.office.models import Attachment, Task
from crm.office.services import task_add
from tests.factories.clusters import ClusterFactory, CompanyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.office.pages")]


@pytest.fixture
def manager(client, user_for):
    user = user_for(Role.MANAGER, full_name="陈经理")
    client.force_login(user)
    return user


@pytest.fixture
def company(monkeypatch):
    company = CompanyFactory(name="示例公司", registered_capital_fen=123_456_789)
    monkeypatch.setattr(type(company), "get_absolute_url", lambda self: f"/office/test/{self.pk}/", raising=False)
    return company


def test_fields_are_shown_in_their_units(client, manager, company):
    text = client.get(f"/office/test/{company.pk}/").text
    assert "123.46" in text and "万元" in text
    assert "1,234,567.89 元" in text  # exact, on hover


def test_the_history_tells_who_when_what_and_why(client, manager, company):
    company.website = "a.example"
    company.save_by(manager, "更正网址")
    company.cluster = ClusterFactory(name="绿色铜")
    company.save_by(manager)
    text = client.get(f"/office/test/{company.pk}/").text
    assert "更正网址" in text and "a.example" in text and "陈经理" in text and "绿色铜" in text


def test_others_records_do_not_exist(client, manager, company):
    company.is_confidential = True
    company.save()
    assert client.get(f"/office/test/{company.pk}/").status_code == 404


def test_upper_apps_put_panels_there(client, manager, company, monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    for key, order, context in (("late", 2, {"tasks": []}), ("early", 1, {"tasks": []}), ("none", 3, None)):
        panels.register(
            "clusters.company",
            key=key,
            title=f"Panel {key}",
            template="dashboards/tasks_card.html",
            context=lambda record, user, context=context: context,
            order=order,
        )
    text = client.get(f"/office/test/{company.pk}/").text
    assert text.index("Panel early") < text.index("Panel late")
    assert "Panel none" not in text


def test_a_task_is_set_and_struck_off(client, manager, company):
    address = f"/office/records/clusters.company/{company.pk}/tasks/new/"
    due = timezone.localdate() + timedelta(days=3)
    response = client.post(address, {"title": "回访", "due_on": due.isoformat()})
    assert response.url == f"/office/test/{company.pk}/"
    task = Task.objects.get()
    assert task.subject == company and task.assignee == manager
    assert "回访" in client.get(response.url).text
    assert client.post(f"/office/tasks/{task.pk}/done/").url == f"/office/test/{company.pk}/"
    task.refresh_from_db()
    assert task.done_by == manager


def test_a_task_due_in_the_past_is_refused_and_the_typed_text_kept(client, manager, company):
    address = f"/office/records/clusters.company/{company.pk}/tasks/new/"
    response = client.post(address, {"title": "回访", "due_on": "2020-01-01"})
    assert response.status_code == 409
    assert "回访" in response.text
    assert not Task.objects.exists()


def test_nobody_strikes_off_a_task_that_he_does_not_see(client, manager, user_for):
    task = task_add(title="内部", actor=manager)
    client.force_login(user_for(Role.PROMOTER))
    assert client.post(f"/office/tasks/{task.pk}/done/").status_code == 404


def test_a_file_is_added(client, manager, company):
    address = f"/office/records/clusters.company/{company.pk}/files/new/"
    file = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 test")
    assert client.post(address, {"file": file, "kind": "contract"}).status_code == 302
    kept = Attachment.objects.get(content_type=ContentType.objects.get_for_model(company), object_id=company.pk)
    assert kept.title == "合同.pdf"
    assert "合同.pdf" in client.get(f"/office/test/{company.pk}/").text


def test_a_file_that_is_not_what_it_says_is_refused(client, manager, company):
    address = f"/office/records/clusters.company/{company.pk}/files/new/"
    response = client.post(address, {"file": SimpleUploadedFile("照片.jpg", b"MZ\x90"), "kind": "photo"})
    assert response.status_code == 409
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("subject", ["clusters.nothing", "auth.group", "nonsense"])
def test_foreign_subjects_do_not_exist(client, manager, subject):
    assert client.get(f"/office/records/{subject}/1/tasks/new/").status_code == 404


def test_nobody_adds_to_a_record_that_he_does_not_see(client, manager, company):
    company.is_confidential = True
    company.save()
    assert client.get(f"/office/records/clusters.company/{company.pk}/files/new/").status_code == 404


def test_leaders_change_nothing(client, user_for, company):
    client.force_login(user_for(Role.LEADER))
    address = f"/office/records/clusters.company/{company.pk}/files/new/"
    assert address not in client.get(f"/office/test/{company.pk}/").text
    assert client.get(address).status_code == 403
