"""The chain of posted lines: each carries a hash over its content and the hash of the line before (domain.md §6)."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from clusters.enclaves.models import Agreement, Settlement, SettlementLine

# What is chained holds no cycles; not looking for them saves a fifth of the time.
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)

# What a posted line says, by codes and numbers that mean the same for ever: the name in the chain, the field.
CONTENT = {
    "settlement": "settlement__number",
    "number": "number",
    "about_year": "about_year",
    "book": "book",
    "rule": "rule_code",
    "project": "project__code",
    "indicator": "indicator__code",
    "party": "party__code",
    "counterparty": "counterparty__code",
    "kind": "kind",
    "segment": "segment",
    "state": "state",
    "amount": "amount",
    "basis": "basis",
    "unit": "unit",
    "estimated": "is_estimated",
    "reasons": "reasons",
    "trace": "trace",
    "restates": "restates__hash",
}


def line_content(line: SettlementLine) -> dict[str, Any]:
    """What names another row is empty where there is none."""
    return {name: follow(line, field) for name, field in CONTENT.items()}


def follow(line: SettlementLine, field: str) -> Any:
    first, _, then = field.partition("__")
    value = getattr(line, first)
    if not then:
        return value
    return getattr(value, then) if value else ""


def canonical(value: Any) -> bytes:
    """The same bytes for the same content."""
    return ENCODER.encode(value).encode()


def line_bytes(line: SettlementLine) -> bytes:
    return canonical(line_content(line))


def hash_after(previous: str, content: bytes) -> str:
    return hashlib.sha256(previous.encode() + content).hexdigest()


def line_hash(previous: str, line: SettlementLine) -> str:
    return hash_after(previous, line_bytes(line))


def digest_of(contents: Iterable[bytes]) -> str:
    """Over the canonical list of what each line says."""
    return hashlib.sha256(b"[" + b",".join(contents) + b"]").hexdigest()


def lines_digest(lines: Iterable[SettlementLine]) -> str:
    """A fingerprint of a settlement's or a statement's lines."""
    return digest_of(map(line_bytes, lines))


def chain_lines(settlement: Settlement) -> str:
    """Hash each line over the one posted before, and write the hashes; gives the digest of all lines.

    The caller has locked the agreement's row, so that nobody else goes on from the same line.
    """
    previous = last_hash(settlement.agreement)
    contents = stored_contents(settlement)
    hashes: list[tuple[str, str, int]] = []
    for pk, content in contents:
        own = hash_after(previous, content)
        hashes.append((previous, own, pk))
        previous = own
    write_hashes(hashes)
    return digest_of(content for _pk, content in contents)


def stored_contents(settlement: Settlement) -> list[tuple[int, bytes]]:
    """Key and content of the lines of the settlement's present round, in their order, without a model for each."""
    names_other = ["__" in field for field in CONTENT.values()]
    rows = settlement.lines.filter(round=settlement.round).order_by("number").values_list("pk", *CONTENT.values())
    contents = []
    for pk, *values in rows.iterator(chunk_size=500):  # traces are long: a few at a time
        known = ("" if value is None and other else value for value, other in zip(values, names_other, strict=True))
        contents.append((pk, canonical(dict(zip(CONTENT, known, strict=True)))))
    return contents


def write_hashes(hashes: list[tuple[str, str, int]]) -> None:
    """One prepared statement for all rows: `bulk_update` spells a CASE for each row and is eighty times slower."""
    table = connection.ops.quote_name(SettlementLine._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET previous_hash = %s, hash = %s WHERE id = %s", hashes)


def last_hash(agreement: Agreement) -> str:
    """The end of the agreement's chain; empty before anything was posted."""
    posted = SettlementLine.objects.filter(
        settlement__agreement=agreement, settlement__state=Settlement.State.LOCKED
    ).exclude(hash="")
    last = posted.order_by("-settlement__locked_at", "-settlement_id", "-number").first()
    return last.hash if last else ""


def ledger_lines(settlement: Settlement) -> list[SettlementLine]:
    """The lines of the settlement's present round with all that their content names.

    Thousands of lines name a few projects and parties: each of them is read once, not joined to every line.
    """
    rows = settlement.lines.filter(round=settlement.round).order_by("number")
    return list(rows.prefetch_related("project", "indicator", "party__organisation", "counterparty", "restates"))
