"""A settlement goes computed → issued → answered → locked; after that only restated (domain.md §6)."""

import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.enclaves import ledger
from clusters.enclaves.models import (
    Agreement,
    Objection,
    Party,
    Reopening,
    Settlement,
    SettlementLine,
    Statement,
    Transfer,
)
from clusters.enclaves.selectors.answers import unanswered_lines
from clusters.enclaves.selectors.computations import compute
from clusters.enclaves.services.actors import check_finance
from clusters.enclaves.services.lines import proposal
from clusters.enclaves.services.notices import tell_of_statement
from crm.common.errors import RuleError

State = Settlement.State
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that two people read differently
CODE_LENGTH = 12


@transaction.atomic
def settlement_compute(*, agreement: Agreement, year: int, quarter: int | None = None, actor: Any) -> Settlement:
    """Compute and keep as a proposal; computing again replaces it until it is issued."""
    check_finance(actor)
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    settlement = agreement.settlements.filter(year=year, quarter=quarter).first()
    check_open(settlement)
    check_order(agreement, year, quarter)
    computation = compute(agreement, year, quarter)
    if settlement is None:
        number = number_of(agreement, year, quarter)
        settlement = Settlement(agreement=agreement, year=year, quarter=quarter, number=number)
    settlement.agreement_version = computation.version
    settlement.computed_by, settlement.computed_at = actor, timezone.now()
    lines = proposal(settlement, computation)
    settlement.digest = ledger.lines_digest(lines)
    settlement.save_by(actor, _("Computed"))
    keep_lines(settlement, lines)
    return settlement


def keep_lines(settlement: Settlement, lines: list[SettlementLine]) -> None:
    """The round's proposal, in the place of the one before."""
    settlement.lines.filter(round=settlement.round).delete()
    SettlementLine.objects.bulk_create(lines, batch_size=500)


def number_of(agreement: Agreement, year: int, quarter: int | None) -> str:
    return f"JS-{agreement.code}-{year}" + (f"-Q{quarter}" if quarter else "")


def check_open(settlement: Settlement | None) -> None:
    if settlement is not None and settlement.state != State.COMPUTED:
        raise RuleError(
            _("The settlement %(number)s is issued or locked; it is not computed again.")
            % {"number": settlement.number},
            code="not_open",
        )


def check_order(agreement: Agreement, year: int, quarter: int | None) -> None:
    """A year is settled as a whole or by quarters, and quarters one after the other."""
    others = agreement.settlements.filter(year=year)
    if (quarter is None and others.filter(quarter__isnull=False).exists()) or (
        quarter is not None and others.filter(quarter__isnull=True).exists()
    ):
        raise RuleError(_("A year is settled either as a whole or by quarters."), code="year_and_quarters")
    if quarter is None:
        return
    # The first quarter that is settled may be a later one: it then covers the year to date.
    if others.filter(quarter__lt=quarter).exclude(state=State.LOCKED).exists():
        raise RuleError(_("Lock the earlier quarters of the year first."), code="quarters_in_order")
    if others.filter(quarter__gt=quarter).exists():
        raise RuleError(_("A later quarter of the year is settled already."), code="quarters_in_order")


@transaction.atomic
def settlement_issue(*, settlement: Settlement, actor: Any) -> Settlement:
    """Hand each party its statement. What is issued was computed from the facts as they are now."""
    check_finance(actor)
    settlement = Settlement.objects.select_for_update().get(pk=settlement.pk)
    if settlement.state != State.COMPUTED:
        raise RuleError(_("Only a computed settlement is issued."), code="not_computed")
    check_fresh(settlement)
    settlement.state, settlement.issued_by, settlement.issued_at = State.ISSUED, actor, timezone.now()
    settlement.save_by(actor, _("Issued"))
    lines = ledger.ledger_lines(settlement)
    for party in settlement.agreement.parties.order_by("order"):
        statement = issue_statement(settlement, party, [line for line in lines if line.party_id == party.pk])
        tell_of_statement(statement)
    return settlement


def check_fresh(settlement: Settlement) -> None:
    """Facts may have been corrected since it was computed."""
    computation = compute(settlement.agreement, settlement.year, settlement.quarter)
    if ledger.lines_digest(proposal(settlement, computation)) != settlement.digest:
        raise RuleError(_("The figures have changed since it was computed: compute it again."), code="stale")


def issue_statement(settlement: Settlement, party: Party, lines: list[SettlementLine]) -> Statement:
    suffix = f"-R{settlement.round}" if settlement.round > 1 else ""
    return Statement.objects.create(
        settlement=settlement,
        party=party,
        round=settlement.round,
        number=f"{settlement.number}-{party.order:02}{suffix}",
        verification_code="".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH)),
        digest=ledger.lines_digest(lines),
        issued_at=settlement.issued_at,
    )


