"""Every published rule is expressible: those with numbers settle, those without cannot take effect."""

import json
from datetime import date

import pytest

from clusters.enclaves import sharing as s
from clusters.enclaves.published import FILE

from .agreements import agreement, amounts, project, row

CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
PARTIES = {"fly_out": s.Party("out", "origin"), "fly_in": s.Party("in", "host")}
MODES = {"observed": s.Mode.SPLIT, "by_reference": s.Mode.SPLIT, "negotiated": s.Mode.SPLIT}
PER_MU = ("investment_per_mu", "output_per_mu")  # the agreement's per-mu method, no rule
PAID_IN = (s.Contribution("1", "out", date(2021, 1, 1), 51), s.Contribution("2", "in", date(2021, 1, 1), 49))


def encode(case_id: str, place: int, entry: dict) -> s.Rule:
    tax = entry["indicator"].startswith("tax")
    mode = MODES.get(entry["mode"]) or s.Mode(entry["mode"])
    given = {PARTIES[role].code: ratio for role, ratio in entry["ratios"].items() if ratio is not None}
    ratios = {} if mode is s.Mode.BY_CONTRIBUTION else s.read_ratios(given)
    kept = entry["indicator"] in ("tax_local_retained", "tax_county_retained")
    event = entry["start_event"] or ("first_tax_paid" if entry["from_year"] else None)
    return s.Rule(
        f"{case_id}-{place}",
        s.Book.FISCAL if tax else s.Book.ASSESSMENT,
        s.TAX if tax else entry["indicator"],
        mode,
        bands=(s.YearBand(entry["from_year"], entry["to_year"], ratios),),
        start=s.Start(event) if event else None,
        basis=s.Basis(
            s.BasisKind.RETAINED if kept else s.BasisKind.TOTAL,
            less_incentives=entry["indicator"] == "tax_county_retained",
        ),
    )


RULES = [
    (case_id, encode(case_id, place, entry), entry)
    for case_id, case in CASES.items()
    if case_id != "CX-2023-07-c15"
    for place, entry in enumerate(case["rules"])
    if entry["indicator"] not in PER_MU
]
NUMBERED = [found for found in RULES if None not in found[2]["ratios"].values()]
OPEN = [found for found in RULES if None in found[2]["ratios"].values()]
by_code = {"ids": lambda value: value.code if isinstance(value, s.Rule) else ""}


def test_all_are_encoded():
    assert (len(NUMBERED), len(OPEN)) == (14, 6)


@pytest.mark.parametrize(("case_id", "one", "entry"), NUMBERED, **by_code)
def test_rules_with_numbers_settle(case_id, one, entry):
    assert s.check_version([one], list(PARTIES.values())) == []
    events = {"first_tax_paid": date(2023, 5, 1), "construction_start": date(2023, 2, 1)}
    seen = row("1", date(2024, 12, 31), 2676_0000_00, indicator=one.indicator, retained=1000_00)
    facts = s.Facts((project(**events),), (seen,), contributions=PAID_IN)
    got = amounts(s.settle(agreement(one, parties=PARTIES.values()), facts, 2024))
    basis = 1000_00 if one.basis.kind is s.BasisKind.RETAINED else 2676_0000_00
    assert got == {PARTIES[role].code: int(basis * s.read_ratio(ratio)) for role, ratio in entry["ratios"].items()}


@pytest.mark.parametrize(("case_id", "one", "entry"), OPEN, **by_code)
def test_rules_without_ratios_are_drafts(case_id, one, entry):
    assert [problem.code for problem in s.check_version([one], list(PARTIES.values()))] == ["no_ratios"]
    rate = s.Rate("1", "VAT", "local", date(2020, 1, 1), s.read_ratio("0.5"))
    facts = s.Facts(
        (project(),),
        (row("1", date(2024, 1, 1), 100, indicator=one.indicator),),
        (rate,),
        (s.Incentive("1", "P", date(2024, 1, 1), 0),),
    )
    settlement = s.settle(agreement(one, parties=PARTIES.values()), facts, 2024)
    assert {reason.code for line in settlement.blocked for reason in line.reasons} == {"no_ratios"}


def test_whole_published_agreements_hold_no_contradiction():
    for case_id in ("KM-2024-enclave", "ND-2017-tax", "BS-YZY-coinvest", "LN-2019", "GM-2015-actual"):
        rules = [one for found, one, entry in NUMBERED if found == case_id]
        assert s.check_version(rules, list(PARTIES.values())) == []


def test_years_of_ningde_count_from_two_events():
    rules = [one for found, one, _ in NUMBERED if found == "ND-2017-tax"]
    stones = project(construction_start=date(2021, 2, 1), first_tax_paid=date(2022, 9, 28))
    rows = (
        row("1", date(2026, 3, 1), 100, retained=50),
        row("2", date(2026, 3, 31), 100, indicator="output", tax_code=""),
    )
    settlement = s.settle(agreement(*rules, parties=PARTIES.values()), s.Facts((stones,), rows), 2026)
    assert {(line.indicator, str(line.state)) for line in settlement.lines} == {("tax", "shared"), ("output", "ended")}


def test_ganmei_as_published():
    """2 676 万元 received in 2012–2015, about 1 338 each."""
    one = next(one for found, one, _ in NUMBERED if found == "GM-2015-actual")
    facts = s.Facts((project(),), (row("1", date(2015, 12, 31), 2676_0000_00),))
    got = amounts(s.settle(agreement(one, parties=PARTIES.values(), since=2012), facts, 2015))
    assert got == {"out": 1338_0000_00, "in": 1338_0000_00}


def test_clause_15_terms_are_the_published_ones():
    entry = CASES["CX-2023-07-c15"]["rules"][0]
    terms = s.ReturnTerms(entry["base_year"], entry["from_year"], entry["to_year"], tuple(entry["tax_codes"]))
    assert terms == s.CLAUSE_15
    for year in (2020, 2026):
        with pytest.raises(s.SharingError, match="outside_window"):
            s.return_increment((), (), year, s.ReturnNetting.PER_TAX)
