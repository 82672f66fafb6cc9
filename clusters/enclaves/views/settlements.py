"""Office pages of settlements: a year at a glance, one settlement, and what is done with it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter, NumberFilter

from clusters.enclaves.amounts import shown_amount
from clusters.enclaves.forms import ReasonForm, SettleYearForm
from clusters.enclaves.models import (
    Agreement,
    Objection,
    Reopening,
    SealedConfirmation,
    Settlement,
    Statement,
)
from clusters.enclaves.models.agreements import READERS
from clusters.enclaves.names import listed, name_of
from clusters.enclaves.selectors.explanations import waiting_figures
from clusters.enclaves.selectors.flows import flow_chart
from clusters.enclaves.selectors.reports import fiscal_balance, groups_of, lines_for, with_progress
from clusters.enclaves.selectors.restatements import carrier_of, closed_years, differences, may_differ
from clusters.enclaves.services import (
    settlement_compute,
    settlement_issue,
    settlement_lock,
    settlement_reopen,
    settlement_restate,
    statement_confirm,
)
from clusters.enclaves.services.actors import may_answer
from clusters.enclaves.services.restatements import first_open
from clusters.enclaves.services.settlements import what_hinders_locking
from clusters.enclaves.views.states import sealed_state, settlement_state
from clusters.enclaves.views.years import year_asked
from crm.accounts.models import Organisation
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.columns import Column
from crm.office.views import Action, ActionPage, DetailPage, ListPage

FINANCE = (Role.FINANCE,)
State = Settlement.State


class SettlementFilter(FilterSet):
    year = NumberFilter(label=gettext_lazy("Year"))
    agreement = ModelChoiceFilter(queryset=Agreement.objects.all(), label=gettext_lazy("Agreement"))
    state = ChoiceFilter(choices=State.choices, label=gettext_lazy("State"))

    class Meta:
        model = Settlement
        fields: list[str] = []


def waiting(number: int) -> int | None:
    """Nothing to see where nothing waits."""
    return number or None


def owed(settlement: Settlement) -> str:
    """What the fiscal book gives each party but the host; the list looks it up once for all its rows."""
    if not hasattr(settlement, "balance"):
        settlement.balance = fiscal_balance([settlement]).get(settlement.pk, [])
    return listed(f"{name_of(party)} {shown_amount(total)}" for party, total in settlement.balance)


class SettlementList(ListPage):
    model = Settlement
    queryset = with_progress(Settlement.objects.select_related("agreement", "agreement_version"))
    roles = READERS
    section = "settlements"
    title = gettext_lazy("Settlements")
    filterset_class = SettlementFilter
    template_name = "enclaves/settlement_list.html"
    default_sort = "-year"
    empty_text = gettext_lazy("Open an agreement and settle a year.")
    actions = (
        Action(gettext_lazy("Figures as they stand"), "/office/settlements/now/", "scale", READERS),
        Action(gettext_lazy("Flow of a year"), "/office/settlements/flow/", "chart-sankey", READERS),
    )
    under_first = ("agreement", "year", "state")
    columns = (
        Column("number", gettext_lazy("Number"), sort="number", link=True),
        Column("agreement", gettext_lazy("Agreement"), value=lambda row: name_of(row.agreement)),
        Column("year", gettext_lazy("Period"), value="period", sort="year"),
        Column("state", gettext_lazy("State"), value=settlement_state, sort="state"),
        Column("lines", gettext_lazy("Lines"), value="line_count", numeric=True),
        Column("blocked", gettext_lazy("Blocked"), value=lambda row: waiting(row.blocked_count), numeric=True),
        Column("open", gettext_lazy("Unanswered"), value=lambda row: waiting(row.unanswered_count), numeric=True),
        Column("objections", gettext_lazy("Objections"), value=lambda row: waiting(row.disputed_count), numeric=True),
        Column("owed", gettext_lazy("Owed by the host"), value=owed, unit="元", numeric=True),
        Column("estimated", gettext_lazy("Estimate"), value="is_estimated", shown=False),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        balance = fiscal_balance(rows)
        for row in rows:
            row.balance = balance.get(row.pk, [])
        context |= {"object_list": rows, "year": self.year, "not_settled": self.not_settled()}
        context["may_settle"] = self.request.user.has_role(*FINANCE)
        return context

    @cached_property
    def year(self) -> int:
        return year_asked(self.request)

    def not_settled(self) -> QuerySet:
        """Agreements that this year is still to be computed for."""
        settled = Settlement.objects.filter(year=self.year).values("agreement_id")
        agreements = Agreement.objects.all().visible_to(self.request.user)
        return agreements.exclude(pk__in=settled).filter(versions__state="effective").distinct()


class SettlementDetail(DetailPage):
    model = Settlement
    queryset = Settlement.objects.select_related(
        "agreement", "agreement_version", "computed_by", "issued_by", "locked_by"
    )
    roles = READERS
    section = "settlements"
    template_name = "enclaves/settlement.html"
    fields = (
        Column("agreement", gettext_lazy("Agreement"), link=lambda row: row.agreement.get_absolute_url()),
        Column("period", gettext_lazy("Period")),
        Column("state", gettext_lazy("State"), value=settlement_state),
        Column("agreement_version", gettext_lazy("Agreement version")),
        "computed_by",
        "computed_at",
        "issued_at",
        "locked_by",
        "locked_at",
    )

    def get_title(self) -> str:
        return _("Settlement %(number)s") % {"number": self.object.number}

    def get_lead(self) -> str:
        return f"{name_of(self.object.agreement)} · {self.object.period}"

    def get_actions(self) -> list[Action]:
        here, state = self.object.get_absolute_url(), self.object.state
        actions = {
            State.COMPUTED: [
                Action(gettext_lazy("Issue the settlement"), f"{here}issue/", "send", FINANCE, primary=True),
                Action(gettext_lazy("Compute again"), f"{here}compute/", "refresh", FINANCE),
            ],
            State.ISSUED: self.issued_actions(here),
            State.LOCKED: [],
        }
        return [action for action in actions[state] if action.allowed_to(self.request.user)]

    def issued_actions(self, here: str) -> list[Action]:
        """What would only be refused is not offered."""
        lock = Action(gettext_lazy("Lock the settlement"), f"{here}lock/", "lock", FINANCE, primary=True)
        reopen = Action(gettext_lazy("Reopen the settlement"), f"{here}reopen/", "lock-open", FINANCE)
        asked_by = self.reopening.asked_by_id if self.reopening else None
        mine = asked_by == self.request.user.pk
        return [*([] if self.why_not_locked else [lock]), *([] if mine else [reopen])]

    @cached_property
    def reopening(self) -> Reopening | None:
        return Reopening.objects.filter(settlement=self.object, agreed_at=None).select_related("asked_by").first()

    @cached_property
    def why_not_locked(self) -> str:
        """For a finance officer, who would else look for the button."""
        settlement, user = self.object, self.request.user
        if settlement.state != State.ISSUED or not user.has_role(*FINANCE):
            return ""
        if user.pk == settlement.computed_by_id:
            return _("Whoever computed a settlement does not lock it.")
        hindrance = what_hinders_locking(settlement)
        return hindrance.message if hindrance else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        settlement, user = self.object, self.request.user
        lines = list(lines_for(settlement, user))
        parties = list(settlement.agreement.parties.select_related("organisation"))
        statements = Statement.objects.visible_to(user).filter(settlement=settlement, round=settlement.round)
        context |= {
            "groups": groups_of(lines, parties),
            "blocked": waiting_figures(lines),
            "statements": self.statements(
                list(statements.select_related("party__organisation").prefetch_related("sealed_confirmations")), lines
            ),
            "objections": Objection.objects.filter(line__settlement=settlement)
            .select_related("line__party", "line__project", "line__indicator", "dispute__answered_by")
            .order_by("-pk"),
            "reopening": self.reopening,
            "may_agree": self.reopening and self.reopening.asked_by_id != user.pk and user.has_role(*FINANCE),
            "why_not_locked": self.why_not_locked,
            "transfers": settlement.transfers.select_related("payer", "payee", "statement"),
            "may_change": user.has_role(*FINANCE),
            "restatement": restatement_needed(settlement),
            "flow_chart": flow_chart(lines),
        }
        return context

    def statements(self, statements: list[Statement], lines: list[Any]) -> list[dict[str, Any]]:
        """Each with how far its party has come, and whether this person answers for it."""
        rows = []
        for statement in statements:
            mine = [line for line in lines if line.party_id == statement.party_id and not line.is_blocked]
            confirmed = sum(line.last_answer == "confirm" for line in mine)
            sealed = statement.sealed_confirmations.all()
            for scan in sealed:
                scan.badge = sealed_state(scan)
            rows.append(
                {
                    "statement": statement,
                    "lines": len(mine),
                    "confirmed": confirmed,
                    "mine": may_answer(self.object, statement.party, self.request.user),
                    "sealed": sealed,
                    "may_seal": confirmed < len(mine) and self.may_seal(statement, sealed),
                }
            )
        return rows

    def may_seal(self, statement: Statement, sealed: Iterable[SealedConfirmation]) -> bool:
        """A paper of another party than the zone, while none waits for its check."""
        return (
            self.object.state == State.ISSUED
            and self.request.user.has_role(*FINANCE)
            and statement.party.organisation.kind != Organisation.Kind.ZONE
            and not any(scan.state == SealedConfirmation.State.REGISTERED for scan in sealed)
        )


def restatement_needed(settlement: Settlement) -> dict[str, Any] | None:
    """What a locked settlement's year comes to now where that differs; what hinders computing it, as a sentence."""
    closed = settlement.is_locked and settlement.year in closed_years(settlement.agreement)
    if not closed or not may_differ(settlement):
        return None
    try:
        found = differences(settlement.agreement, [settlement.year])
    except RuleError as error:
        return {"problem": error.message}
    return {"differences": found, "carrier": carrier_of(settlement)} if found else None


