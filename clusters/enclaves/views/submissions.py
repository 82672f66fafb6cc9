"""Figures that partners hand in: their own pages, and the finance officer's."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, FilterSet

from clusters.enclaves.forms import ReasonForm
from clusters.enclaves.forms.submissions import FigureForm
from clusters.enclaves.models import FigureSubmission
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.services import figure_accept, figure_return, figure_submit, figure_withdraw
from clusters.enclaves.services.submissions import FIGURE, present_figure, submittable
from clusters.enclaves.views.states import submission_state
from crm.accounts.roles import Role
from crm.office.navigation import Crumb
from crm.office.views import (
    Action,
    ActionPage,
    Column,
    DetailPage,
    ListPage,
    Panel,
    PartnerActionPage,
    PartnerDetailPage,
    PartnerListPage,
)

FINANCE = (Role.FINANCE,)
State = FigureSubmission.State
RELATED = ("agreement", "organisation", "project", "indicator", "tax", "submitted_by", "answered_by", "observation")
SUBMISSIONS = FigureSubmission.objects.select_related(*RELATED)


def period_of(submission: FigureSubmission) -> str:
    start, end = submission.period_start, submission.period_end
    return end.isoformat() if start in (None, end) else f"{start.isoformat()}–{end.isoformat()}"


PROJECT = Column("project", gettext_lazy("Project"), value="project.code", sort="project__code")
FIGURE_COLUMNS = (
    Column("indicator", gettext_lazy("Indicator"), sort="indicator__order"),
    Column("tax", gettext_lazy("Tax"), sort="tax__order"),
    Column("period", gettext_lazy("Period"), value=period_of, sort="period_end"),
    Column("written", gettext_lazy("Figure"), value="written", numeric=True),
    Column("state", gettext_lazy("State"), value=submission_state, sort="state"),
)
HAND_IN = Action(gettext_lazy("Hand in a figure"), "/partner/figures/new/", "plus", primary=True)


class SubmissionFilter(FilterSet):
    state = ChoiceFilter(choices=State.choices, label=gettext_lazy("State"), empty_label=gettext_lazy("All"))

    class Meta:
        model = FigureSubmission
        fields: list[str] = []


# --- Partner --------------------------------------------------------------------------------------------------------


class PartnerFigures(PartnerListPage):
    model = FigureSubmission
    queryset = SUBMISSIONS
    section = "figures"
    title = gettext_lazy("Figures handed in")
    lead = gettext_lazy("The zone's finance officer checks each figure; only then does it count.")
    filterset_class = SubmissionFilter
    default_sort = ""
    actions = (HAND_IN,)
    empty_text = gettext_lazy("Hand in the first figure of a project in one of your agreements.")
    empty_action = HAND_IN
    under_first = ("indicator", "tax", "period", "state")
    columns = (
        Column(
            "project",
            gettext_lazy("Project"),
            value="project.code",
            sort="project__code",
            link=lambda row: reverse("partner:figure", args=[row.pk]),
        ),
        *FIGURE_COLUMNS,
    )


DETAILS = (
    Column("project", gettext_lazy("Project"), value=lambda row: f"{row.project.code} {row.project.name}"),
    Column("agreement", gettext_lazy("Agreement"), value="agreement.code"),
    *FIGURE_COLUMNS,
    Column("retained", gettext_lazy("Of it locally retained"), value="retained"),
    "slip_number",
    "note",
    "organisation",
    "submitted_by",
    Column("created_at", gettext_lazy("Handed in"), value="created_at"),
    Column("answered_at", gettext_lazy("Answered"), value="answered_at"),
    Column("reason", gettext_lazy("Reason"), value="reason"),
)


class PartnerFigure(PartnerDetailPage):
    model = FigureSubmission
    queryset = SUBMISSIONS
    section = "figures"
    fields = DETAILS
    without_panels = ("tasks", "history")

    def get_actions(self) -> list[Action]:
        here = reverse("partner:figure", args=[self.object.pk])
        if self.object.state == State.WAITING:
            return [Action(gettext_lazy("Withdraw"), f"{here}withdraw/", "x")]
        if self.object.state == State.RETURNED:
            return [
                Action(
                    gettext_lazy("Hand it in again"), f"{HAND_IN.url}?again={self.object.pk}", "refresh", primary=True
                )
            ]
        return []


class PartnerFigureEntry(PartnerActionPage):
    """A new figure; with `?again=` it begins with one that was returned."""

    title = gettext_lazy("Hand in a figure")
    section = "figures"
    form_class = FigureForm
    submit_label = gettext_lazy("Hand in")
    success_message = gettext_lazy("Handed in; the zone's finance officer checks it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "enrolments": submittable(self.request.user)}

    def get_initial(self) -> dict[str, Any]:
        again = self.request.GET.get("again", "")
        rows = SUBMISSIONS.visible_to(self.request.user)
        former = rows.filter(pk=int(again)).first() if again.isascii() and again.isdigit() and len(again) < 18 else None
        if former is None:
            return {}
        enrolment = submittable(self.request.user).filter(agreement=former.agreement, project=former.project).first()
        return {**{name: getattr(former, name) for name in (*FIGURE, "note")}, "enrolment": enrolment}

    def perform(self, form: forms.Form) -> FigureSubmission:
        return figure_submit(actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("partner:figure", args=[self.result.pk])

    def get_cancel_url(self) -> str:
        return reverse("partner:figures")


class PartnerFigureWithdraw(PartnerActionPage):
    queryset = SUBMISSIONS
    section = "figures"
    title = gettext_lazy("Withdraw the figure")
    question = gettext_lazy("The zone no longer sees it as waiting; it stays in your list.")
    success_message = gettext_lazy("Withdrawn.")

    def perform(self, form: forms.Form) -> FigureSubmission:
        return figure_withdraw(submission=self.record, actor=self.request.user)

    def get_success_url(self) -> str:
        return reverse("partner:figure", args=[self.record.pk])

    get_cancel_url = get_success_url

    def get_breadcrumbs(self) -> list[Crumb]:
        first = Crumb(_("Figures handed in"), reverse("partner:figures"))
        return [first, Crumb(str(self.record), self.get_success_url()), Crumb(self.get_title())]


# --- Office ---------------------------------------------------------------------------------------------------------


class FigureList(ListPage):
    model = FigureSubmission
    queryset = SUBMISSIONS
    roles = READERS
    section = "figures"
    title = gettext_lazy("Figures handed in")
    lead = gettext_lazy(
        "By partner parks, for projects of their agreements. They count once a finance officer accepts."
    )
    filterset_class = SubmissionFilter
    empty_text = gettext_lazy("When a partner hands in a figure, it waits here.")
    under_first = ("organisation", "indicator", "period", "state")
    columns = (
        Column("project", gettext_lazy("Project"), value="project.code", sort="project__code", link=True),
        Column("organisation", gettext_lazy("Handed in by"), sort="organisation__name"),
        *FIGURE_COLUMNS,
        Column("created_at", gettext_lazy("Handed in"), sort="created_at"),
    )


def compared_panel(submission: FigureSubmission, user: Any) -> dict[str, Any] | None:
    """The zone's own figure of the same period beside the one handed in, while it waits."""
    if submission.state != State.WAITING:
        return None
    return {"present": present_figure(submission)}


