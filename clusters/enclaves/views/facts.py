"""Office pages of the facts that only agreements need: retained rates and incentives."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves.forms import (
    IncentiveCorrectionForm,
    IncentiveForm,
    RateCorrectionForm,
    RateForm,
)
from clusters.enclaves.models import Incentive, RetainedRate
from clusters.enclaves.models.agreements import READERS
from clusters.models import Fact
from clusters.services import facts
from crm.accounts.roles import Role
from crm.office.badges import Badge
from crm.office.columns import Column, money
from crm.office.views import Action, ActionPage, ListPage

FINANCE = (Role.FINANCE,)


def rate_state(rate: RetainedRate) -> Badge:
    return Badge(_("Checked"), "green") if rate.is_verified else Badge(_("Estimate"), "yellow")


def is_verified(fact: Fact) -> bool:
    return fact.state == Fact.State.VERIFIED


def verify_word(fact: Fact) -> str:
    return "" if is_verified(fact) else _("Verify")


class FactList(ListPage):
    """Only finance officers get the ways to verify and to correct."""

    def get_columns(self) -> tuple[Column | str, ...]:
        if self.request.user.has_role(*FINANCE):
            return self.columns
        return tuple(column for column in self.columns if column.key not in ("verify", "correct"))


class RateList(FactList):
    model = RetainedRate
    queryset = RetainedRate.objects.current().select_related("tax")
    roles = READERS
    section = "rates"
    title = gettext_lazy("Retained rates")
    lead = gettext_lazy("Which part of a tax a level keeps. Figures from unchecked rates are marked as estimates.")
    default_sort = "tax"
    actions = (Action(gettext_lazy("New rate"), "/office/rates/new/", "plus", FINANCE, primary=True),)
    columns = (
        Column("tax", gettext_lazy("Tax"), sort="tax__order"),
        Column("level", gettext_lazy("Level"), sort="level"),
        Column("valid_from", gettext_lazy("Valid from"), sort="valid_from"),
        Column("rate", gettext_lazy("Rate"), value=lambda row: row.rate.normalize(), numeric=True, sort="rate"),
        Column("document", gettext_lazy("Document number"), value="document_number"),
        Column("state", gettext_lazy("State"), value=rate_state),
        Column(
            "correct",
            gettext_lazy("Correction"),
            value=lambda row: _("Correct"),
            link=lambda row: f"/office/rates/{row.pk}/correct/",
        ),
        Column("source", gettext_lazy("Source"), shown=False),
    )


class IncentiveList(FactList):
    model = Incentive
    queryset = Incentive.objects.current().select_related("project", "tax")
    roles = READERS
    section = "incentives"
    title = gettext_lazy("Incentives paid")
    lead = gettext_lazy("A year in which nothing was paid is entered as 0.")
    default_sort = "project"
    actions = (Action(gettext_lazy("New entry"), "/office/incentives/new/", "plus", FINANCE, primary=True),)
    columns = (
        Column("project", gettext_lazy("Project"), value="project.code", sort="project__code"),
        Column("date", gettext_lazy("Date"), value="happened_on", sort="happened_on"),
        money("amount", gettext_lazy("Amount"), "amount_fen", unit="元"),
        Column("state", gettext_lazy("State")),
        Column(
            "verify",
            gettext_lazy("Verification"),
            value=verify_word,
            link=lambda row: None if is_verified(row) else f"/office/incentives/{row.pk}/verify/",
        ),
        Column(
            "correct",
            gettext_lazy("Correction"),
            value=lambda row: _("Correct"),
            link=lambda row: f"/office/incentives/{row.pk}/correct/",
        ),
        Column("source", gettext_lazy("Source")),
    )


class FactEntry(ActionPage):
    """Saves the first revision of a fact."""

    roles = FINANCE
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    def keep(self, fact: Fact, verified: bool) -> Fact:
        fact.state = Fact.State.SUBMITTED
        return facts.record(fact=fact, actor=self.request.user, verified=verified)


class RateEntry(FactEntry):
    section = "rates"
    title = gettext_lazy("New rate")
    form_class = RateForm
    success_url = "/office/rates/"

    def perform(self, form: Any) -> Fact:
        return self.keep(form.unsaved(), form.cleaned_data["is_verified"])


class IncentiveEntry(FactEntry):
    section = "incentives"
    title = gettext_lazy("New entry")
    form_class = IncentiveForm
    success_url = "/office/incentives/"

    def get_initial(self) -> dict[str, Any]:
        project = self.request.GET.get("project", "")
        return {"project": project} if project.isdigit() else {}

    def perform(self, form: Any) -> Fact:
        data = dict(form.cleaned_data)
        verified = data.pop("verified")
        return self.keep(Incentive(**data), verified)


class FactVerify(ActionPage):
    roles = FINANCE
    title = gettext_lazy("Verify")
    submit_label = gettext_lazy("Verify")
    success_message = gettext_lazy("Verified.")

    @property
    def question(self) -> str:
        return _("Have you checked “%(fact)s” against its evidence? From then on it decides money.") % {
            "fact": self.record
        }

    def perform(self, form: Any) -> Fact:
        return facts.verify(fact=self.record, actor=self.request.user)


class IncentiveVerify(FactVerify):
    queryset = Incentive.objects.current().select_related("project")
    section = "incentives"
    success_url = "/office/incentives/"


class FactCorrection(ActionPage):
    """A new revision; the former one is kept."""

    roles = FINANCE
    title = gettext_lazy("Correct")
    submit_label = gettext_lazy("Save the correction")
    success_message = gettext_lazy("Corrected; the former figure is kept.")
    question = gettext_lazy("The correction is a new revision; the former one is kept.")


class RateCorrection(FactCorrection):
    queryset = RetainedRate.objects.current().select_related("tax")
    section = "rates"
    form_class = RateCorrectionForm
    success_url = "/office/rates/"

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("rate", "document_number", "is_verified")}

    def perform(self, form: Any) -> Fact:
        verified = form.cleaned_data["is_verified"]
        return facts.correct(fact=self.record, actor=self.request.user, verified=verified, **form.cleaned_data)


class IncentiveCorrection(FactCorrection):
    queryset = Incentive.objects.current().select_related("project")
    section = "incentives"
    form_class = IncentiveCorrectionForm
    success_url = "/office/incentives/"

    def get_initial(self) -> dict[str, Any]:
        return {"amount_fen": self.record.amount_fen, "happened_on": self.record.happened_on}

    def perform(self, form: Any) -> Fact:
        return facts.correct(fact=self.record, actor=self.request.user, **form.cleaned_data)
