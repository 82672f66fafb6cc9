"""Pages that an editor lays out freely: living and doing business, privacy, accessibility, contact."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import BODY_BLOCKS
from cms.models.pages import PortalPage


class ContentPage(PortalPage):
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    parent_page_types = ["cms.HomePage", "cms.ContentPage"]
    template = "cms/content.html"

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def structured_data(self, canonical: str) -> list[dict[str, Any]]:
        asked = [each for block in self.body if block.block_type == "questions" for each in block.value["questions"]]
        entries = [
            {
                "@type": "Question",
                "name": each["question"],
                "acceptedAnswer": {"@type": "Answer", "text": each["answer"]},
            }
            for each in asked
        ]
        return [{"@type": "FAQPage", "url": canonical, "mainEntity": entries}] if entries else []
