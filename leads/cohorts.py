"""Leads received in a period, how far they came, and how they ended: what the numbers count, as filters of the list."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from crm.office.fields import day_input
from leads.models import Enquiry, Lead, LeadStage, StageMove

ORDER = list(LeadStage)
RECEIVED = Coalesce("first_contact_on", TruncDate("created_at"))


def received_between(leads: QuerySet, start: date | None, end: date | None) -> QuerySet:
    """By the first contact, else the day of registration."""
    leads = leads.annotate(received_on=RECEIVED)
    if start:
        leads = leads.filter(received_on__gte=start)
    return leads.filter(received_on__lte=end) if end else leads


def reached(leads: QuerySet, stage: str) -> QuerySet:
    """Those at this stage or beyond; one that ended counts with the stage that it had come to."""
    return leads.filter(stage__in=[later.value for later in ORDER[ORDER.index(LeadStage(stage)) :]])


def left(leads: QuerySet, stage: str, start: date | None, end: date | None) -> QuerySet:
    """Those that moved on from this stage on a known day of the period."""
    moves = StageMove.objects.filter(lead=OuterRef("pk"), from_stage=stage, is_correction=False, moved_on__isnull=False)
    if start:
        moves = moves.filter(moved_on__gte=start)
    return leads.filter(Exists(moves.filter(moved_on__lte=end) if end else moves))


class Clock(models.TextChoices):
    """How an enquiry stands against the day on which its answer is due."""

    ANSWERED = "answered", _("Answered in time")
    ANSWERED_LATE = "answered_late", _("Answered late")
    RUNNING = "running", _("Waiting, in time")
    OVERDUE = "overdue", _("Waiting, overdue")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def on_clock(enquiries: QuerySet, clock: str) -> QuerySet:
    """Without a due day there is nothing to be late for."""
    answered, withdrawn = Q(state=Enquiry.State.ANSWERED), Q(state=Enquiry.State.WITHDRAWN)
    waiting, today = ~answered & ~withdrawn, timezone.localdate()
    chosen = {
        Clock.ANSWERED: answered & ~Q(answered_on__gt=F("due_on")),
        Clock.ANSWERED_LATE: answered & Q(answered_on__gt=F("due_on")),
        Clock.RUNNING: waiting & (Q(due_on=None) | Q(due_on__gte=today)),
        Clock.OVERDUE: waiting & Q(due_on__lt=today),
        Clock.WITHDRAWN: withdrawn,
    }
    return enquiries.annotate(answered_on=TruncDate("answered_at")).filter(chosen[Clock(clock)])


class CohortFilter(FilterSet):
    """`received_from=2026-01-01&received_to=2026-06-30&reached=negotiation`; joins LeadFilter."""

    received_from = DateFilter(method="by_received", label=_("Received from"), widget=day_input())
    received_to = DateFilter(method="by_received", label=_("Received to"), widget=day_input())
    reached = ChoiceFilter(
        choices=LeadStage.choices, method="by_reached", label=_("Came at least to"), empty_label=_("All")
    )
    left = ChoiceFilter(choices=LeadStage.choices, method="by_left", label=_("Moved on from"), empty_label=_("All"))
    left_from = DateFilter(method="by_left", label=_("Moved on from (date)"), widget=day_input())
    left_to = DateFilter(method="by_left", label=_("Moved on to (date)"), widget=day_input())
    ended_from = DateFilter(field_name="lost_on", lookup_expr="gte", label=_("Ended from"), widget=day_input())
    ended_to = DateFilter(field_name="lost_on", lookup_expr="lte", label=_("Ended to"), widget=day_input())
    ended_for = CharFilter(field_name="lost_reason", lookup_expr="exact", label=_("Reason of the end"))
    ended_at = CharFilter(field_name="lost_to", lookup_expr="exact", label=_("Went to"))

    # Folded away in the form of filters until one of them is used.
    more = (
        "received_from",
        "received_to",
        "reached",
        "left",
        "left_from",
        "left_to",
        "ended_from",
        "ended_to",
        "ended_for",
        "ended_at",
    )

    class Meta:
        model = Lead
        fields: list[str] = []

    def chosen(self, name: str) -> Any:
        return self.form.cleaned_data.get(name)

    def by_received(self, leads: QuerySet, name: str, value: date) -> QuerySet:
        start, end = (value, None) if name == "received_from" else (None, value)
        return received_between(leads, start, end)

    def by_reached(self, leads: QuerySet, name: str, value: str) -> QuerySet:
        return reached(leads, value)

    def by_left(self, leads: QuerySet, name: str, value: Any) -> QuerySet:
        """The three say one thing together, so the stage answers for all."""
        if name != "left":
            return leads
        return left(leads, value, self.chosen("left_from"), self.chosen("left_to"))
