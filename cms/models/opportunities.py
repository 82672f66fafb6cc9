"""What the zone looks for: a list that one narrows down, and a page for each opportunity."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField

from clusters.models import Opportunity
from cms import selectors
from cms.blocks import BODY_BLOCKS
from cms.models.clusters import ClusterPage
from cms.models.pages import PortalPage
from cms.opportunities import Narrowing, rows_of
from cms.selectors import ANYBODY, in_language

OTHERS = 3


class OpportunitiesPage(RoutablePageMixin, PortalPage):
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/opportunities.html"

    class Meta:
        verbose_name = _("list of opportunities")
        verbose_name_plural = _("lists of opportunities")

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        narrowing = Narrowing(selectors.opportunities(), request.GET, self.locale.language_code)
        self.subpath = narrowing.address
        return self.render(request, context_overrides={"narrowing": narrowing, "noindex": bool(narrowing.address)})

    @path("<slug:code>/", name="opportunity")
    def opportunity(self, request: HttpRequest, code: str) -> HttpResponse:
        opportunity = selectors.opportunity(code)
        if opportunity is None:
            raise Http404(f"No opportunity {code}.")
        self.subpath = f"{code}/"
        pages = ClusterPage.objects.visible_to(ANYBODY).filter(locale=self.locale, cluster=opportunity.cluster)
        heading = in_language(opportunity, "title", get_language() or "")
        around = {
            "opportunity": opportunity,
            "heading": heading,
            "rows": rows_of(opportunity, self.locale.language_code),
            "sites": selectors.sites_of_opportunity(opportunity),
            "measures": selectors.measures_of_opportunity(opportunity),
            "cluster_page": pages.select_related("locale").first(),
            "others": [each for each in selectors.opportunities_of(opportunity.cluster) if each != opportunity][
                :OTHERS
            ],
            "about": [described(opportunity, heading, self.get_full_url(request) + self.subpath)],
        }
        return self.render(request, template="cms/opportunity.html", context_overrides=around)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        base = self.get_full_url(request)
        each = [{"location": f"{base}{row.code}/", "lastmod": row.updated_at} for row in selectors.opportunities()]
        return super().get_sitemap_urls(request) + each


def described(opportunity: Opportunity, heading: str, address: str) -> dict[str, Any]:
    """As schema.org has it: a demand of the zone. No amount that is not given."""
    language = get_language() or ""
    told = {
        "@type": "Demand",
        "name": heading,
        "url": address,
        "description": in_language(opportunity, "text", language),
        "category": in_language(opportunity.cluster, "name", language),
        "validThrough": opportunity.decision_on and opportunity.decision_on.isoformat(),
        "areaServed": opportunity.park and {"@type": "Place", "name": in_language(opportunity.park, "name", language)},
    }
    return {name: value for name, value in told.items() if value}
