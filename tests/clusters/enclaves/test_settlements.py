"""From computing to locking: works, refuses with a reason, hides others' rows, leaves a trace."""

from datetime import date

import pytest

from clusters.enclaves import ledger
from clusters.enclaves.models import Settlement, SettlementLine, Statement
from clusters.enclaves.services import (
    line_confirm,
    line_dispute,
    objection_answer,
    objection_rule,
    settlement_compute,
    settlement_issue,
    settlement_lock,
    settlement_reopen,
    statement_confirm,
    transfer_record,
)
from clusters.services import facts
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from tests.factories.enclaves import agreement_of, milestone_of, receipt

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


# --- computing ---


def test_compute_keeps_lines_with_their_trace(parties):
    settlement = parties.computed()

    lines = settlement.lines.order_by("number")
    assert [(line.party.role, line.amount, line.state) for line in lines] == [
        ("origin", 5001, "shared"),
        ("host", 5000, "shared"),
    ]
    assert lines[0].trace["observations"][0]["amount"] == 10_001
    assert settlement.history.first().history_user == parties.computing
    assert str(settlement.history.first().history_change_reason)


def test_compute_again_replaces_the_proposal(parties):
    settlement = parties.computed()
    receipt(parties.project, 99, slip="T2")

    again = parties.computed()

    assert again.pk == settlement.pk
    assert [line.amount for line in again.lines.order_by("number")] == [5050, 5050]


def test_compute_is_for_finance_officers(parties, manager):
    with refused("not_finance"):
        settlement_compute(agreement=parties.agreement, year=2024, actor=manager)


def test_compute_refuses_a_year_without_a_version(parties):
    with refused("no_version"):
        settlement_compute(agreement=parties.agreement, year=2019, actor=parties.computing)
    assert not Settlement.objects.exists()


def test_a_missing_milestone_blocks_its_line_and_no_other(parties, finance):
    facts.correct(
        fact=milestone_of(parties.project, "first_tax"), actor=finance, reason="待核实", happened_on="2022-10-01"
    )

    lines = parties.computed().lines.all()

    assert {line.state for line in lines} == {"blocked"}
    assert {line.amount for line in lines} == {None}
    assert lines[0].reasons[0]["code"] == "unverified_event"


def test_a_year_is_settled_as_a_whole_or_by_quarters(parties):
    parties.computed()
    with refused("year_and_quarters"):
        settlement_compute(agreement=parties.agreement, year=2024, quarter=1, actor=parties.computing)


def test_posted_quarters_add_up_to_the_year(parties):
    amounts = []
    for quarter in (1, 2, 3, 4):
        if quarter == 3:
            receipt(parties.project, 30, slip="T9", on=date(2024, 8, 1))
        settlement = settlement_compute(
            agreement=parties.agreement, year=2024, quarter=quarter, actor=parties.computing
        )
        settlement_issue(settlement=settlement, actor=parties.computing)
        parties.confirm(settlement)
        settlement_lock(settlement=settlement, actor=parties.confirming)
        amounts.append({line.party.role: line.amount for line in settlement.lines.all()})
    assert sum(found.get("origin", 0) for found in amounts) + sum(found.get("host", 0) for found in amounts) == 10_031
    assert amounts[0] == {"origin": 5001, "host": 5000}
    assert amounts[2] == {"origin": 15, "host": 15}


# --- issuing ---


def test_issue_gives_each_party_a_statement(parties):
    settlement = parties.issued()

    statements = Statement.objects.filter(settlement=settlement)
    assert {statement.party.role for statement in statements} == {"origin", "host"}
    assert len({statement.verification_code for statement in statements}) == 2
    assert settlement.history.first().state == "issued"


def test_issuing_and_objecting_tell_those_who_have_to_act(parties):
    settlement = parties.issued()
    statement = settlement.statements.get(party__role="origin")
    assert [notice.link for notice in parties.partner.notices.all()] == [f"/partner/statements/{statement.pk}/"]

    line_dispute(line=parties.line_of(settlement, "origin"), text="少算", actor=parties.partner)

    assert settlement.number in parties.computing.notices.get().text


