"""Pages of projects."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.filters import ProjectFilter
from clusters.forms.records import CapitalForm, ProjectForm, ProjectOpeningForm
from clusters.models import CapitalIncrease, Milestone, Observation, Project
from clusters.roles import FACT_EDITORS, PROJECT_EDITORS
from clusters.selectors.figures import figures_of
from clusters.services.projects import capital_add, project_create
from clusters.views.companies import ConfidentialFormPage, address
from clusters.views.states import fact_state, project_status
from crm.accounts.roles import STAFF_ROLES
from crm.office.columns import Column, area, money
from crm.office.views import Action, ActionPage, DetailPage, FormPage, ListPage, Panel

INVESTMENT = money("investment", gettext_lazy("Agreed investment"), "agreed_investment_fen")
LAND = area("land", gettext_lazy("Land"), "land_sqm")


def signed_on(project: Project) -> Any:
    """Unknown dates are asked for, not guessed."""
    return project.signed_on or _("To be confirmed")


class ProjectList(ListPage):
    model = Project
    queryset = Project.objects.select_related("company", "cluster", "segment", "park")
    roles = STAFF_ROLES
    section = "projects"
    title = gettext_lazy("Projects")
    filterset_class = ProjectFilter
    default_sort = "code"
    actions = (Action(gettext_lazy("New project"), "/office/projects/new/", "plus", PROJECT_EDITORS, primary=True),)
    under_first = ("company", "stage", "status", "investment")
    columns = (
        Column("name", gettext_lazy("Project"), value="name", sort="name"),
        Column("code", gettext_lazy("Project code"), sort="code"),
        Column("company", gettext_lazy("Company"), value="company.name", sort="company__name"),
        Column("stage", gettext_lazy("Stage"), sort="stage"),
        Column("status", gettext_lazy("Status"), value=project_status, sort="status"),
        Column("cluster", gettext_lazy("Cluster"), value="cluster", sort="cluster__order"),
        Column("park", gettext_lazy("Park"), value="park", sort="park__order"),
        Column("signed_on", gettext_lazy("Signed on"), value=signed_on, sort="signed_on"),
        INVESTMENT,
        LAND,
        Column("category", gettext_lazy("Category"), sort="category", shown=False),
    )


def milestones_panel(project: Project, user: Any) -> dict[str, Any]:
    rows = (
        Milestone.objects.visible_to(user)
        .filter(project=project)
        .select_related("entered_by", "verified_by")
        .order_by("happened_on", "event", "-revision")
    )
    followers = {row.supersedes_id: row for row in rows}
    return {
        "milestones": [(row, fact_state(row, followers.get(row.pk))) for row in rows],
        "may_enter": user.has_role(*FACT_EDITORS),
    }


def figures_panel(project: Project, user: Any) -> dict[str, Any]:
    years, figures = figures_of(project, user)
    waiting = Observation.objects.visible_to(user).current().filter(project=project).exclude(state="verified")
    return {
        "years": years,
        "figures": figures,
        "waiting": waiting.count(),
        "may_enter": user.has_role(*FACT_EDITORS),
    }


def increases_panel(project: Project, user: Any) -> dict[str, Any] | None:
    rows = list(CapitalIncrease.objects.visible_to(user).filter(project=project))
    return {"increases": rows} if rows else None


class ProjectDetail(DetailPage):
    model = Project
    queryset = Project.objects.select_related("company", "cluster", "segment", "park").prefetch_related(
        "parcels", "buildings"
    )
    roles = STAFF_ROLES
    section = "projects"
    fields = (
        "name",
        "code",
        Column("company", gettext_lazy("Company"), link=lambda record: address(record.company)),
        "stage",
        Column("status", gettext_lazy("Status"), value=project_status),
        Column("signed_on", gettext_lazy("Signed on"), value=signed_on),
        Column("cluster", gettext_lazy("Cluster"), link=lambda record: address(record.cluster)),
        Column("segment", gettext_lazy("Segment"), link=lambda record: address(record.segment)),
        Column("park", gettext_lazy("Park"), link=lambda record: address(record.park)),
        "category",
        INVESTMENT,
        LAND,
        "parcels",
        "buildings",
        "is_confidential",
    )
    panels = (
        Panel("milestones", gettext_lazy("Milestones"), "clusters/milestones.html", milestones_panel, order=10),
        Panel("increases", gettext_lazy("Added capital"), "clusters/increases.html", increases_panel, order=15),
        Panel("figures", gettext_lazy("Figures by year"), "clusters/figures.html", figures_panel, order=20),
    )

    def get_lead(self) -> str:
        return _("Confidential: only the people named on it see this page.") if self.object.is_confidential else ""

    def get_actions(self) -> list[Action]:
        here = self.object.get_absolute_url()
        actions = [
            Action(gettext_lazy("Enter a figure"), f"{here}observations/new/", "chart-bar", FACT_EDITORS),
            Action(gettext_lazy("Enter a milestone"), f"{here}milestones/new/", "flag", FACT_EDITORS),
            Action(gettext_lazy("Add capital"), f"{here}capital/", "plus", PROJECT_EDITORS),
            Action(gettext_lazy("Edit"), f"{here}edit/", "edit", PROJECT_EDITORS),
        ]
        return [action for action in actions if action.allowed_to(self.request.user)]


class ProjectOpening(FormPage):
    """A project without a lead of its own; signing a lead opens one by the same service."""

    model = Project
    roles = PROJECT_EDITORS
    section = "projects"
    form_class = ProjectOpeningForm
    new_title = gettext_lazy("New project")

    def save_record(self, form: Any, reason: str) -> Project:
        data = dict(form.cleaned_data)
        sites = {name: data.pop(name) for name in ("parcels", "buildings")}
        named = set(data.pop("named_people")) | ({self.request.user} if data["is_confidential"] else set())
        project = project_create(actor=self.request.user, named_people=named, reason=reason, **data)
        for name, rows in sites.items():
            getattr(project, name).set(rows)
        return project


class ProjectEdit(ConfidentialFormPage):
    model = Project
    roles = PROJECT_EDITORS
    section = "projects"
    form_class = ProjectForm


class CapitalAdd(ActionPage):
    """The added amount counts, not a new project."""

    model = Project
    form_class = CapitalForm
    roles = PROJECT_EDITORS
    section = "projects"
    title = gettext_lazy("Add capital")
    question = gettext_lazy("The agreed investment grows by this amount. The project and its first signing stay.")
    submit_label = gettext_lazy("Add")
    success_message = gettext_lazy("Added.")

    def perform(self, form: Any) -> CapitalIncrease:
        return capital_add(project=self.record, actor=self.request.user, **form.cleaned_data)
