"""What was taken out: whose it is, which page it came from, and the file while it is kept."""

import re
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.common.records import VisibleQuerySet
from crm.workbooks.models.imports import private_storage
from crm.workbooks.models.jobs import Job

KEPT_FOR = timedelta(days=7)


def end_of_keeping() -> Any:
    return timezone.now() + KEPT_FOR


class ExportQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, and only as long as it is kept."""
        mine = self.filter(owner=user) if getattr(user, "is_authenticated", False) else self.none()
        return mine.filter(expires_at__gt=timezone.now())


class Export(models.Model):
    """One export. `path` and `query` are the page's address: the rows are found anew by it, as the owner sees them."""

    class Form(models.TextChoices):
        XLSX = "xlsx", "Excel (xlsx)"
        CSV = "csv", "CSV (UTF-8)"
        JSON = "json", "JSON"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("for"))
    title = models.CharField(_("what"), max_length=200)
    form = models.CharField(_("form"), max_length=10, choices=Form)
    path = models.CharField(max_length=300)
    query = models.TextField(blank=True)
    file = models.FileField(_("file"), storage=private_storage, upload_to="exports/%Y/%m", blank=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"), null=True)
    rows = models.PositiveBigIntegerField(_("rows"), null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name=_("background work"))
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    ready_at = models.DateTimeField(_("ready"), null=True)
    expires_at = models.DateTimeField(_("kept until"), default=end_of_keeping, db_index=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(form__in=["xlsx", "csv", "json"]), name="export_form_known")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ready(self) -> bool:
        return self.ready_at is not None

    @property
    def file_name(self) -> str:
        """For the downloading person, without what no system likes in a file's name."""
        title = re.sub(r"[^\w.-]+", "-", self.title).strip("-.")[:80] or "export"
        return f"{title}-{timezone.localdate(self.ready_at):%Y%m%d}.{self.form}"
