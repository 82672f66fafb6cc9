"""Increment, recovery, tiers, cap, floor, dated ratios and lump sums in combination (domain §6, rules 5–10, 14)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from clusters.enclaves import sharing as s

from .agreements import HALF, SIX_FOUR, A, B, agreement, amounts, project, row, rule, states

C = s.Party("C", "fund")
PQ = (project("P"), project("Q"))


def mid(year: int) -> date:
    return date(year, 6, 30)


# -- matching


def test_the_rule_of_the_projects_category_goes_first():
    rules = (rule(), rule(code="special", category="x", ratios=HALF))
    facts = s.Facts(
        (project("P", "x"), project("Q", "y")), (row("1", mid(2024), 100, "P"), row("2", mid(2024), 100, "Q"))
    )
    settlement = s.settle(agreement(*rules), facts, 2024)
    assert {(line.project, line.rule) for line in settlement.lines} == {("P", "special"), ("Q", "r")}


def test_of_two_windows_the_one_in_force_shares_and_only_one_ends():
    early = rule(code="early", years=s.YearKind.WINDOW, bands=(s.YearBand(2021, 2022, HALF),))
    late = rule(code="late", years=s.YearKind.WINDOW, bands=(s.YearBand(2023, 2024, SIX_FOUR),))
    both = agreement(early, late)
    rows = tuple(row(str(year), mid(year), 100) for year in range(2022, 2026))
    facts = s.Facts((project(),), rows)
    assert [
        {(line.rule, str(line.state)) for line in s.settle(both, facts, year).lines} for year in range(2022, 2026)
    ] == [{("early", "shared")}, {("late", "shared")}, {("late", "shared")}, {("late", "ended")}]


def test_two_rules_that_share_the_same_figure_are_refused_at_the_latest_here():
    with pytest.raises(s.SharingError, match="two_rules"):
        s.settle(agreement(rule(), rule(code="o")), s.Facts((project(),), (row("1", mid(2024), 1),)), 2024)


def test_named_codes_are_summed_into_one_basis_and_others_left_alone():
    named = rule(ratios=HALF, tax_codes=("VAT", "CIT"))
    rows = (
        row("1", mid(2024), 1, tax_code="VAT"),
        row("2", mid(2024), 2, tax_code="CIT"),
        row("3", mid(2024), 9, tax_code="PIT"),
    )
    lines = s.settle(agreement(named), s.Facts((project(),), rows), 2024).lines
    assert [(line.party, line.amount, line.basis) for line in lines] == [("A", 2, 3), ("B", 1, 3)]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (s.Facts((project(),), (row("1", mid(2024), 1, "Z"),)), "unknown_project"),
        (s.Facts((project(),), (row("1", mid(2024), 1), row("1", mid(2024), 1))), "observation_twice"),
        (s.Facts((project(), project())), "project_twice"),
    ],
)
def test_unusable_facts_are_refused(facts, code):
    with pytest.raises(s.SharingError, match=code):
        s.settle(agreement(rule()), facts, 2024)


def test_a_year_before_the_agreement_is_refused():
    with pytest.raises(s.SharingError, match="no_version"):
        s.settle(agreement(rule()), s.Facts(), 2020)


# -- ratios by date


def test_equity_ratios_of_the_day_make_separate_lines():
    held = (
        s.Shareholding("1", "A", date(2021, 1, 1), Fraction(1, 2)),
        s.Shareholding("2", "B", date(2021, 1, 1), Fraction(1, 2)),
        s.Shareholding("3", "A", date(2024, 7, 1), Fraction(1, 4)),
        s.Shareholding("4", "B", date(2024, 7, 1), Fraction(3, 4)),
    )
    equity = agreement(rule(mode=s.Mode.BY_EQUITY, bands=s.EVERY_YEAR))
    facts = s.Facts(
        (project(),), (row("1", date(2024, 6, 30), 100), row("2", date(2024, 7, 1), 100)), shareholdings=held
    )
    lines = s.settle(equity, facts, 2024).lines
    assert [(line.segment, line.party, line.amount) for line in lines] == [
        ("-@2021-01-01", "A", 50),
        ("-@2021-01-01", "B", 50),
        ("-@2024-07-01", "A", 25),
        ("-@2024-07-01", "B", 75),
    ]
    partial = s.settle(equity, replace(facts, shareholdings=held[:3]), 2024)
    assert {reason.code for line in partial.blocked for reason in line.reasons} == {"shareholding_not_whole"}


def test_no_contribution_at_all_blocks():
    by = agreement(rule(mode=s.Mode.BY_CONTRIBUTION, bands=s.EVERY_YEAR))
    settlement = s.settle(by, s.Facts((project(),), (row("1", mid(2024), 100),)), 2024)
    assert {reason.code for line in settlement.blocked for reason in line.reasons} == {"no_contribution"}


# -- increments


def over(netting=s.Netting.AGGREGATE, **changes) -> s.Agreement:
    basis = s.Basis(increment=s.Increment(s.IncrementKind.BASE_YEAR, 2020, netting=netting))
    return agreement(rule(ratios=HALF, basis=basis, **changes))


def test_an_increment_waits_for_the_fourth_quarter():
    facts = s.Facts(PQ, (row("1", date(2020, 1, 1), 50), row("2", date(2024, 1, 1), 80)))
    assert s.settle(over(), facts, 2024, quarter=3).lines == ()
    lines = s.settle(over(), facts, 2024).lines
    assert [(line.project, line.party, line.amount) for line in lines] == [("", "A", 15), ("", "B", 15)]


def test_a_project_without_base_blocks_the_aggregate_or_only_itself():
    rows = (row("1", date(2020, 1, 1), 50), row("2", mid(2024), 80), row("3", mid(2024), 70, "Q"))
    aggregate = s.settle(over(), s.Facts(PQ, rows), 2024)
    assert [(line.project, line.amount) for line in aggregate.lines] == [("", None), ("", None)]
    assert aggregate.lines[0].reasons[0].params == {"project": "Q", "year": 2020}
    apart = s.settle(over(s.Netting.PER_PROJECT), s.Facts(PQ, rows), 2024)
    assert amounts(apart, project="P") == {"A": 15, "B": 15}
    assert states(apart, project="Q") == {"blocked"}


def test_a_fixed_base():
    fixed = rule(basis=s.Basis(increment=s.Increment(s.IncrementKind.FIXED, amount=1000)))
    facts = s.Facts(PQ, (row("1", mid(2024), 900), row("2", mid(2024), 300, "Q")))
    assert amounts(s.settle(agreement(fixed), facts, 2024)) == {"A": 120, "B": 80}


def test_the_mean_of_the_first_three_years():
    mean = s.Basis(increment=s.Increment(s.IncrementKind.FIRST_THREE_YEARS))
    rows = tuple(
        row(str(year), mid(year), amount) for year, amount in ((2021, 100), (2022, 100), (2023, 101), (2024, 201))
    )
    facts = s.Facts((project(production=date(2021, 5, 1)),), rows)
    one = rule(basis=mean, start=s.Start("production"), bands=(s.YearBand(1, None, HALF),))
    assert amounts(s.settle(agreement(one), facts, 2023)) == {"A": 0, "B": 101}
    assert states(s.settle(agreement(one), facts, 2023)) == {"not_shared"}
    # 201 − 301/3 = 302/3 → 101
    assert amounts(s.settle(agreement(one), facts, 2024)) == {"A": 51, "B": 50}
    told = replace(one, bands=(s.YearBand(1, 3, SIX_FOUR), s.YearBand(4, None, HALF)))
    assert amounts(s.settle(agreement(told), facts, 2022)) == {"A": 60, "B": 40}
    unknown = s.settle(agreement(one), replace(facts, observations=rows[1:]), 2024)
    assert unknown.lines[0].reasons == (s.Reason("no_base", {"project": "P", "year": 2021}),)


# -- recovery


def recovering(*recoverers: str, **changes) -> s.Agreement:
    return agreement(rule(mode=s.Mode.RECOVER_FIRST, recoverers=recoverers, **changes), parties=(A, B, C))


def outlay(party: str, amount: int, year: int = 2021) -> s.Outlay:
    return s.Outlay(f"{party}{year}", "r", party, date(year, 1, 1), amount)


def test_recovery_is_laid_on_positive_bases():
    rows = (row("1", mid(2024), 100), row("2", mid(2024), 201, "Q"), row("3", mid(2024), -1, "R"))
    facts = s.Facts((*PQ, project("R")), rows, outlays=(outlay("A", 100),))
    settlement = s.settle(recovering("A"), facts, 2024)
    assert {line.project: line.amount for line in settlement.lines if line.kind is s.Kind.RECOVERY} == {
        "P": 33,
        "Q": 67,
    }
    assert sum(amounts(settlement).values()) == 300


def test_several_recoverers_share_by_outstanding_outlay():
    facts = s.Facts(
        PQ,
        (row("1", mid(2021), 100), row("2", mid(2022), 1000)),
        outlays=(outlay("A", 300), outlay("C", 100), outlay("C", 100, 2022)),
    )
    first, second = (s.settle(recovering("A", "C"), facts, year) for year in (2021, 2022))
    assert amounts(first, kind=s.Kind.RECOVERY) == {"A": 75, "C": 25}
    assert amounts(second, kind=s.Kind.RECOVERY) == {"A": 225, "C": 175}


def test_years_may_start_when_recovery_is_completed():
    after = recovering("A", start=s.Start(s.RECOVERY_COMPLETED), bands=(s.YearBand(1, 2, SIX_FOUR),))
    rows = tuple(row(str(year), mid(year), 200) for year in (2021, 2022, 2023, 2024))
    facts = s.Facts((project(),), rows, outlays=(outlay("A", 300),))
    found = [amounts(s.settle(after, facts, year)) for year in (2021, 2022, 2023, 2024)]
    assert found == [{"A": 200, "B": 0}, {"A": 160, "B": 40}, {"A": 120, "B": 80}, {"A": 0, "B": 200}]
    assert states(s.settle(after, facts, 2024)) == {"ended"}


def test_another_rule_may_start_when_recovery_is_completed():
    pool = rule(mode=s.Mode.RECOVER_FIRST, recoverers=("A",))
    output = rule(
        code="o",
        book=s.Book.ASSESSMENT,
        indicator="output",
        start=s.Start(s.RECOVERY_COMPLETED, rule="r"),
        bands=(s.YearBand(1, 1, HALF),),
    )
    rows = [row(str(year), mid(year), 200) for year in (2021, 2022, 2023)]
    rows += [row(f"o{year}", mid(year), 10, indicator="output") for year in (2021, 2022, 2023)]
    facts = s.Facts((project(),), rows, outlays=(outlay("A", 300),))
    assert s.check_version((pool, output), (A, B)) == []
    assert [states(s.settle(agreement(pool, output), facts, year), rule="o") for year in (2021, 2022, 2023)] == [
        {"not_shared"},
        {"shared"},
        {"ended"},
    ]


def test_without_an_outlay_the_pool_is_unknown():
    settlement = s.settle(recovering("A"), s.Facts(PQ, (row("1", mid(2024), 5),)), 2024)
    assert {reason.code for line in settlement.blocked for reason in line.reasons} == {"no_outlay"}


def test_a_pool_goes_on_under_a_new_version():
    first = rule(mode=s.Mode.RECOVER_FIRST, recoverers=("A",))
    versions = (s.Version(1, 2021, (first,)), s.Version(2, 2023, (replace(first, bands=(s.YearBand(ratios=HALF),)),)))
    rows = tuple(row(str(year), mid(year), 200) for year in (2021, 2022, 2023))
    facts = s.Facts((project(),), rows, outlays=(outlay("A", 500),))
    settlement = s.settle(s.Agreement("X", (A, B), versions), facts, 2023)
    assert settlement.version == 2
    assert amounts(settlement) == {"A": 150, "B": 50}


# -- tiers, cap, floor, lump sum

STEPS = (s.Tier(1000, HALF), s.Tier(None, s.read_ratios({"A": "0.4", "B": "0.6"})))


def test_tiers_by_the_agreement_make_one_line():
    tiered = rule(bands=(s.YearBand(tiers=s.TierTable(STEPS, scope=s.Scope.AGREEMENT)),))
    facts = s.Facts(PQ, (row("1", mid(2024), 900), row("2", mid(2024), 200, "Q")))
    settlement = s.settle(agreement(tiered), facts, 2024)
    assert [(line.project, line.amount) for line in settlement.lines] == [("", 540), ("", 560)]
    loose = replace(facts, observations=(*facts.observations, row("3", mid(2024), 1, "Q", verified=False)))
    assert {line.amount for line in s.settle(agreement(tiered), loose, 2024).lines} == {None}


def test_the_tier_is_found_by_the_year_where_the_year_falls_in_two():
    table = s.TierTable(STEPS, s.TierMethod.WHOLE)
    two = rule(
        start=s.Start("production"),
        years=s.YearKind.ANNIVERSARY,
        bands=(s.YearBand(1, 1, tiers=table), s.YearBand(2, 2, tiers=table)),
    )
    facts = s.Facts(
        (project(production=date(2023, 7, 1)),), (row("1", date(2024, 6, 30), 600), row("2", date(2024, 7, 1), 600))
    )
    lines = s.settle(agreement(two), facts, 2024).lines
    assert [(line.segment, line.party, line.amount) for line in lines] == [
        ("1-1", "A", 240),
        ("1-1", "B", 360),
        ("2-2", "A", 240),
        ("2-2", "B", 360),
    ]


def test_a_cap_tied_to_the_outlay():
    capped = recovering(
        "A", cap=s.Cap("A", "C", tied_to=s.TiedTo.OUTLAY, factor=Fraction(3, 2), period=s.CapPeriod.CUMULATIVE)
    )
    facts = s.Facts((project(),), (row("1", mid(2021), 400), row("2", mid(2022), 400)), outlays=(outlay("A", 300),))
    found = [amounts(s.settle(capped, facts, year)) for year in (2021, 2022)]
    assert found == [{"A": 360, "B": 40}, {"A": 90, "B": 160, "C": 150}]


def test_a_yearly_cap_may_become_a_cumulative_one():
    yearly = rule(cap=s.Cap("A", "B", 50))
    versions = (
        s.Version(1, 2021, (yearly,)),
        s.Version(2, 2023, (replace(yearly, cap=s.Cap("A", "B", 120, period=s.CapPeriod.CUMULATIVE)),)),
    )
    facts = s.Facts((project(),), tuple(row(str(year), mid(year), 100) for year in (2021, 2022, 2023)))
    got = [amounts(s.settle(s.Agreement("X", (A, B), versions), facts, year))["A"] for year in (2021, 2022, 2023)]
    assert got == [50, 50, 20]


def test_a_blocked_fiscal_line_blocks_the_floor():
    floored = agreement(rule(), floors=(s.Floor("f", "A", "B", 500),))
    facts = s.Facts(PQ, (row("1", mid(2024), 100), row("2", mid(2024), 1, "Q", verified=False)))
    lines = [line for line in s.settle(floored, facts, 2024).lines if line.rule == "f"]
    assert [(line.state, line.amount) for line in lines] == [("blocked", None)] * 2
    assert s.settle(floored, facts, 2024, quarter=3).lines[-1].rule == "r"


def test_a_lump_sum_on_the_events_day():
    lump = rule(
        code="l",
        mode=s.Mode.LUMP_SUM,
        indicator="lump_sum",
        bands=(),
        lump_sum=s.LumpSum("B", "A", 900),
        start=s.Start("production"),
    )
    facts = s.Facts((project(production=date(2023, 7, 1)), project("Q")))
    assert [(line.project, line.party, line.amount) for line in s.settle(agreement(lump), facts, 2023).lines] == [
        ("P", "A", 900),
        ("P", "B", -900),
    ]
    assert s.settle(agreement(lump), facts, 2024).lines == ()


# -- postings


def post(settlement: s.Settlement, posted=()) -> list[s.Posted]:
    return [
        s.Posted(f"{settlement.quarter}-{place}", settlement.year, posting.key, posting.amount)
        for place, posting in enumerate(s.less_posted(settlement, posted))
    ]


def test_what_is_blocked_later_keeps_what_was_posted():
    rows = (row("1", date(2024, 1, 1), 100), row("2", date(2024, 5, 1), 100, verified=False))
    facts = s.Facts((project(),), rows)
    posted = post(s.settle(agreement(rule()), facts, 2024, quarter=1))
    assert {one.key.party: one.amount for one in posted} == {"A": 60, "B": 40}
    assert post(s.settle(agreement(rule()), facts, 2024, quarter=2), posted) == []


def test_a_line_unblocked_after_closing_is_late():
    rows = (row("1", date(2024, 1, 1), 100, verified=False),)
    facts = s.Facts((project(),), rows)
    assert post(s.settle(agreement(rule()), facts, 2024)) == []
    verified = replace(facts, observations=(replace(rows[0], verified=True, revision=2),))
    found = s.restate(agreement(rule()), verified, [2024], [])
    assert [(one.kind, one.key.party, one.amount, one.year) for one in found] == [
        ("late", "A", 60, 2024),
        ("late", "B", 40, 2024),
    ]


def test_a_moved_milestone_restates_what_it_touches():
    five = agreement(rule(start=s.Start("production"), bands=(s.YearBand(1, 1, HALF),)))
    before = s.Facts((project(production=date(2024, 2, 1)),), (row("1", mid(2024), 100),))
    after = replace(before, projects=(project(production=date(2023, 2, 1)),))
    posted = post(s.settle(five, before, 2024))
    found = s.restate(five, after, [2024], posted)
    assert {(one.key.segment, one.key.party): one.amount for one in found} == {
        ("1-1", "A"): -50,
        ("1-1", "B"): -50,
        ("after", "B"): 100,
    }
    assert s.restate(five, before, [2024], posted) == ()
