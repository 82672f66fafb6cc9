"""What pages and API ask about leads; each begins with rows that the caller has narrowed by visible_to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.selectors import changes_of
from crm.office.attachments import files_of
from leads.models import Lead, LeadStage, StageMove
from leads.models.stage_names import StageInForce, StagesInForce

TIMELINE = 200


def leads_at_hand(user: Any, most: int) -> QuerySet:
    """The open leads that this person owns, what he wrote about last first."""
    leads = Lead.objects.visible_to(user).filter(owner=user, status=Lead.Status.ACTIVE)
    used = leads.annotate(used_at=Max("activities__created_at", filter=Q(activities__by=user)))
    return used.order_by(F("used_at").desc(nulls_last=True), "-updated_at", "-pk")[:most]


@dataclass(frozen=True)
class StageStep:
    """A stage in the bar of a lead's page: when it was entered, how many days it lasted, of how many at most."""

    stage: str
    label: str
    state: str  # past, current, ahead
    entered_on: date | None = None
    days: int | None = None
    days_at_most: int | None = None

    @property
    def is_over(self) -> bool:
        return self.days is not None and self.days_at_most is not None and self.days > self.days_at_most


def stage_steps(lead: Lead, moves: Iterable[StageMove]) -> list[StageStep]:
    """By the last entry into each stage; a day that nobody gave (historical import) is unknown.

    A limit counts for the stage in which an active lead is now: what lies behind was not held to it."""
    entered = {move.to_stage: move.moved_on for move in moves}
    order = list(LeadStage)
    place = order.index(LeadStage(lead.stage))
    steps = []
    for index, stage in enumerate(order):
        state = "past" if index < place else "current" if index == place else "ahead"
        since = entered.get(stage.value) if index <= place else None
        until = next((entered[later.value] for later in order[index + 1 : place + 1] if entered.get(later.value)), None)
        until = until or (timezone.localdate() if state == "current" else None)
        days = (until - since).days if since and until and stage != LeadStage.SIGNED else None
        held = state == "current" and lead.status == Lead.Status.ACTIVE
        most = StagesInForce.current().get(stage.value, StageInForce()).days_at_most if held else None
        steps.append(StageStep(stage.value, str(stage.label), state, since, days, most))
    return steps


@dataclass(frozen=True)
class Entry:
    """A line of the timeline. `on` sorts it; `recorded` is shown where only the day of recording is known."""

    kind: str
    on: datetime
    title: str
    text: str = ""
    who: str = ""
    url: str = ""
    fields: list[Any] = field(default_factory=list)


def timeline(
    lead: Lead, user: Any, moves: Iterable[StageMove], kind: str = "", shown: int = TIMELINE
) -> tuple[list[Entry], bool]:
    """Newest first: activities, stage moves, files, changes of fields; one `kind` of them where asked.

    The newest `shown`, and whether there are older ones.
    """
    makers: dict[str, Callable[[], list[Entry]]] = {
        "activity": lambda: _activities(lead, user, shown + 1),
        "move": lambda: _moves(moves),
        "file": lambda: _files(lead, user, shown + 1),
        "change": lambda: _changes(lead, shown + 1),
    }
    chosen = [makers[kind]] if kind in makers else makers.values()
    entries = [entry for maker in chosen for entry in maker()]
    entries.sort(key=lambda entry: entry.on, reverse=True)
    return entries[:shown], len(entries) > shown


def moment_of(day: date, recorded_at: datetime) -> datetime:
    """A day among moments: when it was recorded, if that was the same day; else at noon."""
    if timezone.localdate(recorded_at) == day:
        return recorded_at
    return timezone.make_aware(datetime.combine(day, time(12)))


def _activities(lead: Lead, user: Any, most: int) -> list[Entry]:
    rows = lead.activities.visible_to(user).select_related("by")[:most]
    return [
        Entry(
            "activity",
            moment_of(row.happened_on, row.created_at),
            row.get_kind_display(),
            row.text,
            str(row.by or ""),
        )
        for row in rows
    ]


def _moves(moves: Iterable[StageMove]) -> list[Entry]:
    entries = []
    for move in moves:
        if move.from_stage:
            title = f"{move.get_from_stage_display()} → {move.get_to_stage_display()}"
        else:
            title = _("Registered at “%(stage)s”") % {"stage": move.get_to_stage_display()}
        if move.is_correction:
            title = _("Correction: %(move)s") % {"move": title}
        approved = _("approved by %(person)s") % {"person": move.approved_by} if move.approved_by else ""
        text = _(", ").join(filter(None, [move.reason, approved]))
        moment = moment_of(move.moved_on, move.recorded_at) if move.moved_on else move.recorded_at
        entries.append(Entry("move", moment, title, text, str(move.actor or _("System"))))
    return entries


def _files(lead: Lead, user: Any, most: int) -> list[Entry]:
    return [
        Entry(
            "file", row.created_at, row.title, row.get_kind_display(), str(row.uploaded_by or ""), f"/files/{row.pk}/"
        )
        for row in files_of(lead, user, most)
    ]


def _changes(lead: Lead, most: int) -> list[Entry]:
    """Changes of fields, without those that a move or an activity tells already."""
    told = {str(Lead._meta.get_field(name).verbose_name) for name in ("stage", "progressed_on")}
    entries = []
    steps = changes_of(lead, limit=most)
    if lead.former_codes:  # what was merged into it brings its history along
        for other in Lead.objects.filter(code__in=lead.former_codes):
            steps += changes_of(other, limit=most)
    for step in steps:
        fields = [change for change in step.fields if change.label not in told]
        if fields:
            entries.append(Entry("change", step.at, step.reason or _("Changed"), "", step.who, "", fields))
    return entries


def similar_leads(lead: Lead, user: Any, shown: int = 5) -> QuerySet:
    """Of the same company, then of the same segment or cluster."""
    alike = Q(company=lead.company)
    if lead.segment_id:
        alike |= Q(segment=lead.segment_id)
    elif lead.segment_text:
        alike |= Q(segment_text=lead.segment_text)
    rows = Lead.objects.visible_to(user).exclude(pk=lead.pk).filter(alike)
    return rows.select_related("company", "owner").order_by("-updated_at", "-pk")[:shown]


@dataclass(frozen=True)
class Introduction:
    """What a partner may know of a lead that it introduced: its stage and nothing else (domain.md §1)."""

    code: str
    name: str
    stage: str
    since: date | None


def introductions(user: Any) -> list[Introduction]:
    """Leads introduced by the partner's own organisation; confidential ones are unknown to it."""
    if not getattr(user, "is_partner", False):
        return []
    introduced = Lead.objects.filter(Lead.objects.is_open_to(user), introduced_by=user.organisation_id)
    rows = introduced.filter(merged_into=None).order_by("-pk")
    entered: dict[tuple[int, str], date | None] = {}
    for lead_id, stage, moved_on in (
        StageMove.objects.filter(lead__in=rows).order_by("pk").values_list("lead_id", "to_stage", "moved_on")
    ):
        entered[(lead_id, stage)] = moved_on
    return [
        Introduction(lead.code, lead.name, str(lead.get_stage_display()), entered.get((lead.pk, lead.stage)))
        for lead in rows
    ]