class FigureDetail(DetailPage):
    model = FigureSubmission
    queryset = SUBMISSIONS
    roles = READERS
    section = "figures"
    fields = (
        *DETAILS,
        Column(
            "observation",
            gettext_lazy("Observation"),
            link=lambda row: row.observation.get_absolute_url() if row.observation else None,
        ),
    )
    panels = (
        Panel("compared", gettext_lazy("The zone's figure"), "enclaves/figure_compared.html", compared_panel, order=10),
    )

    def get_actions(self) -> list[Action]:
        here = self.object.get_absolute_url()
        if self.object.state != State.WAITING:
            return []
        actions = [
            Action(gettext_lazy("Accept"), f"{here}accept/", "check", FINANCE, primary=True),
            Action(gettext_lazy("Return"), f"{here}return/", "arrow-back-up", FINANCE),
        ]
        return [action for action in actions if action.allowed_to(self.request.user)]


class FigureAction(ActionPage):
    queryset = SUBMISSIONS
    roles = FINANCE
    section = "figures"


class FigureAccept(FigureAction):
    title = gettext_lazy("Accept the figure")
    submit_label = gettext_lazy("Accept")
    success_message = gettext_lazy("Accepted: it is a verified observation now.")

    @property
    def question(self) -> str:
        present = present_figure(self.record)
        if present is None:
            return _("Have you checked “%(figure)s” against its evidence? It becomes a verified observation.") % {
                "figure": self.record
            }
        return _(
            "The zone has “%(present)s”. Accepting corrects it to %(new)s: a new revision, the former one stays."
        ) % {"present": present, "new": self.record.written}

    def perform(self, form: forms.Form) -> FigureSubmission:
        return figure_accept(submission=self.record, actor=self.request.user)


class FigureReturn(FigureAction):
    title = gettext_lazy("Return the figure")
    form_class = ReasonForm
    submit_label = gettext_lazy("Return")
    success_message = gettext_lazy("Returned, with your reason.")

    def perform(self, form: forms.Form) -> FigureSubmission:
        return figure_return(submission=self.record, reason=form.cleaned_data["reason"], actor=self.request.user)
