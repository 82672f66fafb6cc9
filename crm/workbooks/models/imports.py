"""What was imported: the file, who brought it, what it would change and what became of it."""

from typing import Any, Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.common.records import Record, VisibleQuerySet
from crm.workbooks.models.jobs import Job


def private_storage() -> Storage:
    return storages["private"]


class ImportQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own: a workbook may hold contacts and rows that colleagues do not see."""
        return self.filter(author=user) if getattr(user, "is_authenticated", False) else self.none()


class Import(Record):
    """One workbook brought in, from its preview on."""

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        PREVIEWED = "previewed", _("To be checked")
        COMMITTED = "committed", _("Taken in")
        DISCARDED = "discarded", _("Discarded")
        UNDONE = "undone", _("Undone")

    kind = models.CharField(_("kind"), max_length=40)
    file = models.FileField(_("file"), storage=private_storage, upload_to="imports/%Y/%m")
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size (bytes)"))
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PREVIEWED)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brought by")
    )
    good_rows_only = models.BooleanField(_("good rows only"), default=False)
    committed_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    mapping = models.JSONField(_("columns"), default=dict)
    unused = models.JSONField(_("columns not used"), default=dict)
    left_out = models.JSONField(_("rows left out"), default=list)
    problems = models.JSONField(_("problems of the file"), default=list)
    # What the person chose: which column each header is (`sheets`), the key of rows (`key`), what an empty cell does.
    choices = models.JSONField(default=dict)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["reading", "previewed", "committed", "discarded", "undone"]),
                name="import_state_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportRowQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(source__in=Import.objects.all().visible_to(user))


class ImportRow(models.Model):
    """One entry of an import: what the workbook says, what would become of it, and the record's version then seen."""

    class Action(models.TextChoices):
        CREATED = "created", _("New")
        UPDATED = "updated", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")

    # Found by the index below, which begins with it.
    source = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name=_("import"), db_index=False)
    sheet = models.CharField(_("sheet"), max_length=100)
    row = models.PositiveIntegerField(_("row"))
    title = models.CharField(_("which"), max_length=300, blank=True)
    action = models.CharField(_("what happens"), max_length=20, choices=Action)
    is_refused = models.BooleanField(_("refused"), default=False)
    has_problems = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    problems_of_reading = models.PositiveSmallIntegerField(default=0)
    record_id = models.BigIntegerField(null=True, blank=True)
    record_version = models.PositiveIntegerField(null=True, blank=True)
    # The record's version before the import wrote it; None for what it made anew.
    version_before = models.PositiveIntegerField(null=True, blank=True)
    # What it wrote beside the record, each as [model, key, version before or None, version written].
    also_wrote = models.JSONField(null=True, editable=False)
    # Of a workbook that was exported here: the record that the row was, and its version then.
    base_id = models.BigIntegerField(null=True, blank=True)
    base_version = models.PositiveIntegerField(null=True, blank=True)
    # By column: `file` or `record`, where both were changed; `leave_out`: the row stays out.
    decisions = models.JSONField(default=dict)
    has_conflict = models.BooleanField(default=False)
    is_left_out = models.BooleanField(default=False)
    key = models.CharField(max_length=300, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["pk"]
        indexes = [models.Index(fields=["source", "is_refused", "action"])]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"

    @property
    def cells(self) -> dict[str, str]:
        return cells_of(self.values, self.texts)


def cells_of(values: dict[str, Any], texts: dict[str, str]) -> dict[str, str]:
    """The cells as written, by column: `texts` holds those that say something else than `values`."""
    same = {name: value if isinstance(value, str) else "" for name, value in values.items()}
    return {**same, **texts}


class HeaderMemoryQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(owner=user) if getattr(user, "is_authenticated", False) else self.none()


class HeaderMemory(models.Model):
    """How a person once corrected a header: the column that it is for this kind; empty: none, it is not used."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    header = models.CharField(max_length=200)
    column = models.CharField(max_length=60, blank=True)
    used_at = models.DateTimeField(auto_now=True)

    objects = HeaderMemoryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "header"], name="header_remembered_once")]

    def __str__(self) -> str:
        return f"{self.header} → {self.column}"
