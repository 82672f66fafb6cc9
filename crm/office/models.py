"""What the shell keeps for every app: evidence, tasks, notices, the outbox."""

from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Organisation
from crm.accounts.roles import Role
from crm.common.records import Record, VisibleQuerySet


def private_storage() -> Any:
    return storages["private"]


class AttachmentQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Whoever sees the record that it belongs to; confidential ones only their people (see office.attachments)."""
        from crm.office.attachments import visible_attachments

        return visible_attachments(self, user)

    def of_seen(self, record: models.Model, user: Any) -> Self:
        """The files of one record that the caller has found by `visible_to` already: the same rows, in one query."""
        from crm.office.attachments import open_to

        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk).filter(open_to(self, user))


class Attachment(Record):
    """A file that proves or explains something, on any record: the one model for all evidence."""

    class Kind(models.TextChoices):
        OTHER = "other", _("Other")
        CONTRACT = "contract", _("Contract")
        LICENCE = "licence", _("Licence")
        PHOTO = "photo", _("Photo")
        SLIP = "slip", _("Slip")
        REPORT = "report", _("Report")
        SEALED = "sealed", _("Sealed scan")

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("number"), max_length=100, blank=True)
    file = models.FileField(_("file"), upload_to="attachments/%Y/%m", storage=private_storage)
    size = models.PositiveBigIntegerField(_("bytes"))
    media_type = models.CharField(_("type"), max_length=100)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    is_confidential = models.BooleanField(_("confidential"), default=False)
    named_people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("who may know")
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return self.title


SEE_ALL_WORK = (Role.MANAGER, Role.LEADER)


class TaskQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Mine, my organisation's, those I set; managers and leaders see all of the zone's open work but what is about
        a confidential record of which they may not know."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        mine = self.own(user)
        if user.has_role(*SEE_ALL_WORK):
            from crm.office.attachments import about_hidden

            return self.filter(mine | ~about_hidden(user))
        return self.filter(mine)

    def of_seen(self, record: models.Model, user: Any) -> Self:
        """The work about one record that the caller has found by `visible_to` already: the same rows, nothing asked
        about what is confidential elsewhere."""
        rows = self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)
        return rows if user.has_role(*SEE_ALL_WORK) else rows.filter(self.own(user))

    @staticmethod
    def own(user: Any) -> Q:
        """For this person or his organisation, or set by him."""
        mine = Q(assignee=user) | Q(created_by=user)
        if user.organisation_id and user.has_role(Role.DEPARTMENT, Role.PARTNER):
            mine |= Q(assignee_organisation_id=user.organisation_id)
        return mine


class Task(Record):
    """Something to do by a day, for a person or an organisation, about any record or none."""

    title = models.CharField(_("what to do"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("for")
    )
    assignee_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("for organisation")
    )
    content_type = models.ForeignKey(ContentType, models.CASCADE, null=True, blank=True)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("content_type", "object_id")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("set by")
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"]), models.Index(fields=["assignee", "done_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(assignee__isnull=False) | Q(assignee_organisation__isnull=False),
                name="task_has_assignee",
            )
        ]

    def __str__(self) -> str:
        return self.title


class NoticeQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(user=user) if getattr(user, "is_authenticated", False) else self.none()


class Notice(models.Model):
    """A line in a person's own list of news."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=300)
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text


class OutboxQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Payloads can hold anything: administrators see kind, state and error, and nobody else sees any."""
        may = getattr(user, "is_authenticated", False) and user.has_role(Role.ADMINISTRATOR)
        return self if may else self.none()


class OutboxMessage(models.Model):
    """One thing to do in the outside world after commit: a mail, a webhook, a change for the search index, a purge."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed for good")

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), auto_now_add=True)
    error = models.TextField(_("error"), blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"]), models.Index(fields=["kind", "key", "state"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DailyRun(models.Model):
    """That a day's work was begun, so that it is done once, by whichever process comes first."""

    job = models.CharField(_("job"), max_length=60)
    day = models.DateField(_("day"))
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=300, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily run")
        verbose_name_plural = _("daily runs")
        ordering = ["-day", "job"]
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="daily_run_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.day}"


class RemindersQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own: a webhook's address is a key to a group's chat, a calendar's to one's days."""
        return self.filter(user=user) if getattr(user, "is_authenticated", False) else self.none()


class Reminders(models.Model):
    """How a person is reminded. Where no row is, by mail and in the page."""

    class Chat(models.TextChoices):
        NONE = "", _("None")
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    by_mail = models.BooleanField(_("a mail each morning with what is due"), default=True)
    chat = models.CharField(_("group robot"), max_length=20, choices=Chat, blank=True)
    chat_url = models.URLField(_("address of the robot"), max_length=500, blank=True)
    calendar_key = models.CharField(max_length=40, blank=True, editable=False)

    objects = RemindersQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminders")
        verbose_name_plural = _("reminders")

    def __str__(self) -> str:
        return str(self.user)


from crm.office.bulk_models import Bulk, BulkItem, Tag  # noqa: E402, F401 (models of this app as well)
from crm.office.list_models import ListPreference, SavedView  # noqa: E402, F401