def test_issue_refuses_what_is_out_of_date(parties):
    settlement = parties.computed()
    receipt(parties.project, 1, slip="T2")
    with refused("stale"):
        settlement_issue(settlement=settlement, actor=parties.computing)


def test_issued_settlements_are_not_computed_again(parties):
    parties.issued()
    with refused("not_open"):
        parties.computed()


# --- answering ---


def test_partner_confirms_its_own_line(parties):
    settlement = parties.issued()

    answer = line_confirm(line=parties.line_of(settlement, "origin"), actor=parties.partner)

    assert (answer.answer, answer.answered_by) == ("confirm", parties.partner)


def test_partner_does_not_answer_for_the_other_side(parties):
    settlement = parties.issued()
    with refused("not_your_party"):
        line_confirm(line=parties.line_of(settlement, "host"), actor=parties.partner)


def test_whoever_computed_does_not_confirm_for_the_zone(parties):
    settlement = parties.issued()
    with refused("same_person"):
        line_confirm(line=parties.line_of(settlement, "host"), actor=parties.computing)


def test_lines_are_answered_only_while_issued(parties):
    settlement = parties.computed()
    with refused("not_issued"):
        line_confirm(line=parties.line_of(settlement, "origin"), actor=parties.partner)


def test_an_objection_needs_words_and_is_withdrawn_by_confirming(parties):
    line = parties.line_of(parties.issued(), "origin")
    with refused("text_required"):
        line_dispute(line=line, text="  ", actor=parties.partner)

    objection = line_dispute(line=line, text="少算一笔", actor=parties.partner)
    line_confirm(line=line, actor=parties.partner)

    objection.refresh_from_db()
    assert objection.state == "withdrawn"


def test_all_lines_are_confirmed_at_once(parties):
    settlement = parties.issued()
    statement = settlement.statements.get(party__role="origin")
    assert statement_confirm(statement=statement, actor=parties.partner) == 1
    assert statement_confirm(statement=statement, actor=parties.partner) == 0


# --- objections ---


def test_an_objection_is_answered_and_ruled_on(parties):
    settlement = parties.issued()
    objection = line_dispute(line=parties.line_of(settlement, "origin"), text="少算", actor=parties.partner)
    with refused("not_answered"):
        objection_rule(objection=objection, accepted=False, ruling="维持", actor=parties.confirming)

    objection_answer(objection=objection, reply="已核对，无误", actor=parties.confirming)
    objection = objection_rule(objection=objection, accepted=False, ruling="维持", actor=parties.confirming)

    assert objection.state == "dismissed"
    assert [entry.state for entry in objection.history.order_by("history_id")] == ["open", "answered", "dismissed"]
    parties.confirm(settlement)
    assert settlement_lock(settlement=settlement, actor=parties.confirming).is_locked


def test_an_accepted_objection_waits_for_reopening(parties):
    settlement = parties.issued()
    objection = line_dispute(line=parties.line_of(settlement, "origin"), text="少算", actor=parties.partner)
    objection_answer(objection=objection, reply="确有遗漏", actor=parties.confirming)
    objection_rule(objection=objection, accepted=True, ruling="更正", actor=parties.confirming)
    with refused("open_objections"):
        settlement_lock(settlement=settlement, actor=parties.confirming)


def test_partners_do_not_rule(parties):
    objection = line_dispute(line=parties.line_of(parties.issued(), "origin"), text="少算", actor=parties.partner)
    with refused("not_finance"):
        objection_answer(objection=objection, reply="同意", actor=parties.partner)


# --- reopening ---


