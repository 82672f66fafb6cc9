"""The enquiry: steps without an account, and a signed page on which it can be followed."""

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from cms.enquiries.following import follow
from cms.enquiries.steps import Step
from cms.models.pages import PortalPage
from leads.following import key_of
from leads.services import draft_find

ABOUT = ("cluster", "opportunity", "site")

__all__ = ["EnquiryPage", "enquiry_address", "key_of"]


def enquiry_address(page_url: str, about: dict[str, Any]) -> str:
    """The form's address with what it is about; a list stands for several."""
    told = {name: value for name, value in about.items() if name in ABOUT and value}
    return f"{page_url}?{urlencode(told, doseq=True)}" if told else page_url


class EnquiryPage(RoutablePageMixin, PortalPage):
    consent_text = models.TextField(_("consent text"), help_text=_("What the sender agrees to, in full."))
    promise = RichTextField(_("beside the form"), features=["h2", "bold", "link", "ol", "ul"], blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("promise"), FieldPanel("consent_text")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/enquiry/step.html"

    class Meta:
        verbose_name = _("enquiry page")
        verbose_name_plural = _("enquiry pages")

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return Step(self, request).answer()

    @path("draft/<str:key>/<slug:step>/", name="step")
    def step_route(self, request: HttpRequest, key: str, step: str) -> HttpResponse:
        draft = draft_find(key)
        if draft is None and request.method != "POST":
            return HttpResponseRedirect(f"{self.get_url(request)}?gone=1", status=303)
        return Step(self, request, step, draft).answer()

    @path("<str:number>/", name="follow")
    def follow_route(self, request: HttpRequest, number: str) -> HttpResponse:
        return follow(self, request, number)
