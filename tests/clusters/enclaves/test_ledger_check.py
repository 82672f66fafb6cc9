"""`ledger_check` finds what was altered with the triggers switched off, and nothing else."""

import json
from contextlib import contextmanager
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clusters.enclaves import ledger
from clusters.enclaves.models import Settlement, SettlementLine
from clusters.enclaves.services import settlement_compute, settlement_issue, settlement_lock
from clusters.enclaves.triggers import REFUSALS, created, dropped
from clusters.models import Observation
from clusters.services import facts
from tests.factories.enclaves import Parties, receipt

pytestmark = pytest.mark.django_db


def lock(parties: Parties, year: int = 2024, quarter: int | None = None) -> Settlement:
    given = {"agreement": parties.agreement, "year": year, "quarter": quarter, "actor": parties.computing}
    settlement = settlement_issue(settlement=settlement_compute(**given), actor=parties.computing)
    return settlement_lock(settlement=parties.confirm(settlement), actor=parties.confirming)


def check() -> tuple[int, list[dict], dict]:
    """Exit code, findings, all that was printed."""
    out, code = StringIO(), 0
    try:
        call_command("ledger_check", "--json", stdout=out)
    except CommandError as error:
        code = error.returncode
    told = json.loads(out.getvalue())
    return code, told["findings"], told


def fields(findings: list[dict]) -> set[tuple]:
    return {(row["settlement"], row["line"], row["field"]) for row in findings}


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def origin_line(settlement: Settlement) -> SettlementLine:
    return settlement.lines.get(party__role="origin")


def test_what_was_locked_stands(parties):
    receipt(parties.project, 333, on=date(2025, 5, 5), slip="T3")
    lock(parties, 2024), lock(parties, 2025)

    code, findings, told = check()

    assert (code, findings) == (0, [])
    assert (told["settlements"], told["lines"]) == (2, 4)


def test_quarters_stand_too(parties):
    for quarter in (1, 2, 3):
        if quarter == 3:
            receipt(parties.project, 30, slip="T9", on=date(2024, 8, 1))
        lock(parties, 2024, quarter)
    assert check()[:2] == (0, [])


def test_an_empty_ledger_is_fine(db):
    assert check()[:2] == (0, [])


def test_later_corrections_and_figures_change_nothing(parties):
    lock(parties)
    observation = Observation.objects.get()
    facts.correct(fact=observation, actor=parties.computing, reason="更正", verified=True, value=20_000)
    receipt(parties.project, 777, slip="T8")
    assert check()[:2] == (0, [])


def test_what_was_blocked_then_and_verified_since_stands(parties):
    receipt(parties.project, 50, slip="T7", state="submitted", verified_at=None)
    settlement = lock(parties)
    assert settlement.lines.filter(state="blocked").exists()
    facts.verify(fact=Observation.objects.get(slip_number="T7"), actor=parties.computing)
    assert check()[:2] == (0, [])


def test_an_altered_amount_is_named(parties):
    settlement = lock(parties)
    line = origin_line(settlement)
    sql("UPDATE enclaves_settlementline SET amount = amount + 1 WHERE id = %s", line.pk)

    code, findings, _told = check()

    assert code == 1
    number = settlement.number
    assert fields(findings) == {(number, line.number, "hash"), (number, line.number, "amount"), (number, 0, "digest")}
    amount = next(row for row in findings if row["field"] == "amount")
    assert (amount["stored"], amount["recomputed"]) == (5002, 5001)
    assert parties.project.code in amount["about"]


def test_an_altered_amount_with_a_hash_to_match_is_named(parties):
    """Whoever forges the whole chain and all digests still cannot forge the arithmetic."""
    settlement = lock(parties)
    first = origin_line(settlement)
    sql("UPDATE enclaves_settlementline SET amount = amount + 1 WHERE id = %s", first.pk)
    forge_chain(settlement)

    _code, findings, _told = check()

    assert fields(findings) == {(settlement.number, first.number, "amount")}


def forge_chain(*settlements: Settlement) -> None:
    """Every hash and digest anew, as if what the lines say now had been posted."""
    previous = ""
    for settlement in settlements:
        for row in ledger.ledger_lines(settlement):
            own = ledger.line_hash(previous, row)
            sql("UPDATE enclaves_settlementline SET previous_hash = %s, hash = %s WHERE id = %s", previous, own, row.pk)
            previous = own
        rows = ledger.ledger_lines(settlement)
        sql("UPDATE enclaves_settlement SET digest = %s WHERE id = %s", ledger.lines_digest(rows), settlement.pk)
        for statement in settlement.statements.all():
            digest = ledger.lines_digest([row for row in rows if row.party_id == statement.party_id])
            sql("UPDATE enclaves_statement SET digest = %s WHERE id = %s", digest, statement.pk)


