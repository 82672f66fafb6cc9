"""Filters of lists, the same for pages and the API."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    FilterSet,
    ModelChoiceFilter,
    NumberFilter,
)

from clusters.models import (
    Building,
    Cluster,
    Company,
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
from crm.common.areas import square_metres
from crm.common.names import normalise_company_name

ANY = _("Any")


def chosen(model: Any, label: Any, **options: Any) -> ModelChoiceFilter:
    return ModelChoiceFilter(queryset=model.objects.all(), label=label, empty_label=ANY, **options)


def choice(choices: Any, label: Any, **options: Any) -> ChoiceFilter:
    return ChoiceFilter(choices=choices.choices, label=label, empty_label=ANY, **options)


def yes_or_no(label: Any) -> BooleanFilter:
    choices = [("", ANY), ("true", _("Yes")), ("false", _("No"))]
    return BooleanFilter(label=label, widget=forms.Select(choices=choices))


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
    searched = ("code", "name", "company__name")
    cluster = chosen(Cluster, _("Cluster"))
    segment = chosen(Segment, _("Segment"))
    park = chosen(Park, _("Park"))
    stage = choice(Project.Stage, _("Stage"))
    status = choice(Project.Status, _("Status"))

    class Meta:
        model = Project
        fields: list[str] = []


class MilestoneFilter(FilterSet):
    project = CharFilter(field_name="project__code", label=_("Project code"))
    event = choice(Milestone.Event, _("Event"))
    state = choice(Milestone.State, _("State"))
    is_current = yes_or_no(_("Current revision"))

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


class OpportunityFilter(SearchFilter):
    searched = ("code", "title", "title_en", "text", "text_en")
    cluster = chosen(Cluster, _("Cluster"))
    segment = chosen(Segment, _("Segment"))
    park = chosen(Park, _("Park"))
    is_public = yes_or_no(_("Shown on the portal"))

    class Meta:
        model = Opportunity
        fields: list[str] = []
