"""Forms of simulations: places, expected figures as a grid, assumptions, sets of rules."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves.forms.amounts import limit_field, read_limit, written_limit
from clusters.enclaves.forms.posted import typed_ratio
from clusters.enclaves.forms.ratios import RatioField
from clusters.enclaves.forms.rows import MOST_ROWS
from clusters.enclaves.models import Agreement, AgreementVersion, SharingRule, Simulation
from clusters.enclaves.models.simulations import YEARS
from clusters.enclaves.names import name_of
from clusters.enclaves.published import published
from clusters.forms.records import DateInput
from clusters.models import Indicator, Project, Tax
from crm.accounts.models import Organisation
from crm.office.fields import MoneyField

EVENTS = [
    choice
    for choice in SharingRule.StartEvent.choices
    if choice[0] in ("signed", "construction", "production", "first_tax")
]


class SimulationForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    agreement = forms.ModelChoiceField(
        Agreement.objects.all(),
        label=gettext_lazy("Agreement"),
        required=False,
        help_text=gettext_lazy("Its parties are taken over. Without one, name origin and host."),
    )
    origin = forms.ModelChoiceField(Organisation.objects.all(), label=gettext_lazy("Origin"), required=False)
    host = forms.ModelChoiceField(Organisation.objects.all(), label=gettext_lazy("Host"), required=False)
    first_year = forms.IntegerField(
        label=gettext_lazy("First of ten years"), min_value=1990, max_value=2200, localize=False
    )
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("agreement"):
            for name in ("origin", "host"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Name the place, or choose an agreement."))
            if data.get("origin") and data.get("origin") == data.get("host"):
                self.add_error("host", _("Origin and host are two places."))
        return data


# --- The grid ---


class ProjectRow(forms.Form):
    code = forms.CharField(label=gettext_lazy("Project"), max_length=60, required=False)
    category = forms.CharField(label=gettext_lazy("Category"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for event, label in EVENTS:
            self.fields[event] = forms.DateField(label=label, widget=DateInput(), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("code") and any(data.values()):
            self.add_error("code", _("Give the project a name."))
        return data

    def entry(self) -> dict[str, Any]:
        data = self.cleaned_data
        events = {event: data[event].isoformat() for event, _label in EVENTS if data.get(event)}
        return {"code": data["code"], "category": data.get("category", ""), "events": events}


class Known:
    """Indicators and taxes, read once for all rows."""

    def __init__(self) -> None:
        indicators = list(Indicator.objects.all())
        blank = ("", _("(none chosen)"))
        self.units = {one.code: one.unit for one in indicators}
        self.indicators = [blank, *((one.code, name_of(one)) for one in indicators)]
        self.taxes = [blank, *((one.code, name_of(one)) for one in Tax.objects.all())]


class FigureRow(forms.Form):
    """One project's figure over ten years; money in 万元."""

    project = forms.CharField(label=gettext_lazy("Project"), max_length=60, required=False)
    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"), required=False)
    tax = forms.ChoiceField(label=gettext_lazy("Tax"), required=False)

    def __init__(self, *args: Any, years: list[int], known: "Known", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = known.units
        self.fields["indicator"].choices, self.fields["tax"].choices = known.indicators, known.taxes
        for place, year in enumerate(years):
            self.fields[f"y{place}"] = limit_field(str(year))

    def year_fields(self) -> list[forms.BoundField]:
        return [self[f"y{place}"] for place in range(YEARS)]

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("indicator")) or any(self.typed())

    def typed(self) -> list[str]:
        return [self.cleaned_data.get(f"y{place}") or "" for place in range(YEARS)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        indicator = data.get("indicator")
        if not indicator:
            if any(data.get(f"y{place}") for place in range(YEARS)):
                self.add_error("indicator", _("Say which indicator it is."))
            return data
        data["values"] = []
        for place in range(YEARS):
            try:
                data["values"].append(read_limit(data.get(f"y{place}", ""), self.units[indicator]))
            except ValidationError as error:
                self.add_error(f"y{place}", error)
        return data

    def entry(self, only_project: str) -> dict[str, Any]:
        data = self.cleaned_data
        project = data.get("project") or only_project
        return {"project": project, "indicator": data["indicator"], "tax": data["tax"], "values": data["values"]}


ProjectRows = forms.formset_factory(ProjectRow, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
FigureRows = forms.formset_factory(FigureRow, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class FiguresForm(forms.Form):
    """Projects, their assumed dates, and the grid."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    assumed_rate = RatioField(
        label=gettext_lazy("Assumed retained part of taxes"),
        help_text=gettext_lazy("Empty: the rates that are entered. A figure from an assumed rate is an estimate."),
    )
    paste = forms.CharField(
        label=gettext_lazy("Paste from a workbook"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Rows with project, indicator, tax if there is one, and the years; with or without a row of years on top."
        ),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.years = years
        self.projects = ProjectRows(data, prefix="projects")
        self.figures = FigureRows(data, prefix="figures", form_kwargs={"years": years, "known": Known()})

    def rows(self) -> list[forms.Form]:
        return [*self.projects.forms, *self.figures.forms]

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        for row in self.rows():
            for name, errors in row.errors.items():
                self._errors[row.add_prefix(name)] = errors

    def __iter__(self) -> Any:
        yield from super().__iter__()
        for row in self.rows():
            yield from row

    def hush(self) -> None:
        self.full_clean()
        for form in (self, *self.rows()):
            form._errors = forms.utils.ErrorDict()

    def project_entries(self) -> list[dict[str, Any]]:
        return [row.entry() for row in self.projects.forms if row.cleaned_data.get("code")]

    def figure_entries(self) -> list[dict[str, Any]]:
        names = [row["code"] for row in self.project_entries()]
        only = names[0] if len(names) == 1 else ""
        return [row.entry(only) for row in self.figures.forms if row.is_filled]


def grid_data(projects: Iterable[dict[str, Any]], figures: Iterable[dict[str, Any]]) -> dict[str, str]:
    """What one would have typed into the grid."""
    projects, figures = list(projects), list(figures)
    units = dict(Indicator.objects.values_list("code", "unit"))
    data = {"projects-TOTAL_FORMS": str(max(len(projects), 1)), "projects-INITIAL_FORMS": "0"}
    data |= {"figures-TOTAL_FORMS": str(max(len(figures), 1)), "figures-INITIAL_FORMS": "0"}
    for place, project in enumerate(projects):
        given = {"code": project["code"], "category": project.get("category", ""), **project["events"]}
        data |= {f"projects-{place}-{name}": value for name, value in given.items()}
    for place, figure in enumerate(figures):
        data |= {f"figures-{place}-{name}": figure[name] for name in ("project", "indicator", "tax")}
        unit = units.get(figure["indicator"], Indicator.Unit.FEN)
        for number, value in enumerate(figure["values"]):
            data[f"figures-{place}-y{number}"] = written_limit(value, unit)
    return data


class PickForm(forms.Form):
    """Of which projects, and which of their figures."""

    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.all(),
        label=gettext_lazy("Indicators"),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        initial=("tax", "output", "fixed_asset_investment"),
    )
    projects = forms.ModelMultipleChoiceField(
        Project.objects.all(),
        label=gettext_lazy("Projects"),
        help_text=gettext_lazy("Their verified milestones and figures are laid into the grid; you can change them."),
    )


# --- Assumptions, sets of rules, the way to a draft ---


class AssumptionsForm(forms.Form):
    """For each party what it pays in, lays out and holds from the first day on, and whether it may open it."""

    def __init__(self, *args: Any, simulation: Simulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(simulation.parties.select_related("organisation"))
        for party in self.parties:
            name, start = name_of(party), party.pk
            money = {"unit": "万元", "required": False}
            self.fields[f"contribution_{start}"] = MoneyField(
                label=_("%(party)s: contribution") % {"party": name}, initial=party.contribution_fen, **money
            )
            self.fields[f"outlay_{start}"] = MoneyField(
                label=_("%(party)s: outlay to be recovered") % {"party": name}, initial=party.outlay_fen, **money
            )
            self.fields[f"share_{start}"] = RatioField(
                label=_("%(party)s: share held") % {"party": name}, initial=typed_ratio(party.share)
            )
            if party.organisation.kind == Organisation.Kind.PARTNER:
                self.fields[f"shared_{start}"] = forms.BooleanField(
                    label=_("%(party)s may open this simulation, with all its figures") % {"party": name},
                    required=False,
                    initial=party.is_shared,
                )

    def assumptions(self) -> dict[int, dict[str, Any]]:
        data = self.cleaned_data
        return {
            party.pk: {
                "contribution_fen": data[f"contribution_{party.pk}"],
                "outlay_fen": data[f"outlay_{party.pk}"],
                "share": data[f"share_{party.pk}"],
                "is_shared": data.get(f"shared_{party.pk}", False),
            }
            for party in self.parties
        }


class RuleSetForm(forms.Form):
    chosen = forms.ChoiceField(label=gettext_lazy("Rules"))
    title = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, required=False, help_text=gettext_lazy("As the chart has it, short.")
    )

    def __init__(self, *args: Any, versions: Iterable[AgreementVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {f"version-{version.pk}": version for version in versions}
        self.published = {f"published-{one.key}": one for one in published()}
        ours = [
            (key, f"{version} · {version.get_state_display()} · {version.effective_year}")
            for key, version in self.versions.items()
        ]
        theirs = [(key, f"{one.issuer}：{one.title}") for key, one in self.published.items()]
        groups = [(_("Versions and drafts"), ours), (_("Published rules"), theirs)]
        self.fields["chosen"].choices = [("", _("(none chosen)")), *groups]


class ToDraftForm(forms.Form):
    place = forms.TypedChoiceField(label=gettext_lazy("Set of rules"), coerce=int)
    effective_year = forms.IntegerField(
        label=gettext_lazy("Effective from 1 January of"), min_value=1990, max_value=2200, localize=False
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=gettext_lazy("Agreement"),
        required=False,
        help_text=gettext_lazy("Between the same places. None chosen: a new one is opened under the number below."),
    )
    code = forms.CharField(label=gettext_lazy("Number of a new agreement"), max_length=40, required=False)
    name = forms.CharField(label=gettext_lazy("Name of a new agreement"), max_length=200, required=False)

    def __init__(self, *args: Any, simulation: Simulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = list(enumerate(one["title"] for one in simulation.rule_sets))
        places = list(simulation.parties.values_list("organisation_id", flat=True))
        here = Count("parties", filter=Q(parties__organisation__in=places), distinct=True)
        self.fields["agreement"].queryset = Agreement.objects.annotate(here=here).filter(here=len(places))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("agreement") and not data.get("code"):
            self.add_error("code", _("Choose an agreement, or give the number of a new one."))
        return data
