"""What the Today page shows of leads; crm.dashboards puts it there."""

from datetime import timedelta
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from leads.lights import Lights, enquiry_badge
from leads.models import Contest, Enquiry, Lead, LeadStage, StageApproval, StageMove
from leads.views.common import READERS, WORKERS

SHOWN = 8
CLOSED_DAYS = 7


def turning_leads(user: Any) -> dict[str, Any] | None:
    """My leads that turn yellow or red, and why; managers and leaders see the whole zone's."""
    if not user.has_role(*READERS):
        return None
    leads = Lead.objects.visible_to(user)
    mine = not user.has_role(Role.MANAGER, Role.LEADER)
    if mine:
        leads = leads.filter(owner=user)
    lights = Lights()
    rows = lights.turning(leads).select_related("company").order_by("last_progress", "pk")
    shown = [(lead, lights.badge(lead), lights.why(lead)) for lead in rows[:SHOWN]]
    return {"rows": shown, "total": rows.count(), "mine": mine}


def waiting_enquiries(user: Any) -> dict[str, Any] | None:
    """Enquiries without an answer, those due first, against the one-day clock."""
    if not user.has_role(*READERS):
        return None
    today = timezone.localdate()
    rows = Enquiry.objects.visible_to(user).waiting().order_by("due_on", "pk")
    return {"rows": [(row, enquiry_badge(row, today)) for row in rows[:SHOWN]], "total": rows.count()}


def next_steps(user: Any) -> dict[str, Any] | None:
    """My next steps, overdue and of the coming days."""
    if not user.has_role(*WORKERS):
        return None
    rows = (
        Lead.objects.visible_to(user)
        .filter(owner=user, status=Lead.Status.ACTIVE, next_step_on__isnull=False)
        .order_by("next_step_on", "pk")
    )
    return {"leads": rows[:SHOWN], "total": rows.count(), "today": timezone.localdate()}


def asked_approvals(user: Any) -> dict[str, Any] | None:
    """Approvals of stages that wait for a manager."""
    if not user.has_role(Role.MANAGER):
        return None
    rows = StageApproval.objects.visible_to(user).filter(state=StageApproval.State.ASKED)
    rows = rows.select_related("lead", "asked_by").order_by("asked_at")
    return {"rows": rows[:SHOWN], "total": rows.count()} if rows else None


def open_contests(user: Any) -> dict[str, Any] | None:
    """Contests about first reports that wait for a manager."""
    if not user.has_role(Role.MANAGER):
        return None
    rows = Contest.objects.visible_to(user).filter(state=Contest.State.OPEN)
    rows = rows.select_related("lead", "contested_by").order_by("created_at")
    return {"rows": rows[:SHOWN], "total": rows.count()} if rows else None


def closed_by_team(user: Any) -> dict[str, Any] | None:
    """What my team signed or ended in the last days; managers and leaders see the whole zone's."""
    if not user.has_role(*READERS):
        return None
    since = timezone.localdate() - timedelta(days=CLOSED_DAYS)
    leads = Lead.objects.visible_to(user)
    if not user.has_role(Role.MANAGER, Role.LEADER):
        leads = leads.filter(team=user.team_id) if user.team_id else leads.filter(owner=user)
    signings = StageMove.objects.filter(to_stage=LeadStage.SIGNED, moved_on__gte=since, lead=OuterRef("pk"))
    signed = leads.filter(stage=LeadStage.SIGNED).annotate(closed_on=Subquery(signings.values("moved_on")[:1]))
    ended = leads.filter(lost_on__gte=since).annotate(closed_on=F("lost_on"))
    rows = [*signed.exclude(closed_on=None).select_related("owner"), *ended.select_related("owner")]
    rows.sort(key=lambda lead: (lead.closed_on, lead.pk), reverse=True)
    return {"rows": rows[:SHOWN], "total": len(rows), "days": CLOSED_DAYS}


# Key, title, template, context, place on the page.
CARDS = (
    ("contests", _("Contests about first reports"), "leads/today/contests.html", open_contests, 16),
    ("approvals", _("Approvals waiting for you"), "leads/today/approvals.html", asked_approvals, 15),
    ("enquiries", _("Enquiries waiting"), "leads/today/enquiries.html", waiting_enquiries, 20),
    ("turning_leads", _("Leads that stand still"), "leads/today/turning.html", turning_leads, 30),
    ("next_steps", _("My next steps"), "leads/today/next_steps.html", next_steps, 12),
    ("closed", _("Signed and ended"), "leads/today/closed.html", closed_by_team, 60),
)
