"""Contradictions that keep a version from taking effect."""

from datetime import date
from fractions import Fraction

import pytest

from clusters.enclaves import sharing as s

from .agreements import HALF, A, B, rule

RATIO = {"A": "0.3333", "B": "0.3333", "C": "0.3333"}
BASE_YEAR = s.Increment(s.IncrementKind.BASE_YEAR, 2020)


def found(*rules: s.Rule, parties=(A, B), floors=()) -> set[str]:
    return {problem.code for problem in s.check_version(rules, parties, floors)}


def counted(*bands: s.YearBand, **changes) -> s.Rule:
    return rule(bands=bands, start=changes.pop("start", s.Start("production")), **changes)


def increment(**changes) -> s.Basis:
    return s.Basis(increment=s.Increment(**changes))


def tiers(*rows: tuple[int | None, dict]) -> tuple[s.YearBand, ...]:
    return (s.YearBand(tiers=s.TierTable(tuple(s.Tier(upper, ratios) for upper, ratios in rows))),)


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (rule(ratios=s.read_ratios({"A": "0.6", "B": "0.3"})), "ratios_not_one"),
        (rule(ratios=s.read_ratios(RATIO)), "ratios_not_one"),
        (rule(ratios={}), "no_ratios"),
        (rule(ratios={"A": Fraction(3, 2), "B": Fraction(-1, 2)}), "ratio_negative"),
        (rule(ratios=s.read_ratios({"A": "0.6", "X": "0.4"})), "unknown_party"),
        (rule(mode=s.Mode.SINGLE_PARTY), "single_party_shares"),
        (rule(mode=s.Mode.DUAL_FULL_COUNT, bands=s.EVERY_YEAR), "dual_in_fiscal"),
        (rule(mode=s.Mode.DUAL_FULL_COUNT, book=s.Book.ASSESSMENT), "dual_not_one"),
        (
            rule(mode=s.Mode.DUAL_FULL_COUNT, book=s.Book.ASSESSMENT, bands=s.EVERY_YEAR, cap=s.Cap("A", "B", 1)),
            "dual_divides",
        ),
        (rule(mode=s.Mode.BY_CONTRIBUTION), "ratios_come_from_facts"),
        (rule(book=s.Book.STATUTORY), "statutory_book"),
        (counted(s.YearBand(1, 5, HALF), s.YearBand(5, 8, HALF)), "bands_overlap"),
        (counted(s.YearBand(1, None, HALF), s.YearBand(6, 8, HALF)), "bands_overlap"),
        (counted(s.YearBand(1, 5, HALF), s.YearBand(7, 8, HALF)), "bands_gap"),
        (counted(s.YearBand(5, 1, HALF)), "band_reversed"),
        (counted(s.YearBand(0, 5, HALF)), "band_before_year_one"),
        (counted(s.YearBand(1, 5, HALF), start=None), "no_start"),
        (rule(bands=()), "no_bands"),
        (rule(start=s.Start()), "start_empty"),
        (rule(start=s.Start(s.RECOVERY_COMPLETED)), "recovery_without_pool"),
        (
            rule(start=s.Start(s.RECOVERY_COMPLETED), recoverers=("A",), years=s.YearKind.ANNIVERSARY),
            "recovery_by_calendar_only",
        ),
        (rule(bands=tiers((100, HALF))), "tiers_not_open"),
        (rule(bands=tiers((100, HALF), (50, HALF), (None, HALF))), "tiers_not_rising"),
        (rule(bands=tiers((100, {"A": Fraction(1, 2)}), (None, HALF))), "ratios_not_one"),
        (rule(bands=tiers()), "tiers_empty"),
        (rule(bands=(s.YearBand(ratios=HALF, tiers=tiers((None, HALF))[0].tiers),)), "ratios_and_tiers"),
        (rule(mode=s.Mode.RECOVER_FIRST), "no_recoverers"),
        (rule(cap=s.Cap("A", "", 5)), "cap_without_recipient"),
        (rule(cap=s.Cap("A", "A", 5)), "pays_itself"),
        (rule(cap=s.Cap("A", "B")), "cap_without_limit"),
        (rule(cap=s.Cap("A", "B", -5)), "cap_negative"),
        (rule(cap=s.Cap("A", "B", tied_to=s.TiedTo.OUTLAY)), "cap_tied_to_nothing"),
        (rule(mode=s.Mode.LUMP_SUM), "lump_sum_incomplete"),
        (
            rule(mode=s.Mode.LUMP_SUM, lump_sum=s.LumpSum("A", "A", 5), start=s.Start(on=date(2024, 1, 1))),
            "pays_itself",
        ),
        (
            rule(
                mode=s.Mode.LUMP_SUM,
                lump_sum=s.LumpSum("A", "B", 5),
                start=s.Start("production"),
                book=s.Book.ASSESSMENT,
            ),
            "lump_sum_not_fiscal",
        ),
        (rule(basis=increment(kind=s.IncrementKind.BASE_YEAR)), "base_year_missing"),
        (rule(basis=increment(kind=s.IncrementKind.FIXED)), "base_amount_missing"),
        (rule(basis=increment(kind=s.IncrementKind.FIRST_THREE_YEARS)), "first_years_without_event"),
        (rule(basis=increment(kind=s.IncrementKind.FIXED, amount=5, netting=s.Netting.PER_TAX)), "per_tax_over_fixed"),
        (
            rule(
                basis=s.Basis(
                    less_incentives=True,
                    increment=s.Increment(s.IncrementKind.BASE_YEAR, 2020, netting=s.Netting.PER_TAX),
                )
            ),
            "per_tax_less_incentives",
        ),
        (
            counted(s.YearBand(1, 5, HALF), years=s.YearKind.ANNIVERSARY, basis=s.Basis(increment=BASE_YEAR)),
            "increment_by_anniversary",
        ),
    ],
)
def test_each_contradiction_is_found(one, code):
    assert code in found(one)


