"""Contradictions in a version, found before it takes effect (domain §6, rule 14)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from .agreement import HOST, Book, Cap, Floor, IncrementKind, LumpSum, Mode, Netting, Party, Rule, TiedTo, YearKind
from .band_checks import check_bands, check_ratios
from .problems import Problem, error, warning


def check_version(rules: Sequence[Rule], parties: Sequence[Party], floors: Sequence[Floor] = ()) -> list[Problem]:
    """Every error and warning, in the order of the rules."""
    codes = {party.code for party in parties}
    found = list(_check_parties(parties))
    found += _check_codes(rules, floors)
    for rule in rules:
        found += _check_rule(rule, rules, codes)
    for floor in floors:
        found += _check_floor(floor, rules, codes)
    found += _check_matches(rules)
    return found


def _check_parties(parties: Sequence[Party]) -> Iterator[Problem]:
    if len(parties) < 2:
        yield error("too_few_parties", count=len(parties))
    for code, count in Counter(party.code for party in parties).items():
        if count > 1:
            yield error("party_twice", party=code)
    hosts = [party for party in parties if party.role == HOST]
    if len(hosts) != 1:
        yield error("one_host", count=len(hosts))


def _check_codes(rules: Sequence[Rule], floors: Sequence[Floor]) -> Iterator[Problem]:
    codes = Counter([rule.code for rule in rules] + [floor.code for floor in floors])
    for code, count in codes.items():
        if count > 1 or not code:
            yield error("rule_twice" if code else "rule_without_code", code)


def _check_rule(rule: Rule, rules: Sequence[Rule], parties: set[str]) -> Iterator[Problem]:
    yield from _check_book(rule)
    if rule.mode is Mode.LUMP_SUM:
        yield from _check_lump_sum(rule, rule.lump_sum, parties)
        return
    yield from check_ratios(rule, parties)
    yield from check_bands(rule)
    yield from _check_start(rule, rules)
    yield from _check_increment(rule)
    yield from _check_recoverers(rule, parties)
    if rule.cap is not None:
        yield from _check_cap(rule, rule.cap, parties)


def _check_book(rule: Rule) -> Iterator[Problem]:
    if rule.book is Book.STATUTORY:
        yield error("statutory_book", rule.code)
    if rule.mode is not Mode.DUAL_FULL_COUNT:
        return
    if rule.book is Book.FISCAL:
        yield error("dual_in_fiscal", rule.code)
    tiered = any(band.tiers is not None for band in rule.bands)
    if tiered or rule.cap or rule.recoverers or rule.basis.increment:
        yield error("dual_divides", rule.code)


def _check_lump_sum(rule: Rule, lump: LumpSum | None, parties: set[str]) -> Iterator[Problem]:
    start = rule.start
    if lump is None or lump.amount <= 0 or start is None or not (start.event or start.on):
        yield error("lump_sum_incomplete", rule.code)
        return
    if rule.book is not Book.FISCAL:
        yield error("lump_sum_not_fiscal", rule.code)
    yield from _check_pair(rule.code, lump.payer, lump.payee, parties)


def _check_pair(code: str, payer: str, payee: str, parties: set[str]) -> Iterator[Problem]:
    for party in (payer, payee):
        if party not in parties:
            yield error("unknown_party", code, party=party)
    if payer == payee:
        yield error("pays_itself", code, party=payer)


def _check_start(rule: Rule, rules: Sequence[Rule]) -> Iterator[Problem]:
    start = rule.start
    if start is not None and not (start.event or start.on):
        yield error("start_empty", rule.code)
    if not rule.starts_on_recovery:
        return
    if rule.years is not YearKind.CALENDAR:
        yield error("recovery_by_calendar_only", rule.code)
    pool = next((other for other in rules if other.code == (start.rule or rule.code)), None)
    if pool is None or not pool.recoverers:
        yield error("recovery_without_pool", rule.code, pool=start.rule or rule.code)
    elif pool is not rule and pool.starts_on_recovery and (pool.start.rule or pool.code) != pool.code:
        yield error("recovery_chain", rule.code, pool=pool.code)


def _check_increment(rule: Rule) -> Iterator[Problem]:
    increment = rule.basis.increment
    if increment is None:
        return
    kind, per_tax = increment.kind, increment.netting is Netting.PER_TAX
    by_event = rule.start is not None and bool(rule.start.event or rule.start.on) and not rule.starts_on_recovery
    refusals = {
        "base_year_missing": kind is IncrementKind.BASE_YEAR and increment.base_year is None,
        "base_amount_missing": kind is IncrementKind.FIXED and increment.amount is None,
        "increment_by_anniversary": rule.years is YearKind.ANNIVERSARY,
        "first_years_without_event": kind is IncrementKind.FIRST_THREE_YEARS
        and (not by_event or rule.years is not YearKind.CALENDAR),
        "per_tax_over_fixed": per_tax and kind is IncrementKind.FIXED,
        "per_tax_less_incentives": per_tax and rule.basis.less_incentives,
        "fixed_over_bands": kind is IncrementKind.FIXED
        and increment.netting is not Netting.PER_PROJECT
        and len(rule.bands) > 1
        and rule.start is not None
        and bool(rule.start.event),
    }
    for code, refused in refusals.items():
        if refused:
            yield error(code, rule.code)


def _check_recoverers(rule: Rule, parties: set[str]) -> Iterator[Problem]:
    if rule.mode is Mode.RECOVER_FIRST and not rule.recoverers:
        yield error("no_recoverers", rule.code)
    for party in rule.recoverers:
        if party not in parties:
            yield error("unknown_party", rule.code, party=party)


def _check_cap(rule: Rule, cap: Cap, parties: set[str]) -> Iterator[Problem]:
    if not cap.to:
        yield error("cap_without_recipient", rule.code)
    else:
        yield from _check_pair(rule.code, cap.party, cap.to, parties)
    if cap.tied_to is None and cap.limit is None:
        yield error("cap_without_limit", rule.code)
    if (cap.limit or 0) < 0 or cap.factor < 0:
        yield error("cap_negative", rule.code)
    if cap.tied_to is TiedTo.OUTLAY and not rule.recoverers:
        yield error("cap_tied_to_nothing", rule.code)


def _check_floor(floor: Floor, rules: Sequence[Rule], parties: set[str]) -> Iterator[Problem]:
    if not floor.payer:
        yield error("floor_without_payer", floor.code, party=floor.party)
    else:
        yield from _check_pair(floor.code, floor.payer, floor.party, parties)
    if floor.amount < 0:
        yield error("floor_negative", floor.code)
    if floor.first is not None and floor.last is not None and floor.first > floor.last:
        yield error("band_reversed", floor.code, first=floor.first, last=floor.last)
    if not any(rule.book is Book.FISCAL for rule in rules):
        yield warning("floor_without_fiscal_rule", floor.code)


def _check_matches(rules: Sequence[Rule]) -> Iterator[Problem]:
    counted = [rule for rule in rules if rule.mode is not Mode.LUMP_SUM]
    for place, rule in enumerate(counted):
        for other in counted[place + 1 :]:
            if _match_alike(rule, other) and _years_may_meet(rule, other):
                yield error("two_rules", rule.code, other=other.code)
            elif _net_twice(rule, other):
                yield warning("incentives_taken_twice", rule.code, other=other.code)


def _match_alike(rule: Rule, other: Rule) -> bool:
    same = (rule.book, rule.indicator, rule.category) == (other.book, other.indicator, other.category)
    return same and _taxes_meet(rule.tax_codes, other.tax_codes)


def _taxes_meet(some: Iterable[str], others: Iterable[str]) -> bool:
    mine, theirs = set(some), set(others)
    return not mine or not theirs or bool(mine & theirs)


def _years_may_meet(rule: Rule, other: Rule) -> bool:
    """Only rules that count alike can be told apart by their years."""
    if rule.years is not other.years or (rule.years is not YearKind.WINDOW and rule.start != other.start):
        return True
    ranges = [(band.first or 0, band.last or 9999) for band in other.bands]
    return any(
        (band.first or 0) <= last and first <= (band.last or 9999) for band in rule.bands for first, last in ranges
    )


def _net_twice(rule: Rule, other: Rule) -> bool:
    both = rule.basis.less_incentives and other.basis.less_incentives
    meet = not rule.category or not other.category or rule.category == other.category
    return both and meet and rule.book is other.book
