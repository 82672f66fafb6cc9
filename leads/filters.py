"""Filters of leads in the address: the same for list, board, map, export and API."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any

from django import forms
from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from clusters.models import Cluster, Park
from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.common.names import normalise_company_name
from crm.office.fields import MoneyField, PlainSelect, day_input
from crm.office.models import Tag
from leads.cohorts import Clock, CohortFilter, on_clock
from leads.lights import Light, Lights
from leads.maps import PARK
from leads.models import Channel, Enquiry, Lead, LeadSource, LeadStage

ALL = _("All")
ME, NOBODY, TEAM, POOL, NOWHERE = "@me", "@nobody", "@team", "@pool", "@nowhere"
TURNING = "turning"
OWNERS = ((ME, _("Me")), (TEAM, _("My team")), (NOBODY, _("Nobody")), (POOL, _("Pool")))
EVERY, ENDED = "all", "ended"
ENDS = {"from": "to", "min": "max"}  # how the two sides of a range are called
OPEN = (Lead.Status.ACTIVE, Lead.Status.ON_HOLD)


def lead_workers(request: Any = None) -> QuerySet:
    """Who can hold a lead."""
    return User.objects.filter(is_active=True, groups__name__in=[Role.PROMOTER, Role.MANAGER]).distinct()


def lead_people() -> QuerySet:
    """Who can hold a lead or has done so: people whose account is closed as well."""
    return User.objects.filter(groups__name__in=[Role.PROMOTER, Role.MANAGER]).distinct()


def reference_choices() -> dict[str, list[tuple[str, str]]]:
    """Owners, clusters, sources, channels and tags to choose from, by filter, in one query."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    english = (get_language() or "").startswith("en")
    for kind, key, name, other, _order in sorted(reference_rows().all(), key=lambda row: (row[4], row[1])):
        found[kind].append((key, (other if english and kind != "owner" else "") or name or other))
    return found


@cache
def reference_rows() -> QuerySet:
    """Put together once: that takes longer than the database does to answer it. Each reader takes `all()` anew."""
    return rows_of("owner", lead_workers(), "pk", "full_name", "username").union(
        rows_of("cluster", Cluster.objects.all(), "code", "name", "name_en", "order"),
        rows_of("source", LeadSource.objects.all(), "code", "name", "name_en", "order"),
        rows_of("channel", Channel.objects.all(), "code", "name", "name_en", "source__order"),
        rows_of("park", Park.objects.all(), "code", "name", "name_en", "order"),
        rows_of("tag", Tag.objects.all(), "name", "name", "name"),
    )


def rows_of(kind: str, rows: QuerySet, key: Any, name: str, other: str, order: Any = None) -> QuerySet:
    """Rows of the same shape whatever they are rows of: kind, key, name, other name, order."""
    key = F(key) if isinstance(key, str) else key
    place = F(order) if order else Value(0)
    return rows.order_by().values_list(
        Value(kind, CharField()),
        Cast(key, CharField()),
        Cast(name, CharField()),
        Cast(other, CharField()),
        Cast(place, IntegerField()),
    )


