"""The policy's 23 measures, in their own words."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField

from clusters.models import Measure
from cms import selectors
from cms.blocks import BODY_BLOCKS
from cms.caching import remembered
from cms.models.clusters import cluster_pages_of
from cms.models.pages import PortalPage


class PolicyIndexPage(RoutablePageMixin, PortalPage):
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            [FieldPanel("document_number"), FieldPanel("issued_by"), FieldPanel("issued_on")], heading=_("Document")
        ),
        FieldPanel("body"),
    ]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/policy_index.html"

    class Meta:
        verbose_name = _("policy page")
        verbose_name_plural = _("policy pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["chapters"] = selectors.measures_by_chapter()
        return context

    @path("measures/<int:number>/", name="measure")
    def measure(self, request: HttpRequest, number: int) -> HttpResponse:
        measures = remembered("measures", selectors.measures)
        found = next((place for place, measure in enumerate(measures) if measure.number == number), None)
        if found is None:
            raise Http404(f"No measure {number}.")
        self.subpath = f"measures/{number}/"
        name = f"measure {number} {self.locale.language_code}"
        around = remembered(name, lambda: self.around(measures, found))
        return self.render(request, template="cms/measure.html", context_overrides=around)

    def around(self, measures: list[Measure], found: int) -> dict[str, Any]:
        """What the page of one measure shows."""
        return {
            "measure": measures[found],
            "clusters": cluster_pages_of(measures[found], self.locale),
            "guide": selectors.guide_of(measures[found]),
            "opportunities": selectors.opportunities_for(measures[found]),
            "before": measures[found - 1] if found else None,
            "after": measures[found + 1] if found + 1 < len(measures) else None,
        }

    def measure_url(self, number: int) -> str:
        return f"{self.get_url()}measures/{number}/"

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        own = super().get_sitemap_urls(request)
        base = self.get_full_url(request)
        return own + [{"location": f"{base}measures/{measure.number}/"} for measure in selectors.measures()]
