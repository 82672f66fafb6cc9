"""The page that a working day begins with."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from crm.dashboards.cards import cards_for
from crm.office.views import Action, OfficePage
from leads.views.common import WORKERS as VISITORS


class TodayPage(OfficePage, TemplateView):
    template_name = "dashboards/today.html"
    section = "today"
    title = gettext_lazy("Today")
    actions = (Action(gettext_lazy("Visit note"), reverse_lazy("leads:visit"), "photo", VISITORS, primary=True),)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The front door: a partner who was sent here to sign in is led to his own side."""
        if getattr(request.user, "is_partner", False):
            return redirect("account_home")
        return super().dispatch(request, *args, **kwargs)

    def get_lead(self) -> str:
        return _("%(name)s, %(date)s") % {"name": self.request.user, "date": timezone.localdate().isoformat()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cards=cards_for(self.request.user), **kwargs)
