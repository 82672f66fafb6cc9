"""The card of my open tasks."""

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.dashboards import cards
from crm.office.models import Task

SHOWN = 10


def my_tasks(user: Any) -> dict[str, Any]:
    """Mine and my organisation's, those due first, those without a day last."""
    rows = Task.objects.all().visible_to(user).filter(done_at=None)
    mine = rows.filter(assignee=user)
    if user.organisation_id:
        mine = mine | rows.filter(assignee=None, assignee_organisation_id=user.organisation_id)
    mine = mine.select_related("content_type").order_by(F("due_on").asc(nulls_last=True), "pk")
    return {"tasks": mine[:SHOWN], "total": mine.count(), "today": timezone.localdate()}


def register_card() -> None:
    cards.register("tasks", title=_("My open tasks"), template="dashboards/tasks_card.html", context=my_tasks, order=10)
