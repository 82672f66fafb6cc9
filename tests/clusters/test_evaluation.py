"""Per-mu evaluation: the tables of docs/algorithms/evaluation.md, whose figures count, and the pages."""

import io
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.evaluation import Grade, Limits, Yardstick, graded
from clusters.models import EvaluationCriterion, EvaluationExemption, EvaluationScheme, Indicator, Observation, Project
from clusters.models.units import smallest
from clusters.selectors.evaluations import evaluate, scheme_for, size_of, unit_of
from crm.accounts.roles import Role
from crm.audit.models import Access
from tests.factories.clusters import CompanyFactory, MilestoneFactory, ObservationFactory, ProjectFactory
from tests.tables import read_table

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "evaluation.md"
HERE = "/office/evaluation/"
YEAR = 2025
# What earns all 100 points of 黄岩 2022: on 300 亩.
PAR = {
    "tax": ("7229.1", "万元"),
    "land": ("300", "亩"),
    "value_added": ("40848", "万元"),
    "staff": ("2252", "人"),
    "energy": ("15162.6", "吨标准煤"),
    "emission": ("8.286", "吨"),
    "research_spending": ("302", "万元"),
    "revenue": ("10000", "万元"),
}


def test_points_by_the_worked_table():
    for row in read_table(PAGE, "points"):
        cap = Fraction(row["cap"]) if row["cap"] else None
        yardstick = Yardstick(Fraction(row["baseline"]), Fraction(row["weight"]), cap)
        assert yardstick.points(Fraction(row["ratio"])) == Fraction(row["points"])


def test_grades_by_the_worked_table():
    for row in read_table(PAGE, "grades"):
        count = int(row["count"])
        standings = graded({number: Fraction(-number) for number in range(count)}, Limits())
        assert [sum(one.grade == grade for one in standings) for grade in Grade] == [int(row[grade]) for grade in Grade]


@given(st.dictionaries(st.integers(), st.fractions(), max_size=40))
def test_a_better_total_never_has_a_worse_grade_and_equal_ones_share_it(scores):
    standings = graded(scores, Limits())
    assert {one.name for one in standings} == scores.keys()
    for first, second in zip(standings, standings[1:], strict=False):
        assert first.score >= second.score and first.grade <= second.grade
        assert (first.score == second.score) == (first.rank == second.rank)


@pytest.mark.django_db
def test_the_scheme_that_every_installation_has_is_the_published_one():
    scheme = EvaluationScheme.objects.get(code="huangyan-2022")
    rows = [
        {
            "criterion": row.name,
            "numerator": row.numerator.code,
            "denominator": row.denominator.code,
            "baseline": f"{row.baseline.normalize():f}",
            "weight": f"{row.weight.normalize():f}",
            "unit": unit_of(row),
        }
        for row in scheme.criteria.all()
    ]
    assert rows == read_table(PAGE, "huangyan") and sum(int(row["weight"]) for row in rows) == 100
    assert not scheme.is_adopted


# --- Whose figures --------------------------------------------------------------------------------------------------


def enter(project, *, year=YEAR, state=Observation.State.VERIFIED, without=(), **other):
    for code, (value, word) in {**PAR, **other}.items():
        indicator = Indicator.objects.get(code=code)
        if code not in without:
            ObservationFactory(
                project=project,
                indicator=indicator,
                period_start=date(year, 1, 1),
                period_end=date(year, 12, 31),
                value=smallest(value, word, indicator.unit),
                state=state,
            )


def producing(name, **fields):
    company = CompanyFactory(name=name)
    project = ProjectFactory(company=company, stage=Project.Stage.PRODUCTION, **fields)
    MilestoneFactory(project=project, event="production", happened_on=date(2020, 5, 31))
    return project


@pytest.fixture
def scheme(db):
    return EvaluationScheme.objects.get(code="huangyan-2022")


@pytest.fixture
def manager(user_for):
    return user_for(Role.MANAGER)