class SettlementAction(ActionPage):
    model = Settlement
    roles = FINANCE
    section = "settlements"


class SettlementCompute(SettlementAction):
    title = gettext_lazy("Compute again")
    question = gettext_lazy("The proposal is replaced by what the figures give now.")
    success_message = gettext_lazy("Computed.")

    def perform(self, form: Any) -> Settlement:
        given = {"year": self.record.year, "quarter": self.record.quarter}
        return settlement_compute(agreement=self.record.agreement, actor=self.request.user, **given)


class SettlementIssue(SettlementAction):
    title = gettext_lazy("Issue the settlement")
    question = gettext_lazy("Each party gets its statement and is asked to confirm or to object, line by line.")
    submit_label = gettext_lazy("Issue the settlement")
    success_message = gettext_lazy("Issued.")

    def perform(self, form: Any) -> Settlement:
        return settlement_issue(settlement=self.record, actor=self.request.user)


class SettlementReopen(SettlementAction):
    title = gettext_lazy("Reopen the settlement")
    form_class = ReasonForm
    danger = True
    success_message = gettext_lazy("Done. Reopening takes two people.")

    @property
    def question(self) -> str:
        asked = Reopening.objects.filter(settlement=self.record, round=self.record.round, agreed_at=None).first()
        if asked is None:
            return _(
                "One person asks to reopen it, another one agrees. Answers given so far are kept beside the old lines."
            )
        return _("%(name)s asks to reopen it: %(reason)s Do you agree?") % {
            "name": asked.asked_by,
            "reason": asked.reason,
        }

    def perform(self, form: Any) -> Settlement:
        return settlement_reopen(settlement=self.record, actor=self.request.user, reason=form.cleaned_data["reason"])


