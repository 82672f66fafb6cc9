"""The enquiry: a form without an account, and a signed page on which it can be followed."""

from typing import Any
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from cms import guards
from cms.forms import EnquiryForm
from cms.models.pages import PortalPage
from crm.common.errors import RuleError
from leads.models import Enquiry
from leads.services import enquiry_receive

SIGNER = Signer(salt="cms.enquiry.follow")
ABOUT = ("cluster", "opportunity", "site")


def enquiry_address(page_url: str, about: dict[str, Any]) -> str:
    """The form's address with what it is about."""
    told = {name: value for name, value in about.items() if name in ABOUT and value}
    return f"{page_url}?{urlencode(told)}" if told else page_url


def key_of(number: str) -> str:
    return SIGNER.signature(number)


class EnquiryPage(RoutablePageMixin, PortalPage):
    consent_text = models.TextField(_("consent text"), help_text=_("What the sender agrees to, in full."))
    promise = RichTextField(_("beside the form"), features=["h2", "bold", "link", "ol", "ul"], blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("promise"), FieldPanel("consent_text")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/enquiry.html"

    class Meta:
        verbose_name = _("enquiry page")
        verbose_name_plural = _("enquiry pages")

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.receive(request) if request.method == "POST" else self.show(request)

    def show(self, request: HttpRequest) -> HttpResponse:
        about = " ".join(f"{name}:{request.GET[name]}" for name in ABOUT[1:] if request.GET.get(name))
        initial = {
            "cluster": request.GET.get("cluster", ""),
            "about": about[:200],
            "campaign": request.GET.get("utm_campaign", "")[:100],
            "country": "" if self.locale.language_code == "en" else "中国",
        }
        return self.answer(request, EnquiryForm(initial=initial, language=self.locale.language_code))

    def receive(self, request: HttpRequest) -> HttpResponse:
        form = EnquiryForm(request.POST, language=self.locale.language_code)
        if refused := guards.refusal_of(request):
            return self.answer(request, form, refused.status, refused.sentence, refused.retry_after)
        if not form.is_valid():
            return self.answer(request, form, 422)
        try:
            enquiry = enquiry_receive(
                sent=form.sent,
                language=self.locale.language_code,
                page=self.get_url(request),
                campaign=form.cleaned_data["campaign"],
                consented=True,
            )
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.answer(request, form, 422)
        return HttpResponseRedirect(self.follow_url(request, enquiry.number) + "&sent=1", status=303)

    def answer(
        self, request: HttpRequest, form: EnquiryForm, status: int = 200, refusal: str = "", retry_after: int = 0
    ) -> HttpResponse:
        context = {"form": form, "refusal": refusal, "stamp": guards.stamp(), "trap": guards.TRAP}
        response = self.render(request, context_overrides=context)
        response.status_code = status
        if retry_after:
            response["Retry-After"] = str(retry_after)
        add_never_cache_headers(response)
        return response

    def follow_url(self, request: HttpRequest, number: str) -> str:
        return f"{self.get_url(request)}{number}/?{urlencode({'key': key_of(number)})}"

    @path("<str:number>/", name="follow")
    def follow(self, request: HttpRequest, number: str) -> HttpResponse:
        """The signature is the permission: visible_to gives visitors nothing, and the page shows no personal field."""
        try:
            SIGNER.unsign(f"{number}:{request.GET.get('key', '')}")
        except BadSignature:
            raise Http404("No such enquiry, or a wrong key.") from None
        enquiry = Enquiry.objects.filter(number=number).first()
        if enquiry is None:
            raise Http404("No such enquiry.")
        context = {
            "enquiry": enquiry,
            "is_new": "sent" in request.GET,
            "follow_url": self.full_follow_url(request, number),
            "noindex": True,
        }
        response = self.render(request, template="cms/enquiry_followed.html", context_overrides=context)
        add_never_cache_headers(response)
        return response

    def full_follow_url(self, request: HttpRequest, number: str) -> str:
        return request.build_absolute_uri(self.follow_url(request, number))
