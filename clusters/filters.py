"""Filters of lists, the same for pages and the API."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    DateFilter,
    FilterSet,
    ModelChoiceFilter,
    NumberFilter,
)

from clusters.models import (
    Building,
    Cluster,
    Company,
    CostRate,
    Indicator,
    Measure,
    Milestone,
    Observation,
    Opportunity,
    Parcel,
    Park,
    Project,
    Segment,
    Tax,
)
from clusters.selectors import cohorts
from crm.common.areas import square_metres
from crm.common.names import normalise_company_name
from crm.office.fields import day_input
from crm.office.models import Tag

ANY = _("Any")


def chosen(model: Any, label: Any, **options: Any) -> ModelChoiceFilter:
    return ModelChoiceFilter(queryset=model.objects.all(), label=label, empty_label=ANY, **options)


def choice(choices: Any, label: Any, **options: Any) -> ChoiceFilter:
    return ChoiceFilter(choices=choices.choices, label=label, empty_label=ANY, **options)


def yes_or_no(label: Any, **options: Any) -> BooleanFilter:
    choices = [("", ANY), ("true", _("Yes")), ("false", _("No"))]
    return BooleanFilter(label=label, widget=forms.Select(choices=choices), **options)


def area_filters(unit: str) -> tuple[NumberFilter, NumberFilter]:
    """From and to, typed in `unit`."""
    labels = (_("Area from (mu)"), _("Area to (mu)")) if unit == "亩" else (_("Area from (m²)"), _("Area to (m²)"))
    return tuple(
        NumberFilter(method=method, label=label, min_value=0, max_value=10**9)
        for method, label in zip(("at_least", "at_most"), labels, strict=True)
    )


class SearchFilter(FilterSet):
    """`q` looks for a text in `searched`."""

    q = CharFilter(method="search", label=_("Text"))
    searched: tuple[str, ...] = ()

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        found = Q()
        for lookup in self.searched:
            found |= Q(**{f"{lookup}__icontains": value.strip()})
        return rows.filter(found)


class SegmentFilter(SearchFilter):
    searched = ("name", "name_en", "code")
    cluster = chosen(Cluster, _("Cluster"))
    strength = choice(Segment.Strength, _("Strength"))

    class Meta:
        model = Segment
        fields: list[str] = []


class CompanyFilter(SearchFilter):
    searched = ("name", "name_en", "credit_code", "registered_place", "segment_text")
    cluster = chosen(Cluster, _("Cluster"))
    segment = chosen(Segment, _("Segment"))
    park = chosen(Park, _("Park"))
    is_above_scale = yes_or_no(_("Above designated size"))
    tag = chosen(Tag, _("Tag"), field_name="tags", to_field_name="name")

    class Meta:
        model = Company
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Also by the comparable form of the name: brackets and legal form do not matter."""
        found = super().search(rows, name, value)
        key = normalise_company_name(value)
        return found | rows.filter(name_key__contains=key) if key else found


class SiteFilter(SearchFilter):
    """Areas are given in 亩 for land, in ㎡ for factory units."""

    area_unit = "亩"
    park = chosen(Park, _("Park"))

    def at_least(self, rows: QuerySet, name: str, value: Decimal) -> QuerySet:
        return rows.filter(area_sqm__gte=square_metres(value, self.area_unit))

    def at_most(self, rows: QuerySet, name: str, value: Decimal) -> QuerySet:
        return rows.filter(area_sqm__lte=square_metres(value, self.area_unit))


class ParcelFilter(SiteFilter):
    area_min, area_max = area_filters("亩")
    searched = ("code", "land_use", "environmental_zone")
    status = choice(Parcel.Status, _("Status"))
    has_gas = yes_or_no(_("Gas"))

    class Meta:
        model = Parcel
        fields: list[str] = []


class BuildingFilter(SiteFilter):
    area_min, area_max = area_filters("㎡")
    area_unit = "㎡"
    searched = ("code", "block")
    status = choice(Building.Status, _("Status"))

    class Meta:
        model = Building
        fields: list[str] = []


