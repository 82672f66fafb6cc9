"""Taking lists out: whose file it is, how long it is kept, what it holds, what the log says."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.office import exports
from crm.office.daily import run_due
from crm.office.services.exports import orphans_delete
from crm.workbooks import jobs
from crm.workbooks.models import Export, Job
from tests.factories.clusters import CompanyFactory

pytestmark = pytest.mark.django_db
LIST = "/office/companies/"


@pytest.fixture
def large(monkeypatch: Any) -> None:
    """Two rows are many."""
    monkeypatch.setattr(exports, "AT_ONCE", 1)


def rows_of(response: Any) -> list[dict[str, Any]]:
    return json.loads(response.getvalue())["tables"][0]["rows"]


def names(response: Any) -> list[str]:
    return [row["name"] for row in rows_of(response)]


def run(export: Export) -> Job:
    jobs.carry.call(export.job_id)
    export.refresh_from_db()
    return Job.objects.get(pk=export.job_id)


def test_a_small_one_comes_at_once_and_waits_on_my_exports_too(client_for: Callable) -> None:
    client = client_for(Role.MANAGER)
    CompanyFactory(name="光伏甲")
    CompanyFactory(name="铜业乙")
    response = client.get(LIST, {"q": "光伏", "sort": "-name", "columns": "name,place", "export": "json"})
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]
    assert names(response) == ["光伏甲"]
    export = Export.objects.get()
    assert (export.rows, export.owner, export.is_ready, export.job) == (1, client.user, True, None)
    assert "企业" in client.get("/office/exports/").text
    assert f"/office/exports/{export.pk}/file/" in client.get(f"/office/exports/{export.pk}/").text


def test_each_export_and_each_download_is_logged_with_filter_and_count(client_for: Callable) -> None:
    client = client_for(Role.MANAGER)
    CompanyFactory(name="光伏甲")
    client.get(LIST, {"q": "光伏", "export": "csv"})
    access = Access.objects.get()
    assert (access.kind, access.user, access.count) == ("export", client.user, 1)
    assert (access.subject_key, access.filters) == ("clusters.company", {"q": ["光伏"]})
    client.get(f"/office/exports/{Export.objects.get().pk}/file/")
    download = Access.objects.latest("pk")
    assert (download.kind, download.user, download.count) == ("download", client.user, 1)


def test_a_large_one_is_made_in_the_background(client_for: Callable, large: None) -> None:
    client = client_for(Role.MANAGER)
    for name in ("丙", "甲", "乙"):
        CompanyFactory(name=name)
    response = client.get(LIST, {"sort": "-name", "export": "json"})
    export = Export.objects.get()
    assert response.url == f"/office/exports/{export.pk}/"
    page = client.get(response.url)
    assert f"/office/jobs/{export.job_id}/progress/" in page.text
    assert "/file/" not in page.text
    assert client.get(f"{response.url}file/").status_code == 404
    assert not Access.objects.exists()
    job = run(export)
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, {"export": export.pk})
    assert names(client.get(f"{response.url}file/")) == names_on_page(client, {"sort": "-name"})
    assert Access.objects.filter(kind="export", count=3, user=client.user).exists()


def names_on_page(client: Any, query: dict[str, str]) -> list[str]:
    return [company.name for company in client.get(LIST, query).context["object_list"]]


def test_it_holds_what_its_owner_may_see_when_it_runs(client_for: Callable, large: None) -> None:
    client = client_for(Role.MANAGER)
    for name in ("甲", "乙", "丙"):
        CompanyFactory(name=name)
    hidden = CompanyFactory(name="机密公司", is_confidential=True)
    hidden.named_people.add(client.user)
    client.get(LIST, {"export": "json"})
    export = Export.objects.get()
    hidden.named_people.clear()
    run(export)
    assert sorted(names(client.get(f"/office/exports/{export.pk}/file/"))) == ["丙", "乙", "甲"]


def test_who_lost_the_page_gets_a_sentence_and_no_file(client_for: Callable, large: None) -> None:
    client = client_for(Role.MANAGER)
    CompanyFactory.create_batch(2)
    client.get(LIST, {"export": "csv"})
    client.user.groups.clear()
    export = Export.objects.get()
    job = run(export)
    assert (job.state, export.is_ready) == ("failed", False)
    assert "您已无权打开" in job.message
    assert not Access.objects.exists()


def test_only_its_owner_finds_it(client_for: Callable) -> None:
    owner, other = client_for(Role.MANAGER), client_for(Role.MANAGER)
    CompanyFactory()
    owner.get(LIST, {"export": "xlsx"})
    here = f"/office/exports/{Export.objects.get().pk}/"
    for address in (here, f"{here}file/"):
        assert owner.get(address).status_code == 200
        assert other.get(address).status_code == 404
        assert client_for(Role.ADMINISTRATOR).get(address).status_code == 404
    assert other.post(f"{here}delete/").status_code == 404
    assert here not in other.get("/office/exports/").text
    assert Export.objects.count() == 1


def test_it_is_kept_for_seven_days_and_then_deleted(
    client_for: Callable, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(Role.MANAGER)
    CompanyFactory()
    client.get(LIST, {"export": "xlsx"})
    client.get(LIST, {"export": "csv"})
    old, young = Export.objects.order_by("pk")
    assert timedelta(days=6, hours=23) < old.expires_at - timezone.now() <= timedelta(days=7)
    Export.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    assert client.get(f"/office/exports/{old.pk}/file/").status_code == 404
    assert old.file.storage.exists(old.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        (run_of,) = [run for run in run_due() if run.job == "workbooks.exports"]
    assert run_of.result.startswith("1 expired")
    assert list(Export.objects.all()) == [young]
    assert not old.file.storage.exists(old.file.name)
    assert young.file.storage.exists(young.file.name)
    assert Access.objects.filter(kind="export").count() == 2


def test_files_whose_worker_died_before_telling_of_them_are_swept_away(client_for: Callable) -> None:
    client = client_for(Role.MANAGER)
    CompanyFactory()
    client.get(LIST, {"export": "xlsx"})
    kept = Export.objects.get().file
    storage = kept.storage
    lost = [storage.save(f"{folder}/2026/01/{name}", ContentFile(b"x")) for folder, name in LOST]
    orphans_delete()
    assert all(map(storage.exists, lost)), "they may belong to a transaction that is not over"
    for name in [*lost, kept.name]:
        os.utime(storage.path(name), times=(0, 0))
    assert orphans_delete() >= len(lost)
    assert not any(map(storage.exists, lost))
    assert storage.exists(kept.name)
    storage.delete(kept.name)


LOST = (("exports", "a.xlsx"), ("exports", "b.csv"), ("imports", "c.xlsx"))


def test_its_owner_deletes_it_before(client_for: Callable, django_capture_on_commit_callbacks: Any) -> None:
    client = client_for(Role.MANAGER)
    CompanyFactory()
    client.get(LIST, {"export": "xlsx"})
    export = Export.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/office/exports/{export.pk}/delete/")
    assert not Export.objects.exists()
    assert not export.file.storage.exists(export.file.name)


def test_a_wrong_filter_or_form_exports_nothing(client_for: Callable) -> None:
    client = client_for(Role.MANAGER)
    CompanyFactory()
    assert client.get(LIST, {"cluster": "nowhere", "export": "xlsx"}).status_code == 400
    assert client.get(LIST, {"export": "exe"}).headers["Content-Type"].startswith("text/html")
    assert not Export.objects.exists()


def test_the_queries_do_not_grow_with_the_rows(client_for: Callable, django_assert_max_num_queries: Any) -> None:
    client = client_for(Role.MANAGER)
    for _size in range(2):
        CompanyFactory.create_batch(20)
        with django_assert_max_num_queries(14):
            client.get(LIST, {"export": "xlsx"})


def test_a_partner_takes_out_his_own_lists_in_his_own_shell(client_for: Callable) -> None:
    client = client_for(Role.PARTNER)
    response = client.get("/partner/figures/", {"export": "csv"})
    assert response.status_code == 200
    page = client.get("/office/exports/")
    assert f"/office/exports/{Export.objects.get(owner=client.user).pk}/" in page.text
    assert "partner" in page.context["shell_template"]


def test_what_is_being_made_is_not_deleted(client_for: Callable, large: None) -> None:
    client = client_for(Role.MANAGER)
    CompanyFactory.create_batch(2)
    client.get(LIST, {"export": "csv"})
    assert client.post(f"/office/exports/{Export.objects.get().pk}/delete/").status_code == 404