def test_two_people_reopen_an_issued_settlement(parties):
    settlement = parties.issued()
    parties.confirm(settlement)
    with refused("reason_required"):
        settlement_reopen(settlement=settlement, actor=parties.computing)
    settlement_reopen(settlement=settlement, actor=parties.computing, reason="补录一笔")
    with refused("same_person"):
        settlement_reopen(settlement=settlement, actor=parties.computing)

    settlement = settlement_reopen(settlement=settlement, actor=parties.confirming)

    assert (settlement.state, settlement.round) == ("computed", 2)
    assert settlement.lines.filter(round=1).count() == 2  # what was issued and answered stays
    assert settlement.lines.filter(round=2, answers__isnull=True).count() == 2


def test_a_locked_settlement_is_never_reopened(parties):
    settlement = parties.confirm(parties.issued())
    settlement_lock(settlement=settlement, actor=parties.confirming)
    with refused("locked"):
        settlement_reopen(settlement=settlement, actor=parties.confirming, reason="再看")


# --- locking ---


def test_lock_chains_the_lines(parties):
    settlement = parties.confirm(parties.issued())

    settlement = settlement_lock(settlement=settlement, actor=parties.confirming)

    lines = ledger.ledger_lines(settlement)
    assert lines[0].previous_hash == ""
    assert lines[1].previous_hash == lines[0].hash
    assert [ledger.line_hash(line.previous_hash, line) for line in lines] == [line.hash for line in lines]
    assert settlement.history.first().history_user == parties.confirming


def test_the_chain_goes_on_over_settlements(parties):
    first = settlement_lock(settlement=parties.confirm(parties.issued()), actor=parties.confirming)
    receipt(parties.project, 5, slip="T5", on=date(2025, 5, 5))
    second = settlement_compute(agreement=parties.agreement, year=2025, actor=parties.computing)
    settlement_issue(settlement=second, actor=parties.computing)
    second = settlement_lock(settlement=parties.confirm(second), actor=parties.confirming)
    assert ledger.ledger_lines(second)[0].previous_hash == ledger.ledger_lines(first)[-1].hash


def test_lock_waits_for_every_answer(parties):
    settlement = parties.issued()
    with refused("unanswered"):
        settlement_lock(settlement=settlement, actor=parties.confirming)


def test_whoever_computed_does_not_lock(parties):
    settlement = parties.confirm(parties.issued())
    with refused("same_person"):
        settlement_lock(settlement=settlement, actor=parties.computing)


# --- transfers ---


def test_a_transfer_is_recorded_once_locked(parties):
    settlement = parties.confirm(parties.issued())
    statement = settlement.statements.get(party__role="origin")
    host = parties.agreement.parties.get(role="host")
    given = {"payer": host, "amount_fen": 5001, "paid_on": "2025-03-01", "voucher_number": "PZ-1"}
    with refused("not_locked"):
        transfer_record(statement=statement, actor=parties.confirming, **given)
    settlement_lock(settlement=settlement, actor=parties.confirming)
    statement.refresh_from_db()

    transfer = transfer_record(statement=statement, actor=parties.confirming, **given)

    assert transfer.payee == statement.party
    with refused("exists"):
        transfer_record(statement=statement, actor=parties.confirming, **given)


# --- who sees what ---


def test_a_partner_sees_its_own_lines_of_what_was_issued(parties, user_for):
    settlement = parties.computed()
    other = agreement_of(code="XY-QT-2021")
    assert not SettlementLine.objects.all().visible_to(parties.partner).exists()
    assert not Settlement.objects.all().visible_to(parties.partner).exists()

    settlement_issue(settlement=settlement, actor=parties.computing)

    lines = SettlementLine.objects.all().visible_to(parties.partner)
    assert [line.party.organisation for line in lines] == [parties.partner.organisation]
    assert Statement.objects.all().visible_to(parties.partner).count() == 1
    assert other not in type(other).objects.all().visible_to(parties.partner)
    stranger = user_for(Role.PARTNER)
    assert not SettlementLine.objects.all().visible_to(stranger).exists()


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.DEPARTMENT, Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_other_roles_see_no_settlements(parties, user_for, role):
    parties.issued()
    user = user_for(role)
    assert not Settlement.objects.all().visible_to(user).exists()
    assert not SettlementLine.objects.all().visible_to(user).exists()
