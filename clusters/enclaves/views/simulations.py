"""Office pages of simulations: set up, fill the grid, compare sets of rules, share, turn one into a draft."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves.forms.pasted import read_pasted
from clusters.enclaves.forms.posted import typed_ratio
from clusters.enclaves.forms.rows import MOST_ROWS, rows_changed, with_rows_changed
from clusters.enclaves.forms.simulations import (
    AssumptionsForm,
    FiguresForm,
    PickForm,
    RuleSetForm,
    SimulationForm,
    ToDraftForm,
    grid_data,
)
from clusters.enclaves.models import AgreementVersion, Simulation
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.models.simulations import MOST_RULE_SETS
from clusters.enclaves.names import listed, name_of
from clusters.enclaves.published import left_out, version_data
from clusters.enclaves.selectors.simulations import observed_start
from clusters.enclaves.services import simulations as services
from clusters.enclaves.services.notation import version_data as data_of_version
from clusters.enclaves.services.simulations import EDITORS
from clusters.enclaves.views.comparison import comparison
from clusters.models import Indicator
from crm.accounts.roles import Role
from crm.office.columns import Column
from crm.office.views import Action, ActionPage, DetailPage, ListPage

SIMULATIONS = Simulation.objects.select_related("agreement").prefetch_related("parties__organisation")


def parties_named(simulation: Simulation) -> str:
    return listed(name_of(party) for party in simulation.parties.all())


class SimulationList(ListPage):
    model = Simulation
    queryset = SIMULATIONS
    roles = READERS
    section = "simulations"
    title = gettext_lazy("Simulations")
    lead = gettext_lazy("What an agreement would come to before it is signed. Nothing of it is posted.")
    default_sort = "-changed"
    actions = (Action(gettext_lazy("New simulation"), "/office/simulations/new/", "plus", EDITORS, primary=True),)
    empty_text = gettext_lazy("Set one up: expected figures for ten years, and up to four sets of rules to compare.")
    under_first = ("parties",)
    columns = (
        Column("name", gettext_lazy("Name"), sort="name", link=True),
        Column("parties", gettext_lazy("Parties"), value=parties_named),
        Column(
            "first_year", gettext_lazy("First of ten years"), value=lambda row: str(row.first_year), sort="first_year"
        ),
        Column("rule_sets", gettext_lazy("Sets of rules"), value=lambda row: len(row.rule_sets), numeric=True),
        Column("changed", gettext_lazy("Changed"), value="updated_at", sort="updated_at"),
    )


class SimulationDetail(DetailPage):
    model = Simulation
    queryset = SIMULATIONS
    roles = READERS
    section = "simulations"
    template_name = "enclaves/simulation.html"
    fields = (
        Column("parties", gettext_lazy("Parties"), value=parties_named),
        "agreement",
        Column("first_year", gettext_lazy("First of ten years"), value=lambda row: str(row.first_year)),
        "note",
    )

    def get_actions(self) -> list[Action]:
        here = self.object.get_absolute_url()
        actions = [
            Action(gettext_lazy("Figures"), f"{here}figures/", "table", EDITORS),
            Action(gettext_lazy("Assumptions and sharing"), f"{here}assumptions/", "users", EDITORS),
            Action(gettext_lazy("Turn into a draft"), f"{here}draft/", "file-export", (Role.FINANCE,)),
        ]
        if len(self.object.rule_sets) < MOST_RULE_SETS:
            actions.insert(
                1, Action(gettext_lazy("Add a set of rules"), f"{here}rules/new/", "plus", EDITORS, primary=True)
            )
        return [action for action in actions if action.allowed_to(self.request.user)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = comparison(self.object, self.request.GET.get("party", ""))
        may_edit = self.request.user.has_role(*EDITORS)
        return super().get_context_data(**found, may_edit=may_edit, **kwargs)


class SimulationOpening(ActionPage):
    roles = EDITORS
    section = "simulations"
    title = gettext_lazy("New simulation")
    form_class = SimulationForm
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved. Now enter figures, and add sets of rules.")

    def get_initial(self) -> dict[str, Any]:
        agreement = self.request.GET.get("agreement", "")
        given = {"agreement": agreement} if agreement.isdigit() else {}
        return {**given, "first_year": timezone.localdate().year}

    def perform(self, form: Any) -> Simulation:
        return services.simulation_create(actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return f"{self.result.get_absolute_url()}figures/"


class SimulationAction(ActionPage):
    queryset = SIMULATIONS
    roles = EDITORS
    section = "simulations"
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")


class SimulationFigures(SimulationAction):
    """The grid. Buttons that add a row, take over what was pasted or lay in observed figures lose nothing."""

    title = gettext_lazy("Expected figures")
    form_class = FiguresForm
    template_name = "enclaves/simulation_figures.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(), "years": self.record.years}
        kwargs["data"] = kwargs.get("data") or self.as_entered()
        return kwargs

    def as_entered(self) -> QueryDict:
        record, data = self.record, QueryDict(mutable=True)
        data.update(grid_data(record.projects, record.figures))
        data.update({"assumed_rate": typed_ratio(record.assumed_rate), "version": str(record.version)})
        return data

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if rows_changed(request.POST):
            return self.shown_again(with_rows_changed(request.POST))
        if "take_paste" in request.POST:
            return self.take_paste(self.get_form())
        if "pick" in request.POST:
            return self.lay_in_observed(self.get_form())
        return super().post(request, *args, **kwargs)

    def shown_again(self, data: QueryDict) -> HttpResponse:
        form = FiguresForm(**{**self.get_form_kwargs(), "data": data})
        form.hush()
        return self.render_to_response(self.get_context_data(form=form))

    def take_paste(self, form: FiguresForm) -> HttpResponse:
        if not form.is_valid():
            return self.form_invalid(form)
        try:
            names = [project["code"] for project in form.project_entries()]
            rows = read_pasted(form.cleaned_data["paste"], self.record.years, names)
            check_room(rows, form)
        except ValidationError as error:
            form.add_error("paste", error)
            return self.form_invalid(form)
        return self.shown_again(self.extended(form, [], rows, paste=""))

    def lay_in_observed(self, form: FiguresForm) -> HttpResponse:
        pick = self.pick_form()
        if not form.is_valid() or not pick.is_valid():
            return self.render_to_response(self.get_context_data(form=form, pick=pick), status=422)
        indicators = {indicator.code for indicator in pick.cleaned_data["indicators"]}
        projects, figures = observed_start(pick.cleaned_data["projects"], self.record.years, indicators)
        try:
            check_room(figures, form)
        except ValidationError as error:
            pick.add_error("projects", error)
            return self.render_to_response(self.get_context_data(form=form, pick=pick), status=422)
        return self.shown_again(self.extended(form, projects, figures))

    def extended(self, form: FiguresForm, projects: list[Any], figures: list[Any], **changes: str) -> QueryDict:
        """What was typed, and these rows; a row of the same project and figure is replaced."""
        taken = {project["code"] for project in projects}
        kept = [project for project in form.project_entries() if project["code"] not in taken]
        keys = {row_key(figure) for figure in figures}
        left = [figure for figure in form.figure_entries() if row_key(figure) not in keys]
        data = QueryDict(mutable=True)
        data.update({name: form.data.get(name, "") for name in ("version", "assumed_rate", "paste")})
        data.update({**grid_data([*kept, *projects], [*left, *figures]), **changes})
        return data

    def pick_form(self) -> PickForm:
        form = PickForm(self.request.POST if "pick" in self.request.POST else None)
        rows = form.fields["projects"].queryset.visible_to(self.request.user)
        form.fields["projects"].queryset = rows.filter(enrolments__isnull=False).distinct().order_by("code")
        return form

    def perform(self, form: FiguresForm) -> Simulation:
        self.record.version = form.cleaned_data["version"] or 0
        return services.simulation_fill(
            simulation=self.record,
            projects=form.project_entries(),
            figures=form.figure_entries(),
            assumed_rate=form.cleaned_data["assumed_rate"],
            actor=self.request.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("pick", self.pick_form())
        return super().get_context_data(years=self.record.years, **kwargs)


def check_room(rows: list[Any], form: FiguresForm) -> None:
    """More rows than the grid takes are refused, never cut off."""
    if len(rows) + len(form.figure_entries()) > MOST_ROWS:
        raise ValidationError(_("The grid takes at most %(most)s rows.") % {"most": MOST_ROWS}, "too_many")


def row_key(figure: dict[str, Any]) -> tuple[str, str, str]:
    return figure["project"], figure["indicator"], figure["tax"]


class SimulationAssumptions(SimulationAction):
    title = gettext_lazy("Assumptions and sharing")
    form_class = AssumptionsForm
    question = gettext_lazy("Counted from 1 January of the first year; what stays empty is not assumed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "simulation": self.record}

    def perform(self, form: AssumptionsForm) -> Simulation:
        return services.simulation_assume(
            simulation=self.record, assumptions=form.assumptions(), actor=self.request.user
        )


class RuleSetEntry(SimulationAction):
    title = gettext_lazy("Add a set of rules")
    form_class = RuleSetForm
    question = gettext_lazy("It is taken as it stands now; origin, host and other parties are matched by their role.")

    def get_form_kwargs(self) -> dict[str, Any]:
        versions = AgreementVersion.objects.visible_to(self.request.user).select_related("agreement")
        return {**super().get_form_kwargs(), "versions": versions.order_by("agreement__code", "-number")}

    def perform(self, form: RuleSetForm) -> Simulation:
        chosen = form.cleaned_data["chosen"]
        by_role = {party.role: party.code for party in self.record.parties.all()}
        if chosen in form.versions:
            version = form.versions[chosen]
            codes = {party.code: by_role.get(party.role, party.code) for party in version.agreement.parties.all()}
            data, source = services.with_parties(data_of_version(version), codes), ""
            title = str(version)
        else:
            of, known = form.published[chosen], set(Indicator.objects.values_list("code", flat=True))
            data = version_data(of, codes=by_role, year=self.record.first_year, known=known)
            title, source = of.issuer, f"{of.title} {of.address}"
            if missing := left_out(of, known):
                source += " " + _("Left out, as no ratio or no such indicator is given: %(names)s.") % {
                    "names": listed(missing)
                }
        return services.rule_set_add(
            simulation=self.record,
            title=form.cleaned_data["title"] or title,
            source=source,
            data=data,
            actor=self.request.user,
        )


class RuleSetRemoval(SimulationAction):
    title = gettext_lazy("Take the set of rules away")
    danger = True
    submit_label = gettext_lazy("Confirm")
    success_message = gettext_lazy("Removed.")

    @property
    def question(self) -> str:
        return str(self.rule_set["title"])

    @property
    def rule_set(self) -> dict[str, Any]:
        place = self.kwargs["place"]
        if place >= len(self.record.rule_sets):
            raise Http404
        return self.record.rule_sets[place]

    def perform(self, form: Any) -> Simulation:
        return services.rule_set_remove(simulation=self.record, place=self.kwargs["place"], actor=self.request.user)


class SimulationToDraft(SimulationAction):
    roles = (Role.FINANCE,)
    title = gettext_lazy("Turn into a draft")
    form_class = ToDraftForm
    question = gettext_lazy("The chosen set becomes a draft version. It is reviewed and made effective like any other.")
    submit_label = gettext_lazy("Open the draft")
    success_message = gettext_lazy("The draft is open.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "simulation": self.record}

    def get_initial(self) -> dict[str, Any]:
        return {"agreement": self.record.agreement_id, "effective_year": self.record.first_year}

    def perform(self, form: Any) -> AgreementVersion:
        return services.simulation_to_draft(simulation=self.record, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()
