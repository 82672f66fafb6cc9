"""What a partner park sees of the leads that it introduced: their stage and nothing else (domain.md §1)."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from crm.office.views import PartnerPage
from leads.selectors import introductions


class IntroducedLeads(PartnerPage, TemplateView):
    template_name = "leads/introduced.html"
    section = "introduced_leads"
    title = gettext_lazy("Leads we introduced")
    lead = gettext_lazy("You see the stage of each. For more, please ask the zone.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"introductions": introductions(self.request.user)}
