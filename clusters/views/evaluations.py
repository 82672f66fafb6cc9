"""Per-mu evaluation (亩均论英雄): a year's grades, how each comes about, and the schemes and exemptions behind them."""

from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from clusters.evaluation import Grade
from clusters.forms.evaluations import CriterionForm, ExemptionForm, SchemeForm
from clusters.models import Company, EvaluationCriterion, EvaluationExemption, EvaluationScheme, Project
from clusters.papers.evaluations import evaluation_paper
from clusters.roles import EVALUATION_EDITORS, EVALUATION_READERS
from clusters.selectors.evaluations import Evaluation, evaluate, scheme_for
from crm.office.charts import Chart, Series
from crm.office.columns import Column
from crm.office.exports import PaperPage
from crm.office.navigation import Crumb
from crm.office.views import Action, DetailPage, FormPage, ListPage, OfficePage
from crm.workbooks.export import FORMS
from crm.workbooks.sheets import SheetPaper


class EvaluationPage(PaperPage, OfficePage, TemplateView):
    """`?year=2025&scheme=3`: last year by the scheme in force, where the address says nothing."""

    template_name = "clusters/evaluation.html"
    roles = EVALUATION_READERS
    section = "evaluation"
    title = gettext_lazy("Per-mu evaluation")
    lead = gettext_lazy(
        "What companies yield for land, energy and people: verified figures of the year, among the companies that you "
        "may see."
    )

    @cached_property
    def year(self) -> int:
        text = self.request.GET.get("year", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else timezone.localdate().year - 1

    @cached_property
    def schemes(self) -> list[EvaluationScheme]:
        return list(EvaluationScheme.objects.visible_to(self.request.user))

    @cached_property
    def scheme(self) -> EvaluationScheme | None:
        wanted = self.request.GET.get("scheme", "")
        if not wanted:
            return scheme_for(self.year)
        found = next((scheme for scheme in self.schemes if str(scheme.pk) == wanted), None)
        if found is None:
            raise Http404(_("There is no such scheme."))
        return found

    @cached_property
    def evaluation(self) -> Evaluation | None:
        return evaluate(self.scheme, self.year, self.request.user) if self.scheme else None

    export_subject = "clusters.evaluationscheme"

    @cached_property
    def paper(self) -> SheetPaper | None:
        return evaluation_paper(self.evaluation) if self.evaluation else None

    def get_actions(self) -> list[Action]:
        actions = [
            Action(
                gettext_lazy("Exempt a company"), f"{HERE}exemptions/new/?year={self.year}", "plus", EVALUATION_EDITORS
            ),
            Action(gettext_lazy("Schemes"), f"{HERE}schemes/", "settings", EVALUATION_READERS),
        ]
        return [action for action in actions if action.allowed_to(self.request.user)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            evaluation=self.evaluation,
            header_forms=FORMS.values() if self.evaluation and self.can_export else (),
            year=str(self.year),
            schemes=self.schemes,
            chart=grade_chart(self.evaluation) if self.evaluation else None,
            may_edit=self.request.user.has_role(*EVALUATION_EDITORS),
            **kwargs,
        )


HERE = "/office/evaluation/"


def grade_chart(evaluation: Evaluation) -> Chart:
    counts = evaluation.counts
    return Chart(
        "grades",
        _("Companies by grade"),
        "bars",
        [grade.value for grade in Grade],
        [Series(_("Companies"), [counts[grade] for grade in Grade])],
        label_title=_("Grade"),
    )


class CompanyEvaluation(EvaluationPage):
    """How one company's points come about: every figure with the observations behind it."""

    template_name = "clusters/company_evaluation.html"
    can_export = False
    lead = ""

    @cached_property
    def company(self) -> Company:
        return get_object_or_404(Company.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return _("%(company)s: evaluation %(year)s") % {"company": self.company.name, "year": self.year}

    def get_breadcrumbs(self) -> list[Crumb]:
        first, *_rest = super().get_breadcrumbs()
        return [first, Crumb(self.company.name, self.company.get_absolute_url()), Crumb(self.get_title())]

    def get_actions(self) -> list[Action]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        row = self.evaluation.row_of(self.company) if self.evaluation else None
        if row is None:
            raise Http404(_("This company is not evaluated in that year."))
        return context | {"row": row, "company": self.company}


# --- Schemes, criteria, exemptions ----------------------------------------------------------------------------------


class SchemeList(ListPage):
    model = EvaluationScheme
    roles = EVALUATION_READERS
    section = "evaluation"
    title = gettext_lazy("Evaluation schemes")
    lead = gettext_lazy("A scheme is in force from its first year until a later one is adopted.")
    default_sort = "-first_year"
    actions = (Action(gettext_lazy("New scheme"), f"{HERE}schemes/new/", "plus", EVALUATION_EDITORS, primary=True),)
    columns = (
        Column("name", gettext_lazy("Scheme"), value="shown_name", sort="name"),
        Column("first_year", gettext_lazy("First year"), value=lambda row: str(row.first_year), sort="first_year"),
        Column("adopted", gettext_lazy("Adopted by"), value=lambda row: adopted(row), sort="document_number"),
        Column("source", gettext_lazy("Source"), sort="source"),
    )


def adopted(scheme: EvaluationScheme) -> str:
    return scheme.document_number or _("To be confirmed")


def years_of_grace(scheme: EvaluationScheme) -> str:
    return _("To be confirmed; none applied") if scheme.grace_years is None else str(scheme.grace_years)


def limits(scheme: EvaluationScheme) -> str:
    a, b, c = (f"{value.normalize():f}" for value in (scheme.a_percent, scheme.b_percent, scheme.c_percent))
    return _("A the first %(a)s %%, B to %(b)s %%, C to %(c)s %%, D the rest") % {"a": a, "b": b, "c": c}


class SchemeDetail(DetailPage):
    model = EvaluationScheme
    roles = EVALUATION_READERS
    section = "evaluation"
    template_name = "clusters/evaluation_scheme.html"
    fields = (
        Column("name", gettext_lazy("Scheme")),
        Column("first_year", gettext_lazy("First year"), value=lambda row: str(row.first_year)),
        Column("adopted", gettext_lazy("Adopted by"), value=adopted),
        Column("grades", gettext_lazy("Grades"), value=limits),
        "exempts_building",
        Column("grace", gettext_lazy("Years of grace after start of production"), value=years_of_grace),
        "source",
        "name_en",
    )

    def get_actions(self) -> list[Action]:
        here = self.object.get_absolute_url()
        actions = [
            Action(gettext_lazy("New criterion"), f"{here}criteria/new/", "plus", EVALUATION_EDITORS),
            Action(gettext_lazy("Edit"), f"{here}edit/", "edit", EVALUATION_EDITORS),
        ]
        return [action for action in actions if action.allowed_to(self.request.user)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        criteria = self.object.criteria.visible_to(self.request.user).select_related("numerator", "denominator")
        used = [row for row in criteria if row.is_used]
        return super().get_context_data(**kwargs) | {
            "criteria": criteria,
            "weight": sum((Fraction(row.weight) for row in used), Fraction(0)),
            "may_edit": self.request.user.has_role(*EVALUATION_EDITORS),
        }


class EvaluationForm(FormPage):
    roles = EVALUATION_EDITORS
    section = "evaluation"


class SchemeEdit(EvaluationForm):
    model = EvaluationScheme
    form_class = SchemeForm
    new_title = gettext_lazy("New scheme")


class CriterionEdit(EvaluationForm):
    model = EvaluationCriterion
    form_class = CriterionForm

    def get_record(self) -> EvaluationCriterion:
        if "scheme" not in self.kwargs:
            return super().get_record()
        schemes = EvaluationScheme.objects.visible_to(self.request.user)
        return EvaluationCriterion(scheme=get_object_or_404(schemes, pk=self.kwargs["scheme"]))

    def get_title(self) -> str:
        return _("New criterion") if self.is_new else super().get_title()

    def get_cancel_url(self) -> str:
        return self.object.scheme.get_absolute_url()


class ExemptionEdit(EvaluationForm):
    model = EvaluationExemption
    form_class = ExemptionForm
    new_title = gettext_lazy("Exempt a company")

    def get_initial(self) -> dict[str, Any]:
        given = {name: self.request.GET.get(name) for name in ("year", "company") if self.request.GET.get(name)}
        return {"year": timezone.localdate().year - 1, **given} if self.is_new else {}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["company"].queryset = companies_with_projects(self.request.user)
        return form

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Per-mu evaluation"), reverse("clusters:evaluation")), Crumb(self.get_title())]


def companies_with_projects(user: Any) -> QuerySet:
    projects = Project.objects.visible_to(user).values("company_id")
    return Company.objects.visible_to(user).filter(pk__in=projects).order_by("name")