class RangesForm(forms.Form):
    """Refuses what can hold nothing: an end before its start, a most below its least."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name in list(given):
            stem, _mark, side = name.rpartition("_")
            end = f"{stem}_{ENDS.get(side)}"
            least, most = given.get(name), given.get(end)
            if least not in (None, "") and most not in (None, "") and most < least:
                self.add_error(end, self.refusal(side))
        return given

    @staticmethod
    def refusal(side: str) -> str:
        return gettext("The end lies before the start.") if side == "from" else gettext("The most is below the least.")


class MoneyFilter(CharFilter):
    """An amount in 万元, or with a unit of its own."""

    field_class = MoneyField


class ReferenceFilter(ChoiceFilter):
    """One of what the office keeps: its choices come with those of all others in one query (`reference_choices`)."""

    def __init__(self, *, words: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(empty_label=ALL, widget=PlainSelect, **kwargs)
        self.words = words

    @property
    def field(self) -> Any:
        """Asked only when it is drawn or an answer is checked."""
        self.extra["choices"] = lambda: [*self.words, *self.parent.reference[self.kind]]
        return super().field

    @property
    def kind(self) -> str:
        return next(name for name, found in self.parent.filters.items() if found is self)


class StatusFilter(ChoiceFilter):
    """What is in progress, unless the address asks for `all`, for what `ended`, or for one status.

    List, board, export and API read it alike: the same address means the same rows everywhere.
    """

    def __init__(self, **kwargs: Any) -> None:
        choices = [(EVERY, _("All, ended ones too")), (ENDED, _("Ended")), *Lead.Status.choices]
        super().__init__(choices=choices, label=_("Status"), empty_label=_("In progress"), **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if value == EVERY:
            return qs
        if value == ENDED:
            return qs.exclude(status__in=OPEN)
        if value:
            return qs.filter(status=value)
        given = self.parent.form.cleaned_data  # who asks when or why leads ended means those
        asks_for_ends = any(given.get(name) for name in ("ended_from", "ended_to", "ended_for", "ended_at"))
        return qs if asks_for_ends else qs.filter(status__in=OPEN)


class LeadFilter(CohortFilter):
    q = CharFilter(method="by_text", label=_("Name, company, code"))
    stage = ChoiceFilter(choices=LeadStage.choices, label=_("Stage"), empty_label=ALL)
    status = StatusFilter(help_text=_("Without it only leads in progress are given."))
    owner = ReferenceFilter(method="by_owner", label=_("Owner"), words=OWNERS)
    cluster = ReferenceFilter(field_name="cluster__code", label=_("Cluster"))
    source = ReferenceFilter(field_name="source__code", label=_("Source"))
    channel = ReferenceFilter(field_name="channel__code", label=_("Agent, fund or office"))
    tag = ReferenceFilter(field_name="tags__name", label=_("Tag"))
    park = ReferenceFilter(method="by_park", label=_("Park"), words=[(NOWHERE, _("No park yet"))])
    light = ChoiceFilter(
        choices=[*Light.choices, (TURNING, _("Slow or standing still"))],
        method="by_light",
        label=_("Light"),
        empty_label=ALL,
    )
    investment_min = MoneyFilter(
        field_name="investment_fen", lookup_expr="gte", label=_("Investment from (10 000 yuan)")
    )
    investment_max = MoneyFilter(field_name="investment_fen", lookup_expr="lte", label=_("Investment to (10 000 yuan)"))

    class Meta:
        model = Lead
        form = RangesForm
        fields: list[str] = []

    @cached_property
    def reference(self) -> dict[str, list[tuple[str, str]]]:
        return reference_choices()

    def by_text(self, leads: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        found = Q(name__icontains=text) | Q(code__icontains=text) | Q(company__name__icontains=text)
        found |= Q(company__credit_code__iexact=text)
        key = normalise_company_name(text)
        return leads.filter(found | Q(company__name_key__contains=key) if key else found)

    def by_park(self, leads: QuerySet, name: str, value: str) -> QuerySet:
        goes_to = leads.alias(goes_to=PARK)
        return goes_to.filter(goes_to=None) if value == NOWHERE else goes_to.filter(goes_to=value)

    def by_owner(self, leads: QuerySet, name: str, value: str) -> QuerySet:
        user = self.request.user
        if value == ME:
            return leads.filter(owner=user)
        if value == TEAM:
            return leads.filter(team=user.team_id) if user.team_id else leads.none()
        if value == POOL:
            return leads.filter(pooled_at__isnull=False)
        return leads.filter(owner__isnull=True) if value == NOBODY else leads.filter(owner=int(value))

    def by_light(self, leads: QuerySet, name: str, value: str) -> QuerySet:
        return Lights().turning(leads) if value == TURNING else Lights().narrow(leads, value)


class PoolFilter(FilterSet):
    q = CharFilter(method="by_text", label=_("Name, company, code"))
    cluster = ModelChoiceFilter(
        queryset=Cluster.objects.all(), to_field_name="code", label=_("Cluster"), empty_label=ALL
    )
    stage = ChoiceFilter(choices=LeadStage.choices, label=_("Stage"), empty_label=ALL)

    class Meta:
        model = Lead
        fields: list[str] = []

    by_text = LeadFilter.by_text


class EnquiryFilter(FilterSet):
    q = CharFilter(method="by_text", label=_("Number, company"))
    state = ChoiceFilter(
        choices=[
            ("open", _("Waiting for an answer")),
            ("erase", _("Waiting for erasure")),
            *Enquiry.State.choices,
        ],
        method="by_state",
        label=_("State"),
        empty_label=ALL,
    )
    received_from = DateFilter(
        field_name="received_at", lookup_expr="date__gte", label=_("Received from"), widget=day_input()
    )
    received_to = DateFilter(
        field_name="received_at", lookup_expr="date__lte", label=_("Received to"), widget=day_input()
    )
    clock = ChoiceFilter(choices=Clock.choices, method="by_clock", label=_("One-day clock"), empty_label=ALL)
    cluster = ModelChoiceFilter(
        queryset=Cluster.objects.all(),
        field_name="lead__cluster",
        to_field_name="code",
        label=_("Cluster"),
        empty_label=ALL,
    )

    class Meta:
        model = Enquiry
        form = RangesForm
        fields: list[str] = []

    def by_text(self, enquiries: QuerySet, name: str, value: str) -> QuerySet:
        return enquiries.filter(Q(number__icontains=value) | Q(lead__company__name__icontains=value))

    def by_state(self, enquiries: QuerySet, name: str, value: str) -> QuerySet:
        if value == "open":
            return enquiries.waiting()
        if value == "erase":
            return enquiries.to_erase()
        return enquiries.filter(state=value)

    def by_clock(self, enquiries: QuerySet, name: str, value: str) -> QuerySet:
        return on_clock(enquiries, value)
