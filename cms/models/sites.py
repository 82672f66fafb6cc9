"""The site finder: what is on offer, a page for each site, up to four side by side, and the visitor's shortlist."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField

from clusters.models import Building, Parcel
from clusters.selectors.offers import SiteOffer
from cms import selectors
from cms.blocks import BODY_BLOCKS
from cms.models.pages import PortalPage
from cms.sites import words
from cms.sites.facts import compared, facts_of
from cms.sites.finder import Finder
from cms.sites.shortlist import shortlist_of

MOST_COMPARED = 4
LIKE = 3


class SitesPage(RoutablePageMixin, PortalPage):
    body = StreamField(BODY_BLOCKS, verbose_name=gettext_lazy("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/sites.html"

    class Meta:
        verbose_name = gettext_lazy("site finder")
        verbose_name_plural = gettext_lazy("site finders")

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        finder = Finder(request.GET, self.locale.language_code)
        self.subpath = finder.address
        return self.render(request, context_overrides={"finder": finder, "noindex": bool(finder.address)})

    @path("land/<path:code>/", name="land")
    def land(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.site_page(request, selectors.site(Parcel, code))

    @path("factory/<path:code>/", name="factory")
    def factory(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.site_page(request, selectors.site(Building, code))

    def site_page(self, request: HttpRequest, site: Parcel | Building | None) -> HttpResponse:
        """Also of what is supplied or let meanwhile: it says so, and what else there is."""
        if site is None:
            raise Http404("No such site is shown.")
        offer = SiteOffer(site, timezone.localdate())
        self.subpath = words.site_path(offer.kind, site.code)
        finder = Finder(request.GET, self.locale.language_code)
        is_offered = any(each.site == site for each in finder.offers)
        context = {
            "site": site,
            "offer": offer,
            "facts": facts_of(site),
            "is_offered": is_offered,
            "heading": words.site_title(site),
            "measures": selectors.measures_for_site(site),
            "like": alike(offer, finder.offers)[:LIKE],
            "noindex": not is_offered,
        }
        context["about"] = [about_site(site, context["facts"], context["heading"], self.own_url(request))]
        return self.render(request, template="cms/site.html", context_overrides=context)

    def own_url(self, request: HttpRequest) -> str:
        return (self.get_full_url(request) or "") + self.subpath

    @path("compare/")
    def compare(self, request: HttpRequest) -> HttpResponse:
        """Nobody's own page: the address says which, and may be sent to others."""
        codes = list(dict.fromkeys(request.GET.getlist("site")))
        sites = selectors.sites_coded(codes)
        chosen = sites[:MOST_COMPARED]
        self.subpath = f"compare/{query_of(chosen)}"
        context = {
            "sites": chosen,
            "rows": compared(chosen),
            "left_out": sites[MOST_COMPARED:],
            "most": MOST_COMPARED,
            "heading": _("Compare sites"),
            "noindex": True,
        }
        return self.render(request, template="cms/compare.html", context_overrides=context)

    @path("shortlist/")
    def shortlist(self, request: HttpRequest) -> HttpResponse:
        self.subpath = "shortlist/"
        sites = selectors.sites_coded(list(shortlist_of(request).codes))
        context = {
            "sites": sites,
            "is_full": "full" in request.GET,
            "query": query_of(sites),
            "heading": _("Your shortlist"),
            "noindex": True,
        }
        response = self.render(request, template="cms/shortlist.html", context_overrides=context)
        add_never_cache_headers(response)
        return response

    def structured_data(self, canonical: str) -> list[dict[str, Any]]:
        return [{"@type": "CollectionPage", "name": self.title, "description": self.standfirst, "url": canonical}]

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        base = self.get_full_url(request)
        offers = Finder(request.GET, self.locale.language_code).offers if request else []
        below = [
            {"location": base + words.site_path(offer.kind, offer.code), "lastmod": offer.site.updated_at}
            for offer in offers
        ]
        return super().get_sitemap_urls(request) + below


def query_of(sites: list[Parcel | Building]) -> str:
    return selectors.query_of_sites(site.code for site in sites)


def alike(offer: SiteOffer, offers: list[SiteOffer]) -> list[SiteOffer]:
    """Others of the same kind, nearest in area; those of the same park first where they are as near."""
    others = [each for each in offers if each.kind == offer.kind and each.site != offer.site]

    def far(each: SiteOffer) -> tuple[Any, bool]:
        return abs(each.site.area_sqm - offer.site.area_sqm), each.site.park != offer.site.park

    return sorted(others, key=far)


def about_site(site: Parcel | Building, facts: list[Any], name: str, url: str) -> dict[str, Any]:
    """A Place as schema.org has it: what is known of the site, nothing that is only expected."""
    known = [fact for fact in facts if fact.is_known and fact.key not in {"park", "position"}]
    told: dict[str, Any] = {
        "@type": "Place",
        "name": name,
        "url": url,
        "containedInPlace": {"@type": "Place", "name": selectors.in_language(site.park, "name", get_language() or "")},
        "additionalProperty": [{"@type": "PropertyValue", "name": fact.label, "value": fact.text} for fact in known],
    }
    if isinstance(site, Parcel) and site.longitude is not None and site.latitude is not None:
        told["geo"] = {"@type": "GeoCoordinates", "longitude": str(site.longitude), "latitude": str(site.latitude)}
    return told
