"""Rules as sentences, amounts to the fen, series as flows."""

from datetime import date

import pytest
from django.utils.translation import override

from clusters.enclaves.amounts import exact_amount, shown_amount, shown_exact
from clusters.enclaves.models import FloorRule
from clusters.enclaves.selectors.series import Begin, Figure, flows
from tests.factories.enclaves import HALVES, agreement_of, tax_rule


def sentence(rule: dict, language: str = "zh-hans") -> str:
    with override(language):
        return agreement_of(rules=[rule], effective=False).versions.get().rules.get().sentence()


def tiered(method: str, scope: str) -> dict:
    tiers = [{"upper": 1_000_000_000, "ratios": HALVES}, {"upper": None, "ratios": {"host": "1"}}]
    return {"tiers": {"tiers": tiers, "method": method, "scope": scope}}


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
        (tax_rule(cap={"party": "origin", "to": "host", "limit": 10_000_000}), ["每年不超过", "10\u202f万元"]),
        (
            tax_rule(
                cap={"party": "origin", "to": "host", "tied_to": "outlay", "factor": "3/2", "period": "cumulative"}
            ),
            ["其投入的 150\u202f%"],
        ),
        (
            tax_rule(bands=[tiered("marginal", "project")]),
            ["每个项目当年", "1,000\u202f万元以内的部分", "超过", "的部分"],
        ),
        (tax_rule(bands=[tiered("whole", "agreement")]), ["全部项目合计", "不超过 1,000\u202f万元的", "全额"]),
        (tax_rule(mode="recover_first", recoverers=["origin"]), ["先收回投入"]),
        (tax_rule(increment={"kind": "base_year", "base_year": 2020, "netting": "signed"}), ["2020", "下降也计入"]),
        (tax_rule(increment={"kind": "fixed", "amount": 123_456_789}), ["1,234,567.89\u202f元", "低于零按零"]),
        (
            tax_rule(mode="lump_sum", lump_sum={"payer": "host", "payee": "origin", "amount": 50_000_001}),
            ["一次性支付", "500,000.01\u202f元", "首次纳税"],
        ),
        (
            tax_rule(year_method="window", start_event="", bands=[{"first": 2026, "last": 2030, "ratios": HALVES}]),
            ["2026"],
        ),
        (tax_rule(bands=[{"ratios": {"origin": "1/3", "host": "2/3"}}]), ["1/3", "2/3"]),
        (tax_rule(bands=[{}]), ["待确认"]),
    ],
)
def test_says_what_a_rule_means(rule, parts):
    text = sentence(rule)
    assert all(part in text for part in parts), text
    assert text.endswith("。")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "part"),
    [("zh-hans", "每年至少分得 500\u202f万元，不足部分由"), ("en", "at least 5\u202fmillion yuan a year")],
)
def test_says_what_a_minimum_means(language, part):
    agreement = agreement_of()
    origin, host = agreement.parties.all()
    given = {"agreement_version": agreement.versions.get(), "code": "m", "amount_fen": 500_000_000}
    with override(language):
        assert part in FloorRule(party=origin, payer=host, **given).sentence()


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (0, "0.00\u202f元", "0.00\u202fyuan"),
        (12_345_678, "123,456.78\u202f元", "123,456.78\u202fyuan"),
        (50_000_000, "50\u202f万元", "500,000.00\u202fyuan"),
        (50_010_000, "50.01\u202f万元", "500,100.00\u202fyuan"),
        (12_345_000_000, "12,345\u202f万元", "123.45\u202fmillion\u202fyuan"),
        (-30_000_000_000, "-3\u202f亿元", "-300\u202fmillion yuan"),
    ],
)
def test_amounts_of_a_contract_are_never_rounded(fen, zh, en):
    with override("zh-hans"):
        assert exact_amount(fen) == zh
    with override("en"):
        assert exact_amount(fen).replace("\u202f", " ") == en.replace("\u202f", " ")


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