def test_a_gap_is_only_a_warning():
    problems = s.check_version([counted(s.YearBand(1, 5, HALF), s.YearBand(8, None, HALF))], (A, B))
    assert [(problem.severity, problem.params) for problem in problems] == [("warning", {"first": 6, "last": 7})]


def test_parties():
    assert found(parties=(A,)) == {"too_few_parties", "one_host"}
    assert found(parties=(A, A, B)) == {"party_twice"}
    assert found(parties=(A, B, s.Party("C", "host"))) == {"one_host"}


def test_floors():
    assert found(rule(), floors=(s.Floor("f", "A", "", 5),)) == {"floor_without_payer"}
    assert found(rule(), floors=(s.Floor("f", "A", "A", 5),)) == {"pays_itself"}
    assert found(rule(), floors=(s.Floor("r", "A", "B", 5),)) == {"rule_twice"}
    assert found(floors=(s.Floor("f", "A", "B", -5, 2025, 2024),)) == {
        "floor_negative",
        "band_reversed",
        "floor_without_fiscal_rule",
    }


def window(first: int, last: int | None, **changes) -> s.Rule:
    return rule(years=s.YearKind.WINDOW, bands=(s.YearBand(first, last, HALF),), **changes)


@pytest.mark.parametrize(
    ("one", "other", "refused"),
    [
        (rule(), rule(code="o"), True),
        (rule(tax_codes=("VAT",)), rule(code="o"), True),
        (rule(tax_codes=("VAT",)), rule(code="o", tax_codes=("CIT",)), False),
        (rule(), rule(code="o", book=s.Book.ASSESSMENT), False),
        (rule(category="x"), rule(code="o"), False),  # the explicit category goes first
        (rule(category="x"), rule(code="o", category="x"), True),
        (window(2021, 2025), window(2026, None, code="o"), False),
        (window(2021, 2025), window(2025, None, code="o"), True),
        (counted(s.YearBand(1, 5, HALF)), counted(s.YearBand(6, 8, HALF), code="o"), False),
        (counted(s.YearBand(1, 5, HALF)), counted(s.YearBand(6, 8, HALF), code="o", start=s.Start("filed")), True),
        (window(2021, 2025), counted(s.YearBand(6, 8, HALF), code="o"), True),
    ],
)
def test_two_rules_for_the_same_thing(one, other, refused):
    assert ("two_rules" in found(one, other)) is refused


def test_incentives_taken_twice_is_a_warning():
    net = s.Basis(less_incentives=True)
    assert found(rule(tax_codes=("VAT",), basis=net), rule(code="o", tax_codes=("CIT",), basis=net)) == {
        "incentives_taken_twice"
    }
