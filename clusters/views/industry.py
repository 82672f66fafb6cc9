"""Pages of clusters and the segments of their chains."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy

from clusters.forms.records import ClusterForm, SegmentForm
from clusters.models import Cluster, Company, Project, Segment
from clusters.roles import CHAIN_EDITORS, READERS
from clusters.selectors.chains import chain_of
from clusters.views.states import strength
from crm.office.columns import Column
from crm.office.navigation import Crumb
from crm.office.views import Action, DetailPage, FormPage, ListPage


class ClusterList(ListPage):
    model = Cluster
    roles = READERS
    section = "clusters"
    title = gettext_lazy("Clusters and chains")
    lead = gettext_lazy("What a chain lacks is what promotion looks for.")
    default_sort = "name"

    columns = (
        Column("name", gettext_lazy("Cluster"), value="shown_name", sort="order"),
        Column("kind", gettext_lazy("Kind"), sort="kind"),
        Column("segments", gettext_lazy("Segments"), value="segment_count", numeric=True, sort="segment_count"),
        Column("missing", gettext_lazy("Missing"), value="missing_count", numeric=True, sort="missing_count"),
        Column("weak", gettext_lazy("Weak"), value="weak_count", numeric=True, sort="weak_count"),
        Column("unset", gettext_lazy("To be confirmed"), value="unset_count", numeric=True, sort="unset_count"),
        Column("name_en", gettext_lazy("English name"), sort="name_en", shown=False),
    )

    def narrow(self, rows: QuerySet) -> QuerySet:
        def of(strength: str) -> Count:
            return Count("segments", filter=Q(segments__strength=strength))

        return rows.annotate(
            segment_count=Count("segments"),
            missing_count=of("missing"),
            weak_count=of("weak"),
            unset_count=of("unconfirmed"),
        )


class ClusterDetail(DetailPage):
    model = Cluster
    roles = READERS
    section = "clusters"
    template_name = "clusters/cluster.html"
    fields = ("name", "kind", "name_en", "summary", Column("aliases", gettext_lazy("Other names")))

    def get_actions(self) -> list[Action]:
        edit = Action(gettext_lazy("Edit"), f"{self.object.get_absolute_url()}edit/", "edit", CHAIN_EDITORS)
        return [edit] if edit.allowed_to(self.request.user) else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "chain": chain_of(self.object, user),
            "may_edit": user.has_role(*CHAIN_EDITORS),
            "company_count": Company.objects.visible_to(user).filter(cluster=self.object).count(),
            "project_count": Project.objects.visible_to(user).filter(cluster=self.object).count(),
            "measures": self.object.measures.all().visible_to(user),
        }


class ClusterEdit(FormPage):
    model = Cluster
    roles = CHAIN_EDITORS
    section = "clusters"
    form_class = ClusterForm


class SegmentDetail(DetailPage):
    model = Segment
    queryset = Segment.objects.select_related("cluster")
    roles = READERS
    section = "clusters"
    template_name = "clusters/segment.html"
    fields = (
        "name",
        Column("strength", gettext_lazy("Strength"), value=strength),
        "place",
        Column("feeds", gettext_lazy("Feeds"), value=lambda record: [link.target for link in record.links_out.all()]),
        Column("fed_by", gettext_lazy("Fed by"), value=lambda record: [link.source for link in record.links_in.all()]),
        "name_en",
        "aliases",
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("links_out__target", "links_in__source")

    def get_breadcrumbs(self) -> list[Crumb]:
        first, *_rest, last = super().get_breadcrumbs()
        cluster = self.object.cluster
        return [first, Crumb(cluster.name, cluster.get_absolute_url()), last]

    def get_actions(self) -> list[Action]:
        edit = Action(gettext_lazy("Edit"), f"{self.object.get_absolute_url()}edit/", "edit", CHAIN_EDITORS)
        return [edit] if edit.allowed_to(self.request.user) else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        companies = Company.objects.visible_to(self.request.user).filter(segment=self.object)
        return super().get_context_data(**kwargs) | {
            "companies": companies[:20],
            "company_count": companies.count(),
            "opportunities": self.object.opportunities.all().visible_to(self.request.user),
        }


class SegmentEdit(FormPage):
    model = Segment
    roles = CHAIN_EDITORS
    section = "clusters"
    form_class = SegmentForm
