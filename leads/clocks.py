"""Service times of a lead (江门, 江府办函〔2024〕37号): respond, assess, feed back, report; working days from receipt.

The days are those of the rules in force when the lead was received: a later change counts for later leads (domain.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.office.badges import Badge
from leads.calendar import SATURDAY
from leads.models import CalendarDay, Lead, LeadRules, LeadStage, Screening, StageMove

ASSESSED = (LeadStage.NEGOTIATION, LeadStage.APPROVAL, LeadStage.SIGNED)


@dataclass(frozen=True)
class Clock:
    """One time limit: until when, and when it was met."""

    label: str
    due_on: date
    met_on: date | None = None

    def badge(self, today: date) -> Badge:
        if self.met_on:
            late = (self.met_on - self.due_on).days
            if late > 0:
                return Badge(_("Met %(days)d days late") % {"days": late}, "yellow")
            return Badge(_("Met"), "green")
        if today > self.due_on:
            return Badge(_("Overdue since %(date)s") % {"date": self.due_on}, "red")
        return Badge(_("Due today"), "yellow") if today == self.due_on else Badge(_("In time"), "green")


class WorkingDays:
    """The calendar from a day on, read once."""

    def __init__(self, since: date) -> None:
        rows = CalendarDay.objects.filter(day__gt=since).values_list("day", "is_working")
        self.differing: dict[date, bool] = dict(rows)

    def after(self, day: date, count: int) -> date:
        while count > 0:
            day += timedelta(days=1)
            count -= self.differing.get(day, day.weekday() < SATURDAY)
        return day


def clocks(lead: Lead, moves: Iterable[StageMove], screening: Screening | None) -> list[Clock]:
    """None for what a historical import brought: nobody knows when it was received."""
    if lead.is_historical_import:
        return []
    received = timezone.localdate(lead.created_at)
    rules, days = rules_on(lead), WorkingDays(received)
    assessed = assessed_on(moves, screening)
    told = lead.activities.aggregate(
        first=Min("happened_on", filter=Q(happened_on__gte=received)),
        answered=Min("happened_on", filter=Q(happened_on__gte=assessed)) if assessed else Min("pk", filter=Q(pk=0)),
        last=Max("happened_on"),
    )
    found = [
        Clock(_("Respond"), days.after(received, rules.respond_days), told["first"]),
        Clock(_("Assess"), days.after(received, rules.assess_days), assessed),
        Clock(_("Feed back"), days.after(received, rules.feedback_days), told["answered"]),
    ]
    if lead.status == Lead.Status.ACTIVE and lead.stage != LeadStage.SIGNED:
        since = max(received, told["last"] or received)
        found.append(Clock(_("Report next"), days.after(since, rules.report_days)))
    return found


def rules_on(lead: Lead) -> Any:
    """The rules as they were when the lead was received."""
    if lead.rules.pk and lead.rules.updated_at <= lead.created_at:
        return lead.rules
    then = LeadRules.history.filter(history_date__lte=lead.created_at).order_by("-history_date", "-history_id").first()
    return then or lead.rules


def assessed_on(moves: Iterable[StageMove], screening: Screening | None) -> date | None:
    """A confirmed screening, or the first step beyond assessment, whichever came first."""
    days = [move.moved_on for move in moves if move.to_stage in ASSESSED and move.moved_on and not move.is_correction]
    if screening:
        days.append(timezone.localdate(screening.confirmed_at))
    return min(days, default=None)
