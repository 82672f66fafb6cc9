"""Lines written to the ledger, hash chain included, against Django's bare `bulk_create` of the same rows."""

from collections.abc import Callable
from copy import copy
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from clusters.enclaves import ledger
from clusters.enclaves.models import Settlement, SettlementLine
from clusters.enclaves.services.settlements import keep_lines
from clusters.enclaves.triggers import REFUSALS, created
from tests.factories.enclaves import Parties, enrolled, receipt

from .pairs import take_turns, tell

PROJECTS, MONTHS, LINES, ROUNDS = 10, 12, 10_000, 5
GOAL = 2


def settlement_of(parties: Parties) -> Settlement:
    """A year with a receipt a month in each project, so that traces are as long as they are."""
    for number in range(PROJECTS):
        project = enrolled(parties.agreement, code=f"FD-2022-{number + 100}")
        for month in range(1, MONTHS + 1):
            receipt(project, 1_000_001 + number, on=date(2024, month, 15), slip=f"{number}-{month}")
    return parties.computed()


def many_lines(settlement: Settlement) -> list[SettlementLine]:
    """Its lines over and over, each time with new numbers."""
    lines = ledger.ledger_lines(settlement)
    found = []
    for number in range(LINES):
        line = copy(lines[number % len(lines)])
        line._state = copy(line._state)
        line.pk, line.number, line.round = None, number + 1, settlement.round
        found.append(line)
    return found


def undone(work: Callable[[], Any]) -> Callable[[], None]:
    def run() -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return run


@pytest.mark.benchmark
@pytest.mark.django_db
def test_the_chain_of_posted_lines(parties: Parties):
    settlement = settlement_of(parties)
    lines = many_lines(settlement)
    settlement.lines.all().delete()
    with connection.cursor() as cursor:  # as migrations leave the tables
        for refusal in REFUSALS:
            for statement in created(refusal, connection.vendor):
                cursor.execute(statement)

    def fresh() -> list[SettlementLine]:
        rows = [copy(line) for line in lines]
        for row in rows:
            row.pk = None
        return rows

    def post() -> None:
        keep_lines(settlement, fresh())
        ledger.chain_lines(settlement)

    pair = take_turns(undone(post), undone(lambda: SettlementLine.objects.bulk_create(fresh())), ROUNDS)
    title = f"{LINES} lines kept, read again, chained and posted ({connection.vendor})"
    tell(title, pair, "bulk_create alone", GOAL, per=1e5 / LINES, unit="a hundred thousand")
