"""A year over all agreements: its flow of money, and what the facts as they are now would give everybody."""

from typing import Any

from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from clusters.enclaves.models import Agreement, SettlementLine
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.selectors.flows import year_flow_chart
from clusters.enclaves.selectors.standings import standings
from crm.office.views import OfficePage


def year_asked(request: HttpRequest, otherwise: int | None = None) -> int:
    """The year of the address; where it says none, `otherwise`, or last year."""
    text = request.GET.get("year", "")
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    return otherwise or timezone.localdate().year - 1


class YearFlow(OfficePage, TemplateView):
    """A year's money over all agreements: `?year=2024`, the latest that is settled where the address says nothing."""

    roles = READERS
    section = "settlements"
    template_name = "enclaves/settlement_flow.html"
    title = gettext_lazy("Flow of a year")
    lead = gettext_lazy("The fiscal book of the year's settlements as they stand: agreements, taxes, parties.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = SettlementLine.objects.visible_to(self.request.user).current()
        year = year_asked(self.request, found.aggregate(latest=Max("settlement__year"))["latest"])
        lines = found.filter(settlement__year=year)
        chart = year_flow_chart(lines.select_related("settlement__agreement", "party__organisation").iterator(2000))
        return super().get_context_data(year=str(year), chart=chart, **kwargs)


class YearStandings(OfficePage, TemplateView):
    """`?year=2024`, last year where the address says nothing."""

    roles = READERS
    section = "settlements"
    template_name = "enclaves/standings.html"
    title = gettext_lazy("Figures as they stand")
    lead = gettext_lazy(
        "The fiscal book by the facts as they are now, beside what was settled. Nothing is written; a difference of a "
        "closed year is posted by a restatement."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = year_asked(self.request)
        agreements = Agreement.objects.all().visible_to(self.request.user).prefetch_related("parties__organisation")
        return super().get_context_data(year=str(year), standings=standings(agreements, year), **kwargs)
