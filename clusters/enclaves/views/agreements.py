"""Office pages of agreements: who is in it, what it says, which projects are enrolled, what was settled."""

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves.forms import (
    AgreementEditForm,
    AgreementForm,
    EnrolmentEditForm,
    EnrolmentForm,
    PartyForm,
    SettleYearForm,
)
from clusters.enclaves.models import Agreement, AgreementVersion, Enrolment, Party, Settlement
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.names import listed, name_of
from clusters.enclaves.selectors.contradictions import Contradiction, contradictions_of
from clusters.enclaves.selectors.party_facts import KINDS, party_facts
from clusters.enclaves.services import (
    agreement_create,
    enrolment_add,
    enrolment_edit,
    party_add,
    settlement_compute,
)
from clusters.enclaves.services.simulations import EDITORS
from clusters.enclaves.views.states import settlement_state
from crm.accounts.roles import Role
from crm.office.columns import Column
from crm.office.views import Action, ActionPage, DetailPage, FormPage, ListPage, Panel

FINANCE = (Role.FINANCE,)
AGREEMENTS = Agreement.objects.prefetch_related("parties__organisation")


def parties_named(agreement: Agreement) -> str:
    return listed(name_of(party) for party in agreement.parties.all())


class AgreementList(ListPage):
    model = Agreement
    queryset = AGREEMENTS.annotate(
        project_count=Count("enrolments", distinct=True),
        effective_count=Count("versions", filter=Q(versions__state="effective"), distinct=True),
    )
    roles = READERS
    section = "agreements"
    title = gettext_lazy("Enclave agreements")
    default_sort = "code"
    actions = (Action(gettext_lazy("New agreement"), "/office/agreements/new/", "plus", FINANCE, primary=True),)
    empty_text = gettext_lazy("An agreement says how two or more places share what a project yields.")
    under_first = ("name", "rules")
    columns = (
        Column("code", gettext_lazy("Number"), sort="code", link=True),
        Column("name", gettext_lazy("Name"), value=name_of, sort="name"),
        Column("parties", gettext_lazy("Parties"), value=parties_named),
        Column("projects", gettext_lazy("Enrolled projects"), value="project_count", numeric=True),
        Column(
            "rules",
            gettext_lazy("Rules"),
            value=lambda row: _("in force") if row.effective_count else _("none in force yet"),
        ),
        Column("signed_on", gettext_lazy("Signed on"), sort="signed_on", shown=False),
    )


# --- Panels of an agreement's page ----------------------------------------------------------------------------------


def parties_panel(agreement: Agreement, user: Any) -> dict[str, Any]:
    return {"parties": agreement.parties.all(), "may_change": user.has_role(*FINANCE)}


def versions_panel(agreement: Agreement, user: Any) -> dict[str, Any]:
    versions = agreement.versions.prefetch_related(
        "rules__indicator", "floors__party", "floors__payer", "agreement__parties"
    ).order_by("-effective_year", "-number")
    return {
        "versions": [
            {
                "version": version,
                "rules": list(version.rules.all()),
                "floors": list(version.floors.all()),
                "problems": draft_problems(version),
            }
            for version in versions
        ],
        "may_change": user.has_role(*FINANCE),
        "user": user,
    }


def draft_problems(version: AgreementVersion) -> list[Contradiction]:
    return [] if version.state == AgreementVersion.State.EFFECTIVE else contradictions_of(version)


def projects_panel(agreement: Agreement, user: Any) -> dict[str, Any]:
    rows = agreement.enrolments.select_related("project__company").order_by("project__code")
    return {"enrolments": rows, "may_change": user.has_role(*FINANCE)}


def facts_panel(kind: str) -> Any:
    """What parties paid in, hold or laid out, where a rule asks for it or something was entered."""

    def context(agreement: Agreement, user: Any) -> dict[str, Any] | None:
        found = party_facts(agreement, kind)
        return {**found, "may_change": user.has_role(*FINANCE)} if found else None

    return context


def settlements_panel(agreement: Agreement, user: Any) -> dict[str, Any]:
    rows = agreement.settlements.order_by("-year", "-quarter")
    return {"settlements": [(row, settlement_state(row)) for row in rows], "may_change": user.has_role(*FINANCE)}


def panel(key: str, title: Any, context: Any, order: int) -> Panel:
    return Panel(key, title, f"enclaves/{key}_panel.html", context, order=order)


PARTY_FACTS = tuple(
    Panel(key, title, "enclaves/party_facts_panel.html", facts_panel(key), order=order)
    for order, (key, title) in enumerate(KINDS, 30)
)


