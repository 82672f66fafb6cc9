"""The day's work: done once a day, by one process, and a failing job hinders no other."""

from datetime import date

import pytest
from django.core.management import call_command

from crm.office import daily
from crm.office.models import DailyRun

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 26)


@pytest.fixture
def jobs(monkeypatch):
    jobs = {}
    monkeypatch.setattr(daily, "_jobs", jobs)
    return jobs


def test_each_job_is_done_once_a_day(jobs):
    done = []
    jobs["a"] = lambda day: done.append(day) or "1 mail"
    assert [run.result for run in daily.run_due(DAY)] == ["1 mail"]
    assert daily.run_due(DAY) == []
    assert len(daily.run_due(date(2026, 11, 27))) == 1
    assert done == [DAY, date(2026, 11, 27)]


def test_a_job_that_fails_is_kept_with_its_error(jobs):
    def fail(day):
        raise OSError("no route")

    jobs |= {"bad": fail, "good": lambda day: "done"}
    daily.run_due(DAY)
    assert DailyRun.objects.get(job="bad").error == "OSError: no route"
    assert DailyRun.objects.get(job="good").result == "done"


def test_what_another_process_took_is_not_done_again(jobs):
    jobs["a"] = lambda day: pytest.fail("done twice")

    def late(key, job, day):
        DailyRun.objects.create(job=key, day=day)
        return daily.run_job(key, job, day)

    assert late("a", jobs["a"], DAY) is None


def test_the_command_says_what_was_done(jobs, capsys):
    jobs["a"] = lambda day: "2 leads"
    call_command("daily")
    assert capsys.readouterr().out == "a: 2 leads\n"


def test_it_waits_for_the_morning(jobs, monkeypatch):
    class Enough(Exception):
        pass

    def stop(seconds):
        raise Enough

    jobs["a"] = lambda day: "done"
    monkeypatch.setattr(daily, "FROM_HOUR", 24)
    with pytest.raises(Enough):
        daily.run_forever(stop)
    assert not DailyRun.objects.exists()
    monkeypatch.setattr(daily, "FROM_HOUR", 0)
    with pytest.raises(Enough):
        daily.run_forever(stop)
    assert DailyRun.objects.get().result == "done"
