"""Statements confirmed on paper: the scan is registered by one person and checked by another."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clusters.enclaves.forms import ReasonForm
from clusters.enclaves.forms.submissions import SealedForm
from clusters.enclaves.models import SealedConfirmation, Statement
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.services import sealed_check, sealed_refuse, sealed_register
from clusters.enclaves.views.states import sealed_state
from crm.accounts.roles import Role
from crm.office.navigation import Crumb
from crm.office.views import Action, ActionPage, Column, DetailPage

FINANCE = (Role.FINANCE,)
State = SealedConfirmation.State
SEALED = SealedConfirmation.objects.select_related(
    "statement__settlement__agreement", "statement__party__organisation", "registered_by", "checked_by"
)


class SealedRegistration(ActionPage):
    queryset = Statement.objects.select_related("settlement__agreement", "party__organisation")
    roles = FINANCE
    section = "settlements"
    title = gettext_lazy("Register a sealed scan")
    form_class = SealedForm
    submit_label = gettext_lazy("Register")
    question = gettext_lazy(
        "For a party that confirms its statement on paper. Another finance officer checks the scan; then it counts."
    )
    success_message = gettext_lazy("Registered. Another person checks it now.")

    def perform(self, form: forms.Form) -> SealedConfirmation:
        return sealed_register(statement=self.record, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.record.settlement.get_absolute_url()


class SealedDetail(DetailPage):
    model = SealedConfirmation
    queryset = SEALED
    roles = READERS
    section = "settlements"
    fields = (
        Column(
            "statement",
            gettext_lazy("Statement"),
            link=lambda row: row.statement.settlement.get_absolute_url(),
        ),
        Column("party", gettext_lazy("Party"), value="statement.party.name"),
        "document_number",
        "document_date",
        Column("state", gettext_lazy("State"), value=sealed_state),
        "registered_by",
        "checked_by",
        "checked_at",
        "reason",
    )

    def get_breadcrumbs(self) -> list[Crumb]:
        first, *_rest, last = super().get_breadcrumbs()
        settlement = self.object.statement.settlement
        return [first, Crumb(settlement.number, settlement.get_absolute_url()), last]

    def get_actions(self) -> list[Action]:
        """Whoever registered it has nothing to decide here."""
        user, here = self.request.user, self.object.get_absolute_url()
        if self.object.state != State.REGISTERED or user.pk == self.object.registered_by_id:
            return []
        actions = [
            Action(gettext_lazy("The scan is right"), f"{here}check/", "check", FINANCE, primary=True),
            Action(gettext_lazy("Refuse the scan"), f"{here}refuse/", "x", FINANCE),
        ]
        return [action for action in actions if action.allowed_to(user)]


class SealedAction(ActionPage):
    queryset = SEALED
    roles = FINANCE
    section = "settlements"


class SealedCheck(SealedAction):
    title = gettext_lazy("The scan is right")
    question = gettext_lazy(
        "Have you compared seal, document number, date and amounts with the statement? Its open lines are confirmed."
    )
    success_message = gettext_lazy("Confirmed.")

    def perform(self, form: forms.Form) -> SealedConfirmation:
        return sealed_check(sealed=self.record, actor=self.request.user)


class SealedRefusal(SealedAction):
    title = gettext_lazy("Refuse the scan")
    form_class = ReasonForm
    danger = True
    success_message = gettext_lazy("Refused, with your reason.")

    def perform(self, form: forms.Form) -> Any:
        return sealed_refuse(sealed=self.record, reason=form.cleaned_data["reason"], actor=self.request.user)
