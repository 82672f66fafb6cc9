"""Imports of figures and enclave projects taken back: nothing that was said is lost, and nothing counts twice."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusters.enclaves.ledger_checks import check_ledger
from clusters.enclaves.models import Agreement, Enrolment, Party
from clusters.enclaves.selectors.computations import compute
from clusters.enclaves.selectors.facts import sharing_facts
from clusters.enclaves.selectors.restatements import may_differ
from clusters.enclaves.services import settlement_lock
from clusters.models import Company, Milestone, Observation, Project
from clusters.services import facts
from crm.accounts.models import Organisation
from crm.common.errors import RuleError
from crm.workbooks.import_jobs import import_begin, import_take, import_take_back
from crm.workbooks.kinds import KINDS
from crm.workbooks.models import Import
from tests.factories.accounts import OrganisationFactory
from tests.factories.enclaves import Parties, agreement_of, enrolled, indicator, receipt, tax_rule
from tests.workbooks.books import xlsx

pytestmark = pytest.mark.django_db
RECEIPTS = ["项目代码", "税种", "入库日期", "入库金额（元）", "票据号"]
LIST = ["项目代码", "项目名称", "企业名称", "协议编号", "飞出地", "飞入地", "项目类别", "签约日期", "投产日期"]
HOST = "云甸工业园区"
OUTPUT = tax_rule(code="output", book="assessment", indicator="output", start_event="production")


def bring(actor: Any, *rows: list[Any], kind: str = "observations") -> Import:
    brought = import_begin(kind=KINDS[kind], data=xlsx(*rows), name="数.xlsx", actor=actor)
    return import_take(import_id=brought.pk, actor=actor)


def back(brought: Import, actor: Any, **choice: bool) -> Import:
    return import_take_back(import_id=brought.pk, actor=actor, **choice)


def slips(code: str, tax: str, amounts: dict[str, int]) -> list[list[Any]]:
    return [RECEIPTS, *([code, tax, "2024-03-15", amount, slip] for slip, amount in amounts.items())]


def current() -> list[tuple[str, int, str]]:
    return list(Observation.objects.current().order_by("slip_number").values_list("slip_number", "value", "state"))


@pytest.fixture
def parties(db: None) -> Parties:
    """One project, one slip `T1` over 100.01 yuan."""
    return Parties()


@pytest.fixture
def tax(parties: Parties) -> str:
    return Observation.objects.get().tax.name


def test_new_figures_are_withdrawn_and_corrected_ones_say_again_what_they_said(parties, tax):
    finance = parties.computing
    brought = bring(finance, *slips("FD-2022-001", tax, {"T1": 7, "T2": 9}))
    assert current() == [("T1", 700, "verified"), ("T2", 900, "verified")]

    done = back(brought, finance)

    assert (done.state, done.counts["undone"], done.counts["stayed"]) == ("undone", 2, 0)
    assert current() == [("T1", 10_001, "verified")]
    assert Observation.objects.filter(slip_number="T1").count() == 3
    said = Observation.objects.get(is_withdrawn=True)
    assert (said.slip_number, said.value, said.entered_by) == ("T2", 900, finance)
    assert "数.xlsx" in said.reason


def test_what_was_corrected_or_withdrawn_since_is_named_and_stays(parties, tax):
    finance = parties.computing
    brought = bring(finance, *slips("FD-2022-001", tax, {"T2": 9, "T3": 10, "T4": 11}))
    facts.correct(fact=Observation.objects.get(slip_number="T2"), actor=finance, reason="再改", value=5)
    facts.withdraw(fact=Observation.objects.get(slip_number="T3"), actor=finance, reason="录错")

    with pytest.raises(RuleError) as error:
        back(brought, finance)
    assert sorted(line.split("：")[0][-2:] for line in error.value.missing) == ["T2", "T3"]
    assert Observation.objects.current().filter(slip_number="T4").exists()

    done = back(brought, finance, leave_changed=True)
    assert (done.counts["undone"], done.counts["stayed"]) == (1, 2)
    assert [slip for slip, _value, _state in current()] == ["T1", "T2"]


def test_others_do_not_take_figures_back(parties, tax, manager):
    brought = bring(parties.computing, *slips("FD-2022-001", tax, {"T2": 9}))

    with pytest.raises(RuleError):
        back(brought, manager)

    assert Observation.objects.current().count() == 2


def test_what_was_taken_back_may_come_again(parties, tax):
    rows = slips("FD-2022-001", tax, {"T1": 7, "T2": 9})
    back(bring(parties.computing, *rows), parties.computing)

    again = bring(parties.computing, *rows)

    assert (again.counts["created"], again.counts["updated"]) == (1, 1)
    assert [value for _slip, value, _state in current()] == [700, 900]


def test_what_was_settled_with_it_is_restated_and_the_ledger_still_holds(parties, tax):
    """As with a correction: what was posted stays, the difference is due."""
    brought = bring(parties.computing, *slips("FD-2022-001", tax, {"T2": 9}))
    locked = settlement_lock(settlement=parties.confirm(parties.issued()), actor=parties.confirming)
    posted = list(locked.lines.order_by("pk").values())

    back(brought, parties.computing)

    assert may_differ(locked)
    assert list(locked.lines.order_by("pk").values()) == posted
    assert not check_ledger().findings
    parties.agreement.refresh_from_db()
    assert Observation.objects.as_of(locked.issued_at).count() == 2


AMOUNTS = st.dictionaries(st.sampled_from(["T1", "T2", "T3", "T4", "T5"]), st.integers(1, 10**9), min_size=1)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=AMOUNTS, second=AMOUNTS)
def test_whatever_came_every_reading_is_as_if_it_had_not(parties, tax, first, second):
    """As of every moment before, and for a settlement afterwards."""
    code = f"FD-{Project.objects.count():04}"
    other = agreement_of(code=f"XY-{Agreement.objects.count():03}")
    enrolled(other, code=code)
    began = timezone.now()
    bring(parties.computing, *slips(code, tax, first))
    known, lines = timezone.now(), settled(other)
    readings = {moment: reading(other, moment) for moment in (began, known)}
    brought = import_begin(
        kind=KINDS["observations"], data=xlsx(*slips(code, tax, second)), name="数.xlsx", actor=parties.computing
    )
    if brought.counts["created"] or brought.counts["updated"]:
        import_take(import_id=brought.pk, actor=parties.computing)
        between = timezone.now()
        as_it_stood = reading(other, between)
        back(brought, parties.computing)
        assert reading(other, between) == as_it_stood

    assert {moment: reading(other, moment) for moment in readings} == readings
    assert settled(other) == lines


def reading(agreement: Agreement, moment: datetime) -> Any:
    return sharing_facts(agreement, indicators={"tax"}, until_year=2024, at=moment)


def settled(agreement: Agreement) -> list[tuple[Any, ...]]:
    """Without the rows of the observations, which are others now."""
    result = compute(agreement, 2024, None).lines
    return [(line.key, line.amount, line.state) for line in result]


# --- enclave projects ---


@pytest.fixture
def origin(zone: Organisation) -> Organisation:
    zone.aliases = [HOST]
    zone.save_by(None)
    return OrganisationFactory()


def listed(
    code: str, origin: str, *, agreement: str = "XY-XN-2026", company: str = "甲公司", **cells: str
) -> list[Any]:
    dates = [cells.get(name, "") for name in ("category", "signed", "production")]
    return [code, f"{code}项目", company, agreement, origin, HOST, *dates]


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Project, Company, Agreement, Party, Enrolment))


def test_projects_without_dates_go_with_all_that_the_list_opened(origin, finance):
    before = counts()
    rows = [listed(code, origin.name) for code in ("FD-2026-001", "FD-2026-002")]
    brought = bring(finance, LIST, *rows, kind="enclave_projects")
    assert counts() == (2, 1, 1, 2, 2)

    done = back(brought, finance)

    assert (done.counts["undone"], done.counts["closed"]) == (2, 0)
    assert counts() == before
    gone = Project.history.filter(code="FD-2026-001").first()
    assert (gone.history_type, gone.history_user) == ("-", finance)


def test_projects_with_dates_are_closed_and_come_back_with_the_list(origin, finance):
    row = listed("FD-2026-001", origin.name, signed="2026-01-05", production="2026-02-05")
    brought = bring(finance, LIST, row, kind="enclave_projects")

    done = back(brought, finance)

    project = Project.objects.get()
    assert (done.counts["undone"], done.counts["closed"]) == (1, 1)
    assert (project.status, project.stage, project.signed_on) == ("closed", "signed", None)
    assert not Milestone.objects.current().exists() and Milestone.objects.filter(is_withdrawn=True).count() == 2
    assert not Enrolment.objects.exists() and not Agreement.objects.exists()

    bring(finance, LIST, row, kind="enclave_projects")
    project.refresh_from_db()
    assert (project.status, project.stage, project.signed_on) == ("active", "production", date(2026, 1, 5))
    assert Milestone.objects.current().count() == 2 and Enrolment.objects.count() == 1


def test_names_and_land_of_known_projects_come_in_at_once(origin, finance, django_assert_max_num_queries):
    """With the same history as one by one, and taken back; a change of dates among them is a fact of its own."""
    codes = [f"FD-2026-{number:03}" for number in range(43)]
    bring(finance, LIST, *(listed(code, origin.name) for code in codes), kind="enclave_projects")
    renamed = [[code, f"{code}新名", *listed(code, origin.name)[2:], 12.5] for code in codes]
    few, many = (
        import_begin(kind=KINDS["enclave_projects"], data=xlsx([*LIST, "用地（亩）"], *rows), name="a", actor=finance)
        for rows in (renamed[:3], renamed[3:])
    )
    with CaptureQueriesContext(connection) as asked:
        import_take(import_id=few.pk, actor=finance)
    with django_assert_max_num_queries(len(asked)):
        import_take(import_id=many.pk, actor=finance)
    project = Project.objects.get(code=codes[-1])
    assert (project.name, project.version) == (f"{project.code}新名", 2) and str(project.land_sqm) == "8333.33"
    steps = [(step.history_type, step.history_user, step.history_change_reason) for step in project.history.all()]
    assert steps == [("~", finance, "导入 a"), ("+", finance, "导入 数.xlsx")]
    back(many, finance)
    project.refresh_from_db()
    assert (project.name, project.land_sqm, project.version) == (f"{project.code}项目", None, 3)


def test_a_changed_project_gets_dates_agreement_and_category_back(origin, finance):
    bring(finance, LIST, listed("FD-2026-001", origin.name, signed="2026-01-05"), kind="enclave_projects")
    other = listed(
        "FD-2026-001",
        origin.name,
        agreement="XY-XN-2027",
        category="共建",
        signed="2026-01-06",
        production="2026-02-05",
    )
    second = bring(finance, LIST, other, kind="enclave_projects")
    assert Enrolment.objects.get().agreement.code == "XY-XN-2027"

    done = back(second, finance)

    project, enrolment = Project.objects.get(), Enrolment.objects.get()
    assert done.counts["undone"] == 1
    assert (project.stage, project.signed_on, project.category) == ("signed", date(2026, 1, 5), "")
    assert (enrolment.agreement.code, enrolment.category) == ("XY-XN-2026", "")
    assert [str(row.happened_on) for row in Milestone.objects.current()] == ["2026-01-05"]
    assert not Agreement.objects.filter(code="XY-XN-2027").exists()


def test_projects_that_somebody_went_on_with_are_named_and_stay(origin, finance):
    rows = [
        listed(f"FD-2026-00{number}", origin.name, company=f"{number}公司", signed="2026-01-05") for number in (1, 2, 3)
    ]
    brought = bring(finance, LIST, *rows, kind="enclave_projects")
    first, second, _third = Project.objects.order_by("code")
    facts.correct(fact=Milestone.objects.get(project=first), actor=finance, reason="更正", happened_on=date(2026, 1, 7))
    receipt(second, 100, slip="T9", indicator=indicator("tax"))

    with pytest.raises(RuleError) as error:
        back(brought, finance)
    assert len(error.value.missing) == 2
    assert Enrolment.objects.count() == 3

    done = back(brought, finance, leave_changed=True)
    assert (done.counts["undone"], done.counts["stayed"], done.counts["closed"]) == (1, 2, 1)
    assert Enrolment.objects.count() == 2 and Agreement.objects.count() == 1


def test_a_settled_enrolment_stays(parties, finance):
    agreement = parties.agreement
    name = agreement.parties.get(role="origin").organisation.name
    other = agreement_of(code="XY-QT-2021", rules=[OUTPUT])
    row = listed(parties.project.code, other.parties.get(role="origin").organisation.name, agreement=other.code)
    parties.issued()
    brought = bring(finance, LIST, row, kind="enclave_projects")
    assert parties.project.enrolments.count() == 2 and name

    back(brought, finance)

    assert [str(one.agreement) for one in parties.project.enrolments.all()] == [agreement.code]


def test_the_preview_of_figures_speaks_of_indicators_and_periods(parties, client_for):
    """No word of the program's own."""
    client = client_for("finance")
    rows = ["2026年工业总产值（本年累计）", "单位：万元"], ["项目代码", "1月", "1-2月"], ["FD-2022-001", 10, 20]
    brought = import_begin(kind=KINDS["observations"], data=xlsx(*map(list, rows)), name="数.xlsx", actor=client.user)

    page = client.get(f"/office/imports/{brought.pk}/?view=created")

    assert page.context["headings"][:2] == ["项目代码", "指标"]
    assert not {"start", "end", "entered_unit", "entered_value", "数值"} & set(page.context["headings"])
    assert page.context["shown_rows"][0][1][:2] == ["FD-2022-001", "工业总产值"]
