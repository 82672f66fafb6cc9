"""The office page of an agreement's figures per mu in a year."""

from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.enclaves.models import Agreement
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.names import name_of
from clusters.enclaves.selectors.per_mu import per_mu_sections
from clusters.enclaves.views.agreements import AGREEMENTS
from crm.common.errors import RuleError
from crm.office.navigation import Crumb
from crm.office.views import DetailPage


class AgreementPerMu(DetailPage):
    model = Agreement
    queryset = AGREEMENTS
    roles = READERS
    section = "agreements"
    template_name = "enclaves/per_mu.html"
    without_panels = ()

    def get_title(self) -> str:
        return _("Figures per mu %(year)s") % {"year": self.year}

    def get_lead(self) -> str:
        return f"{self.object.code} {name_of(self.object)}"

    def get_breadcrumbs(self) -> list[Crumb]:
        *first, last = super().get_breadcrumbs()
        return [*first, Crumb(self.object.code, self.object.get_absolute_url()), last]

    def get_columns(self) -> tuple[Any, ...]:
        return ()

    def get_panels(self) -> list[Any]:
        return []

    @cached_property
    def year(self) -> int:
        """The year asked for; the last full one where none is, or none that can be."""
        text = self.request.GET.get("year", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else timezone.localdate().year - 1

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["year"] = str(self.year)
        try:
            context["sections"] = per_mu_sections(self.object, self.year)
        except RuleError as error:
            context["problem"] = error.message
        return context
