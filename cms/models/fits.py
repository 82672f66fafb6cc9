"""What fits me: a few questions, and the policy, sites and opportunities that go with the answers."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import BODY_BLOCKS
from cms.fits.questions import FitsForm
from cms.fits.results import Results
from cms.models.pages import PortalPage


class FitsPage(PortalPage):
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/fits.html"

    class Meta:
        verbose_name = _("What fits me")
        verbose_name_plural = _("What fits me")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        form = FitsForm.asked(request.GET, self.locale.language_code)
        self.subpath = form.address
        context = super().get_context(request, *args, **kwargs)
        is_answered = form.is_bound and form.is_valid()
        return context | {
            "form": form,
            "results": Results(form) if is_answered else None,
            "noindex": bool(form.address),
            "own_address": request.build_absolute_uri(self.get_url(request) + form.address),
        }
