"""What a line's trace says, clause 15, and how series become figures of a year (domain §6, rules 13 and 15; §7)."""

from datetime import date

from clusters.enclaves import sharing as s

from .agreements import HALF, agreement, project, row, rule


def mid(year: int) -> date:
    return date(year, 6, 30)


# -- traces


def test_the_trace_holds_the_numbers_of_the_formula():
    retained = rule(
        ratios=HALF,
        basis=s.Basis(s.BasisKind.RETAINED),
        start=s.Start("first_tax_paid"),
        bands=(s.YearBand(1, 5, HALF),),
    )
    rates = (s.Rate("17", "CIT", "local", date(2021, 1, 1), s.read_ratio("0.16"), document="云财〔2021〕1号"),)
    facts = s.Facts(
        (project(first_tax_paid=date(2022, 9, 28)),), (row("8", mid(2024), 1001, tax_code="CIT", revision=2),), rates
    )
    line = s.settle(agreement(retained), facts, 2024).lines[1]
    trace = line.trace
    assert trace["observations"][0]["revision"] == 2
    assert (trace["observations"][0]["by"], trace["observations"][0]["counted"]) == ("rate", "4004/25")
    assert trace["observations"][0]["rate"]["document"] == "云财〔2021〕1号"
    assert trace["year"]["event"]["on"] == "2022-09-28"
    assert (trace["year"]["numbers"], trace["year"]["band"]) == ([3], [1, 5])
    assert trace["steps"] == [{"step": "basis", "exact": "4004/25", "amount": 160}]
    assert trace["share"] == {"of": 160, "ratio": "1/2", "exact": "80", "odd": 0, "odd_rank": None, "odd_units": 0}
    assert [reason.code for reason in line.reasons] == ["estimated"]


# -- clause 15 and series


def test_clause_15_from_receipts_and_an_unverified_rate():
    taxes = s.CLAUSE_15.tax_codes
    rows = [
        s.Observation(f"{year}{tax}", "zone", s.TAX, mid(year), amount, tax_code=tax)
        for year, amount in ((2020, 1000), (2023, 1500))
        for tax in taxes
    ]
    rates = [s.Rate(tax, tax, "province", date(2019, 1, 1), s.read_ratio("0.2")) for tax in taxes]
    found = s.return_increment(rows, rates, 2023, s.ReturnNetting.AGGREGATE)
    assert (found.amount, found.estimated) == (400, True)
    missing = s.return_increment(rows[1:], rates, 2023, s.ReturnNetting.AGGREGATE)
    assert missing.amount is None
    assert missing.reasons == (s.Reason("no_base", {"tax_code": taxes[0], "year": 2020}),)


def test_stocks():
    assert s.flow_from_stock(700, 1000) == 300
    assert s.flow_from_stock(None, 1000) is None
    assert s.value_at_end({1: 5, 12: 7}) == 7
    assert s.value_at_end({1: 5, 12: None}) is None


def test_months_before_production_are_no_gap_but_later_ones_are():
    assert [month.amount for month in s.monthly_from_cumulative({6: 10, 7: 30})] == [10, 20]
    assert [month.problem for month in s.monthly_from_cumulative({6: 10, 7: 30}, first=5)] == [
        "missing_month",
        "missing_month",
        "",
    ]


def test_a_project_blocked_outside_the_increments_years_is_blocked_by_itself():
    mean = s.Basis(increment=s.Increment(s.IncrementKind.FIRST_THREE_YEARS))
    one = rule(basis=mean, start=s.Start("production"), bands=(s.YearBand(4, None, HALF),))
    facts = s.Facts((project(production=date(2023, 5, 1)),), (row("1", mid(2024), 5, verified=False),))
    for quarter in (3, 4):
        settlement = s.settle(agreement(one), facts, 2024, quarter=quarter)
        assert [(line.project, str(line.state)) for line in settlement.lines] == [("P", "blocked")] * 2
