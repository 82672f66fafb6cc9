"""Tasks: set, done."""

from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from crm.common.errors import RuleError
from crm.office.due import Due
from crm.office.models import Notice, Task
from crm.office.services.subjects import check_subject

NOTICES = {"task": ngettext_lazy("%(count)d new task.", "%(count)d new tasks.", "count")}


@transaction.atomic
def task_add(
    *,
    title: str,
    actor: Any,
    assignee: Any = None,
    assignee_organisation: Any = None,
    due_on: date | None = None,
    subject: models.Model | None = None,
    note: str = "",
) -> Task:
    """Set a task for a person or an organisation (the actor himself where neither is named)."""
    if subject is not None:
        check_subject(subject, actor)
    if due_on and due_on < timezone.localdate():
        raise RuleError(_("The due date lies in the past."), code="due_in_past", field="due_on")
    if assignee is None and assignee_organisation is None:
        assignee = actor
    task = Task(
        title=title,
        note=note,
        due_on=due_on,
        assignee=assignee,
        assignee_organisation=assignee_organisation,
        subject=subject,
        created_by=actor,
    )
    task.full_clean(exclude=["content_type", "object_id"])
    task.save_by(actor, _("Task set"))
    if assignee is not None and assignee != actor:
        text = _("New task: %(title)s") % {"title": title}
        Notice.objects.create(user=assignee, kind="task", text=text, link="/office/tasks/")
    return task


@transaction.atomic
def task_done(*, task_id: int, actor: Any) -> Task:
    """Strike a task off. Whoever sees it as his, his organisation's or his own order may."""
    task = Task.objects.visible_to(actor).select_for_update().filter(pk=task_id).first()
    if task is None:
        raise RuleError(_("This task cannot be found."), code="not_found")
    if task.done_at:
        raise RuleError(_("This task is already done."), code="already_done")
    task.done_at, task.done_by = timezone.now(), actor
    return task.save_by(actor, _("Done"))


def due_tasks(user: Any, since: date, until: date) -> list[Due]:
    """Open tasks of this person, and of his organisation where nobody is named."""
    rows = Task.objects.visible_to(user).filter(done_at=None, due_on__gte=since, due_on__lte=until)
    mine = Q(assignee=user)
    if user.organisation_id:
        mine |= Q(assignee=None, assignee_organisation_id=user.organisation_id)
    return [Due(str(row.pk), row.due_on, row.title, "/office/tasks/") for row in rows.filter(mine)]
