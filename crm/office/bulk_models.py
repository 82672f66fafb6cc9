"""Tags, and what was done to many records at once: row by row, so that it can be told and undone."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.common.records import Record, StaffVisibleQuerySet, VisibleQuerySet
from crm.workbooks.models import Job

UNDO_WITHIN = timedelta(hours=24)


class Tag(Record):
    """A word of the office's own by which records are found again. All staff see the words."""

    name = models.CharField(_("tag"), max_length=20, unique=True)

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BulkQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Whoever did it."""
        return self.filter(actor=user) if getattr(user, "is_authenticated", False) else self.none()


class Bulk(models.Model):
    """One change of one or many records: who, what, with which answers. `undoes` another one."""

    action = models.CharField(_("what"), max_length=60)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    answers = models.JSONField(_("answers"), default=dict)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"

    @property
    def is_undone(self) -> bool:
        return Bulk.objects.filter(undoes=self).exists()

    @property
    def is_fresh(self) -> bool:
        return timezone.now() - self.created_at <= UNDO_WITHIN


class BulkItemQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(bulk__actor=user) if getattr(user, "is_authenticated", False) else self.none()


class BulkItem(models.Model):
    """One record of it: what became of it, and what undoing puts back."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        UNCHANGED = "unchanged", _("Was so already")
        REFUSED = "refused", _("Refused")

    bulk = models.ForeignKey(Bulk, models.CASCADE, related_name="items")
    object_id = models.PositiveBigIntegerField()
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    before = models.JSONField(default=dict)
    version = models.PositiveIntegerField(null=True)

    objects = BulkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("record of a bulk change")
        verbose_name_plural = _("records of a bulk change")
        ordering = ["pk"]
        indexes = [models.Index(fields=["bulk", "outcome"])]
        constraints = [
            models.UniqueConstraint(fields=["bulk", "object_id"], name="bulk_item_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["waiting", "done", "unchanged", "refused"]), name="bulk_item_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_id}: {self.object_id}"
