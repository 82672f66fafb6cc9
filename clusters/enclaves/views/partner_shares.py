"""The lines behind a party's shared figures: what a sum by indicator and year is made of."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter, NumberFilter

from clusters.enclaves.amounts import shown_amount, unit_word
from clusters.enclaves.models import Agreement, SettlementLine, SharingRule
from clusters.enclaves.selectors.answers import with_answers
from clusters.enclaves.selectors.reports import Series
from clusters.enclaves.views.lines import line_title
from clusters.enclaves.views.states import answer_state, line_state
from clusters.models import Indicator
from crm.office.columns import Column
from crm.office.navigation import Crumb
from crm.office.views import PartnerListPage

LINES = SettlementLine.objects.select_related("settlement", "project", "indicator", "party__organisation")


class ShareFilter(FilterSet):
    year = NumberFilter(field_name="about_year", label=gettext_lazy("Year"))
    indicator = ModelChoiceFilter(queryset=Indicator.objects.all(), label=gettext_lazy("Indicator"))
    book = ChoiceFilter(choices=SharingRule.Book.choices, label=gettext_lazy("Book"))

    class Meta:
        model = SettlementLine
        fields: list[str] = []


def share_address(agreement: Agreement, series: Series, year: int) -> str:
    """The lines of one of a series' years."""
    asked: dict[str, Any] = {"year": year, "book": series.book}
    if series.indicator:
        asked["indicator"] = series.indicator.pk
    return f"{reverse('partner:shares', args=[agreement.pk])}?{urlencode(asked)}"


class PartnerShares(PartnerListPage):
    model = SettlementLine
    section = "home"
    title = gettext_lazy("Shared figures, line by line")
    lead = gettext_lazy("Each line opens its reason: observations, rate, rule, formula.")
    filterset_class = ShareFilter
    empty_text = gettext_lazy("Nothing was issued to you for this choice.")
    under_first = ("amount", "unit", "state")
    columns = (
        Column(
            "line",
            gettext_lazy("Line"),
            value=line_title,
            link=lambda row: reverse("partner:line", args=[row.pk]),
        ),
        Column(
            "amount",
            gettext_lazy("Your share"),
            value=lambda row: shown_amount(row.amount, row.unit),
            export=lambda row: row.amount,
            numeric=True,
            sort="amount",
        ),
        Column("unit", gettext_lazy("Unit"), value=lambda row: unit_word(row.unit)),
        Column("year", gettext_lazy("Year"), value=lambda row: str(row.about_year), sort="about_year"),
        Column("settlement", gettext_lazy("Settlement"), value="settlement.number", sort="settlement__number"),
        Column("state", gettext_lazy("State"), value=line_state, sort="state"),
        Column("answer", gettext_lazy("Your answer"), value=answer_state),
    )

    @property
    def agreement(self) -> Agreement:
        return get_object_or_404(Agreement.objects.all().visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_base_queryset(self) -> QuerySet:
        lines = LINES.visible_to(self.request.user).current().filter(settlement__agreement=self.agreement)
        return with_answers(lines).order_by("-about_year", "settlement__number", "number")

    def get_breadcrumbs(self) -> list[Crumb]:
        first, *_rest, last = super().get_breadcrumbs()
        return [first, Crumb(self.agreement.code, reverse("partner:agreement", args=[self.kwargs["pk"]])), last]
