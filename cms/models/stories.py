"""Success stories: companies that settled, told with their leave and their source."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import BODY_BLOCKS
from cms.models.pages import PortalPage


class StoryIndexPage(PortalPage):
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StoryPage"]
    template = "cms/story_index.html"

    class Meta:
        verbose_name = _("list of success stories")
        verbose_name_plural = _("lists of success stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        stories = StoryPage.objects.child_of(self).visible_to(request.user).order_by("-told_on", "-pk")
        context["stories"] = stories.select_related("locale", "cluster")[:50]
        return context


class StoryPage(PortalPage):
    cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, related_name="+", verbose_name=_("cluster"), null=True, blank=True
    )
    company_name = models.CharField(_("company"), max_length=200)
    told_on = models.DateField(_("date"), default=timezone.localdate)
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Who says so: no story is published without its source.")
    )
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("company_name"),
        FieldPanel("cluster"),
        FieldPanel("told_on"),
        FieldPanel("source"),
        FieldPanel("body"),
    ]
    parent_page_types = ["cms.StoryIndexPage"]
    subpage_types: list[str] = []
    template = "cms/story.html"
    shown_with = ("locale", "cluster")

    class Meta:
        verbose_name = _("success story")
        verbose_name_plural = _("success stories")

    def structured_data(self, canonical: str) -> list[dict[str, Any]]:
        return [
            {
                "@type": "Article",
                "headline": self.title,
                "description": self.standfirst,
                "datePublished": self.told_on.isoformat(),
                "url": canonical,
                "about": {"@type": "Organization", "name": self.company_name},
            }
        ]
