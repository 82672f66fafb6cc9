"""What must hold for all agreements and figures."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.enclaves import sharing as s
from clusters.enclaves.sharing.rounding import common_weights
from clusters.enclaves.sharing.tiers import tier_ratios

from .agreements import A, B, agreement, amounts, project, row, rule

short = settings(max_examples=25, deadline=None)

C = s.Party("C", "fund")
YEARS = (2021, 2022, 2023, 2024)
TAXES = ("VAT", "CIT")
money = st.integers(-(10**9), 10**9)


def ratios_of(parties: str):
    """Ratios with a whole that is no power of ten, adding up to 1."""
    return (
        st.lists(st.integers(0, 97), min_size=len(parties), max_size=len(parties))
        .filter(any)
        .map(
            lambda weights: {
                party: Fraction(weight, sum(weights)) for party, weight in zip(parties, weights, strict=True)
            }
        )
    )


@st.composite
def bands_of(draw):
    if draw(st.booleans()):
        return (s.YearBand(1, 2, draw(ratios_of("ABC"))), s.YearBand(3, None, draw(ratios_of("ABC"))))
    if draw(st.booleans()):
        return (s.YearBand(1, 3, draw(ratios_of("ABC"))),)
    upper = draw(st.integers(1, 10**8))
    tiers = (s.Tier(upper, draw(ratios_of("ABC"))), s.Tier(None, draw(ratios_of("ABC"))))
    return (
        s.YearBand(1, tiers=s.TierTable(tiers, draw(st.sampled_from(s.TierMethod)), draw(st.sampled_from(s.Scope)))),
    )


@st.composite
def bases_of(draw):
    increment = None
    if draw(st.integers(0, 2)) == 0:
        kind = draw(st.sampled_from(s.IncrementKind))
        increment = s.Increment(
            kind,
            2021 if kind is s.IncrementKind.BASE_YEAR else None,
            draw(money) if kind is s.IncrementKind.FIXED else None,
            draw(st.sampled_from(s.Netting)),
        )
    return s.Basis(
        draw(st.sampled_from(s.BasisKind)), less_incentives=draw(st.integers(0, 3)) == 0, increment=increment
    )


DIVIDING = (s.Mode.SPLIT, s.Mode.RECOVER_FIRST, s.Mode.BY_CONTRIBUTION, s.Mode.BY_EQUITY)


@st.composite
def any_rules(draw):
    mode = draw(st.sampled_from(DIVIDING))
    dated = mode in (s.Mode.BY_CONTRIBUTION, s.Mode.BY_EQUITY)
    recovers = mode is s.Mode.RECOVER_FIRST or draw(st.integers(0, 3)) == 0
    cap = None
    if draw(st.booleans()):
        cap = s.Cap("A", "B", draw(st.integers(0, 10**8)), period=draw(st.sampled_from(s.CapPeriod)))
    return rule(
        mode=mode,
        basis=draw(bases_of()),
        years=draw(st.sampled_from([s.YearKind.CALENDAR, s.YearKind.ANNIVERSARY])),
        bands=(s.YearBand(1),) if dated else draw(bands_of()),
        cap=cap,
        recoverers=("A", "C") if recovers else (),
        start=s.Start(draw(st.sampled_from(["first_tax_paid", s.RECOVERY_COMPLETED]))),
    )


def is_free_of_errors(one: s.Rule) -> bool:
    return all(problem.severity != "error" for problem in s.check_version([one], (A, B, C)))


def dividing_rules():
    """Rules that divide, with any mix of parts that `check_version` lets pass."""
    return any_rules().filter(is_free_of_errors)


@st.composite
def facts_of(draw, size: int = 12):
    projects = tuple(
        project(code, first_tax_paid=draw(st.dates(date(2021, 1, 1), date(2022, 12, 31)))) for code in ("P", "Q")
    )
    rows = []
    for place in range(draw(st.integers(0, size))):
        on = draw(st.dates(date(2021, 1, 1), date(2024, 12, 31)))
        rows.append(
            row(
                str(place),
                on,
                draw(money),
                draw(st.sampled_from(["P", "Q"])),
                tax_code=draw(st.sampled_from(TAXES)),
                retained=draw(st.one_of(st.none(), money)),
                verified=draw(st.integers(0, 30)) > 0,
            )
        )
    rates = tuple(
        s.Rate(tax, tax, "local", date(2020, 1, 1), draw(st.fractions(0, 1, max_denominator=1000))) for tax in TAXES
    )
    outlays = tuple(
        s.Outlay(f"{party}{year}", "r", party, date(year, 3, 31), draw(st.integers(0, 10**8)))
        for party in "AC"
        for year in (2021, 2023)
    )
    contributions = tuple(
        s.Contribution(f"{party}{year}", party, date(year, 7, 1), draw(st.integers(1, 10**6)))
        for party in "ABC"
        for year in (2021, 2023)
    )
    incentives = tuple(
        s.Incentive(f"{code}{year}", code, date(year, draw(st.integers(1, 12)), 1), draw(st.integers(0, 10**8)))
        for code in ("P", "Q")
        for year in YEARS
    )
    shares = [draw(ratios_of("ABC")) for _ in range(2)]
    shareholdings = tuple(
        s.Shareholding(f"{party}{year}", party, date(year, 7, 1), ratio)
        for year, held in zip((2021, 2023), shares, strict=True)
        for party, ratio in held.items()
    )
    return s.Facts(projects, tuple(rows), rates, incentives, contributions, shareholdings, outlays)


def three(*rules: s.Rule, floors: tuple[s.Floor, ...] = ()) -> s.Agreement:
    return agreement(*rules, parties=(A, B, C), floors=floors)


def by_key(lines) -> dict[s.LineKey, int]:
    return {line.key: line.amount for line in lines if line.amount is not None}


@short
@given(money, st.lists(st.fractions(0, 1, max_denominator=999), min_size=2, max_size=5).filter(any))
def test_largest_remainder_stays_within_one_unit_and_adds_up(total, weights):
    ratios = [weight / sum(weights) for weight in weights]
    parts = s.largest_remainder(total, common_weights(ratios)).parts
    assert sum(parts) == total
    assert all(abs(part - total * ratio) < 1 for part, ratio in zip(parts, ratios, strict=True))
    assert s.largest_remainder(-total, common_weights(ratios)).parts == tuple(-part for part in parts)


@short
@given(dividing_rules(), facts_of())
def test_parts_add_up_to_the_basis(one, facts):
    for year in YEARS:
        groups: dict[tuple, list[s.Line]] = defaultdict(list)
        for line in s.settle(three(one), facts, year, traces=False).lines:
            if line.amount is not None and line.kind is s.Kind.SHARE:
                groups[line.project, line.segment].append(line)
        for lines in groups.values():
            assert sum(line.amount for line in lines) == lines[0].basis
            signs = {(line.amount > 0) - (line.amount < 0) for line in lines} - {0}
            assert signs <= {(lines[0].basis > 0) - (lines[0].basis < 0)}


@short
@given(ratios_of("ABC"), facts_of())
def test_a_plain_split_equals_a_pocket_calculator(ratios, facts):
    retained = three(rule(ratios=ratios, basis=s.Basis(s.BasisKind.RETAINED)))
    rates = {rate.tax_code: rate.ratio for rate in facts.rates}
    for year in YEARS:
        got = by_key(s.settle(retained, facts, year, traces=False).lines)
        for code in ("P", "Q"):
            rows = [seen for seen in facts.observations if seen.project == code and seen.on.year == year]
            mine = {key.party: amount for key, amount in got.items() if key.project == code}
            if not rows or not all(seen.verified for seen in rows):
                assert not mine
                continue
            exact = sum(
                (Fraction(seen.retained) if seen.retained is not None else seen.amount * rates[seen.tax_code])
                for seen in rows
            )
            basis = int(abs(exact) + Fraction(1, 2)) * (1 if exact >= 0 else -1)
            parts = {party: int(abs(basis) * ratio) for party, ratio in ratios.items()}
            for party in sorted(parts, key=lambda party: (parts[party] - abs(basis) * ratios[party], party)):
                if sum(parts.values()) < abs(basis):
                    parts[party] += 1
            assert mine == {party: part if basis >= 0 else -part for party, part in parts.items()}


@short
@given(dividing_rules(), facts_of(), st.randoms())
def test_order_of_rows_does_not_matter_and_bytes_are_equal(one, facts, random):
    def shuffled(rows):
        return tuple(random.sample(list(rows), len(rows)))

    other = s.Facts(*(shuffled(getattr(facts, name)) for name in facts.__slots__))
    floor = s.Floor("f", "C", "B", 10**6)
    for year in (2022, 2024):
        first = s.settle(three(one, floors=(floor,)), facts, year).as_data()
        second = s.settle(three(one, floors=(floor,)), other, year).as_data()
        assert json.dumps(first, ensure_ascii=False) == json.dumps(second, ensure_ascii=False)


@short
@given(dividing_rules(), facts_of())
def test_posted_quarters_add_up_to_the_year(one, facts):
    facts = replace(facts, observations=tuple(replace(seen, verified=True) for seen in facts.observations))
    floors = (s.Floor("f", "C", "B", 10**6),)
    for year in (2022, 2024):
        posted = []
        for quarter in (1, 2, 3, 4):
            settlement = s.settle(three(one, floors=floors), facts, year, quarter=quarter, traces=False)
            posted += [
                s.Posted(f"{quarter}-{place}", year, posting.key, posting.amount)
                for place, posting in enumerate(s.less_posted(settlement, posted))
            ]
        sums: dict[s.LineKey, int] = defaultdict(int)
        for posting in posted:
            sums[posting.key] += posting.amount
        fresh = by_key(s.settle(three(one, floors=floors), facts, year, traces=False).lines)
        for key in sums.keys() | fresh.keys():
            assert sums.get(key, 0) == fresh.get(key, 0)


@short
@given(dividing_rules(), facts_of(), money, st.dates(date(2021, 1, 1), date(2024, 12, 31)))
def test_an_observation_and_its_reversal_change_nothing(one, facts, amount, on):
    pair = (row("x", on, amount, retained=amount // 2), row("y", on, -amount, retained=-(amount // 2)))
    there = any(
        seen.project == "P" and seen.on.year == year and seen.verified
        for seen in facts.observations
        for year in (on.year,)
    )
    more = replace(facts, observations=facts.observations + pair)
    for year in YEARS:
        before = by_key(s.settle(three(one), facts, year, traces=False).lines)
        after = by_key(s.settle(three(one), more, year, traces=False).lines)
        if there or one.basis.increment is None:  # a base of 0 is a base: with an increment, it may unblock
            assert {key: amount for key, amount in after.items() if amount} == {
                key: amount for key, amount in before.items() if amount
            }


@short
@given(dividing_rules(), facts_of(), facts_of())
def test_posted_lines_and_restatements_equal_a_fresh_computation(one, first, then):
    then = replace(
        then, projects=first.projects, observations=tuple(replace(seen, verified=True) for seen in then.observations)
    )
    posted = [
        s.Posted(f"{year}-{place}", year, line.key, line.amount)
        for year in YEARS
        for place, line in enumerate(s.settle(three(one), first, year, traces=False).lines)
        if line.amount is not None
    ]
    sums: dict[tuple, int] = defaultdict(int)
    for line in posted:
        sums[line.year, line.key] += line.amount
    for posting in s.restate(three(one), then, YEARS, posted, traces=False):
        assert posting.amount == posting.recomputed - posting.posted != 0
        sums[posting.year, posting.key] += posting.amount
    for year in YEARS:
        settlement = s.settle(three(one), then, year, traces=False)
        held = {(line.rule, line.project) for line in settlement.blocked}
        fresh = by_key(settlement.lines)
        if held:
            continue  # what is blocked leaves what was posted: see test_postings
        for key in {key for when, key in sums if when == year} | fresh.keys():
            assert sums.get((year, key), 0) == fresh.get(key, 0)


@short
@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=4, unique=True).map(sorted), st.data())
def test_marginal_tiers_are_monotone(uppers, data):
    tiers = tuple(s.Tier(upper, data.draw(ratios_of("AB"))) for upper in [*uppers, None])
    table = s.TierTable(tiers)
    low, high = sorted(data.draw(st.tuples(st.integers(0, 2 * 10**6), st.integers(0, 2 * 10**6))))
    for party in "AB":
        assert low * tier_ratios(table, low)[party] <= high * tier_ratios(table, high)[party]
    tiered = agreement(rule(bands=(s.YearBand(tiers=table),)))
    small, large = (
        amounts(s.settle(tiered, s.Facts((project(),), (row("1", date(2024, 1, 1), amount),)), 2024))
        for amount in (low, high)
    )
    assert all(small[party] <= large[party] for party in "AB")


@short
@given(dividing_rules(), facts_of())
def test_caps_hold(one, facts):
    cap = one.cap or s.Cap("A", "B", 10**6)
    one = replace(one, cap=cap)
    totals = []
    for year in YEARS:
        settlement = s.settle(three(one), facts, year, traces=False)
        shared = [line for line in settlement.lines if line.state is s.State.SHARED and line.party == "A"]
        totals.append(sum(line.amount for line in shared))
        assert sum(line.amount for line in settlement.lines if line.kind is s.Kind.CAP_EXCESS) == 0
    if cap.period is s.CapPeriod.YEAR:
        assert all(total <= cap.limit for total in totals)
    else:
        assert all(sum(totals[: place + 1]) <= cap.limit for place in range(len(totals)))


@short
@given(dividing_rules(), facts_of(), st.integers(0, 10**8))
def test_floors_hold_and_change_no_share(one, facts, minimum):
    floors = (s.Floor("f", "C", "B", minimum),)
    for year in (2022, 2024):
        with_floor = s.settle(three(one, floors=floors), facts, year, traces=False)
        without = s.settle(three(one), facts, year, traces=False)
        assert [line for line in with_floor.lines if line.rule != "f"] == list(without.lines)
        if not any(line.party == "C" for line in without.blocked):
            assert with_floor.total("C", book=s.Book.FISCAL) >= minimum
        else:
            assert [line.amount for line in with_floor.lines if line.rule == "f"] == [None, None]


@short
@given(dividing_rules())
def test_zero_bases_give_zeros(one):
    if one.basis.increment is not None and one.basis.increment.kind is s.IncrementKind.FIXED:
        one = replace(one, basis=replace(one.basis, increment=replace(one.basis.increment, amount=0)))
    rows = tuple(row(str(year), date(year, 12, 1), 0, retained=0) for year in YEARS)
    outlays = (s.Outlay("1", "r", "A", date(2021, 1, 1), 100),)
    paid = (s.Contribution("1", "A", date(2021, 1, 1), 1),)
    held = (s.Shareholding("1", "A", date(2021, 1, 1), Fraction(1)),)
    none = tuple(s.Incentive(str(year), "P", date(year, 1, 1), 0) for year in YEARS)
    projects = (project(first_tax_paid=date(2021, 5, 5)),)
    facts = s.Facts(projects, rows, (), none, paid, held, outlays)
    for year in YEARS:
        assert {line.amount for line in s.settle(three(one), facts, year, traces=False).lines} == {0}


@short
@given(facts_of(), st.lists(st.integers(0, 10**8), min_size=4, max_size=4))
def test_recovery_follows_its_formula_and_never_exceeds_the_outlay(facts, paid):
    recover = rule(mode=s.Mode.RECOVER_FIRST, recoverers=("A", "C"), ratios={"A": Fraction(1, 7), "B": Fraction(6, 7)})
    outlays = tuple(
        s.Outlay(str(place), "r", "AC"[place % 2], date(YEARS[place], 1, 1), amount)
        for place, amount in enumerate(paid)
    )
    facts = replace(facts, outlays=outlays)
    got, basis = defaultdict(int), 0
    for year in YEARS:
        lines = s.settle(three(recover), facts, year, traces=False).lines
        mine = [line.amount for line in lines if line.amount is not None]
        basis += sum(mine)
        for line in lines:
            if line.kind is s.Kind.RECOVERY:
                got[line.party] += line.amount
        outlay = {
            party: sum(one.amount for one in outlays if one.party == party and one.on.year <= year) for party in "AC"
        }
        assert all(0 <= got[party] <= outlay[party] for party in "AC")
        if any(line.basis for line in lines if line.amount is not None):
            assert sum(got.values()) == min(sum(outlay.values()), max(0, basis))


@short
@given(facts_of())
def test_a_blocked_project_leaves_the_others_as_they_are(facts):
    plain = three(rule(ratios={"A": Fraction(1, 3), "B": Fraction(2, 3)}))
    more = replace(facts, observations=(*facts.observations, row("x", date(2024, 1, 1), 5, verified=False)))
    before = [line for line in s.settle(plain, facts, 2024).lines if line.project == "Q"]
    settlement = s.settle(plain, more, 2024)
    assert [line for line in settlement.lines if line.project == "Q"] == before
    assert {line.amount for line in settlement.lines if line.project == "P"} == {None}


@short
@given(money, ratios_of("ABC"), st.integers(1, 10**9))
def test_per_mu_figures_of_an_allocation_are_the_whole_figure(total, ratios, land):
    settlement = s.settle(three(rule(ratios=ratios)), s.Facts((project(),), (row("1", date(2024, 1, 1), total),)), 2024)
    table = s.per_mu(s.items_from(settlement, "r", {"P": land}), "ABC", "B", s.PerMuMethod.ALLOCATE_BOTH)
    figures = [figure for figure in table.totals.values() if figure.land is not None]
    assert sum(figure.land for figure in figures) == land
    if total > 0:
        assert {figure.exact for figure in figures if figure.exact is not None} == {Fraction(total * 200_000, 3 * land)}
