"""What a partner sees: its agreements, its shared figures, its statements; nothing of anybody else."""

from collections import defaultdict
from functools import partial
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from clusters.enclaves.amounts import shown_amount, unit_word
from clusters.enclaves.forms import DisputeForm
from clusters.enclaves.models import Agreement, Settlement, SettlementLine, Statement
from clusters.enclaves.names import name_of
from clusters.enclaves.selectors.answers import unanswered_lines, with_answers
from clusters.enclaves.selectors.explanations import explain
from clusters.enclaves.selectors.reports import fiscal_shares, groups_of, lines_for, series_of
from clusters.enclaves.services import line_confirm, line_dispute, statement_confirm
from clusters.enclaves.views.agreements import AGREEMENTS
from clusters.enclaves.views.lines import LINES, answers_of, line_title
from clusters.enclaves.views.partner_shares import share_address
from clusters.enclaves.views.states import answer_state
from crm.office.navigation import Crumb
from crm.office.views import Action, PartnerActionPage, PartnerDetailPage, PartnerPage

STATEMENTS = Statement.objects.select_related("settlement__agreement", "settlement__agreement_version", "party")
ISSUED = Settlement.State.ISSUED


def waiting_of(user: Any) -> list[dict[str, Any]]:
    """Issued statements with lines that have no answer yet."""
    rows = STATEMENTS.visible_to(user).current().filter(settlement__state=ISSUED).order_by("issued_at")
    lines = SettlementLine.objects.visible_to(user).filter(settlement__state=ISSUED, answers__isnull=True)
    counted = lines.exclude(state=SettlementLine.State.BLOCKED).order_by().values("settlement_id", "party_id")
    open_counts = {
        (row["settlement_id"], row["party_id"]): row["number"] for row in counted.annotate(number=Count("pk"))
    }
    found = ({"statement": row, "open": open_counts.get((row.settlement_id, row.party_id), 0)} for row in rows)
    return [row for row in found if row["open"]]


def open_lines(statement: Statement) -> Any:
    return unanswered_lines(statement.settlement).filter(party_id=statement.party_id, answers__isnull=True)


def statements_of(user: Any) -> dict[int, list[dict[str, Any]]]:
    """By agreement, newest first: each present statement with its fiscal share and what was paid on it (fen)."""
    shares = fiscal_shares(SettlementLine.objects.visible_to(user).current())
    paid = Sum("transfers__amount_fen", filter=Q(transfers__payee=F("party")))
    rows = STATEMENTS.visible_to(user).current().annotate(paid=paid)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("settlement"):
        share = shares.get((row.settlement_id, row.party_id))
        found[row.settlement.agreement_id].append({"statement": row, "share": share})
    return found


