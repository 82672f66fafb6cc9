"""The four sample agreements settled for 2024 and 2025 from the sample workbooks, as users import them."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clusters.enclaves.demo import create_demo_agreements
from clusters.enclaves.models import Agreement, Settlement
from clusters.enclaves.selectors.answers import unanswered_lines
from clusters.enclaves.selectors.computations import compute
from clusters.enclaves.services import (
    line_confirm,
    settlement_compute,
    settlement_issue,
    settlement_lock,
    settlement_restate,
)
from clusters.models import Observation
from clusters.services import facts
from crm.accounts.roles import Role
from crm.workbooks.kinds import KINDS
from crm.workbooks.services import import_file

pytestmark = pytest.mark.django_db
WORKBOOKS = Path(__file__).parents[3] / "crm" / "demo" / "workbooks"
FILES = [
    ("enclave_projects", "飞地项目清单.xlsx"),
    ("observations", "飞地项目月报2024.xlsx"),
    ("observations", "飞地项目月报2025.xlsx"),
]
TAX, OUTPUT, INVESTMENT = "tax", "output", "fixed_asset_investment"
BLOCKED = {
    "XY-MD-2021": {("FD-2022-010", TAX), ("FD-2022-014", OUTPUT), ("FD-2022-014", INVESTMENT)},
    "XY-DY-2021": {("FD-2023-015", TAX)},
    "XY-SB-2021": set(),
    "XY-JD-2021": set(),
}


@pytest.fixture
def samples(user_for) -> dict[str, list]:
    """The problems of each file."""
    officer = user_for(Role.FINANCE)
    create_demo_agreements()
    problems = {}
    for kind, name in FILES:
        data = (WORKBOOKS / name).read_bytes()
        plan = import_file(kind=KINDS[kind], data=data, name=name, actor=officer, good_rows=True)
        problems[name] = plan.all_problems
    create_demo_agreements()
    return problems


def settled(code: str, year: int) -> list[dict]:
    out = StringIO()
    call_command("settle", code, str(year), "--json", stdout=out)
    return json.loads(out.getvalue())["lines"]


def test_the_sample_agreements(samples):
    """One import for all of it: it takes seconds."""
    for code, blocked in BLOCKED.items():
        for year in (2024, 2025):
            lines = settled(code, year)
            found = {(line["project"], line["indicator"]) for line in lines if line["state"] == "blocked"}
            assert found == blocked, (code, year)
            assert all((line["amount_fen"] is None) == (line["state"] == "blocked") for line in lines)
            assert all(line["trace"]["observations"] for line in lines)
    assert not Settlement.objects.exists()  # a preview writes nothing
    check_refund()
    check_rates()
    check_counted_in_full()
    check_double_slip(samples)


def check_refund() -> None:
    """FD-2021-001's refund lessens the basis; 5 100 : 4 900 of the whole tax."""
    rows = Observation.objects.current().filter(project__code="FD-2021-001", tax__isnull=False, period_end__year=2024)
    assert rows.get(slip_number="T202400276").value == -12_345_678
    whole = sum(rows.values_list("value", flat=True))
    amounts = {
        line["party_role"]: line["amount_fen"]
        for line in settled("XY-SB-2021", 2024)
        if (line["project"], line["indicator"]) == ("FD-2021-001", TAX)
    }
    assert sum(amounts.values()) == whole
    assert abs(amounts["origin"] - whole * 51 / 100) < 1


def check_rates() -> None:
    """Retained as reported for VAT, by the unverified rates for the others, and marked so."""
    lines = [line for line in settled("XY-DY-2021", 2024) if line["project"] == "FD-2023-003"]
    assert {row["by"] for row in lines[0]["trace"]["observations"]} == {"observed", "rate"}
    assert all(line["estimated"] for line in lines)
    assert lines[0]["amount_fen"] + lines[1]["amount_fen"] == 234_083_316


def check_counted_in_full() -> None:
    lines = [line for line in settled("XY-JD-2021", 2025) if line["indicator"] == OUTPUT]
    assert {line["amount_fen"] for line in lines if line["project"] == "FD-2024-004"} == {2_064_250_000}
    assert all(line["book"] == "assessment" for line in lines)


def test_a_corrected_sample_observation_is_restated(samples, user_for):
    """牟定's 2024 is locked; a slip of FD-2022-002 is corrected; 2025 carries the difference."""
    agreement = Agreement.objects.get(code="XY-MD-2021")
    computing, confirming = user_for(Role.FINANCE), user_for(Role.FINANCE)
    partner = user_for(Role.PARTNER, organisation=agreement.parties.get(role="origin").organisation)
    settlement = settlement_compute(agreement=agreement, year=2024, actor=computing)
    settlement = settlement_issue(settlement=settlement, actor=computing)
    for line in unanswered_lines(settlement):
        line_confirm(line=line, actor=partner if line.party.role == "origin" else confirming)
    settlement = settlement_lock(settlement=settlement, actor=confirming)
    posted = list(settlement.lines.order_by("pk").values())
    slip = Observation.objects.current().get(project__code="FD-2022-002", tax__code="vat", period_end=date(2024, 3, 15))
    given = {"retained_value": slip.retained_value + 100_001}
    facts.correct(fact=slip, actor=confirming, reason="税单更正", verified=True, **given)

    opened = settlement_restate(settlement=settlement, year=2025, actor=computing)

    lines = opened.lines.filter(about_year=2024).order_by("number")
    assert sum(line.amount for line in lines) == 100_001
    fresh = {(line.project, line.party): line.amount for line in compute(agreement, 2024).lines if line.rule == "tax"}
    for line in lines:
        assert line.restates.settlement == settlement
        assert line.restates.amount + line.amount == fresh[line.project.code, line.party.code]
    assert list(settlement.lines.order_by("pk").values()) == posted


def check_double_slip(samples: dict[str, list]) -> None:
    for year in (2024, 2025):
        (problem,) = samples[f"飞地项目月报{year}.xlsx"]
        assert (problem.severity, problem.sheet) == ("refused", "税收")
    assert not samples["飞地项目清单.xlsx"]


def test_making_the_agreements_again_changes_nothing(db):
    first = [row.pk for row in create_demo_agreements()]
    counts = [model.objects.count() for model in (Agreement, Agreement.history.model)]
    assert [row.pk for row in create_demo_agreements()] == first
    assert [model.objects.count() for model in (Agreement, Agreement.history.model)] == counts


def test_the_command_says_what_is_wrong(db):
    create_demo_agreements()
    for arguments, code in [
        (["XY-NO-2021", "2024"], 2),
        (["XY-MD-2021", "24"], 2),
        (["XY-MD-2021", "2024", "--quarter", "5"], 1),
        (["XY-MD-2021", "2020"], 1),
        (["XY-MD-2021", "2024", "--save", "--as", "nobody"], 2),
    ]:
        with pytest.raises(CommandError) as caught:
            call_command("settle", *arguments, stdout=StringIO())
        assert caught.value.returncode == code, arguments
    assert not Settlement.objects.exists()


def test_the_command_keeps_a_proposal_when_told(db, finance):
    create_demo_agreements()
    call_command("settle", "XY-MD-2021", "2024", "--save", "--as", finance.username, stdout=StringIO())
    assert Settlement.objects.get().computed_by == finance
