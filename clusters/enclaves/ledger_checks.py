"""Whether what was posted still stands: the chain of hashes, and each locked settlement computed afresh.

A locked settlement is recomputed from the facts as they were when it was issued, in the revisions of that moment: later
corrections change nothing here, they are restated. Hashes tell of a row that was altered, the computation tells of
rows and hashes that were altered together.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from clusters.enclaves import ledger, sharing
from clusters.enclaves.models import Agreement, Settlement, SettlementLine
from clusters.enclaves.selectors.computations import compute, line_key
from clusters.enclaves.selectors.restatements import differences
from clusters.enclaves.services.lines import lines_of, restating
from crm.common.errors import RuleError

State = Settlement.State
# Where a line stands, not what it says: compared by the chain alone.
PLACES = {"settlement", "number", "restates"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that differs. `line` is 0 where it is the settlement or a statement as a whole.

    `field` is a name of `ledger.line_content`, or: `hash` (the content is not what was hashed), `previous_hash` (the
    chain is broken before this line), `digest` (lines were added, removed or altered), `missing` and `surplus` (a line
    that should or should not be there), `state` of a settlement whose lines are posted though it is not locked,
    `computation` (it can no longer be computed at all). Amounts are in smallest units.
    """

    settlement: str
    line: int
    about: str
    field: str
    stored: Any
    recomputed: Any

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Checked:
    settlements: int
    lines: int
    findings: tuple[Finding, ...]


def check_ledger() -> Checked:
    """Every agreement's chain from its first posted line to its last."""
    settlements = lines = 0
    findings: list[Finding] = []
    for agreement in Agreement.objects.order_by("code"):
        previous = ""
        for settlement in locked_settlements(agreement):
            rows = ledger.ledger_lines(settlement)
            findings += check_settlement(settlement, rows, previous)
            previous = rows[-1].hash if rows else previous
            settlements, lines = settlements + 1, lines + len(rows)
    return Checked(settlements, lines, (*findings, *posted_but_open()))


def locked_settlements(agreement: Agreement) -> list[Settlement]:
    """In the order in which they were chained."""
    rows = agreement.settlements.filter(state=State.LOCKED).order_by("locked_at", "pk")
    return list(rows.select_related("agreement", "agreement_version"))


def check_settlement(settlement: Settlement, rows: list[SettlementLine], previous: str) -> list[Finding]:
    return [
        *check_chain(rows, previous),
        *check_digests(settlement, rows),
        *check_amounts(settlement, rows),
    ]


def check_chain(rows: list[SettlementLine], previous: str) -> Iterator[Finding]:
    """An altered line is told once: what follows is chained to the hash that it still carries."""
    for row in rows:
        if row.previous_hash != previous:
            yield found(row, "previous_hash", row.previous_hash, previous)
        hashed = ledger.line_hash(row.previous_hash, row)
        if row.hash != hashed:
            yield found(row, "hash", row.hash, hashed)
        previous = row.hash


def check_digests(settlement: Settlement, rows: list[SettlementLine]) -> Iterator[Finding]:
    """The settlement as it was locked, and each statement as the party was handed it."""
    digest = ledger.lines_digest(rows)
    if settlement.digest != digest:
        yield Finding(settlement.number, 0, "", "digest", settlement.digest, digest)
    for statement in settlement.statements.filter(round=settlement.round):
        digest = ledger.lines_digest([row for row in rows if row.party_id == statement.party_id])
        if statement.digest != digest:
            yield Finding(settlement.number, 0, statement.number, "digest", statement.digest, digest)


def check_amounts(settlement: Settlement, rows: list[SettlementLine]) -> Iterator[Finding]:
    try:
        computed = {place(line): line for line in recomputed(settlement, rows)}
    except RuleError as error:
        yield Finding(settlement.number, 0, "", "computation", "", error.message)
        return
    stored = {place(row): row for row in rows}
    for key, row in stored.items():
        yield from check_line(row, computed.get(key))
    for key, line in computed.items():
        if key not in stored:
            yield Finding(settlement.number, 0, about(line_key(line)), "missing", None, line.amount)


def recomputed(settlement: Settlement, rows: list[SettlementLine]) -> list[SettlementLine]:
    """The period's own lines, and those that restate the closed years which it carries, as of its issue."""
    at, agreement = settlement.issued_at, settlement.agreement
    computation = compute(agreement, settlement.year, settlement.quarter, at=at)
    own = lines_of(settlement, computation)
    years = {row.about_year for row in rows} - {settlement.year}
    return [*own, *restating(settlement, computation, differences(agreement, years, at=at), len(own) + 1)]


def place(line: SettlementLine) -> tuple[int, sharing.LineKey]:
    """What tells a line from all others of its settlement."""
    return line.about_year, line_key(line)


def check_line(row: SettlementLine, computed: SettlementLine | None) -> Iterator[Finding]:
    if computed is None:
        yield found(row, "surplus", row.amount, None)
        return
    stored, fresh = comparable(row), comparable(computed)
    for name in stored:
        if stored[name] != fresh[name]:
            yield found(row, name, stored[name], fresh[name])


def comparable(line: SettlementLine) -> dict[str, Any]:
    """As it comes back from the database: without tuples and enumerations."""
    content = json.loads(ledger.canonical(ledger.line_content(line)))
    return {name: value for name, value in content.items() if name not in PLACES}


def posted_but_open() -> Iterator[Finding]:
    """Lines with a hash whose settlement says that it was never locked."""
    rows = SettlementLine.objects.exclude(hash="").exclude(settlement__state=State.LOCKED)
    for number, state in rows.order_by().values_list("settlement__number", "settlement__state").distinct():
        yield Finding(number, 0, "", "state", state, State.LOCKED.value)


def found(row: SettlementLine, field: str, stored: Any, recomputed: Any) -> Finding:
    return Finding(row.settlement.number, row.number, about(line_key(row)), field, stored, recomputed)


def about(key: sharing.LineKey) -> str:
    """`FD-2022-001 tax share mouding`"""
    return " ".join(filter(None, (key.project, key.rule, key.indicator, key.kind, key.party, key.counterparty)))