@transaction.atomic
def settlement_reopen(*, settlement: Settlement, actor: Any, reason: str = "") -> Settlement:
    """Two people open an issued settlement again: one asks with a reason, another agrees. Locked ones never."""
    check_finance(actor)
    # Before the settlement, as locking does: in another order the two would wait for each other.
    Agreement.objects.select_for_update().get(pk=settlement.agreement_id)
    settlement = Settlement.objects.select_for_update().get(pk=settlement.pk)
    if settlement.state == State.LOCKED:
        raise RuleError(_("A locked settlement is never reopened, only restated."), code="locked")
    if settlement.state != State.ISSUED:
        raise RuleError(_("Only an issued settlement is reopened."), code="not_issued")
    asked = Reopening.objects.filter(settlement=settlement, round=settlement.round).first()
    if asked is None:
        ask_to_reopen(settlement, actor, reason)
        return settlement
    if asked.asked_by_id == actor.pk:
        raise RuleError(_("A second person has to agree to the reopening."), code="same_person")
    asked.agreed_by, asked.agreed_at = actor, timezone.now()
    asked.save_by(actor, _("Agreed to the reopening"))
    return begin_round(settlement, asked, actor)


def ask_to_reopen(settlement: Settlement, actor: Any, reason: str) -> None:
    if not reason.strip():
        raise RuleError(_("Say why it has to be reopened."), code="reason_required", field="reason")
    Reopening(settlement=settlement, round=settlement.round, reason=reason.strip(), asked_by=actor).save_by(
        actor, _("Asked to reopen")
    )


def begin_round(settlement: Settlement, asked: Reopening, actor: Any) -> Settlement:
    """The lines, statements and answers of the round before stay as they are."""
    settlement.round += 1
    settlement.state = State.COMPUTED
    settlement.issued_by = settlement.issued_at = None
    settlement.save_by(actor, _("Reopened: %(reason)s") % {"reason": asked.reason})
    return settlement_compute(
        agreement=settlement.agreement, year=settlement.year, quarter=settlement.quarter, actor=asked.asked_by
    )


@transaction.atomic
def settlement_lock(*, settlement: Settlement, actor: Any) -> Settlement:
    """Post it for good: every line is confirmed or resolved, and chained to the line posted before."""
    check_finance(actor)
    Agreement.objects.select_for_update().get(pk=settlement.agreement_id)
    settlement = Settlement.objects.select_for_update().get(pk=settlement.pk)
    if settlement.state != State.ISSUED:
        raise RuleError(_("Only an issued settlement is locked."), code="not_issued")
    if settlement.computed_by_id == getattr(actor, "pk", None):
        raise RuleError(_("Whoever computed a settlement does not lock it."), code="same_person")
    if hindrance := what_hinders_locking(settlement):
        raise hindrance
    settlement.digest = ledger.chain_lines(settlement)
    settlement.state, settlement.locked_by, settlement.locked_at = State.LOCKED, actor, timezone.now()
    return settlement.save_by(actor, _("Locked"))


def what_hinders_locking(settlement: Settlement) -> RuleError | None:
    open_objections = Objection.objects.filter(
        line__settlement=settlement,
        line__round=settlement.round,
        state__in=[Objection.State.OPEN, Objection.State.ANSWERED, Objection.State.ACCEPTED],
    ).count()
    if open_objections:
        return RuleError(
            _("%(count)d objections are not settled yet.") % {"count": open_objections}, code="open_objections"
        )
    waiting = unanswered_lines(settlement).values_list("party__name", flat=True).order_by("party__order")
    if waiting:
        names = list(dict.fromkeys(waiting))
        told = _("%(count)d lines are not confirmed yet.") % {"count": len(waiting)}
        return RuleError(told, code="unanswered", missing=names)
    return None


@transaction.atomic
def transfer_record(
    *, statement: Statement, payer: Party, amount_fen: int, paid_on: date, voucher_number: str, actor: Any
) -> Transfer:
    """Money that went to the statement's party after the settlement was locked."""
    check_finance(actor)
    settlement = statement.settlement
    if settlement.state != State.LOCKED:
        raise RuleError(_("Transfers are recorded once the settlement is locked."), code="not_locked")
    if payer.agreement_id != settlement.agreement_id or payer.pk == statement.party_id:
        raise RuleError(_("The payer is another party of the agreement."), code="payer", field="payer")
    if amount_fen <= 0:
        raise RuleError(_("The amount is more than zero."), code="amount", field="amount_fen")
    if Transfer.objects.filter(voucher_number=voucher_number).exists():
        raise RuleError(_("This voucher number is recorded already."), code="exists", field="voucher_number")
    transfer = Transfer(
        settlement=settlement,
        statement=statement,
        payer=payer,
        payee=statement.party,
        amount_fen=amount_fen,
        paid_on=paid_on,
        voucher_number=voucher_number,
        recorded_by=actor,
    )
    return transfer.save_by(actor, _("Transfer recorded"))