class SettlementLock(SettlementAction):
    title = gettext_lazy("Lock the settlement")
    question = gettext_lazy(
        "The lines are posted for good: nobody can change or remove them, corrections are restated."
    )
    submit_label = gettext_lazy("Lock for good")
    danger = True
    success_message = gettext_lazy("Locked.")

    def perform(self, form: Any) -> Settlement:
        return settlement_lock(settlement=self.record, actor=self.request.user)


class SettlementRestate(SettlementAction):
    title = gettext_lazy("Restate the settlement")
    form_class = SettleYearForm
    submit_label = gettext_lazy("Compute")
    question = gettext_lazy(
        "What was posted stays. The differences become lines of the open period, linked to those they correct."
    )
    success_message = gettext_lazy("Computed, with the differences of the closed year.")

    def get_initial(self) -> dict[str, Any]:
        opened = first_open(self.record)
        last = max(closed_years(self.record.agreement), default=self.record.year)
        return {"year": opened.year, "quarter": opened.quarter} if opened else {"year": last + 1}

    def perform(self, form: Any) -> Settlement:
        return settlement_restate(settlement=self.record, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()


class ZoneStatementConfirm(ActionPage):
    """A finance officer who did not compute confirms for the zone."""

    queryset = Statement.objects.select_related("settlement__agreement", "party__organisation")
    roles = FINANCE
    section = "settlements"
    title = gettext_lazy("Confirm for the zone")
    question = gettext_lazy("All lines of the zone that have no answer yet are confirmed.")
    success_message = gettext_lazy("Confirmed.")

    def perform(self, form: Any) -> int:
        return statement_confirm(statement=self.record, actor=self.request.user)

    def get_success_url(self) -> str:
        return self.record.settlement.get_absolute_url()

    get_cancel_url = get_success_url