def restated(parties: Parties) -> tuple[Settlement, Settlement]:
    """2024 as it was posted, and 2025, which carries what a correction of 2024 came to."""
    first = lock(parties)
    fact = Observation.objects.get(slip_number="T1")
    facts.correct(fact=fact, actor=parties.computing, reason="税单更正", verified=True, value=20_000)
    return first, lock(parties, 2025)


def test_what_was_restated_stands(parties):
    _first, later = restated(parties)
    assert later.lines.exclude(about_year=2025).count() == 2
    fact = Observation.objects.current().get(slip_number="T1")
    facts.correct(fact=fact, actor=parties.computing, reason="再次更正", verified=True, value=30_000)
    assert check()[:2] == (0, [])


def test_an_altered_difference_with_a_hash_to_match_is_named(parties):
    first, later = restated(parties)
    line = later.lines.get(about_year=2024, party__role="origin")
    sql("UPDATE enclaves_settlementline SET amount = amount + 1 WHERE id = %s", line.pk)
    forge_chain(first, later)
    [finding] = check()[1]
    assert (finding["settlement"], finding["line"], finding["field"]) == (later.number, line.number, "amount")
    assert finding["stored"] == finding["recomputed"] + 1


def test_a_removed_difference_is_named(parties):
    first, later = restated(parties)
    line = later.lines.get(about_year=2024, party__role="origin")
    sql("DELETE FROM enclaves_lineanswer WHERE line_id = %s", line.pk)
    sql("DELETE FROM enclaves_settlementline WHERE id = %s", line.pk)
    forge_chain(first, later)
    assert {row["field"] for row in check()[1]} == {"missing"}


def test_a_broken_chain_is_named(parties):
    receipt(parties.project, 333, on=date(2025, 5, 5), slip="T3")
    settlement, later = lock(parties, 2024), lock(parties, 2025)
    last = settlement.lines.order_by("number").last()
    sql("UPDATE enclaves_settlementline SET hash = 'forged' WHERE id = %s", last.pk)
    assert fields(check()[1]) == {(settlement.number, last.number, "hash"), (later.number, 1, "previous_hash")}


def test_a_removed_line_is_named(parties):
    settlement = lock(parties)
    line = origin_line(settlement)
    sql("DELETE FROM enclaves_lineanswer WHERE line_id = %s", line.pk)
    sql("DELETE FROM enclaves_settlementline WHERE id = %s", line.pk)

    _code, findings, _told = check()

    missing = next(row for row in findings if row["field"] == "missing")
    assert (missing["stored"], missing["recomputed"]) == (None, 5001)
    assert {row["field"] for row in findings} == {"missing", "previous_hash", "digest"}


def test_an_added_line_is_named(parties):
    settlement = lock(parties)
    line = origin_line(settlement)
    line.pk, line.number, line.segment = None, 99, "more"
    line.save(force_insert=True)
    surplus = next(row for row in check()[1] if row["field"] == "surplus")
    assert (surplus["line"], surplus["stored"]) == (99, 5001)


def test_an_altered_observation_is_named(parties):
    """The posted line keeps what it was computed from."""
    settlement = lock(parties)
    sql("UPDATE clusters_observation SET value = value + 2")
    found = {(row["line"], row["field"]) for row in check()[1]}
    assert {(1, "amount"), (1, "basis"), (1, "trace"), (2, "amount")} <= found
    assert settlement.number


def test_a_settlement_opened_by_force_is_named(parties):
    settlement = lock(parties)
    sql("UPDATE enclaves_settlement SET state = 'issued'")
    assert fields(check()[1]) == {(settlement.number, 0, "state")}


def test_says_it_in_a_sentence(parties):
    settlement = lock(parties)
    sql("UPDATE enclaves_settlementline SET amount = amount + 1 WHERE number = 1")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("ledger_check", stdout=out)
    assert f"{settlement.number} #1" in out.getvalue()
    assert "5002" in out.getvalue() and "5001" in out.getvalue()


@contextmanager
def switched_off(table: str):
    """The triggers of a table gone, as somebody with the database's password could do, and put back after."""
    refusals = [refusal for refusal in REFUSALS if refusal.table == table]
    with connection.cursor() as cursor:
        for refusal in refusals:
            for statement in dropped(refusal, connection.vendor):
                cursor.execute(statement)
        yield
        for refusal in refusals:
            for statement in created(refusal, connection.vendor):
                cursor.execute(statement)


@pytest.mark.migrations
def test_a_row_altered_with_triggers_switched_off_is_named(parties):
    settlement = lock(parties)
    with switched_off("enclaves_settlementline"):
        sql("UPDATE enclaves_settlementline SET amount = amount + 1 WHERE number = 2")
    assert (settlement.number, 2, "amount") in fields(check()[1])
