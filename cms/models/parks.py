"""The five parks, their land and their factory units. Only what the zone marks as public is listed."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms import selectors
from cms.blocks import BODY_BLOCKS
from cms.caching import remembered
from cms.models.pages import PortalPage


class ParksPage(PortalPage):
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ParkPage"]
    template = "cms/parks.html"

    class Meta:
        verbose_name = _("list of parks")
        verbose_name_plural = _("lists of parks")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["sites"] = remembered("sites", selectors.sites)
        return context


class ParkPage(PortalPage):
    park = models.ForeignKey(
        "clusters.Park", models.PROTECT, related_name="+", verbose_name=_("park"), null=True, blank=False
    )
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("park"), FieldPanel("body")]
    parent_page_types = ["cms.ParksPage"]
    subpage_types: list[str] = []
    template = "cms/park.html"
    shown_with = ("locale", "park")

    class Meta:
        verbose_name = _("park page")
        verbose_name_plural = _("park pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.park_id:
            context["sites"] = remembered(f"sites {self.park_id}", lambda: selectors.sites(self.park))
            context["facts"] = remembered(f"facts {self.park_id}", lambda: list(selectors.facts_of_park(self.park)))
        return context

    def structured_data(self, canonical: str) -> list[dict[str, Any]]:
        """No coordinates: the zone has published none of its parks."""
        return [{"@type": "Place", "name": self.title, "description": self.standfirst, "url": canonical}]
