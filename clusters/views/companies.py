"""Pages of companies."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.filters import CompanyFilter
from clusters.forms.records import CompanyForm
from clusters.models import Company, Project
from clusters.roles import COMPANY_EDITORS
from clusters.services.tags import company_set_tags
from crm.accounts.roles import STAFF_ROLES
from crm.office.columns import Column, money
from crm.office.tagging import TagsForm, tag_text
from crm.office.views import Action, ActionPage, DetailPage, FormPage, ListPage, Panel

CAPITAL = money("registered_capital", gettext_lazy("Registered capital"), "registered_capital_fen")


def segment_of(company: Company) -> Any:
    """The segment, or the word that was entered where it is none of ours."""
    return company.segment or company.segment_text


class CompanyList(ListPage):
    model = Company
    queryset = Company.objects.select_related("cluster", "segment", "park").prefetch_related("tags")
    roles = STAFF_ROLES
    section = "companies"
    title = gettext_lazy("Companies")
    filterset_class = CompanyFilter
    default_sort = "name"
    empty_text = gettext_lazy("Enter a company, or import the directory.")
    actions = (Action(gettext_lazy("New company"), "/office/companies/new/", "plus", COMPANY_EDITORS, primary=True),)
    under_first = ("cluster", "segment", "park")
    columns = (
        Column("name", gettext_lazy("Company"), sort="name"),
        Column("credit_code", gettext_lazy("Credit code"), sort="credit_code"),
        Column("cluster", gettext_lazy("Cluster"), value="cluster", sort="cluster__order"),
        Column("segment", gettext_lazy("Segment"), value=segment_of, sort="segment_text"),
        Column("park", gettext_lazy("Park"), value="park", sort="park__order"),
        Column("above_scale", gettext_lazy("Above designated size"), value="is_above_scale", sort="is_above_scale"),
        CAPITAL,
        Column("tags", gettext_lazy("Tags")),
        Column("founded_on", gettext_lazy("Founded"), sort="founded_on"),
        Column("place", gettext_lazy("Registered in"), value="registered_place", sort="registered_place", shown=False),
        Column("industry", gettext_lazy("Industry code"), value="industry_code", sort="industry_code", shown=False),
    )


def projects_panel(company: Company, user: Any) -> dict[str, Any] | None:
    projects = list(Project.objects.visible_to(user).filter(company=company).select_related("park"))
    return {"projects": projects} if projects else None


class CompanyDetail(DetailPage):
    model = Company
    queryset = Company.objects.select_related("cluster", "segment", "park")
    roles = STAFF_ROLES
    section = "companies"
    fields = (
        "name",
        "credit_code",
        "name_en",
        Column("cluster", gettext_lazy("Cluster"), link=lambda record: address(record.cluster)),
        Column("segment", gettext_lazy("Segment"), value=segment_of, link=lambda record: address(record.segment)),
        Column("park", gettext_lazy("Park"), link=lambda record: address(record.park)),
        "industry_code",
        "registered_place",
        CAPITAL,
        "founded_on",
        "is_above_scale",
        "website",
        Column("tags", gettext_lazy("Tags")),
        "is_confidential",
    )
    panels = (Panel("projects", gettext_lazy("Projects"), "clusters/company_projects.html", projects_panel, order=20),)

    def get_lead(self) -> str:
        return _("Confidential: only the people named on it see this page.") if self.object.is_confidential else ""

    def get_actions(self) -> list[Action]:
        here = self.object.get_absolute_url()
        offered = (
            Action(gettext_lazy("Tags"), f"{here}tags/", "tag", COMPANY_EDITORS),
            Action(gettext_lazy("Edit"), f"{here}edit/", "edit", COMPANY_EDITORS),
        )
        return [action for action in offered if action.allowed_to(self.request.user)]


def address(record: Any) -> str | None:
    return record.get_absolute_url() if record else None


class ConfidentialFormPage(FormPage):
    """Whoever makes a record confidential stays among the people who may know of it."""

    def save_record(self, form: Any, reason: str) -> Any:
        record = super().save_record(form, reason)
        if record.is_confidential:
            record.named_people.add(self.request.user)
        return record

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("named_people")


class CompanyTags(ActionPage):
    model = Company
    roles = COMPANY_EDITORS
    section = "companies"
    form_class = TagsForm
    title = gettext_lazy("Tags")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"tags": tag_text(self.record)}

    def perform(self, form: Any) -> Any:
        return company_set_tags(company_id=self.record.pk, names=form.cleaned_data["tags"], actor=self.request.user)


class CompanyEdit(ConfidentialFormPage):
    model = Company
    roles = COMPANY_EDITORS
    section = "companies"
    form_class = CompanyForm
    new_title = gettext_lazy("New company")

    def save_record(self, form: Any, reason: str) -> Any:
        """Whoever sets its confidentiality by hand decides: it follows no lead from then on."""
        if "is_confidential" in form.changed_data:
            form.instance.came_with_lead = False
        return super().save_record(form, reason)