def test_who_is_at_par_in_everything_has_a_hundred_points(scheme, manager):
    project = producing("甲公司")
    enter(project)
    row = evaluate(scheme, YEAR, manager).graded[0]
    by_name = {part.criterion.name: part for part in row.parts}
    assert by_name["亩均税收"].points == 30 and by_name["研发投入强度"].points == 10
    # The baselines of the other four cannot be hit in whole units.
    assert abs(row.total - 100) < Fraction(1, 10) and row.grade is Grade.A and row.rank == 1


def test_a_company_is_the_sum_of_its_projects_not_the_mean(scheme, manager):
    first = producing("甲公司")
    second = ProjectFactory(company=first.company, stage=Project.Stage.PRODUCTION)
    enter(first)
    enter(second, tax=("0", "元"), land=("900", "亩"))
    (row,) = evaluate(scheme, YEAR, manager).graded
    part = next(part for part in row.parts if part.criterion.name == "亩均税收")
    assert abs(part.ratio - Fraction("24.097") / 4) < Fraction(1, 1000)
    assert [figure.project for figure in part.above] == [first, second]


def test_receipts_add_up_and_of_a_cumulative_series_december_counts(scheme, manager):
    project = producing("甲公司")
    enter(project, without=("tax", "value_added"))
    tax, added = (Indicator.objects.get(code=code) for code in ("tax", "value_added"))
    verified = {"project": project, "state": Observation.State.VERIFIED}
    for month, value in ((3, 500), (9, -100)):
        day = date(YEAR, month, 1)
        ObservationFactory(**verified, indicator=tax, value=value, period_start=day, period_end=day)
    for month, value in ((6, 111), (12, 999)):
        ObservationFactory(**verified, indicator=added, value=value, period_end=date(YEAR, month, 30))
    (row,) = evaluate(scheme, YEAR, manager).graded
    found = {figure.indicator.code: figure.value for part in row.parts for figure in part.above}
    assert found["tax"] == 400 and found["value_added"] == 999


def test_what_lacks_is_named_and_nothing_is_put_in_its_place(scheme, manager):
    lacking, waiting, early = producing("甲公司"), producing("乙公司"), producing("丙公司")
    enter(lacking, without=("emission",))
    enter(waiting, state=Observation.State.SUBMITTED)
    enter(early, without=("energy",))
    energy = Indicator.objects.get(code="energy")
    ObservationFactory(project=early, indicator=energy, period_end=date(YEAR, 9, 30), state="verified")
    found = evaluate(scheme, YEAR, manager)
    missing = {row.company.name: row.missing for row in found.missing}
    assert not found.graded and not found.exempt
    assert missing["甲公司"] == [f"{lacking.code}：{YEAR} 年的主要污染物排放量尚未录入。"]
    assert len(missing["乙公司"]) == len(PAR) and "尚未核实" in missing["乙公司"][0]
    assert len(missing["丙公司"]) == 1 and "综合能耗" in missing["丙公司"][0]


def test_land_of_nothing_grades_nobody(scheme, manager):
    project = producing("甲公司")
    enter(project, land=("0", "亩"))
    (row,) = evaluate(scheme, YEAR, manager).missing
    assert any("实际用地" in reason for reason in row.missing)


def test_what_is_built_or_young_or_exempted_is_not_graded(scheme, manager):
    building = ProjectFactory(company=CompanyFactory(name="在建公司"), stage=Project.Stage.CONSTRUCTION)
    young, named = producing("新投产公司"), producing("免评公司")
    for project in (building, young, named):
        enter(project)
    EvaluationExemption(company=named.company, year=YEAR, grounds="停产搬迁").save_by(manager)
    found = evaluate(scheme, YEAR, manager)
    assert {row.company.name for row in found.exempt} == {"在建公司", "免评公司"}
    assert [row.company.name for row in found.graded] == ["新投产公司"]
    # Produced since 31 May 2020: six years of grace reach beyond the end of 2025, five end before it.
    for years, exempt in ((5, False), (6, True)):
        scheme.grace_years = years
        scheme.save_by(manager)
        names = {row.company.name for row in evaluate(scheme, YEAR, manager).exempt}
        assert ("新投产公司" in names) is exempt


