"""Background work: its states, its progress, who sees it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from crm.common.errors import RuleError
from crm.workbooks import jobs
from crm.workbooks.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch: Any) -> None:
    def counts(job: Job, progress: jobs.Progress) -> dict[str, Any]:
        progress(3, 4, "三")
        progress.beat()
        assert job.signs()["done"] == 3
        progress(4)
        return {"counted": 4}

    def refuses(job: Job, progress: jobs.Progress) -> None:
        raise RuleError("不行", code="no")

    def breaks(job: Job, progress: jobs.Progress) -> None:
        raise ZeroDivisionError

    def is_stopped(job: Job, progress: jobs.Progress) -> None:
        jobs.job_cancel(job_id=job.pk)
        progress.beat()
        progress(1)

    for work in (counts, refuses, breaks, is_stopped):
        monkeypatch.setitem(jobs.WORKS, work.__name__, work)


def start(kind: str, owner: Any) -> Job:
    return jobs.job_start(kind=kind, owner=owner, title=kind, payload={})


def run(job: Job) -> Job:
    jobs.carry.call(job.pk)
    job.refresh_from_db()
    return job


def test_work_is_done_once_and_keeps_its_result(manager: Any) -> None:
    job = run(start("counts", manager))
    assert (job.state, job.done, job.total, job.result) == ("done", 4, 4, {"counted": 4})
    assert job.started_at <= job.ended_at
    jobs.carry.call(job.pk)
    job.refresh_from_db()
    assert job.attempt == 1


def test_refusals_and_errors_end_in_a_sentence(manager: Any) -> None:
    refused, broken = run(start("refuses", manager)), run(start("breaks", manager))
    assert (refused.state, refused.message) == ("failed", "不行")
    assert broken.state == "failed"
    assert broken.message
    assert "ZeroDivision" not in broken.message


def test_stopping(manager: Any) -> None:
    waiting = start("counts", manager)
    jobs.job_cancel(job_id=waiting.pk)
    assert run(waiting).state == "cancelled"
    assert run(start("is_stopped", manager)).state == "cancelled"
    with pytest.raises(RuleError):
        jobs.job_cancel(job_id=waiting.pk)


def test_what_broke_off_can_be_begun_anew(manager: Any) -> None:
    job = start("counts", manager)
    lost = jobs.begin(job.pk)
    assert lost is not None
    assert not lost.is_lost
    with pytest.raises(RuleError):
        jobs.job_resume(job_id=job.pk)
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now() - timedelta(minutes=2))
    job.refresh_from_db()
    assert job.is_lost
    jobs.job_resume(job_id=job.pk)
    job = run(job)
    assert (job.state, job.attempt) == ("done", 2)


def test_a_sign_of_life_is_enough(manager: Any) -> None:
    job = jobs.begin(start("counts", manager).pk)
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now() - timedelta(minutes=9))
    jobs.Progress(job).beat()
    job.refresh_from_db()
    assert not job.is_lost


def test_pages_show_how_far_it_is(client_for: Any) -> None:
    client = client_for("manager")
    job = jobs.begin(start("counts", client.user).pk)
    progress = jobs.Progress(job)
    progress(30, 120, "正在写入")
    progress.beat()
    part = client.get(f"/office/jobs/{job.pk}/progress/")
    assert "正在写入" in part.content.decode()
    assert "25" in part.content.decode()
    assert "HX-Refresh" not in part.headers
    assert "25 %" in client.get("/office/jobs/").content.decode()
    assert client.post(f"/office/jobs/{job.pk}/cancel/").status_code == 302
    assert caches["jobs"].get(jobs.cancel_key(job)) is True
    Job.objects.filter(pk=job.pk).update(state="failed")
    assert client.get(f"/office/jobs/{job.pk}/progress/").headers["HX-Refresh"] == "true"
    assert client.post(f"/office/jobs/{job.pk}/resume/").status_code == 302
    assert Job.objects.get().state == "waiting"


def test_others_work_does_not_exist(client_for: Any, manager: Any) -> None:
    job = start("counts", manager)
    other = client_for("manager")
    assert f"/office/jobs/{job.pk}/" not in other.get("/office/jobs/").content.decode()
    for path in ("", "progress/"):
        assert other.get(f"/office/jobs/{job.pk}/{path}").status_code == 404
    for path in ("resume/", "cancel/"):
        assert other.post(f"/office/jobs/{job.pk}/{path}").status_code == 404


def test_the_list_asks_the_same_for_few_and_many(client_for: Any, django_assert_num_queries: Any) -> None:
    client = client_for("manager")
    start("counts", client.user)
    client.get("/office/jobs/")
    with django_assert_num_queries(8):
        client.get("/office/jobs/")
    for _number in range(5):
        start("counts", client.user)
    with django_assert_num_queries(8):
        client.get("/office/jobs/")
