"""The panels that every record's page has: its tasks, its files, its history."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import OFFICE_ROLES, Role
from crm.audit.selectors import changes_of
from crm.office import panels
from crm.office.attachments import files_of
from crm.office.models import Task
from crm.office.services.attachments import ACCEPTED

HISTORY_SHOWN = 50


def may_add(user: Any) -> bool:
    """Whoever works on records; leaders and auditors read only."""
    return user.is_partner or user.has_role(*(set(OFFICE_ROLES) - {Role.LEADER, Role.AUDITOR}))


def of(record: models.Model) -> dict[str, Any]:
    """What a generic row hangs on."""
    return {"content_type": ContentType.objects.get_for_model(record), "object_id": record.pk}


def can_add(record: models.Model, user: Any) -> bool:
    """A record with a page of its own, to come back to."""
    return hasattr(record, "get_absolute_url") and may_add(user)


def tasks(record: models.Model, user: Any) -> dict[str, Any]:
    rows = Task.objects.of_seen(record, user).select_related("assignee", "assignee_organisation")
    return {
        "tasks": rows.order_by(models.F("done_at").asc(nulls_first=True), "due_on", "pk")[:20],
        "today": timezone.localdate(),
        "subject": record._meta.label_lower,
        "can_add": can_add(record, user),
    }


def attachments(record: models.Model, user: Any) -> dict[str, Any]:
    return {
        "attachments": files_of(record, user, 50),
        "subject": record._meta.label_lower,
        "can_add": can_add(record, user),
        "accepted": ",".join(ACCEPTED),
    }


def history(record: models.Model, user: Any) -> dict[str, Any] | None:
    if not hasattr(record, "history"):
        return None
    return {"changes": changes_of(record, limit=HISTORY_SHOWN)}


def register_panels() -> None:
    every = panels.EVERY_RECORD
    panels.register(
        every, key="tasks", title=_("Tasks"), template="office/panels/tasks.html", context=tasks, order=900, side=True
    )
    panels.register(
        every,
        key="attachments",
        title=_("Files"),
        template="office/panels/attachments.html",
        context=attachments,
        order=910,
        side=True,
    )
    panels.register(
        every, key="history", title=_("History"), template="office/panels/history.html", context=history, order=990
    )
