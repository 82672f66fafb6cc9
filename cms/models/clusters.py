"""The clusters: one page each, with its value chain drawn."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale

from clusters.models import Measure
from cms import selectors
from cms.blocks import BODY_BLOCKS
from cms.caching import remembered
from cms.chains import Chain
from cms.models.pages import PortalPage


class ClusterIndexPage(PortalPage):
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ClusterPage"]
    template = "cms/cluster_index.html"

    class Meta:
        verbose_name = _("list of clusters")
        verbose_name_plural = _("lists of clusters")


class ClusterPage(PortalPage):
    cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, related_name="+", verbose_name=_("cluster"), null=True, blank=False
    )
    body = StreamField(BODY_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("cluster"), FieldPanel("body")]
    parent_page_types = ["cms.ClusterIndexPage"]
    subpage_types: list[str] = []
    template = "cms/cluster.html"
    shown_with = ("locale", "cluster")

    class Meta:
        verbose_name = _("cluster page")
        verbose_name_plural = _("cluster pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.cluster_id:
            context |= remembered(f"cluster {self.cluster_id} {self.locale.language_code}", self.around)
        return context

    def around(self) -> dict[str, Any]:
        """What the page shows of other tables."""
        facts, chain = selectors.facts_of_cluster(self.cluster), self.chain()
        opportunities = list(selectors.opportunities_of(self.cluster))
        cards = selectors.segment_cards(chain, facts["companies"], opportunities) if chain else []
        measures = list(selectors.measures_of(self.cluster))
        return facts | {"chain": chain, "opportunities": opportunities, "measures": measures, "cards": cards}

    def chain(self) -> Chain | None:
        language = self.locale.language_code
        return remembered(f"chain {self.cluster_id} {language}", lambda: selectors.chain_of(self.cluster, language))


def cluster_pages_of(measure: Measure, locale: Locale) -> list[ClusterPage]:
    """The published pages of the clusters that a measure is for."""
    clusters = measure.clusters.all().visible_to(selectors.ANYBODY)
    pages = ClusterPage.objects.visible_to(selectors.ANYBODY).filter(locale=locale, cluster__in=clusters)
    return list(pages.select_related("locale", "cluster").order_by("cluster__order"))
