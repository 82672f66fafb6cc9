"""Caps, floors and lump sums: transfers beside the shares, which stay as they are (domain §6, rules 9 and 10)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from .agreement import RECOVERY_COMPLETED, Book, Cap, CapPeriod, Floor, LumpSum, Rule, TiedTo, Version
from .facts import Facts, Milestone, period_end
from .lines import Kind, Line, State
from .reasons import Code, Reason
from .rounding import round_half_up
from .workings import Pool, Workings
from .years import missing_event

SHARES = (Kind.SHARE, Kind.RECOVERY)


def transfer(
    book: Book,
    rule: str,
    indicator: str,
    kind: Kind,
    payer: str,
    payee: str,
    amount: int | None,
    *,
    project: str = "",
    reasons: tuple[Reason, ...] = (),
    trace: dict | None = None,
) -> list[Line]:
    """Two lines that add up to nothing: minus from the payer, plus to the payee; no amount when blocked."""
    state = State.BLOCKED if amount is None else State.SHARED
    return [
        Line(
            book,
            rule,
            indicator,
            project,
            party,
            state,
            None if amount is None else sign * amount,
            kind,
            counterparty=other,
            reasons=reasons,
            trace=trace or {},
        )
        for party, other, sign in ((payer, payee, -1), (payee, payer, 1))
    ]


def apply_cap(rule: Rule, lines: list[Line], pool: Pool, facts: Facts, until: date) -> tuple[list[Line], Pool]:
    """The excess of the capped party's shares under this rule goes to the party named."""
    cap = rule.cap
    if cap is None:
        return [], pool
    limit = _limit(rule, cap, facts, until)
    total = sum(
        line.amount or 0
        for line in lines
        if line.party == cap.party and line.state is State.SHARED and line.kind in SHARES
    )
    if limit is None:
        reason = Reason(Code.NO_CAP_AMOUNT, {"party": cap.party, "tied_to": str(cap.tied_to)})
        blocked = transfer(
            rule.book, rule.code, rule.indicator, Kind.CAP_EXCESS, cap.party, cap.to, None, reasons=(reason,)
        )
        return blocked, replace(pool, capped_total=pool.capped_total + total)
    before = pool.capped_excess if cap.period is CapPeriod.CUMULATIVE else 0
    measured = total + (pool.capped_total if cap.period is CapPeriod.CUMULATIVE else 0)
    over = max(0, measured - limit)
    excess = over - before
    after = replace(pool, capped_total=pool.capped_total + total, capped_excess=pool.capped_excess + excess)
    if not excess:
        return [], after
    step = {
        "step": "cap",
        "period": str(cap.period),
        "limit": limit,
        "total": measured,
        "over": over,
        "over_before": before,
        "excess": excess,
    }
    pair = transfer(
        rule.book, rule.code, rule.indicator, Kind.CAP_EXCESS, cap.party, cap.to, excess, trace={"steps": [step]}
    )
    return pair, after


def _limit(rule: Rule, cap: Cap, facts: Facts, until: date) -> int | None:
    """The limit itself, or the factor times the capped party's outlay or contribution by then, rounded half up."""
    if cap.tied_to is None:
        return cap.limit
    if cap.tied_to is TiedTo.OUTLAY:
        rows = [row for row in facts.outlays if row.rule == rule.code]
    else:
        rows = [row for row in facts.contributions if row.rule in ("", rule.code)]
    mine = [row for row in rows if row.party == cap.party and row.on <= until]
    if not mine or not all(row.verified for row in mine):
        return None
    return round_half_up(cap.factor * sum(row.amount for row in mine))


def top_up(floors: Iterable[Floor], lines: list[Line], year: int) -> list[Line]:
    """At the year's end, what a party lacks to its minimum over the fiscal rules after caps. Lump sums do not count."""
    found: list[Line] = []
    for floor in floors:
        if floor.holds(year):
            found += _top_up_one(floor, lines)
    return found


def _top_up_one(floor: Floor, lines: list[Line]) -> list[Line]:
    mine = [
        line
        for line in lines
        if line.book is Book.FISCAL and line.party == floor.party and line.kind is not Kind.LUMP_SUM
    ]
    blocked = sorted({(line.rule, line.project) for line in mine if line.state is State.BLOCKED})
    if blocked:
        reasons = tuple(
            Reason(Code.FISCAL_LINE_BLOCKED, {"rule": rule, "project": project}) for rule, project in blocked
        )
        return transfer(Book.FISCAL, floor.code, "", Kind.FLOOR_TOP_UP, floor.payer, floor.party, None, reasons=reasons)
    total = sum(line.amount or 0 for line in mine)
    lacking = max(0, floor.amount - total)
    if not lacking:
        return []
    step = {"step": "floor", "minimum": floor.amount, "total": total, "top_up": lacking}
    return transfer(
        Book.FISCAL, floor.code, "", Kind.FLOOR_TOP_UP, floor.payer, floor.party, lacking, trace={"steps": [step]}
    )


def pay_lump_sums(workings: Workings, version: Version, year: int) -> list[Line]:
    """Those whose event lies in the year. An event that is not entered has not happened: no line."""
    found: list[Line] = []
    for rule in version.rules:
        if rule.lump_sum is None or rule.start is None:
            continue
        for project, on, stone in _events(workings, rule, year):
            found += _lump_lines(rule, rule.lump_sum, project, on, stone)
    return found


def _events(workings: Workings, rule: Rule, year: int) -> list[tuple[str, str, Milestone | None]]:
    start = rule.start
    if start.on is not None:
        return [("", start.on.isoformat(), None)] if start.on.year == year else []
    if start.event == RECOVERY_COMPLETED:
        completed = workings.rule_year(start.rule, year, period_end(year)).pool.completed
        return [("", str(year), None)] if completed == year else []
    events = []
    for code, project in workings.projects.items():
        stone = project.milestone(start.event)
        if stone is not None and stone.on.year == year and rule.category in ("", project.category):
            events.append((code, stone.on.isoformat(), stone))
    return events


def _lump_lines(rule: Rule, lump: LumpSum, project: str, on: str, stone: Milestone | None) -> list[Line]:
    loose = stone is not None and not stone.verified
    reasons = (missing_event(rule, project, stone),) if loose else ()
    step = {"step": "lump_sum", "event": rule.start.event, "on": on, "amount": lump.amount}
    return transfer(
        rule.book,
        rule.code,
        rule.indicator,
        Kind.LUMP_SUM,
        lump.payer,
        lump.payee,
        None if loose else lump.amount,
        project=project,
        reasons=reasons,
        trace={"steps": [step]},
    )
