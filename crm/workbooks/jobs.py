"""Long work in the background, with progress that a person sees.

An app registers what it can do, `job_start` leaves it with the caller's transaction, the task worker does it:

    @job_kind("export")
    def export(job, progress):
        progress(0, total)              # as often as one likes; raises JobCancelled once somebody has cancelled
        return {"export": 5}            # kept as job.result

    job_start(kind="export", owner=user, title=…, payload={…}, link="/office/exports/5/")

A function must bear being called again after its process was killed: all in one transaction, or whatever it left is
written over. A RuleError it raises is the message; nothing else of what it wrote outside a transaction is undone here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import structlog
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from crm.common.errors import RuleError
from crm.workbooks.models import Job

log = structlog.get_logger(__name__)

BEAT_SECONDS = 1.0


class JobCancelled(Exception):
    """Raised by `progress` within the work, so that its transaction is rolled back."""


class Progress:
    """How far the work is. Told by a thread of its own each second, so that a long step is no silence."""

    def __init__(self, job: Job) -> None:
        self.job, self.done, self.total, self.message = job, 0, 0, ""
        self.cancelled = False
        self._ended = Event()

    def __call__(self, done: int, total: int | None = None, message: str | None = None) -> None:
        self.done = done
        self.total = self.total if total is None else total
        self.message = self.message if message is None else message
        if self.cancelled:
            raise JobCancelled

    def beat(self) -> None:
        at = timezone.now()
        self.job.show_signs({"done": self.done, "total": self.total, "message": self.message, "at": at})
        self.cancelled = bool(caches["jobs"].get(cancel_key(self.job)))

    def _beat_on(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            self.beat()

    @contextmanager
    def beating(self) -> Iterator["Progress"]:
        self.beat()
        thread = Thread(target=self._beat_on, name=f"job-{self.job.pk}", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join()


def unseen(done: int, total: int | None = None, message: str | None = None) -> None:
    """The progress of work that nobody watches: the command line and the demo."""


Watch = Callable[..., None]
Work = Callable[[Job, Progress], dict[str, Any] | None]
WORKS: dict[str, Work] = {}


def job_kind(kind: str) -> Callable[[Work], Work]:
    """Registers the function that does work of this kind, in a module that AppConfig.ready() imports."""

    def register(work: Work) -> Work:
        WORKS[kind] = work
        return work

    return register


def cancel_key(job: Job) -> str:
    return f"{job.key}:cancel"


@transaction.atomic
def job_start(*, kind: str, owner: Any, title: str = "", payload: dict[str, Any], link: str = "") -> Job:
    """Leave the work with this transaction. It is done in the language of whoever asked."""
    job = Job.objects.create(
        kind=kind,
        owner=owner,
        title=title[:300],
        payload=payload,
        link=link,
        language=translation.get_language() or "",
    )
    carry.enqueue(job.pk)
    return job


@transaction.atomic
def job_resume(*, job_id: int) -> Job:
    """Begin anew what failed, or whose process is gone."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if not job.can_resume:
        raise RuleError(_("This work is under way or done."), code="job_open")
    job.state, job.message, job.ended_at = Job.State.WAITING, "", None
    job.save(update_fields=["state", "message", "ended_at"])
    carry.enqueue(job.pk)
    return job


@transaction.atomic
def job_cancel(*, job_id: int) -> Job:
    """What waits is put away; what runs is told and stops at its next step, undoing what it did."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if not job.is_open:
        raise RuleError(_("This work is over already."), code="job_over")
    if job.state == Job.State.WAITING or job.is_lost:
        job.state, job.ended_at = Job.State.CANCELLED, timezone.now()
        job.save(update_fields=["state", "ended_at"])
    else:
        caches["jobs"].set(cancel_key(job), True, 3600)
    return job


@task()
def carry(job_id: int) -> None:
    """Do one piece of work and settle its state."""
    job = begin(job_id)
    if job is None:
        return
    progress = Progress(job)
    with translation.override(job.language or None), progress.beating():
        state, message = perform(job, progress)
    # Only while it is still ours: a person may have begun it anew.
    Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING).update(
        state=state,
        message=message[:500],
        done=progress.done,
        total=progress.total,
        result=job.result,
        ended_at=timezone.now(),
    )


@transaction.atomic
def begin(job_id: int) -> Job | None:
    job = Job.objects.select_for_update().filter(pk=job_id, state=Job.State.WAITING).first()
    if job is not None:
        job.state, job.started_at, job.attempt = Job.State.RUNNING, timezone.now(), job.attempt + 1
        job.save(update_fields=["state", "started_at", "attempt"])
    return job


def perform(job: Job, progress: Progress) -> tuple[str, str]:
    try:
        job.result = WORKS[job.kind](job, progress) or {}
    except JobCancelled:
        return Job.State.CANCELLED, ""
    except RuleError as error:
        return Job.State.FAILED, error.message
    except Exception as error:  # shown as failed, and logged with its trace for whoever looks after the system
        log.exception("job_failed", kind=job.kind, job_id=job.pk, exc_info=error)
        return Job.State.FAILED, _("The work broke off by an error of the system. Nothing half done was kept.")
    return Job.State.DONE, ""