class PartnerHome(PartnerPage, TemplateView):
    template_name = "enclaves/partner/home.html"
    section = "home"
    title = gettext_lazy("Overview")

    def get_lead(self) -> str:
        return name_of(self.request.user.organisation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        found = statements_of(user)
        agreements = Agreement.objects.all().visible_to(user)
        return super().get_context_data(
            agreements=[{"agreement": each, "statements": found.get(each.pk, [])} for each in agreements],
            waiting=waiting_of(user),
            **kwargs,
        )


class PartnerDetail(PartnerDetailPage):
    """A record's page of our own making: no list of fields, no panels."""

    section = "home"

    def get_columns(self) -> tuple[Any, ...]:
        return ()

    def get_panels(self) -> list[Any]:
        return []

    def get_breadcrumbs(self) -> list[Crumb]:
        first, *_rest, last = super().get_breadcrumbs()
        return [first, *self.steps(), last]

    def steps(self) -> list[Crumb]:
        return []


class PartnerAgreement(PartnerDetail):
    queryset = AGREEMENTS
    model = Agreement
    template_name = "enclaves/partner/agreement.html"

    def get_lead(self) -> str:
        return name_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agreement, user = self.object, self.request.user
        versions = agreement.versions.filter(state="effective").prefetch_related(
            "rules__indicator", "floors__party", "floors__payer", "agreement__parties"
        )
        lines = SettlementLine.objects.visible_to(user).current().filter(settlement__agreement=agreement)
        return super().get_context_data(
            statements=STATEMENTS.visible_to(user).current().filter(settlement__agreement=agreement),
            shared=[
                {"series": series, "chart": series.chart(partial(share_address, agreement))}
                for series in series_of(lines)
            ],
            agreement=agreement,
            versions=[
                {"version": version, "rules": list(version.rules.all()), "floors": list(version.floors.all())}
                for version in versions
            ],
            parties=agreement.parties.select_related("organisation"),
            **kwargs,
        )


class PartnerStatement(PartnerDetail):
    queryset = STATEMENTS
    model = Statement
    template_name = "enclaves/partner/statement.html"
    context_object_name = "statement"

    def get_title(self) -> str:
        return _("Statement %(number)s") % {"number": self.object.number}

    def steps(self) -> list[Crumb]:
        agreement = self.object.settlement.agreement
        return [Crumb(agreement.code, f"/partner/agreements/{agreement.pk}/")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement, user = self.object, self.request.user
        lines = lines_for(statement.settlement, user).filter(party=statement.party)
        answerable = statement.settlement.state == ISSUED and statement.round == statement.settlement.round
        open_count = open_lines(statement).count() if answerable else 0
        return super().get_context_data(
            groups=groups_of(lines, [statement.party]),
            answerable=answerable,
            open_count=open_count,
            may_confirm_all=open_count > 0,
            transfers=statement.transfers.select_related("payer", "payee"),
            **kwargs,
        )


class PartnerLine(PartnerDetail):
    model = SettlementLine
    template_name = "enclaves/partner/line.html"

    def get_queryset(self) -> Any:
        return with_answers(LINES.all().visible_to(self.request.user))

    def get_title(self) -> str:
        return line_title(self.object)

    def steps(self) -> list[Crumb]:
        statement = statement_of(self.object)
        return [Crumb(statement.number, statement_address(statement))]

    def get_actions(self) -> list[Action]:
        line = self.object
        if line.settlement.state != ISSUED or line.is_blocked or line.last_answer == "confirm":
            return []
        here = line_address(line)
        actions = [Action(gettext_lazy("Confirm"), f"{here}confirm/", "check", primary=True)]
        if line.last_answer != "dispute":
            actions.append(Action(gettext_lazy("Raise an objection"), f"{here}dispute/", "message-report"))
        return actions

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = self.object
        return super().get_context_data(
            line=line,
            amount=shown_amount(line.amount, line.unit),
            unit=unit_word(line.unit),
            answer=answer_state(line),
            explanation=explain(line, self.request.user),
            answers=answers_of(line, self.request.user),
            shows_sources=False,
            **kwargs,
        )


def line_address(line: SettlementLine) -> str:
    return f"/partner/lines/{line.pk}/"


def statement_address(statement: Statement) -> str:
    return f"/partner/statements/{statement.pk}/"


def statement_of(line: SettlementLine) -> Statement:
    return Statement.objects.get(settlement=line.settlement_id, round=line.round, party=line.party_id)


class PartnerLineAction(PartnerActionPage):
    """An answer to one line; back to the statement that it stands in."""

    queryset = LINES
    section = "home"

    def get_success_url(self) -> str:
        return statement_address(statement_of(self.record))

    get_cancel_url = get_success_url

    def get_breadcrumbs(self) -> list[Crumb]:
        statement = statement_of(self.record)
        return [
            Crumb(_("Overview"), "/partner/"),
            Crumb(statement.number, statement_address(statement)),
            Crumb(self.get_title()),
        ]

    @property
    def question(self) -> str:
        amount = f"{shown_amount(self.record.amount, self.record.unit)} {unit_word(self.record.unit)}"
        return f"{line_title(self.record)}: {amount}"


class PartnerConfirm(PartnerLineAction):
    title = gettext_lazy("Confirm the line")
    success_message = gettext_lazy("Confirmed.")

    def perform(self, form: Any) -> Any:
        return line_confirm(line=self.record, actor=self.request.user)


class PartnerDispute(PartnerLineAction):
    title = gettext_lazy("Object to the line")
    form_class = DisputeForm
    submit_label = gettext_lazy("Send the objection")
    success_message = gettext_lazy("Your objection was sent.")

    def perform(self, form: Any) -> Any:
        data = form.cleaned_data
        return line_dispute(line=self.record, text=data["text"], files=data["files"], actor=self.request.user)


class PartnerStatementConfirm(PartnerActionPage):
    queryset = STATEMENTS
    section = "home"
    title = gettext_lazy("Confirm the lines")
    question = gettext_lazy("All lines of this statement that have no answer yet are confirmed.")
    success_message = gettext_lazy("Confirmed.")

    def perform(self, form: Any) -> int:
        return statement_confirm(statement=self.record, actor=self.request.user)

    def get_success_url(self) -> str:
        return statement_address(self.record)

    get_cancel_url = get_success_url
