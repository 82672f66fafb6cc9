"""What the path by columns does not take it says, and leaves to the exact path; what is no column it refuses."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from clusters.enclaves import sharing as s
from clusters.enclaves.bulk import Columns, settle_columns
from tests.clusters.enclaves.sharing.agreements import HALF, agreement, project, row, rule

from .frames import bulk_lines, exact_lines

FACTS = s.Facts(
    (project("P", first_tax_paid=date(2022, 5, 5)), project("Q", first_tax_paid=date(2023, 5, 5))),
    (row("1", date(2023, 3, 1), 10_001), row("2", date(2023, 4, 1), -3, "Q"), row("3", date(2022, 4, 1), 7)),
)
FINE = Fraction(1, 2**31)
TOGETHER = s.TierTable((s.Tier(None, HALF),), scope=s.Scope.AGREEMENT)
START = s.Start("first_tax_paid")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("mode", {"mode": s.Mode.BY_CONTRIBUTION, "bands": s.EVERY_YEAR}),
        ("anniversary", {"years": s.YearKind.ANNIVERSARY, "start": START}),
        ("increment", {"basis": s.Basis(increment=s.Increment(s.IncrementKind.BASE_YEAR, 2022))}),
        ("incentives", {"basis": s.Basis(less_incentives=True)}),
        ("recovery", {"recoverers": ("A",)}),
        ("cap", {"cap": s.Cap("A", "B", 10)}),
        ("agreement_tiers", {"bands": (s.YearBand(tiers=TOGETHER),)}),
        ("ratio_too_fine", {"ratios": {"A": FINE, "B": 1 - FINE}}),
        ("contradictions", {"ratios": {"A": Fraction(1, 3), "B": Fraction(1, 3)}}),
    ],
)
def test_rules_of_other_kinds_are_left_to_the_exact_path(code, changes):
    one = agreement(rule(**changes))
    settled = settle_columns([one], Columns.of({"X": FACTS}), [2023])
    assert [(refused.agreement, refused.year, refused.code) for refused in settled.refused] == [("X", 2023, code)]
    assert bulk_lines(settled) == exact_lines(s.settle(one, FACTS, 2023))


def test_floors_and_rules_that_only_years_tell_apart_are_left_too():
    floored = agreement(rule(), floors=(s.Floor("f", "A", "B", 100),))
    first = rule(code="first", bands=(s.YearBand(1, 1, HALF),), start=START)
    then = rule(code="then", bands=(s.YearBand(2, None, HALF),), start=START)
    for code, one in (("floor", floored), ("several_rules", agreement(first, then))):
        settled = settle_columns([one], Columns.of({"X": FACTS}), [2022, 2023])
        assert {refused.code for refused in settled.refused} == {code}
        exact = [s.settle(one, FACTS, year) for year in (2022, 2023)]
        assert bulk_lines(settled) == exact_lines(*exact)


def test_a_year_before_the_agreement_has_no_lines():
    settled = settle_columns([agreement(rule(), since=2023)], Columns.of({"X": FACTS}), [2022, 2023])
    assert [(refused.year, refused.code) for refused in settled.refused] == [(2022, "no_version")]
    assert set(settled.lines()["year"]) == {2023}


@pytest.mark.parametrize("amount", [2**63 - 1, -(2**63), 2**62])
def test_amounts_that_could_overflow_are_left_to_the_exact_path(amount):
    facts = replace(FACTS, observations=(*FACTS.observations, row("4", date(2023, 6, 1), amount)))
    one = agreement(rule())
    settled = settle_columns([one], Columns.of({"X": facts}), [2022, 2023])
    assert [(refused.year, refused.code) for refused in settled.refused] == [(2023, "amount_too_large")]
    assert bulk_lines(settled) == exact_lines(*(s.settle(one, facts, year) for year in (2022, 2023)))


def test_rates_that_are_too_fine_are_left_to_the_exact_path():
    rate = s.Rate("1", "VAT", "local", date(2020, 1, 1), FINE)
    facts = replace(FACTS, rates=(rate,))
    one = agreement(rule(basis=s.Basis(s.BasisKind.RETAINED)))
    settled = settle_columns([one], Columns.of({"X": facts}), [2023])
    assert [refused.code for refused in settled.refused] == ["rate_too_fine"]
    assert bulk_lines(settled) == exact_lines(s.settle(one, facts, 2023))


def changed(columns: Columns, **observations: object) -> Columns:
    return replace(columns, observations=columns.observations.assign(**observations))


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("column_not_whole", {"amount": [0.1, 0.2, 0.3]}),
        ("column_not_whole", {"retained": ["1", "2", "3"]}),
        ("column_not_whole", {"on": ["2023-01-01"] * 3}),
        ("column_empty", {"project": ["P", None, "Q"]}),
        ("column_empty", {"tax_code": ["VAT", None, "VAT"]}),
        ("unknown_project", {"project": ["P", "Q", "Z"]}),
        ("observation_twice", {"id": ["1", "2", "2"]}),
    ],
)
def test_what_is_no_column_is_refused(code, change):
    one = agreement(rule(basis=s.Basis(s.BasisKind.RETAINED)))
    with pytest.raises(s.SharingError) as refused:
        settle_columns([one], changed(Columns.of({"X": FACTS}), **change), [2023])
    assert refused.value.code == code


def test_a_missing_column_and_a_project_or_agreement_twice_are_refused():
    columns, one = Columns.of({"X": FACTS}), agreement(rule())
    with pytest.raises(s.SharingError, match="column_missing"):
        replace(columns, observations=columns.observations.drop(columns="amount"))
    twice = replace(columns, enrolments=pd.concat([columns.enrolments, columns.enrolments]))
    with pytest.raises(s.SharingError, match="project_twice"):
        settle_columns([one], twice, [2023])
    with pytest.raises(s.SharingError, match="agreement_twice"):
        settle_columns([one, one], columns, [2023])


def test_nothing_observed_gives_no_lines():
    empty = Columns.of({"X": replace(FACTS, observations=())})
    assert not len(settle_columns([agreement(rule())], empty, [2023]).lines())
