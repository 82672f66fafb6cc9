"""News of the zone."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import BODY_BLOCKS
from cms.models.pages import PortalPage


class NewsIndexPage(PortalPage):
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    template = "cms/news_index.html"

    class Meta:
        verbose_name = _("news list")
        verbose_name_plural = _("news lists")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.child_of(self).visible_to(request.user).order_by("-published_on", "-pk")
        context["news"] = news.select_related("locale")[:50]
        return context


class NewsPage(PortalPage):
    published_on = models.DateField(_("date"), default=timezone.localdate)
    source = models.CharField(_("source"), max_length=200, blank=True)
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("published_on"),
        FieldPanel("source"),
        FieldPanel("body"),
    ]
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "cms/news.html"

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def structured_data(self, canonical: str) -> list[dict[str, Any]]:
        return [
            {
                "@type": "NewsArticle",
                "headline": self.title,
                "description": self.standfirst,
                "datePublished": self.published_on.isoformat(),
                "url": canonical,
                **({"dateModified": self.last_published_at.isoformat()} if self.last_published_at else {}),
                **({"sourceOrganization": {"@type": "Organization", "name": self.source}} if self.source else {}),
            }
        ]
