"""A party recovers its outlay before anything is shared (domain §6, rule 7)."""

from dataclasses import dataclass
from datetime import date

from .agreement import Rule
from .bases import Base
from .facts import Facts, Outlay
from .reasons import Code, Reason
from .rounding import largest_remainder
from .workings import Pool


@dataclass(slots=True)
class Recovery:
    """One year's recovery: the pool after it, and what each base gives to each recoverer."""

    pool: Pool
    laid: list[dict[str, int]]
    step: dict


def outlays_of(rule: Rule, facts: Facts, until: date) -> tuple[list[Outlay], Reason | None]:
    """Those paid by then; or why the pool cannot be known. An outlay of nothing is entered as 0."""
    rows = sorted((row for row in facts.outlays if row.rule == rule.code), key=lambda row: (row.on, row.id))
    if not any(row.party in rule.recoverers for row in rows):
        return [], Reason(Code.NO_OUTLAY, {"rule": rule.code})
    paid = [row for row in rows if row.on <= until and row.party in rule.recoverers]
    loose = [row for row in paid if not row.verified]
    if loose:
        return [], Reason(Code.UNVERIFIED_OUTLAY, {"outlay": loose[0].id, "on": loose[0].on.isoformat()})
    return paid, None


def recover(rule: Rule, outlays: list[Outlay], bases: list[Base], before: Pool, year: int) -> Recovery:
    """recovered(t) = min(outlay paid by t, max(0, cumulative basis)); the year's is the difference.

    Laid on the bases in proportion to the positive ones (without any: to the negative ones); without any amount in the
    year it waits. Changes each base's `rest`.
    """
    paid = {party: 0 for party in rule.recoverers}
    for row in outlays:
        paid[row.party] += row.amount
    cumulative = before.basis + sum(base.amount for base in bases)
    had = sum(before.recovered.values())
    weights = [max(0, base.amount) for base in bases]
    if not any(weights):
        weights = [-base.amount for base in bases]
    due = min(sum(paid.values()), max(0, cumulative)) - had if any(weights) else 0
    shares = _share_out(due, paid, before.recovered)
    laid = _lay(due, weights, shares)
    for base, gives in zip(bases, laid, strict=True):
        base.rest = base.amount - sum(gives.values())
    recovered = {party: before.recovered.get(party, 0) + shares.get(party, 0) for party in paid}
    now, outlay = sum(recovered.values()), sum(paid.values())
    completed = before.completed or (year if outlay > 0 and now >= outlay else None)
    step = {
        "step": "recovery",
        "outlay": outlay,
        "cumulative": cumulative,
        "recovered_before": had,
        "recovered": now,
        "year": due,
        "completed": completed,
    }
    return Recovery(Pool(cumulative, recovered, completed, before.capped_total, before.capped_excess), laid, step)


def _share_out(due: int, paid: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    """By outstanding outlay; what is given back, by what was recovered."""
    if not due:
        return {}
    parties = list(paid)
    if due > 0:
        weights = [max(0, paid[party] - before.get(party, 0)) for party in parties]
    else:
        weights = [before.get(party, 0) for party in parties]
    return dict(zip(parties, largest_remainder(due, weights).parts, strict=True))


def _lay(due: int, weights: list[int], shares: dict[str, int]) -> list[dict[str, int]]:
    """Each base's part by largest remainder, and within it by what each recoverer still gets: both sums hold."""
    if not due:
        return [{} for _ in weights]
    left = dict(shares)
    laid = []
    for part in largest_remainder(due, weights).parts:
        if not part:
            laid.append({})
            continue
        parties = list(left)
        gives = largest_remainder(part, [abs(left[party]) for party in parties]).parts
        laid.append(dict(zip(parties, gives, strict=True)))
        for party, amount in zip(parties, gives, strict=True):
            left[party] -= amount
    return laid