class ProjectFilter(SearchFilter):
    """`known_on` is the day as of which `reached`, `dated`, `fulfilled` are answered; today without one."""

    searched = ("code", "name", "company__name")
    cluster = chosen(Cluster, _("Cluster"))
    segment = chosen(Segment, _("Segment"))
    park = chosen(Park, _("Park"))
    stage = choice(Project.Stage, _("Stage"))
    status = choice(Project.Status, _("Status"))
    signed_from = DateFilter(field_name="signed_on", lookup_expr="gte", label=_("Signed from"), widget=day_input())
    signed_to = DateFilter(field_name="signed_on", lookup_expr="lte", label=_("Signed to"), widget=day_input())
    reached = choice(Project.Stage, _("Came at least to"), method="by_reached")
    dated = choice(Milestone.Event, _("Milestone dated"), method="by_dated")
    fulfilled = yes_or_no(_("Registered or paid in"), method="by_fulfilled")
    known_on = DateFilter(method="by_known_on", label=_("As known on"), widget=day_input())
    more = ("signed_from", "signed_to", "reached", "dated", "fulfilled", "known_on")

    class Meta:
        model = Project
        fields: list[str] = []

    @property
    def known(self) -> date:
        return self.form.cleaned_data.get("known_on") or timezone.localdate()

    def by_reached(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return cohorts.reached(rows, value, self.known)

    def by_dated(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return cohorts.dated(rows, value, self.known)

    def by_fulfilled(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        found = cohorts.fulfilled(rows, self.known)
        return found if value else rows.exclude(pk__in=found.values("pk"))

    def by_known_on(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        """Narrows nothing by itself: it says as of when the other filters answer."""
        return rows


class MilestoneFilter(FilterSet):
    project = CharFilter(field_name="project__code", label=_("Project code"))
    event = choice(Milestone.Event, _("Event"))
    state = choice(Milestone.State, _("State"))
    is_current = yes_or_no(_("Current revision"))
    is_withdrawn = yes_or_no(_("Withdrawn"))

    class Meta:
        model = Milestone
        fields: list[str] = []


class ObservationFilter(SearchFilter):
    searched = ("project__code", "project__name", "slip_number", "source")
    project = CharFilter(field_name="project__code", label=_("Project code"))
    indicator = chosen(Indicator, _("Indicator"))
    tax = chosen(Tax, _("Tax"))
    year = NumberFilter(field_name="period_end", lookup_expr="year", label=_("Year"), min_value=1900, max_value=9999)
    state = choice(Observation.State, _("State"))
    is_current = yes_or_no(_("Current revision"))
    is_withdrawn = yes_or_no(_("Withdrawn"))

    class Meta:
        model = Observation
        fields: list[str] = []


class MeasureFilter(SearchFilter):
    searched = ("title", "title_en", "text", "summary", "summary_en")
    cluster = chosen(Cluster, _("Cluster"), field_name="clusters")
    body = CharFilter(method="of_body", label=_("Responsible body"))

    class Meta:
        model = Measure
        fields: list[str] = []

    def of_body(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Read here, among 23: SQLite keeps the list with its characters escaped."""
        bodies = rows.values_list("pk", "bodies")
        return rows.filter(pk__in=[key for key, named in bodies if any(value.strip() in body for body in named)])


class CostRateFilter(SearchFilter):
    searched = ("name", "name_en", "source")
    item = choice(CostRate.Kind, _("Cost item"))
    park = chosen(Park, _("Park"))
    is_public = yes_or_no(_("Shown on the portal"))

    class Meta:
        model = CostRate
        fields: list[str] = []


class OpportunityFilter(SearchFilter):
    searched = ("code", "title", "title_en", "text", "text_en")
    cluster = chosen(Cluster, _("Cluster"))
    segment = chosen(Segment, _("Segment"))
    park = chosen(Park, _("Park"))
    stage = choice(Opportunity.Stage, _("Stage"))
    is_public = yes_or_no(_("Shown on the portal"))

    class Meta:
        model = Opportunity
        fields: list[str] = []
