"""Ratios, rounding, years, states (domain §6, rules 1–5)."""

from dataclasses import replace
from datetime import date

import pytest

from clusters.enclaves import sharing as s

from .agreements import HALF, A, B, agreement, amounts, project, row, rule, states

FIRST_TAX = date(2022, 9, 28)


def settle_one(one: s.Rule, amount: int, on: date = date(2024, 3, 15), **facts) -> s.Settlement:
    given = {"projects": (project(first_tax_paid=FIRST_TAX),), "observations": (row("1", on, amount),)}
    return s.settle(agreement(one), s.Facts(**{**given, **facts}), on.year)


def test_splits_by_ratio():
    assert amounts(settle_one(rule(), 1000)) == {"A": 600, "B": 400}


def test_odd_unit_goes_to_the_earlier_party_and_negative_amounts_keep_their_sign():
    assert amounts(settle_one(rule(ratios=HALF), 101)) == {"A": 51, "B": 50}
    assert amounts(settle_one(rule(ratios=HALF), -101)) == {"A": -51, "B": -50}


def test_three_equal_parties():
    thirds = s.read_ratios({"A": "1/3", "B": "1/3", "C": "1/3"})
    three = agreement(rule(ratios=thirds), parties=(A, B, s.Party("C", "fund")))
    settlement = s.settle(three, s.Facts((project(),), (row("1", date(2024, 1, 1), 10001),)), 2024)
    assert amounts(settlement) == {"A": 3334, "B": 3334, "C": 3333}


def test_counts_fully_on_both_sides():
    dual = rule(mode=s.Mode.DUAL_FULL_COUNT, book=s.Book.ASSESSMENT, bands=s.EVERY_YEAR)
    assert amounts(settle_one(dual, 777)) == {"A": 777, "B": 777}


def test_single_party_gets_all():
    one = rule(mode=s.Mode.SINGLE_PARTY, ratios=s.read_ratios({"A": "1"}))
    assert amounts(settle_one(one, 777)) == {"A": 777, "B": 0}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2021, 12, 31), "not_shared"),
        (date(2022, 1, 1), "shared"),
        (date(2026, 12, 31), "shared"),
        (date(2027, 1, 1), "ended"),
    ],
)
def test_calendar_years(on, expected):
    five = rule(start=s.Start("first_tax_paid"), bands=(s.YearBand(1, 5, HALF),))
    settlement = settle_one(five, 100, on)
    assert states(settlement) == {expected}
    assert amounts(settlement) == ({"A": 50, "B": 50} if expected == "shared" else {"A": 0, "B": 100})


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2022, 9, 27), "not_shared"),
        (FIRST_TAX, "shared"),
        (date(2027, 9, 27), "shared"),
        (date(2027, 9, 28), "ended"),
    ],
)
def test_anniversary_years(on, expected):
    five = rule(start=s.Start("first_tax_paid"), years=s.YearKind.ANNIVERSARY, bands=(s.YearBand(1, 5, HALF),))
    assert states(settle_one(five, 100, on)) == {expected}


def test_anniversary_makes_separate_lines_within_a_year_and_refuses_yearly_figures():
    bands = (s.YearBand(1, 2, HALF), s.YearBand(3, 5, s.read_ratios({"A": "0.2", "B": "0.8"})))
    two = rule(start=s.Start("first_tax_paid"), years=s.YearKind.ANNIVERSARY, bands=bands)
    rows = (row("1", date(2024, 9, 27), 100), row("2", date(2024, 9, 28), 100))
    lines = settle_one(two, 0, observations=rows).lines
    assert [(line.segment, line.party, line.amount) for line in lines] == [
        ("1-2", "A", 50),
        ("1-2", "B", 50),
        ("3-5", "A", 20),
        ("3-5", "B", 80),
    ]
    yearly = (replace(rows[0], period=s.Period.YEAR),)
    blocked = settle_one(two, 0, observations=yearly).lines[0]
    assert (blocked.state, blocked.amount, blocked.reasons[0].code) == ("blocked", None, "yearly_figure")


def test_windows_name_calendar_years():
    window = rule(years=s.YearKind.WINDOW, bands=(s.YearBand(2021, 2025, HALF),))
    assert states(settle_one(window, 100, date(2025, 12, 31))) == {"shared"}
    assert states(settle_one(window, 100, date(2026, 1, 1))) == {"ended"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"projects": (project(),)}, "no_event"),
        (
            {"projects": (s.Project("P", "", (s.Milestone("first_tax_paid", FIRST_TAX, verified=False),)),)},
            "unverified_event",
        ),
        ({"observations": (row("1", date(2024, 1, 1), 5, verified=False),)}, "unverified"),
        ({"observations": (row("1", date(2024, 1, 1), None),)}, "no_unit"),
        ({"observations": (row("1", date(2024, 1, 1), 5),)}, "no_rate"),
    ],
)
def test_blocked_says_what_is_missing_and_other_lines_go_on(facts, code):
    retained = rule(
        start=s.Start("first_tax_paid"), basis=s.Basis(s.BasisKind.RETAINED), bands=(s.YearBand(1, 5, HALF),)
    )
    given = {
        "projects": (project(first_tax_paid=FIRST_TAX),),
        "observations": (row("1", date(2024, 1, 1), 100, retained=50),),
        **facts,
    }
    given["projects"] += (project("Q", first_tax_paid=FIRST_TAX),)
    given["observations"] += (row("9", date(2024, 1, 1), 100, "Q", retained=80),)
    settlement = s.settle(agreement(retained), s.Facts(**given), 2024)
    assert amounts(settlement, project="P") == {"A": None, "B": None}
    assert {reason.code for line in settlement.blocked for reason in line.reasons} == {code}
    assert amounts(settlement, project="Q") == {"A": 40, "B": 40}


def test_retained_part_as_observed_else_by_the_rate_of_the_day():
    retained = rule(ratios=HALF, basis=s.Basis(s.BasisKind.RETAINED))
    rates = (
        s.Rate("1", "VAT", "local", date(2020, 1, 1), s.read_ratio("0.5")),
        s.Rate("2", "VAT", "local", date(2024, 7, 1), s.read_ratio("0.25"), verified=True),
    )
    rows = (
        row("1", date(2024, 1, 1), 100, retained=10),
        row("2", date(2024, 6, 30), 100),
        row("3", date(2024, 7, 1), 100),
    )
    settlement = settle_one(retained, 0, observations=rows, rates=rates)
    assert amounts(settlement) == {"A": 43, "B": 42}  # 10 + 50 + 25
    assert all(line.estimated for line in settlement.lines)


def test_incentives_are_taken_off_and_none_must_be_said():
    net = rule(ratios=HALF, basis=s.Basis(less_incentives=True))
    assert states(settle_one(net, 100)) == {"blocked"}
    paid = (s.Incentive("1", "P", date(2024, 5, 1), 30),)
    assert amounts(settle_one(net, 100, incentives=paid)) == {"A": 35, "B": 35}
    none = (s.Incentive("1", "P", date(2024, 5, 1), 0),)
    assert amounts(settle_one(net, 100, incentives=none)) == {"A": 50, "B": 50}


def test_floats_are_no_ratios():
    with pytest.raises(s.SharingError):
        s.read_ratio(0.1)


def test_a_drafts_ratios_that_do_not_add_up_block():
    settlement = settle_one(rule(ratios=s.read_ratios({"A": "0.5", "B": "0.3"})), 100)
    assert {(line.amount, line.reasons[0].code) for line in settlement.lines} == {(None, "no_ratios")}
