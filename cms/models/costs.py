"""The cost calculator: what a year here costs, by the rates that the zone has published."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField

from cms.blocks import BODY_BLOCKS
from cms.costs import Calculator
from cms.models.pages import PortalPage


class CostsPage(RoutablePageMixin, PortalPage):
    """The address holds what was typed, so that a calculation can be kept and sent."""

    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/costs.html"

    class Meta:
        verbose_name = _("cost calculator")
        verbose_name_plural = _("cost calculators")

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        calculator = Calculator(request.GET, self.locale.language_code)
        query = request.GET.urlencode()[:2000]
        self.subpath = f"?{query}" if query else ""
        context = {"calculator": calculator, "noindex": bool(query)}
        response = self.render(request, context_overrides=context)
        response.status_code = 200 if calculator.form.is_valid() else 422
        return response
