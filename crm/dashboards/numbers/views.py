"""The page of numbers, and the same as a workbook."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from clusters.models import Cluster
from clusters.roles import FACT_EDITORS
from crm.dashboards.numbers import leads
from crm.dashboards.numbers.rates import rates
from crm.dashboards.numbers.reports import Report
from crm.dashboards.numbers.scope import Scope
from crm.dashboards.numbers.workbook import listing_of
from crm.office.exports import ExportPage
from crm.office.fields import day_input
from crm.office.views import OfficePage
from crm.workbooks.export import FORMS
from crm.workbooks.listings import Listing
from leads.views.common import READERS

ROLES = tuple(dict.fromkeys([*READERS, *FACT_EDITORS]))


class ScopeForm(forms.Form):
    """The period of the page; without one it is this year up to today."""

    start = forms.DateField(label=gettext_lazy("Period from"), required=False, widget=day_input())
    end = forms.DateField(label=gettext_lazy("Period to"), required=False, widget=day_input())
    known_on = forms.DateField(label=gettext_lazy("As known on"), required=False, widget=day_input())
    cluster = forms.ModelChoiceField(
        label=gettext_lazy("Cluster"),
        queryset=Cluster.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("All"),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        today = timezone.localdate()
        found["end"] = found.get("end") or today
        found["start"] = found.get("start") or found["end"].replace(month=1, day=1)
        found["known_on"] = found.get("known_on") or max(today, found["end"])
        if found["start"] > found["end"]:
            self.add_error("end", _("The period ends before it begins."))
        elif found["known_on"] < found["end"]:
            self.add_error("known_on", _("This day lies before the end of the period."))
        elif found["start"].year < 1950 or found["end"].year > today.year + 1:
            self.add_error("start", _("Please choose a period between 1950 and next year."))
        return found


class NumbersPage(ExportPage, OfficePage, TemplateView):
    template_name = "dashboards/numbers.html"
    section = "numbers"
    title = gettext_lazy("Numbers")
    roles = ROLES
    export_subject = "dashboards.numbers"

    @cached_property
    def form(self) -> ScopeForm:
        return ScopeForm(self.request.GET)

    @cached_property
    def scope(self) -> Scope | None:
        """None where the period is not one."""
        return Scope(user=self.request.user, **self.form.cleaned_data) if self.form.is_valid() else None

    @cached_property
    def reports(self) -> list[Report]:
        """Whoever sees no leads sees the rates only."""
        makers = (rates, *leads.REPORTS) if self.request.user.has_role(*READERS) else (rates,)
        return [maker(self.scope) for maker in makers] if self.scope else []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if not self.form.is_valid():
            response.status_code = 400
        return response

    def get_listings(self) -> list[Listing]:
        return [listing_of(report) for report in self.reports]

    def get_lead(self) -> str:
        if self.scope is None:
            return ""
        return _("Each number opens the rows that it counts. %(period)s, compared with %(before)s.") % {
            "period": self.scope.words,
            "before": self.scope.before.words,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forms = FORMS.values() if self.reports else ()
        return super().get_context_data(
            form=self.form, reports=self.reports, presets=presets(), header_forms=forms, **kwargs
        )


def presets() -> list[tuple[str, str]]:
    """The periods that one asks for most, as addresses."""
    today = timezone.localdate()
    year, quarter = today.replace(month=1, day=1), date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last_end = year - timedelta(days=1)
    periods = [
        (_("This year"), year, today),
        (_("This quarter"), quarter, today),
        (_("This month"), today.replace(day=1), today),
        (_("Last 30 days"), today - timedelta(days=29), today),
        (_("Last year"), last_end.replace(month=1, day=1), last_end),
    ]
    return [(label, f"?start={start}&end={end}") for label, start, end in periods]