def test_a_company_that_also_builds_is_graded_by_what_produces(scheme, manager):
    project = producing("甲公司")
    enter(project)
    ProjectFactory(company=project.company, stage=Project.Stage.CONSTRUCTION)
    (row,) = evaluate(scheme, YEAR, manager).graded
    assert {figure.project for part in row.parts for figure in part.above} == {project}


def test_another_years_figures_and_closed_projects_do_not_count(scheme, manager):
    enter(producing("甲公司"), year=YEAR - 1)
    enter(producing("乙公司", status=Project.Status.CLOSED))
    found = evaluate(scheme, YEAR, manager)
    assert not found.graded and [row.company.name for row in found.missing] == ["甲公司"]


def test_a_cap_holds(scheme, manager):
    enter(producing("甲公司"), tax=("20000", "万元"))
    criterion = scheme.criteria.get(name="亩均税收")
    criterion.cap = 45
    criterion.save_by(manager)
    (row,) = evaluate(scheme, YEAR, manager).graded
    part = next(part for part in row.parts if part.criterion == criterion)
    assert part.points == 45 and part.is_capped


def test_the_scheme_in_force(scheme, manager):
    assert scheme_for(2021) is None and scheme_for(2025) == scheme
    own = EvaluationScheme(code="own", name="本区 2025", first_year=2025, source="本区", document_number="楚高管发1号")
    own.save_by(manager)
    EvaluationScheme(code="draft", name="草案", first_year=2026, source="本区").save_by(manager)
    assert scheme_for(2024) == scheme and scheme_for(2025) == scheme_for(2026) == own


def test_units_of_ratios(scheme):
    sizes = {row.name: size_of(row) for row in scheme.criteria.all()}
    assert sizes["亩均税收"] == Fraction(200_000, 3) / 1_000_000  # fen and 0.01 m² to 万元/亩
    assert sizes["全员劳动生产率"] == Fraction(1, 1_000_000) and sizes["研发投入强度"] == 1


def test_queries_do_not_grow_with_companies(scheme, manager, django_assert_max_num_queries):
    for number in range(2):
        enter(producing(f"甲{number}"))
    with django_assert_max_num_queries(7):
        assert len(evaluate(scheme, YEAR, manager).graded) == 2
    for number in range(6):
        enter(producing(f"乙{number}"))
    with django_assert_max_num_queries(7):
        assert len(evaluate(scheme, YEAR, manager).graded) == 8


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_every_number_opens_its_observations(scheme, client_for):
    project = producing("甲公司")
    enter(project)
    client = client_for(Role.LEADER)
    page = client.get(f"{HERE}?year={YEAR}").text
    address = f"{HERE}companies/{project.company.pk}/?year={YEAR}&amp;scheme={scheme.pk}"
    assert address in page and "待确认" in page and "亩均税收 ÷ 24.097 × 30" in page
    company = client.get(address.replace("&amp;", "&")).text
    assert "7,229.10" in company and "24.097" in company
    tax = Indicator.objects.get(code="tax")
    observations = f"/office/observations/?project={project.code}&indicator={tax.pk}&year={YEAR}&is_current=true"
    assert observations.replace("&", "&amp;") in company
    assert client.get(observations).context["total"] == 1


def test_others_companies_are_hidden(scheme, client_for, user_for):
    project = producing("保密公司")
    enter(project)
    project.company.is_confidential = True
    project.company.save_by(None)
    client = client_for(Role.FINANCE)
    page = client.get(f"{HERE}?year={YEAR}")
    assert page.context["evaluation"].graded == [] and "保密公司" not in page.text
    assert client.get(f"{HERE}companies/{project.company.pk}/?year={YEAR}").status_code == 404


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.PARTNER, Role.EDITOR, Role.DEPARTMENT])
def test_other_roles_are_refused(scheme, client_for, role):
    assert client_for(role).get(HERE).status_code == 403


