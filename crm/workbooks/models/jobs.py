"""Long work that a person waits for: who wants what, how far it is, what became of it."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.core.cache import caches
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.common.records import VisibleQuerySet

# No sign of life for so long: the process that did the work is gone.
LOST_AFTER = timedelta(seconds=60)
KEEP_SIGNS_SECONDS = 86_400


class JobQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(owner=user) if getattr(user, "is_authenticated", False) else self.none()


class Job(models.Model):
    """One piece of work of a background process. While it runs, its signs of life are kept beside the database:
    what it writes in one transaction nobody else could see before the end (see crm.workbooks.jobs)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("what"), max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("for")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    payload = models.JSONField(default=dict)
    done = models.PositiveBigIntegerField(_("done"), default=0)
    total = models.PositiveBigIntegerField(_("total"), default=0)
    message = models.CharField(_("message"), max_length=500, blank=True)
    result = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=10, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background work")
        verbose_name_plural = _("background work")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]), name="job_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def key(self) -> str:
        """Of what is kept beside the database; a database put back to an earlier day does not meet old signs."""
        return f"job:{self.pk}:{self.attempt}:{self.created_at.timestamp()}"

    def signs(self) -> dict[str, Any]:
        """What the process that does the work last told: done, total, message, at."""
        return caches["jobs"].get(self.key) or {}

    def show_signs(self, signs: dict[str, Any]) -> None:
        caches["jobs"].set(self.key, signs, KEEP_SIGNS_SECONDS)

    def with_signs(self) -> Self:
        """Filled with what is known of its progress now, for showing."""
        if self.state == self.State.RUNNING:
            signs = self.signs()
            self.done, self.total = signs.get("done", self.done), signs.get("total", self.total)
            self.message = signs.get("message", self.message)
        return self

    @property
    def heartbeat_at(self) -> Any:
        return self.signs().get("at") or self.started_at

    @property
    def is_lost(self) -> bool:
        """Under way, but whoever did it has given no sign of life for a minute."""
        return self.state == self.State.RUNNING and timezone.now() - self.heartbeat_at > LOST_AFTER

    @property
    def can_resume(self) -> bool:
        return self.state == self.State.FAILED or self.is_lost

    @property
    def percent(self) -> int | None:
        return min(100, self.done * 100 // self.total) if self.total else None
