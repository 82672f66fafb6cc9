"""Rules as sentences, amounts to the fen, series as flows."""

from datetime import date

import pytest
from django.utils.translation import override

from clusters.enclaves.amounts import shown_amount, shown_exact
from clusters.enclaves.selectors.series import Begin, Figure, flows
from tests.factories.enclaves import HALVES, agreement_of, tax_rule


def sentence(rule: dict, language: str = "zh-hans") -> str:
    with override(language):
        return agreement_of(rules=[rule]).versions.get().rules.get().sentence()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "parts"),
    [
        (tax_rule(), ["第 1–5 年（自首次纳税起）", "50"]),
        (tax_rule(basis="retained"), ["地方留成部分"]),
        (tax_rule(less_incentives=True), ["扣减已兑付优惠后"]),
        (tax_rule(mode="by_contribution", bands=[]), ["按各方实际出资比例"]),
        (
            {"code": "o", "book": "assessment", "indicator": "output", "mode": "dual_full_count", "bands": []},
            ["均全额计入"],
        ),
        (
            tax_rule(bands=[{"first": 1, "last": 5, "ratios": HALVES}, {"first": 6, "ratios": {"host": "1"}}]),
            ["第 1–5 年", "；", "第 6 年起", "100"],
        ),
        (tax_rule(cap={"party": "origin", "to": "host", "limit": 10_000_000}), ["每年不超过"]),
    ],
)
def test_says_what_a_rule_means(rule, parts):
    text = sentence(rule)
    assert all(part in text for part in parts), text
    assert text.endswith("。")


@pytest.mark.django_db
def test_says_it_in_english():
    assert "In years 1–5 (counted from first tax paid)" in sentence(tax_rule(), "en")


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0.00"), (5, "0.05"), (123_456, "1,234.56"), (-12_345_678, "-123,456.78"), (None, "—")],
)
def test_amounts_are_shown_to_the_fen(fen, shown):
    assert shown_amount(fen) == shown


@pytest.mark.parametrize(
    ("exact", "shown"), [("10001/2", "50.005"), ("100", "1.00"), ("-1/2", "-0.005"), ("1/3", "1/300"), (None, "—")]
)
def test_exact_parts_of_a_fen_are_shown(exact, shown):
    assert shown_exact(exact) == shown


def figure(month: int, value: int, *, year: int = 2024, pk: int = 0) -> Figure:
    last = {1: 31, 2: 29, 3: 31, 4: 30, 6: 30, 12: 31}[month]
    start, end = date(year, 1, 1), date(year, month, last)
    return Figure(pk or year * 100 + month, "P", "output", "", start, end, value, None, True, 1)


def monthly(rows: list[Figure], **begin: date) -> list[tuple[int, int | None]]:
    found = flows(rows, series="cumulative", unit="fen", begin=Begin(**begin), until_year=2024)
    return [(row.on.month, row.amount) for row in found]


def test_cumulative_figures_become_monthly():
    found = monthly([figure(1, 10), figure(2, 30), figure(3, 25)], production=date(2020, 1, 1))
    assert found[:3] == [(1, 10), (2, 20), (3, -5)]
    assert [amount for _month, amount in found[3:]] == [None] * 9  # not reported yet: these block the year


def test_a_missing_month_blocks_and_the_next_with_it():
    found = dict(monthly([figure(1, 10), figure(3, 30), figure(4, 40)], production=date(2020, 1, 1)))
    assert (found[2], found[3], found[4]) == (None, None, 10)


def test_months_before_production_are_no_gap():
    assert monthly([figure(6, 60)], production=date(2024, 6, 23))[0] == (6, 60)
    assert monthly([figure(6, 60)], production=date(2020, 1, 1))[0] == (1, None)


def test_one_figure_of_the_whole_year_is_its_flow():
    (row,) = flows([figure(12, 70)], series="cumulative", unit="fen", begin=Begin(), until_year=2024)
    assert (row.amount, row.period) == (70, "year")


def test_money_stocks_become_flows_and_land_stays():
    rows = [figure(12, 50, year=2023), figure(12, 80, year=2024)]
    money = [row.amount for row in flows(rows, series="stock", unit="fen", begin=Begin(), until_year=2024)]
    assert money == [None, 30]  # nothing is known of the year before the first
    signed = Begin(signed=date(2023, 5, 1))
    assert [row.amount for row in flows(rows, series="stock", unit="fen", begin=signed, until_year=2024)] == [50, 30]
    land = [row.amount for row in flows(rows, series="stock", unit="sqm_cent", begin=Begin(), until_year=2024)]
    assert land == [50, 80]