def test_a_leader_reads_and_does_not_write(scheme, client_for):
    client = client_for(Role.LEADER)
    assert client.get(f"{HERE}schemes/{scheme.pk}/").status_code == 200
    for path in ("schemes/new/", f"schemes/{scheme.pk}/edit/", "exemptions/new/", f"schemes/{scheme.pk}/criteria/new/"):
        assert client.get(f"{HERE}{path}").status_code == 403


def test_an_exemption_is_entered_with_its_author_and_taken_back(scheme, client_for):
    project = producing("甲公司")
    enter(project)
    client = client_for(Role.FINANCE)
    given = {"company": project.company.pk, "year": YEAR, "grounds": "重大技改停产", "document_number": "会议纪要3号"}
    assert client.post(f"{HERE}exemptions/new/", given).status_code == 302
    exemption = EvaluationExemption.objects.get()
    assert exemption.history.first().history_user == client.user
    page = client.get(f"{HERE}?year={YEAR}")
    assert "重大技改停产" in page.text and not page.context["evaluation"].graded
    back = {**given, "is_withdrawn": "on", "version": exemption.version, "reason": "恢复生产"}
    assert client.post(f"{HERE}exemptions/{exemption.pk}/edit/", back).status_code == 302
    assert len(client.get(f"{HERE}?year={YEAR}").context["evaluation"].graded) == 1
    assert exemption.history.first().history_change_reason == "恢复生产"


def test_a_scheme_and_its_criterion_are_entered(scheme, client_for):
    client = client_for(Role.MANAGER)
    given = {
        "code": "own",
        "name": "本区 2026",
        "first_year": 2026,
        "source": "本区",
        "a_percent": "20",
        "b_percent": "60",
        "c_percent": "90",
    }
    assert client.post(f"{HERE}schemes/new/", given).status_code == 302
    own = EvaluationScheme.objects.get(code="own")
    criterion = {
        "name": "亩均产值",
        "numerator": Indicator.objects.get(code="output").pk,
        "denominator": Indicator.objects.get(code="land").pk,
        "baseline": "300",
        "weight": "100",
        "order": "1",
        "is_used": "on",
    }
    address = f"{HERE}schemes/{own.pk}/criteria/new/"
    assert client.post(address, criterion).status_code == 302
    made = EvaluationCriterion.objects.get(scheme=own)
    assert made.history.first().history_user == client.user and "万元/亩" in client.get(f"{HERE}schemes/{own.pk}/").text
    same = client.post(address, {**criterion, "denominator": criterion["numerator"]})
    assert same.status_code == 422 and "两个不同的指标" in same.text
    wrong = client.post(f"{HERE}schemes/new/", {**given, "code": "x", "name": "x", "a_percent": "70"})
    assert wrong.status_code == 422 and "递增" in wrong.text


def test_the_workbook_computes_what_the_page_shows(scheme, client_for):
    enter(producing("甲公司"))
    enter(producing("乙公司"), tax=("1200", "万元"))
    client = client_for(Role.FINANCE)
    response = client.get(f"{HERE}?year={YEAR}&export=xlsx")
    data = response.getvalue()
    live = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert live["D6"].value == "=B6/C6/D$3*D$4" and live["A6"].value == "甲公司"
    held = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    assert held["D6"].value == pytest.approx(30) and held["B7"].value == 1200
    assert Access.objects.get().count == 5  # three lines of the scheme, two companies


def test_years_and_schemes_that_are_not_there(scheme, client_for):
    client = client_for(Role.FINANCE)
    assert client.get(f"{HERE}?year=1999").status_code == 200
    assert client.get(f"{HERE}?year=abc").status_code == 200
    assert client.get(f"{HERE}?scheme=x").status_code == 404