class AgreementDetail(DetailPage):
    model = Agreement
    queryset = AGREEMENTS
    roles = READERS
    section = "agreements"
    template_name = "enclaves/agreement.html"
    fields = (
        "code",
        Column("name", gettext_lazy("Name"), value=name_of),
        "signed_on",
        "dispute_body",
        "per_mu_method",
        "note",
    )
    panels = (
        panel("versions", gettext_lazy("What it says"), versions_panel, 10),
        panel("projects", gettext_lazy("Enrolled projects"), projects_panel, 20),
        *PARTY_FACTS,
        panel("settlements", gettext_lazy("Settlements"), settlements_panel, 40),
        Panel("parties", gettext_lazy("Parties"), "enclaves/parties_panel.html", parties_panel, order=5),
    )

    def get_lead(self) -> str:
        return name_of(self.object)

    def get_actions(self) -> list[Action]:
        here = self.object.get_absolute_url()
        actions = [
            Action(gettext_lazy("Settle a year"), f"{here}settle/", "calculator", FINANCE, primary=True),
            Action(gettext_lazy("Enrol a project"), f"{here}enrolments/new/", "plus", FINANCE),
            Action(gettext_lazy("Figures per mu"), f"{here}per-mu/", "chart-bar", READERS),
            Action(
                gettext_lazy("Simulate"), f"/office/simulations/new/?agreement={self.object.pk}", "chart-line", EDITORS
            ),
            Action(gettext_lazy("Edit"), f"{here}edit/", "pencil", FINANCE),
        ]
        return [action for action in actions if action.allowed_to(self.request.user)]


class AgreementOpening(ActionPage):
    roles = FINANCE
    section = "agreements"
    title = gettext_lazy("New agreement")
    form_class = AgreementForm
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved. Now say what it shares: a draft version with rules.")

    def perform(self, form: Any) -> Agreement:
        data = dict(form.cleaned_data)
        origin, host = data.pop("origin"), data.pop("host")
        parties = [(Party.PartyRole.ORIGIN, origin, ""), (Party.PartyRole.HOST, host, data.pop("host_name"))]
        return agreement_create(actor=self.request.user, parties=parties, **data)

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()


class AgreementAction(ActionPage):
    """Something done with one agreement."""

    queryset = AGREEMENTS
    roles = FINANCE
    section = "agreements"


class EnrolmentEntry(AgreementAction):
    title = gettext_lazy("Enrol a project")
    form_class = EnrolmentForm
    success_message = gettext_lazy("Enrolled.")

    def perform(self, form: Any) -> Any:
        return enrolment_add(agreement=self.record, actor=self.request.user, **form.cleaned_data)


class EnrolmentEdit(ActionPage):
    queryset = Enrolment.objects.select_related("agreement", "project")
    roles = FINANCE
    section = "agreements"
    title = gettext_lazy("Change the enrolment")
    form_class = EnrolmentEditForm
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    @property
    def question(self) -> str:
        return str(self.record)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("version", "category", "enrolled_from")}

    def perform(self, form: Any) -> Enrolment:
        given = dict(form.cleaned_data)
        self.record.version = given.pop("version") or 0
        return enrolment_edit(enrolment=self.record, actor=self.request.user, **given)

    def get_success_url(self) -> str:
        return self.record.agreement.get_absolute_url()

    get_cancel_url = get_success_url


class PartyEntry(AgreementAction):
    title = gettext_lazy("Add a party")
    form_class = PartyForm
    submit_label = gettext_lazy("Save")
    question = gettext_lazy("Such as an operator or a fund. It stands last in the order that decides odd fen.")
    success_message = gettext_lazy("Saved.")

    def perform(self, form: Any) -> Party:
        return party_add(agreement=self.record, actor=self.request.user, **form.cleaned_data)


class AgreementEdit(FormPage):
    model = Agreement
    form_class = AgreementEditForm
    roles = FINANCE
    section = "agreements"


class SettleYear(AgreementAction):
    title = gettext_lazy("Settle a year")
    form_class = SettleYearForm
    submit_label = gettext_lazy("Compute")
    question = gettext_lazy("Nobody else sees the result until it is issued.")
    success_message = gettext_lazy("Computed.")

    def get_initial(self) -> dict[str, Any]:
        return {"year": self.request.GET.get("year") or timezone.localdate().year - 1}

    def perform(self, form: Any) -> Settlement:
        return settlement_compute(agreement=self.record, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()
