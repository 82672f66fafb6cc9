"""Pages of facts: entering, verifying, correcting milestones and observations, with every revision in sight."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.filters import ObservationFilter
from clusters.forms.facts import (
    MilestoneCorrectionForm,
    MilestoneForm,
    ObservationCorrectionForm,
    ObservationForm,
    WithdrawalForm,
)
from clusters.models import Fact, Milestone, Observation, Project
from clusters.models.units import exact_number, shown_unit, shown_value
from clusters.roles import FACT_EDITORS
from clusters.services import facts
from clusters.services.observations import observation_correct, observation_record
from clusters.services.projects import milestone_correct, milestone_record, milestone_withdraw
from clusters.views.states import fact_state
from crm.accounts.roles import STAFF_ROLES
from crm.common.units import unit_word
from crm.office.columns import Column
from crm.office.navigation import Crumb
from crm.office.views import Action, ActionPage, DetailPage, ListPage, Panel

VALUE = Column(
    "value",
    gettext_lazy("Value"),
    value=lambda record: shown_value(record.value, record.indicator.unit),
    export=lambda record: exact_number(record.value, record.indicator.unit),
    exact=lambda record: f"{record.entered_value} {record.entered_unit}",
    numeric=True,
    sort="value",
)
UNIT = Column(
    "unit",
    gettext_lazy("Unit"),
    value=lambda record: unit_word(shown_unit(record.indicator.unit)),
    export=lambda record: shown_unit(record.indicator.unit),
)


class ObservationList(ListPage):
    model = Observation
    queryset = Observation.objects.select_related("project", "indicator", "tax")
    roles = STAFF_ROLES
    section = "observations"
    title = gettext_lazy("Observations")
    lead = gettext_lazy("What was observed, once, at the place: the statutory book.")
    filterset_class = ObservationFilter
    under_first = ("indicator", "tax", "period", "state")
    columns = (
        Column("project", gettext_lazy("Project code"), value="project.code", sort="project__code", link=True),
        Column("indicator", gettext_lazy("Indicator"), value="indicator", sort="indicator__order"),
        Column("tax", gettext_lazy("Tax"), value="tax", sort="tax__order"),
        Column("period", gettext_lazy("Period"), sort="period_end"),
        VALUE,
        UNIT,
        Column("state", gettext_lazy("State"), value=fact_state, sort="state"),
        Column("slip", gettext_lazy("Slip number"), value="slip_number", sort="slip_number"),
        Column("source", gettext_lazy("Source"), sort="source", shown=False),
        Column("revision", gettext_lazy("Revision"), numeric=True, sort="revision", shown=False),
    )

    def narrow(self, rows: QuerySet) -> QuerySet:
        """What was corrected or withdrawn only when it is asked for."""
        asked = self.request.GET.get("is_current") or self.request.GET.get("is_withdrawn")
        return rows if asked else rows.current()


def revisions_panel(fact: Fact, user: Any) -> dict[str, Any]:
    """The whole line of revisions, newest first, from whichever of them the page is of."""
    model = type(fact)
    rows = {
        row.pk: row
        for row in model.objects.visible_to(user)
        .filter(project=fact.project)
        .select_related("entered_by", "verified_by", *(["indicator"] if model is Observation else []))
    }
    followers = {row.supersedes_id: row for row in rows.values() if row.supersedes_id}
    newest = fact
    while newest.pk in followers:
        newest = followers[newest.pk]
    line = []
    step = rows.get(newest.pk)
    while step is not None:
        line.append((step, fact_state(step, followers.get(step.pk))))
        step = rows.get(step.supersedes_id)
    return {"revisions": line}


class FactPage(DetailPage):
    """One revision, what came before and after it, and its evidence."""

    roles = STAFF_ROLES
    panels = (Panel("revisions", gettext_lazy("Revisions"), "clusters/revisions.html", revisions_panel, order=10),)

    def get_breadcrumbs(self) -> list[Crumb]:
        first, *_rest, last = super().get_breadcrumbs()
        project = self.object.project
        return [first, Crumb(str(project), project.get_absolute_url()), last]

    def get_actions(self) -> list[Action]:
        fact, here = self.object, self.object.get_absolute_url()
        if not fact.is_current or not self.request.user.has_role(*FACT_EDITORS):
            return []
        actions = [
            Action(gettext_lazy("Correct"), f"{here}correct/", "edit"),
            Action(gettext_lazy("Withdraw"), f"{here}withdraw/", "arrow-back-up", danger=True),
        ]
        if fact.state != Fact.State.VERIFIED:
            actions.insert(0, Action(gettext_lazy("Verify"), f"{here}verify/", "check", primary=True))
        return actions


HOUSE_FIELDS = (
    Column("state", gettext_lazy("State"), value=fact_state),
    "source",
    Column("revision", gettext_lazy("Revision"), numeric=True),
    Column("reason", gettext_lazy("Reason")),
    "entered_by",
    "entered_at",
    "verified_by",
    "verified_at",
)


class MilestoneDetail(FactPage):
    model = Milestone
    queryset = Milestone.objects.select_related("project__company", "entered_by", "verified_by")
    section = "projects"
    fields = ("project", "event", "happened_on", *HOUSE_FIELDS)


class ObservationDetail(FactPage):
    model = Observation
    queryset = Observation.objects.select_related("project__company", "indicator", "tax", "entered_by", "verified_by")
    section = "observations"
    fields = (
        "project",
        "indicator",
        "tax",
        Column("period", gettext_lazy("Period")),
        VALUE,
        UNIT,
        Column("entered", gettext_lazy("As entered"), value=lambda row: f"{row.entered_value} {row.entered_unit}"),
        Column(
            "retained",
            gettext_lazy("Locally retained"),
            value=lambda row: shown_value(row.retained_value, row.indicator.unit),
            numeric=True,
        ),
        "slip_number",
        *HOUSE_FIELDS,
    )


class FactEntry(ActionPage):
    """Something new about a project."""

    model = Project
    roles = FACT_EDITORS
    section = "projects"
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")


class MilestoneEntry(FactEntry):
    form_class = MilestoneForm
    title = gettext_lazy("Enter a milestone")

    def perform(self, form: forms.Form) -> Milestone:
        return milestone_record(project=self.record, actor=self.request.user, **form.cleaned_data)


class ObservationEntry(FactEntry):
    form_class = ObservationForm
    title = gettext_lazy("Enter a figure")

    def perform(self, form: forms.Form) -> Observation:
        return observation_record(project=self.record, actor=self.request.user, **form.cleaned_data)


class FactAction(ActionPage):
    """Something done to one revision."""

    roles = FACT_EDITORS
    section = "projects"

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()


class VerifyPage(FactAction):
    title = gettext_lazy("Verify")
    submit_label = gettext_lazy("Verify")
    success_message = gettext_lazy("Verified.")

    @property
    def question(self) -> str:
        return _("Have you checked “%(fact)s” against its evidence? From then on it decides money.") % {
            "fact": self.record
        }

    def perform(self, form: forms.Form) -> Fact:
        return facts.verify(fact=self.record, actor=self.request.user)


class MilestoneVerify(VerifyPage):
    model = Milestone


class ObservationVerify(VerifyPage):
    queryset = Observation.objects.select_related("project", "indicator", "tax")


class CorrectionPage(FactAction):
    title = gettext_lazy("Correct")
    submit_label = gettext_lazy("Save the correction")
    success_message = gettext_lazy("Corrected; the former figure is kept.")
    question = gettext_lazy("The correction is a new revision; the former one stays in sight.")


class MilestoneCorrection(CorrectionPage):
    model = Milestone
    form_class = MilestoneCorrectionForm

    def get_initial(self) -> dict[str, Any]:
        return {"happened_on": self.record.happened_on}

    def perform(self, form: forms.Form) -> Milestone:
        return milestone_correct(milestone=self.record, actor=self.request.user, **form.cleaned_data)


class ObservationCorrection(CorrectionPage):
    queryset = Observation.objects.select_related("project", "indicator", "tax")
    form_class = ObservationCorrectionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "fact": self.record}

    def perform(self, form: forms.Form) -> Observation:
        return observation_correct(observation=self.record, actor=self.request.user, **form.cleaned_data)


class WithdrawalPage(FactAction):
    form_class = WithdrawalForm
    title = gettext_lazy("Withdraw")
    submit_label = gettext_lazy("Withdraw")
    success_message = gettext_lazy("Withdrawn; what it said is kept.")
    danger = True

    @property
    def question(self) -> str:
        return _("“%(fact)s” will count nowhere any more; what was settled with it is restated. It stays in sight.") % {
            "fact": self.record
        }

    def perform(self, form: forms.Form) -> Fact:
        return facts.withdraw(fact=self.record, actor=self.request.user, **form.cleaned_data)


class MilestoneWithdrawal(WithdrawalPage):
    model = Milestone

    def perform(self, form: forms.Form) -> Milestone:
        return milestone_withdraw(milestone=self.record, actor=self.request.user, **form.cleaned_data)


class ObservationWithdrawal(WithdrawalPage):
    queryset = Observation.objects.select_related("project", "indicator", "tax")
