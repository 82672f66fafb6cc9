"""Screening: formulas and levels by the worked tables, the score with its parts, the verdict that a person confirms."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from clusters.models import Segment
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from leads.formulas import FormulaError, evaluate, names_in, parsed, read_levels, share_of
from leads.models import Criterion, LeadRules, Mark, Screening
from leads.models.screening import VARIABLES
from leads.scoring import Part, score, score_of, values_of
from leads.services import marks_set, screening_confirm
from tests.factories.leads import LeadFactory
from tests.tables import read_table

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "screening.md"


def number(text: str) -> Fraction | None:
    return None if text in ("", "unknown") else Fraction(text)


@pytest.mark.parametrize("row", read_table(PAGE, "formulas"), ids=lambda row: " ".join(row.values()))
def test_formulas(row: dict[str, str]) -> None:
    values = {"investment": number(row["investment"]), "land": number(row["land"])}
    assert evaluate(row["formula"], values) == number(row["value"])


@pytest.mark.parametrize("row", read_table(PAGE, "refused"), ids=lambda row: row["formula"])
def test_nothing_but_arithmetic_is_let_through(row: dict[str, str]) -> None:
    with pytest.raises(FormulaError):
        parsed(row["formula"])


def test_a_formula_has_an_end() -> None:
    for text in ("", " ", "1+" * 200 + "1", "(" * 90 + "1" + ")" * 90 + "+" * 30, "1" * 50):
        with pytest.raises(FormulaError):
            parsed(text)
    with pytest.raises(FormulaError):
        evaluate("unheard_of", {})


@pytest.mark.parametrize("row", read_table(PAGE, "levels"), ids=lambda row: " ".join(row.values()))
def test_levels(row: dict[str, str]) -> None:
    levels = read_levels(row["levels"].replace(" / ", "\n"))
    assert share_of(Fraction(row["value"]), levels)[0] == Fraction(row["share"])


@pytest.mark.parametrize("line", ["300: 100", ">= x: 1", ">= 300: 101", ">= 300", "=> 300: 1"])
def test_a_level_that_cannot_be_read_is_told(line: str) -> None:
    with pytest.raises(FormulaError) as error:
        read_levels(f">= 1: 1\n{line}")
    assert error.value.part == line


@pytest.mark.parametrize("row", read_table(PAGE, "scores"), ids=lambda row: row["weights and shares"])
def test_scores(row: dict[str, str]) -> None:
    pairs = [pair.split("×") for pair in row["weights and shares"].split(", ")]
    parts = [Part("", int(weight), number(share), "", "") for weight, share in pairs]
    assert score_of(parts) == (None if row["score"] == "unknown" else int(row["score"]))


# --- A lead ---


@pytest.fixture
def lead(promoter: Any) -> Any:
    return LeadFactory(
        owner=promoter,
        investment_fen=60_000 * 1_000_000,
        land_sqm=Decimal("133333.33"),
        segment=Segment.objects.first(),
    )


def set_levels(code: str, levels: str) -> Criterion:
    row = Criterion.objects.get(code=code)
    row.levels = levels
    row.full_clean()
    return row.save_by(None, "测试")


def rules(**values: int) -> LeadRules:
    row = LeadRules.current()
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    return row.save_by(None)


def test_the_criteria_of_every_installation_can_be_read_and_wait_for_their_levels(db: None, lead: Any) -> None:
    for row in Criterion.objects.all():
        row.full_clean()
        assert row.levels == "" and (row.formula == "" or names_in(row.formula) <= set(VARIABLES))
    assert set(values_of(lead)) == set(VARIABLES)
    found = score(lead)
    assert found.points is None and found.unknown == len(found.parts) and found.proposal == ""


def test_each_part_says_its_rule(lead: Any, promoter: Any) -> None:
    set_levels("investment-per-mu", ">= 300: 100\n>= 180: 60")
    safety = Criterion.objects.get(code="safety")
    marks_set(lead_id=lead.pk, grades={safety.pk: (50, "有重大危险源，需论证")}, actor=promoter)
    parts = {part.name: part for part in score(lead).parts}
    per_mu = parts["亩均投资"]
    assert (per_mu.points, per_mu.value, per_mu.rule) == (10, "300 万元/亩", "拟投资额 ÷ 用地需求; ≥ 300: 100 %")
    assert (parts["安全生产"].points, parts["安全生产"].rule) == (5, "有重大危险源，需论证")
    assert parts["亩均税收"].share is None
    assert score(lead).points == 75
    assert Mark.objects.get().history.first().history_user == promoter


def test_a_judgement_is_taken_back_with_its_trace(lead: Any, promoter: Any) -> None:
    safety = Criterion.objects.get(code="safety")
    marks_set(lead_id=lead.pk, grades={safety.pk: (100, "")}, actor=promoter)
    marks_set(lead_id=lead.pk, grades={safety.pk: (None, "")}, actor=promoter)
    assert not Mark.objects.exists()
    assert Mark.history.first().history_type == "-" and Mark.history.first().history_user == promoter
    with pytest.raises(RuleError):
        marks_set(lead_id=lead.pk, grades={Criterion.objects.get(code="energy").pk: (100, "")}, actor=promoter)


def test_the_verdict_is_a_proposal_that_a_manager_confirms(lead: Any, manager: Any) -> None:
    set_levels("investment-per-mu", ">= 300: 100")
    assert score(lead).proposal == ""
    rules(screening_proceed=60, screening_priority=90)
    lead = type(lead).objects.get(pk=lead.pk)
    assert score(lead).proposal == "priority"
    with pytest.raises(RuleError) as without:
        screening_confirm(lead_id=lead.pk, verdict="decline", actor=manager)
    assert without.value.field == "note"
    with pytest.raises(RuleError) as promoter_tries:
        screening_confirm(lead_id=lead.pk, verdict="priority", actor=lead.owner)
    with pytest.raises(RuleError) as unknown:
        screening_confirm(lead_id=lead.pk, verdict="maybe", actor=manager)
    assert (promoter_tries.value.code, unknown.value.code) == ("not_allowed", "verdict")
    screening_confirm(lead_id=lead.pk, verdict="priority", actor=manager)
    lead.refresh_from_db()
    assert lead.history.first().history_user == manager


def test_a_changed_rule_does_not_rewrite_what_was_confirmed(lead: Any, manager: Any) -> None:
    set_levels("investment-per-mu", ">= 300: 100")
    kept = screening_confirm(lead_id=lead.pk, verdict="proceed", actor=manager)
    criterion = set_levels("investment-per-mu", ">= 500: 100")
    kept.refresh_from_db()
    part = next(part for part in kept.parts if part["name"] == "亩均投资")
    assert (kept.score, part["points"], part["rule"]) == (100, 10, "拟投资额 ÷ 用地需求; ≥ 300: 100 %")
    assert score(lead).points == 0 and criterion.history.count() >= 3


def test_others_leads_are_not_judged(lead: Any, user_for: Any) -> None:
    from django.http import Http404

    from tests.factories.accounts import TeamFactory

    stranger = user_for(Role.PROMOTER, team=TeamFactory())
    with pytest.raises(Http404):
        marks_set(lead_id=lead.pk, grades={}, actor=stranger)
    assert not Screening.objects.visible_to(stranger).exists()


@pytest.mark.parametrize(
    ("field", "text"),
    [("formula", "investment / acres"), ("formula", "open('x')"), ("formula", ""), ("levels", "good: 100")],
)
def test_a_criterion_that_cannot_be_read_is_refused(db: None, field: str, text: str) -> None:
    row = Criterion.objects.get(code="tax-per-mu")
    setattr(row, field, text)
    with pytest.raises(ValidationError) as error:
        row.full_clean()
    assert field in error.value.message_dict


def test_the_pages(lead: Any, manager: Any, client_for: Any) -> None:
    boss, worker = client_for(manager), client_for(lead.owner)
    row = Criterion.objects.get(code="investment-per-mu")
    given = {"name": row.name, "code": row.code, "kind": "formula", "formula": row.formula, "weight": 10, "order": 2}
    given |= {"is_active": "on", "version": row.version, "reason": "例会决定"}
    address = f"/office/leads/settings/criteria/{row.pk}/"
    refused = boss.post(address, given | {"levels": "300 以上"})
    assert refused.status_code == 422 and "300 以上" in refused.content.decode()
    assert boss.post(address, given | {"levels": ">= 300: 100"}).status_code == 302
    assert row.history.first().history_change_reason == "例会决定"
    assert ">= 300: 100" in boss.get("/office/leads/settings/criteria/").content.decode().replace("&gt;", ">")
    assert worker.get(address).status_code == 403
    safety = Criterion.objects.get(code="safety")
    marks = {f"grade_{safety.pk}": "100", f"note_{safety.pk}": "安全三同时已承诺"}
    assert worker.post(f"/office/leads/{lead.pk}/marks/", marks).status_code == 302
    page = worker.get(lead.get_absolute_url()).content.decode()
    assert "拟投资额 ÷ 用地需求; ≥ 300: 100 %" in page and "安全三同时已承诺" in page
    assert worker.get(f"/office/leads/{lead.pk}/screening/").status_code == 403
    assert boss.post(f"/office/leads/{lead.pk}/screening/", {"verdict": "proceed", "note": ""}).status_code == 302
    assert "建议引进" in worker.get(lead.get_absolute_url()).content.decode()


def test_a_unit_is_said_in_the_readers_language(manager: Any):
    lead = LeadFactory(investment_fen=10**9, land_sqm=Decimal("6666.67"))
    told = {}
    for language in ("zh-hans", "en"):
        with override(language):
            told[language] = next(part.value for part in score(lead).parts if "/" in part.value)
    assert "万元/亩" in told["zh-hans"] and "10k yuan/mu" in told["en"]
