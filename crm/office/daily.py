"""What is done once a day, early: reminders, lights that turn, leads that fall into the pool, files that expire.

Apps register their work. `manage.py daily` does what is not done yet today (for cron); `manage.py daily --forever`
stays and does it each day, as `manage.py serve` and the service file have it. Several may run: one takes each job.
"""

import time
from collections.abc import Callable
from datetime import date

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.office.models import DailyRun

log = structlog.get_logger(__name__)

# Takes the day, does its work in its own transactions, and says in a few words what it did.
Job = Callable[[date], str]
_jobs: dict[str, Job] = {}

# Local time; before it a new day's work waits, so that a digest does not arrive at midnight.
FROM_HOUR = 7
CHECK_SECONDS = 60


def daily(key: str) -> Callable[[Job], Job]:
    """Registers a day's work: `@daily("leads.pool")`, in a module that AppConfig.ready() imports."""

    def register(job: Job) -> Job:
        _jobs[key] = job
        return job

    return register


def run_due(day: date | None = None) -> list[DailyRun]:
    """Do what was not begun yet on this day. A job that fails is kept with its error and hinders no other."""
    day = day or timezone.localdate()
    begun = set(DailyRun.objects.filter(day=day).values_list("job", flat=True))
    return [run for key, job in _jobs.items() if key not in begun and (run := run_job(key, job, day))]


def run_job(key: str, job: Job, day: date) -> DailyRun | None:
    try:
        with transaction.atomic():
            run = DailyRun.objects.create(job=key, day=day)
    except IntegrityError:  # another process has taken it
        return None
    try:
        run.result = job(day)[:300]
    except Exception as error:  # kept and shown, as the outbox does
        log.warning("daily_job_failed", job=key, exc_info=error)
        run.error = f"{type(error).__name__}: {error}"[:2000]
    run.done_at = timezone.now()
    run.save(update_fields=["result", "error", "done_at"])
    return run


def run_forever(sleep: Callable[[float], None] = time.sleep) -> None:
    """Until the process is ended."""
    while True:
        if timezone.localtime().hour >= FROM_HOUR:
            run_due()
        sleep(CHECK_SECONDS)
