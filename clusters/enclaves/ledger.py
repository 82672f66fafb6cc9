"""The chain of posted lines: each carries a hash over its content and the hash of the line before (domain.md §6)."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from clusters.enclaves.models import Agreement, Settlement, SettlementLine


def line_content(line: SettlementLine) -> dict[str, Any]:
    """What a posted line says, by codes and numbers that mean the same for ever."""
    return {
        "settlement": line.settlement.number,
        "number": line.number,
        "about_year": line.about_year,
        "book": line.book,
        "rule": line.rule_code,
        "project": line.project.code if line.project else "",
        "indicator": line.indicator.code if line.indicator else "",
        "party": line.party.code,
        "counterparty": line.counterparty.code if line.counterparty else "",
        "kind": line.kind,
        "segment": line.segment,
        "state": line.state,
        "amount": line.amount,
        "basis": line.basis,
        "unit": line.unit,
        "estimated": line.is_estimated,
        "reasons": line.reasons,
        "trace": line.trace,
        "restates": line.restates.hash if line.restates else "",
    }


def canonical(value: Any) -> bytes:
    """The same bytes for the same content."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def line_hash(previous: str, line: SettlementLine) -> str:
    return hashlib.sha256(previous.encode() + canonical(line_content(line))).hexdigest()


def lines_digest(lines: Iterable[SettlementLine]) -> str:
    """A fingerprint of a settlement's or a statement's lines."""
    return hashlib.sha256(canonical([line_content(line) for line in lines])).hexdigest()


def last_hash(agreement: Agreement) -> str:
    """The end of the agreement's chain; empty before anything was posted."""
    posted = SettlementLine.objects.filter(
        settlement__agreement=agreement, settlement__state=Settlement.State.LOCKED
    ).exclude(hash="")
    last = posted.order_by("-settlement__locked_at", "-settlement_id", "-number").first()
    return last.hash if last else ""


def ledger_lines(settlement: Settlement) -> list[SettlementLine]:
    """The lines of the settlement's present round with all that their content names."""
    rows = settlement.lines.filter(round=settlement.round).order_by("number")
    related = ("settlement", "project", "indicator", "party__organisation", "counterparty", "restates")
    return list(rows.select_related(*related))
