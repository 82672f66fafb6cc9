"""Pages of the 23 measures and of what the zone offers."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy

from clusters.filters import MeasureFilter, OpportunityFilter
from clusters.forms.records import OpportunityForm, ProvisionForm
from clusters.models import Measure, Opportunity, Provision
from clusters.models.provisions import ORIGINS
from clusters.roles import CHAIN_EDITORS, READERS, SITE_EDITORS
from clusters.views.companies import address
from clusters.views.places import PUBLIC, EditablePage
from crm.accounts.roles import STAFF_ROLES
from crm.office.columns import Column, money
from crm.office.views import Action, DetailPage, FormPage, ListPage, Panel


def origins_of(provision: Provision) -> str:
    labels = {str(value): str(label) for value, label in ORIGINS}
    return ", ".join(labels.get(origin, origin) for origin in provision.origins)


def in_language(record: Measure, name: str) -> str:
    """The English side where the page is English and there is one."""
    english = getattr(record, f"{name}_en") if get_language() == "en" else ""
    return english or getattr(record, name)


class MeasureList(ListPage):
    model = Measure
    roles = READERS
    section = "measures"
    title = gettext_lazy("The 23 measures")
    lead = gettext_lazy("楚办发〔2023〕7号, in its own words.")
    filterset_class = MeasureFilter
    columns = (
        Column("title", gettext_lazy("Measure"), value=str, sort="title"),
        Column("number", gettext_lazy("No."), numeric=True, sort="number"),
        Column("chapter", gettext_lazy("Chapter"), value=lambda record: in_language(record, "chapter")),
        Column("bodies", gettext_lazy("Responsible bodies")),
        Column("summary", gettext_lazy("In short"), value=lambda record: in_language(record, "summary"), shown=False),
    )


def provisions_of(measure: Measure, user: Any) -> dict[str, Any]:
    return {
        "provisions": Provision.objects.visible_to(user).filter(measure=measure).prefetch_related("clusters"),
        "may_edit": user.has_role(*CHAIN_EDITORS),
    }


class MeasureDetail(DetailPage):
    model = Measure
    queryset = Measure.objects.prefetch_related("clusters")
    roles = READERS
    section = "measures"
    template_name = "clusters/measure.html"
    panels = (
        Panel("provisions", gettext_lazy("What it gives, and to whom"), "clusters/provisions.html", provisions_of),
    )
    fields = (
        "title",
        Column("number", gettext_lazy("No."), numeric=True),
        Column("chapter", gettext_lazy("Chapter"), value=lambda record: in_language(record, "chapter")),
        Column("summary", gettext_lazy("In short"), value=lambda record: in_language(record, "summary")),
        Column("bodies", gettext_lazy("Responsible bodies")),
        "clusters",
    )


class ProvisionDetail(EditablePage):
    model = Provision
    queryset = Provision.objects.select_related("measure").prefetch_related("clusters")
    roles = READERS
    section = "measures"
    editors = CHAIN_EDITORS
    fields = (
        "offer",
        Column("measure", gettext_lazy("Measure"), link=lambda record: address(record.measure)),
        "quote",
        "clusters",
        Column("origins", gettext_lazy("Places of origin"), value=origins_of),
        "needs_land",
        "needs_floor",
        "needs_power",
        "needs_jobs",
        money("investment", gettext_lazy("Investment at least"), "investment_min_fen"),
        "land_min_sqm",
        "jobs_min",
        "compares_energy",
        "energy_below",
        "open_point",
        "offer_en",
        "open_point_en",
        "is_public",
    )


class ProvisionEdit(FormPage):
    model = Provision
    roles = CHAIN_EDITORS
    section = "measures"
    form_class = ProvisionForm
    new_title = gettext_lazy("New provision")


class OpportunityList(ListPage):
    model = Opportunity
    queryset = Opportunity.objects.select_related("cluster", "segment", "park")
    roles = STAFF_ROLES
    section = "opportunities"
    title = gettext_lazy("Opportunities")
    lead = gettext_lazy("What the zone looks for; the portal shows those marked so.")
    filterset_class = OpportunityFilter
    actions = (Action(gettext_lazy("New opportunity"), "/office/opportunities/new/", "plus", SITE_EDITORS, True),)
    under_first = ("cluster", "segment", "stage")
    columns = (
        Column("title", gettext_lazy("Opportunity"), value=str, sort="title"),
        Column("cluster", gettext_lazy("Cluster"), value="cluster", sort="cluster__order"),
        Column("segment", gettext_lazy("Segment"), value="segment", sort="segment__order"),
        Column("park", gettext_lazy("Park"), value="park", sort="park__order"),
        Column("stage", gettext_lazy("Stage"), sort="stage"),
        money("investment", gettext_lazy("Investment"), "investment_fen"),
        Column("decision_on", gettext_lazy("Decision by"), sort="decision_on"),
        PUBLIC,
        Column("code", gettext_lazy("Code"), sort="code", shown=False),
    )


class OpportunityDetail(EditablePage):
    model = Opportunity
    queryset = Opportunity.objects.select_related("cluster", "segment", "park").prefetch_related(
        "parcels", "buildings", "measures"
    )
    roles = STAFF_ROLES
    section = "opportunities"
    fields = (
        "title",
        "code",
        Column("cluster", gettext_lazy("Cluster"), link=lambda record: address(record.cluster)),
        Column("segment", gettext_lazy("Segment"), link=lambda record: address(record.segment)),
        Column("park", gettext_lazy("Park"), link=lambda record: address(record.park)),
        "stage",
        "scale",
        money("investment", gettext_lazy("Investment"), "investment_fen"),
        "text",
        "decision_on",
        "parcels",
        "buildings",
        "desk",
        "desk_phone",
        "measures",
        "title_en",
        "scale_en",
        "text_en",
        "desk_en",
        "source",
        "is_public",
    )


class OpportunityEdit(FormPage):
    model = Opportunity
    roles = SITE_EDITORS
    section = "opportunities"
    form_class = OpportunityForm
    new_title = gettext_lazy("New opportunity")
