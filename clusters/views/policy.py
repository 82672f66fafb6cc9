"""Pages of the 23 measures and of what the zone offers."""

from django.utils.translation import get_language, gettext_lazy

from clusters.filters import MeasureFilter, OpportunityFilter
from clusters.forms.records import OpportunityForm
from clusters.models import Measure, Opportunity
from clusters.roles import READERS, SITE_EDITORS
from clusters.views.companies import address
from clusters.views.places import PUBLIC, EditablePage
from crm.accounts.roles import STAFF_ROLES
from crm.office.columns import Column, money
from crm.office.views import Action, DetailPage, FormPage, ListPage


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


class MeasureDetail(DetailPage):
    model = Measure
    queryset = Measure.objects.prefetch_related("clusters")
    roles = READERS
    section = "measures"
    template_name = "clusters/measure.html"
    fields = (
        "title",
        Column("number", gettext_lazy("No."), numeric=True),
        Column("chapter", gettext_lazy("Chapter"), value=lambda record: in_language(record, "chapter")),
        Column("summary", gettext_lazy("In short"), value=lambda record: in_language(record, "summary")),
        Column("bodies", gettext_lazy("Responsible bodies")),
        "clusters",
    )


class OpportunityList(ListPage):
    model = Opportunity
    queryset = Opportunity.objects.select_related("cluster", "segment", "park")
    roles = STAFF_ROLES
    section = "opportunities"
    title = gettext_lazy("Opportunities")
    lead = gettext_lazy("What the zone looks for; the portal shows those marked so.")
    filterset_class = OpportunityFilter
    actions = (Action(gettext_lazy("New opportunity"), "/office/opportunities/new/", "plus", SITE_EDITORS, True),)
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
