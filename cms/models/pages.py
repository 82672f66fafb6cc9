"""What every page of the portal has: a standfirst, its translations, an address that search engines may keep."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from cms.caching import remembered


def not_restricted() -> Combinable:
    """As `PageQuerySet.public()`, without a query of its own: neither the page nor one above it is restricted."""
    restrictions = PageViewRestriction.objects.alias(asked=ExpressionWrapper(OuterRef("path"), models.CharField()))
    return ~Exists(restrictions.filter(asked__startswith=F("page__path")))


class PortalPageQuerySet(PageQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Published and not restricted: the same for everybody, for this is the public's side."""
        return self.live().filter(not_restricted())


class PortalPageManager(PageManager.from_queryset(PortalPageQuerySet)):
    """Pages in tree order, asking visible_to as every manager does."""


class PortalPage(Page):
    """The base of all our pages."""

    standfirst = models.TextField(_("standfirst"), blank=True, help_text=_("One or two sentences under the title."))

    objects = PortalPageManager()

    content_panels = [*Page.content_panels, FieldPanel("standfirst")]
    # What follows the page's own address on a routed sub-page, such as `measures/14/`.
    subpath = ""
    # What the page shows of other tables, read along with its translations.
    shown_with: tuple[str, ...] = ("locale",)

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        alternates = self.alternates(request)
        context["alternates"] = alternates
        context["canonical"] = alternates.get(self.locale.language_code, self.get_full_url(request))
        return context

    def structured_data(self, canonical: str) -> list[dict[str, Any]]:
        """What this kind of page tells search engines beside its place on the portal (schema.org)."""
        return []

    def alternates(self, request: HttpRequest) -> dict[str, str]:
        """Language → full address of this page's published translation, itself included."""
        addresses, shown = remembered(f"page {request.get_host()} {self.pk}", lambda: self.translated(request))
        for name, record in shown.items():
            if record and getattr(self, f"{name}_id") == record.pk:  # a preview may show another
                setattr(self, name, record)  # spares asking for it again
        return {language: address + self.subpath for language, address in addresses.items()}

    def translated(self, request: HttpRequest) -> tuple[dict[str, str], dict[str, Any]]:
        """The addresses of all translations, and what this one shows of other tables."""
        found = self.get_translations(inclusive=True).live().filter(not_restricted())
        pages = list(found.select_related(*self.shown_with).order_by("locale__pk"))
        own = next((page for page in pages if page.pk == self.pk), None)
        addresses = {page.locale.language_code: page.get_full_url(request) for page in pages}
        shown = {name: getattr(own, name) for name in self.shown_with} if own else {}
        return {language: address for language, address in addresses.items() if address}, shown
