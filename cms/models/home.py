"""The first page: who, where, why, and what to do next."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import BODY_BLOCKS
from cms.models.pages import PortalPage


class HomePage(PortalPage):
    eyebrow = models.CharField(_("line above the headline"), max_length=120, blank=True)
    headline = models.CharField(
        _("headline"), max_length=120, help_text=_("“/” breaks the line; two short lines look best.")
    )
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [
        *PortalPage.content_panels[:1],
        FieldPanel("eyebrow"),
        FieldPanel("headline"),
        FieldPanel("standfirst"),
        FieldPanel("body"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @property
    def headline_lines(self) -> list[str]:
        """The editor marks a line break with `/`."""
        return [line.strip() for line in self.headline.split("/")]
