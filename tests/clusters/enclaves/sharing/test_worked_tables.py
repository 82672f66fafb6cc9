"""What docs/algorithms/sharing.md says in its tables is what the program computes."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from clusters.enclaves import sharing as s
from clusters.enclaves.sharing.years import find_segment, year_number

from .agreements import HALF, SIX_FOUR, A, B, agreement, amounts, project, row, rule
from .tables import PAGE, fen, read_table

ALL = {
    "rounding",
    "division",
    "years",
    "bases",
    "contributions",
    "increments",
    "recovery",
    "tiers",
    "caps",
    "floors",
    "quarters",
    "restatement",
    "series",
    "per_mu",
    "clause_15",
}


def cases(name: str):
    return pytest.mark.parametrize("case", read_table(name), ids=lambda case: " ".join(case.values()))


def mid(year: int) -> date:
    return date(year, 6, 30)


def test_every_table_of_the_page_is_read():
    marks = {line.split()[2] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("<!-- table")}
    assert marks == ALL


@cases("rounding")
def test_rounding(case):
    assert s.round_half_up(Fraction(case["exact fen"])) == int(case["fen"])


@cases("division")
def test_division(case):
    ratios = s.read_ratios(dict(pair.split() for pair in case["ratios"].split(", ")))
    three = agreement(rule(ratios=ratios), parties=(A, B, s.Party("C", "fund")))
    got = amounts(s.settle(three, s.Facts((project(),), (row("1", mid(2024), fen(case["basis"])),)), 2024))
    assert got == {party: fen(case[party]) for party in "ABC" if case[party]}


@cases("years")
def test_years(case):
    kind, on = s.YearKind(case["kind"]), date.fromisoformat(case["day"])
    band = s.YearBand(2021, 2025) if kind is s.YearKind.WINDOW else s.YearBand(1, 5)
    number = year_number(date.fromisoformat(case["event"]), on, kind) if case["event"] else on.year
    assert number == int(case["number"])
    assert find_segment(rule(years=kind, bands=(band,)), number).state == case["state"]


@cases("bases")
def test_bases(case):
    observed = [text.strip() for text in case["observed"].split(",")]
    rows = [
        row(str(place), mid(2024), fen(text), tax_code=f"T{place}", retained=fen(seen) if seen else None)
        for place, (text, seen) in enumerate(zip(case["receipts"].split(", "), observed, strict=True))
    ]
    rates = tuple(
        s.Rate(str(place), f"T{place}", "local", date(2020, 1, 1), s.read_ratio(text))
        for place, text in enumerate(case["rates"].split(", "))
    )
    net = rule(ratios=HALF, basis=s.Basis(s.BasisKind.RETAINED, less_incentives=True))
    incentives = (s.Incentive("1", "P", mid(2024), fen(case["incentives"])),)
    settlement = s.settle(agreement(net), s.Facts((project(),), rows, rates, incentives), 2024)
    assert amounts(settlement) == {"A": fen(case["A 0.5"]), "B": fen(case["B 0.5"])}
    assert {line.basis for line in settlement.lines} == {fen(case["basis"])}


@cases("contributions")
def test_contributions(case):
    paid = [text.split() for text in case["paid in"].split(", ")]
    entries = tuple(
        s.Contribution(str(place), party, date.fromisoformat(on), fen(amount))
        for place, (party, amount, on) in enumerate(paid)
    )
    by = rule(mode=s.Mode.BY_CONTRIBUTION, bands=s.EVERY_YEAR)
    on = date.fromisoformat(case["day"])
    facts = s.Facts((project(),), (row("1", on, fen(case["basis"])),), contributions=entries)
    got = amounts(s.settle(agreement(by), facts, on.year))
    assert got.get("A", 0) == fen(case["A"])
    assert got["B"] == fen(case["B"])


@cases("increments")
def test_increments(case):
    netting = s.Netting(case["netting"])
    over = rule(basis=s.Basis(increment=s.Increment(s.IncrementKind.BASE_YEAR, 2020, netting=netting)))
    spots = [("P", "VAT"), ("P", "CIT"), ("Q", "VAT"), ("Q", "CIT")]
    rows = [
        row(f"{column}{place}", mid(year), fen(text), code, tax_code=tax)
        for column, year in (("now", 2024), ("base", 2020))
        for place, (text, (code, tax)) in enumerate(zip(case[column].split(" / "), spots, strict=True))
    ]
    settlement = s.settle(agreement(over), s.Facts((project("P"), project("Q")), rows), 2024)
    bases = {line.project: line.basis for line in settlement.lines}
    assert bases == {
        code: fen(case[column]) for code, column in (("P", "P"), ("Q", "Q"), ("", "agreement")) if case[column]
    }


def test_recovery():
    table = read_table("recovery")
    recover = rule(mode=s.Mode.RECOVER_FIRST, recoverers=("A",))
    rows, outlays, before = [], [], 0
    for case in table:
        year, paid = int(case["year"]), fen(case["outlay paid by then"])
        rows.append(row(case["year"], mid(year), fen(case["basis"])))
        outlays.append(s.Outlay(case["year"], "r", "A", date(year, 1, 1), paid - before))
        before = paid
    facts = s.Facts((project(),), rows, outlays=tuple(outlays))
    for case in table:
        settlement = s.settle(agreement(recover), facts, int(case["year"]))
        assert amounts(settlement) == {"A": fen(case["A"]), "B": fen(case["B"])}
        recovered = amounts(settlement, kind=s.Kind.RECOVERY).get("A", 0)
        assert recovered == fen(case["recovered in the year"])
        assert {line.basis for line in settlement.lines if line.kind is s.Kind.SHARE} == {fen(case["rest"])}


@cases("tiers")
def test_tiers(case):
    tiers = (s.Tier(fen("1000"), HALF), s.Tier(None, s.read_ratios({"A": "0.4", "B": "0.6"})))
    table = s.TierTable(tiers, s.TierMethod(case["method"]))
    tiered = rule(bands=(s.YearBand(tiers=table),))
    got = amounts(s.settle(agreement(tiered), s.Facts((project(),), (row("1", mid(2024), fen(case["amount"])),)), 2024))
    assert got == {"A": fen(case["A"]), "B": fen(case["B"])}


@cases("caps")
def test_caps(case):
    cap = s.Cap("A", "B", fen("1000"), period=s.CapPeriod(case["period"]))
    rows = [
        row(other["year"], mid(int(other["year"])), fen(other["basis"]))
        for other in read_table("caps")
        if other["period"] == case["period"]
    ]
    settlement = s.settle(agreement(rule(cap=cap)), s.Facts((project(),), rows), int(case["year"]))
    assert amounts(settlement, kind=s.Kind.SHARE)["A"] == fen(case["A before"])
    assert -amounts(settlement, kind=s.Kind.CAP_EXCESS).get("A", 0) == fen(case["excess"])
    assert amounts(settlement) == {"A": fen(case["A"]), "B": fen(case["B"])}


@cases("floors")
def test_floors(case):
    floored = agreement(rule(), floors=(s.Floor("f", "A", "B", fen("500")),))
    settlement = s.settle(floored, s.Facts((project(),), (row("1", mid(2024), fen(case["basis"])),)), 2024)
    assert amounts(settlement, rule="r")["A"] == fen(case["A before"])
    assert amounts(settlement, rule="f").get("A", 0) == fen(case["top-up"])
    assert amounts(settlement) == {"A": fen(case["A"]), "B": fen(case["B"])}


def test_quarters():
    table = read_table("quarters")
    thirds = agreement(rule(ratios=s.read_ratios({"A": "1/3", "B": "2/3"})))
    rows = [
        row(case["quarter"], s.period_end(2024, quarter=int(case["quarter"])), fen(case["receipts"])) for case in table
    ]
    posted: list[s.Posted] = []
    for case in table:
        quarter = int(case["quarter"])
        settlement = s.settle(thirds, s.Facts((project(),), rows), 2024, quarter=quarter)
        assert amounts(settlement)["A"] == fen(case["A to date"])
        assert settlement.lines[0].basis == fen(case["year to date"])
        found = {posting.key.party: posting for posting in s.less_posted(settlement, posted)}
        for party in "AB":
            amount = found[party].amount if party in found else 0
            assert amount == fen(case[f"{party} posted"])
        posted += [s.Posted(f"{quarter}{party}", 2024, posting.key, posting.amount) for party, posting in found.items()]


def test_restatement():
    table = read_table("restatement")
    recover = agreement(rule(mode=s.Mode.RECOVER_FIRST, recoverers=("A",)))

    def facts(column: str) -> s.Facts:
        rows = [row(case["year"], mid(int(case["year"])), fen(case[column])) for case in table]
        return s.Facts((project(),), rows, outlays=(s.Outlay("1", "r", "A", date(2021, 1, 1), fen("300")),))

    posted = []
    for case in table:
        year = int(case["year"])
        settlement = s.settle(recover, facts("basis posted"), year)
        assert amounts(settlement)["A"] == fen(case["A posted"])
        assert amounts(s.settle(recover, facts("basis now"), year))["A"] == fen(case["A now"])
        posted += [
            s.Posted(f"{year}-{place}", year, line.key, line.amount) for place, line in enumerate(settlement.lines)
        ]
    found = s.restate(recover, facts("basis now"), [int(case["year"]) for case in table], posted)
    for case in table:
        for party in "AB":
            mine = [posting for posting in found if posting.year == int(case["year"]) and posting.key.party == party]
            assert sum(posting.amount for posting in mine) == fen(case[f"{party} restated"])
    assert all(posting.kind is s.PostingKind.RESTATEMENT and posting.originals for posting in found)


def test_series():
    table = read_table("series")
    months = s.monthly_from_cumulative(
        {int(case["month"]): int(case["cumulative"]) if case["cumulative"] else None for case in table}
    )
    got = {month.month: month for month in months}
    for case in table:
        month = got.get(int(case["month"]), s.Monthly(0, None))
        assert (month.amount, month.problem) == (int(case["monthly"]) if case["monthly"] else None, case["problem"])


@cases("per_mu")
def test_per_mu(case):
    dual = case["method"] == "fully counted"
    items = []
    for place, text in enumerate(case["projects (A / B on 亩)"].split("; ")):
        shares, mu = text.split(" on ")
        parts = [None, None] if shares == "blocked" else [int(part) * 1_000_000 for part in shares.split(" / ")]
        items.append(s.PerMuItem(f"P{place}", dict(zip("AB", parts, strict=True)), int(mu) * 200_000 // 3, dual))
    method = s.PerMuMethod.ALLOCATE_BOTH if dual else s.PerMuMethod(case["method"])
    table = s.per_mu(items, "AB", "B", method)
    for party in "AB":
        figure = table.totals[party]
        assert figure.numerator == int(case[f"{party} numerator"]) * 1_000_000
        assert ("—" if figure.mu is None else round(figure.mu)) == (
            "—" if case[f"{party} mu"] == "—" else int(case[f"{party} mu"])
        )
        assert ("—" if figure.shown() is None else str(figure.shown())) == case[party]


@cases("clause_15")
def test_clause_15(case):
    taxes = s.CLAUSE_15.tax_codes
    figures = {
        year: dict(zip(taxes, (int(text) for text in case[year].split(" / ")), strict=True))
        for year in ("2020", "2023")
    }
    netting = s.ReturnNetting(case["netting"])
    assert s.return_on_figures(figures["2020"], figures["2023"], netting) == int(case["returned"])
    rows = [
        s.Observation(
            f"{year}{tax}",
            "zone",
            s.TAX,
            mid(int(year)),
            None,
            tax_code=tax,
            retained=amount,
            retained_level="province",
        )
        for year, mine in figures.items()
        for tax, amount in mine.items()
    ]
    assert s.return_increment(rows, (), 2023, netting).amount == int(case["returned"])


def test_six_to_four_after_an_outlay_of_three_hundred():
    """Domain §6: basis 1 000.00 万元, unrecovered outlay 300 → 720 and 280."""
    recover = rule(mode=s.Mode.RECOVER_FIRST, recoverers=("A",), ratios=SIX_FOUR)
    outlay = s.Outlay("1", "r", "A", date(2024, 1, 1), 300)
    facts = s.Facts((project(),), (row("1", mid(2024), 1000),), outlays=(outlay,))
    assert amounts(s.settle(agreement(recover), facts, 2024)) == {"A": 720, "B": 280}


def test_the_page_names_every_code():
    page = PAGE.read_text(encoding="utf-8")
    said = set(re.findall(r"`([a-z_]+)`", page))
    assert {str(code) for code in s.Code} <= said
    package = Path(s.__file__).parent
    for module, pattern in (
        ("*checks.py", r'(?:error|warning)\(\s*"([a-z_]+)"'),
        ("*.py", r'SharingError\(\s*"([a-z_]+)"'),
    ):
        for path in package.glob(module):
            assert set(re.findall(pattern, path.read_text(encoding="utf-8"))) <= said, path.name
