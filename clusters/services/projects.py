"""Projects are opened, and move forward by what happened to them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models import CapitalIncrease, Company, Milestone, Project
from clusters.services import facts
from crm.common.errors import RuleError

STAGES = list(Project.Stage)


@transaction.atomic
def project_create(
    *,
    company: Company,
    name: str,
    actor: Any,
    code: str = "",
    signed_on: date | None = None,
    named_people: Iterable[Any] = (),
    reason: str = "",
    **fields: Any,
) -> Project:
    """Open a project; its signing date, where known, is its first milestone. The code is given where none is.

    `fields` are the model's others, such as cluster, segment, park, agreed_investment_fen, is_confidential.
    """
    signed_on_checked = check_past(signed_on) if signed_on else None
    project = Project(company=company, name=name, code=code or next_code(signed_on_checked), **fields)
    project.full_clean()
    project.save_by(actor, reason or _("Project opened"))
    project.named_people.set(named_people)
    if signed_on_checked:
        milestone_record(project=project, event=Milestone.Event.SIGNED, happened_on=signed_on_checked, actor=actor)
        project.refresh_from_db()
    return project


def next_code(signed_on: date | None) -> str:
    """`XM-2026-001`, counted within the year of signing (of opening, where that is unknown)."""
    start = f"XM-{(signed_on or timezone.localdate()).year}-"
    last = Project.objects.filter(code__regex=rf"^{start}\d+$").aggregate(last=Max("code"))["last"]
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:03}"


@transaction.atomic
def milestone_record(
    *, project: Project, event: str, happened_on: date, actor: Any, source: str = "", verified: bool = False
) -> Milestone:
    """Record that something happened, and move the project's stage forward to it; never back."""
    check_past(happened_on)
    project = Project.objects.select_for_update().get(pk=project.pk)
    milestone = facts.record(
        fact=Milestone(
            project=project, event=event, happened_on=happened_on, source=source, state=Milestone.State.SUBMITTED
        ),
        actor=actor,
        verified=verified,
    )
    reach(project, milestone, actor)
    return milestone


@transaction.atomic
def milestone_correct(
    *, milestone: Milestone, happened_on: date, actor: Any, reason: str, verified: bool = False
) -> Milestone:
    """Another date for the same event; the stage stays."""
    check_past(happened_on)
    new = facts.correct(fact=milestone, actor=actor, reason=reason, verified=verified, happened_on=happened_on)
    reach(Project.objects.select_for_update().get(pk=new.project_id), new, actor)
    return new


@transaction.atomic
def milestone_withdraw(*, milestone: Milestone, actor: Any, reason: str) -> Milestone:
    """It did not happen: signing date and stage are again what the other milestones say."""
    withdrawn = facts.withdraw(fact=milestone, actor=actor, reason=reason)
    project = Project.objects.select_for_update().get(pk=withdrawn.project_id)
    before = (project.stage, project.signed_on)
    if withdrawn.event == Milestone.Event.SIGNED:
        project.signed_on = None
    if project.stage == withdrawn.event:
        project.stage = furthest(project.milestones.current().values_list("event", flat=True))
    if (project.stage, project.signed_on) != before:
        project.save_by(actor, _("Milestone withdrawn: %(milestone)s") % {"milestone": withdrawn})
    return withdrawn


@transaction.atomic
def capital_add(
    *, project: Project, amount_fen: int, agreed_on: date, actor: Any, source: str = "", reason: str = ""
) -> CapitalIncrease:
    """Add capital: the project's agreed amount grows, its first signing stays, and nothing is counted anew."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    if amount_fen <= 0:
        raise RuleError(_("Please give the amount that is added."), code="amount", field="amount_fen")
    if agreed_on > timezone.localdate():
        raise RuleError(_("The date lies in the future."), code="date_in_future", field="agreed_on")
    if project.signed_on and agreed_on < project.signed_on:
        raise RuleError(
            _("The project was signed on %(date)s; capital is added later.") % {"date": project.signed_on},
            code="before_signing",
            field="agreed_on",
        )
    increase = CapitalIncrease(project=project, amount_fen=amount_fen, agreed_on=agreed_on, source=source)
    increase.full_clean()
    increase.save_by(actor, reason or _("Capital added"))
    project.agreed_investment_fen = (project.agreed_investment_fen or 0) + amount_fen
    project.save_by(actor, reason or _("Capital added"))
    return increase


def reach(project: Project, milestone: Milestone, actor: Any) -> None:
    """The project as this milestone leaves it: its signing date, and the stage if that is further on."""
    before = (project.stage, project.signed_on)
    if milestone.event == Milestone.Event.SIGNED:
        project.signed_on = milestone.happened_on
    if milestone.event in STAGES and STAGES.index(milestone.event) > STAGES.index(project.stage):
        project.stage = milestone.event
    if (project.stage, project.signed_on) != before:
        project.save_by(actor, _("Milestone: %(milestone)s") % {"milestone": milestone})


def furthest(events: Iterable[str]) -> str:
    """The stage that these milestones reach; every project is signed."""
    reached = [event for event in events if event in STAGES]
    return max(reached, key=STAGES.index, default=Project.Stage.SIGNED)


def check_past(day: date) -> date:
    if day > timezone.localdate():
        raise RuleError(
            _("A milestone has happened: its date lies in the future."), code="date_in_future", field="happened_on"
        )
    return day
