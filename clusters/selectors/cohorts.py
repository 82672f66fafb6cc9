"""Projects signed in a period, as known at a date: what the rates of domain.md §3 count.

Each function narrows a queryset that began at visible_to. `known_on` is a day; what was entered after it, or happened
after it, is not known then.
"""

from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clusters.models import Milestone, Observation, Project

ORDER = list(Project.Stage)
PAID_IN = "paid_in_funds"


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def signed_between(projects: QuerySet, start: date, end: date) -> QuerySet:
    """By the first signing; a project whose signing date is unknown is in no cohort."""
    return projects.filter(signed_on__gte=start, signed_on__lte=end)


def milestones_of(known_on: date) -> QuerySet:
    return Milestone.objects.as_of(end_of(known_on)).filter(project=OuterRef("pk"), happened_on__lte=known_on)


def dated(projects: QuerySet, event: str, known_on: date) -> QuerySet:
    """Those for which this event is dated."""
    return projects.filter(Exists(milestones_of(known_on).filter(event=event)))


def reached(projects: QuerySet, stage: str, known_on: date) -> QuerySet:
    """Those at this stage or beyond, by their milestones, or by their stage as it stood that day."""
    beyond = [later.value for later in ORDER[ORDER.index(Project.Stage(stage)) :]]
    by_milestone = Q(Exists(milestones_of(known_on).filter(event__in=beyond)))
    if known_on >= timezone.localdate():
        return projects.filter(by_milestone | Q(stage__in=beyond))
    then = Project.history.filter(id=OuterRef("pk"), history_date__lte=end_of(known_on)).order_by("-history_date")
    return projects.annotate(stage_then=Subquery(then.values("stage")[:1])).filter(
        by_milestone | Q(stage_then__in=beyond)
    )


def paid_in_of(known_on: date) -> Subquery:
    """A project's paid-in funds in fen: the last verified figure of the stock on or before that day."""
    moment = end_of(known_on)
    rows = Observation.objects.as_of(moment).filter(
        project=OuterRef("pk"), indicator__code=PAID_IN, period_end__lte=known_on, state=Observation.State.VERIFIED
    )
    rows = rows.filter(Q(verified_at=None) | Q(verified_at__lte=moment)).order_by("-period_end", "-pk")
    return Subquery(rows.values("value")[:1])


def with_paid_in(projects: QuerySet, known_on: date) -> QuerySet:
    """Annotated with `paid_in_fen`, None where nothing is verified."""
    return projects.annotate(paid_in_fen=paid_in_of(known_on))


def fulfilled(projects: QuerySet, known_on: date) -> QuerySet:
    """履约: registered, or paid-in funds above zero."""
    registered = reached(projects, Project.Stage.REGISTERED, known_on).values("pk")
    return with_paid_in(projects, known_on).filter(Q(pk__in=registered) | Q(paid_in_fen__gt=0))
