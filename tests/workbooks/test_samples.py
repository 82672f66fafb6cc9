"""The six sample files: what goes in, with exactly the problems that a person finds; nothing the second time."""

from datetime import date
from decimal import Decimal

import pytest

from clusters.enclaves.models import Agreement, Enrolment, Party
from clusters.models import Building, Company, Milestone, Observation, Parcel, Project
from crm.workbooks.kinds import KINDS
from crm.workbooks.models import Import, ImportRow
from crm.workbooks.plans import Plan
from crm.workbooks.services import import_file, plan_file
from leads.models import Contact, Lead, LeadStage
from tests.workbooks.books import sample

pytestmark = pytest.mark.django_db

LEDGER, COMPANIES, PLACES = "招商线索台账.xlsx", "企业名录.csv", "地块与厂房.xlsx"
PROJECTS, MONTHLY = "飞地项目清单.xlsx", "飞地项目月报{}.xlsx"
ALL = [
    ("companies", COMPANIES, 200, 0),
    ("parcels", PLACES, 24, 0),
    ("buildings", PLACES, 24, 0),
    ("leads", LEDGER, 124, 8),
    ("enclave_projects", PROJECTS, 18, 0),
    ("observations", MONTHLY.format(2024), 504, 1),
    ("observations", MONTHLY.format(2025), 627, 1),
]


def bring(kind: str, name: str, actor: object = None) -> Plan:
    return import_file(kind=KINDS[kind], data=sample(name), name=name, actor=actor, good_rows=True)


def places_of(plan: Plan, severity: str) -> dict[str, list[int | None]]:
    found: dict[str, list[int | None]] = {}
    for problem in plan.all_problems:
        if problem.severity == severity:
            found.setdefault(problem.code, []).append(problem.row)
    return found


def test_all_of_them_and_again() -> None:
    for kind, name, created, refused in ALL:
        counts = bring(kind, name).counts
        assert (counts["created"], counts["refused"], counts["written"]) == (created, refused, created), name
    imports = Import.objects.count()
    for kind, name, created, refused in ALL:
        counts = bring(kind, name).counts
        assert (counts["unchanged"], counts["refused"], counts["written"]) == (created, refused, 0), name
        assert counts["created"] == counts["updated"] == 0
    assert Import.objects.count() == imports


def test_the_ledger() -> None:
    plan = bring("leads", LEDGER)
    assert places_of(plan, "refused") == {
        "credit_code": [12, 41, 70, 99],
        "twice_in_file": [53, 90],
        "not_a_date": [6, 22],
    }
    assert places_of(plan, "warned") == {"phone": [10, 51, 92]}
    twins = [problem.params["row"] for problem in plan.all_problems if problem.code == "twice_in_file"]
    assert twins == [43, 80]
    assert [(row.row, row.reason) for row in plan.left_out] == [(126, "total"), (127, "note")]


def test_what_the_ledger_says() -> None:
    bring("leads", LEDGER)
    about = Lead.objects.get(name="年产53GW组件项目")
    assert about.investment_fen == 13_000_000 * 100  # 约0.13亿元
    serial = Lead.objects.get(name="年产34亿片硅料项目")
    assert serial.first_contact_on == date(2026, 5, 5)  # 46147
    nick = Lead.objects.get(name="年产45万套石英坩埚项目")
    assert (nick.cluster.code, nick.first_contact_on) == ("photovoltaic", date(2026, 2, 27))  # 硅光伏
    assert (nick.land_sqm, nick.power_kwh_year) == (Decimal("20666.67"), 11_010_000)
    assert nick.introduced_by.name == "元谋县"
    short = Contact.objects.get(lead__name="年产55万吨胶膜项目")
    assert (short.phone, short.is_phone_doubtful) == ("0878-33000", True)
    assert not Contact.objects.filter(phone__contains=".").exists()


def test_signed_leads_open_projects_and_ended_ones_are_lost() -> None:
    bring("leads", LEDGER)
    signed = Lead.objects.filter(stage=LeadStage.SIGNED)
    assert signed.count() == 9  # ten in the ledger, one of them repeats another
    assert all(lead.project and lead.project.signed_on is None for lead in signed)
    assert set(Lead.objects.values_list("is_historical_import", flat=True)) == {True}
    ended = Lead.objects.filter(status=Lead.Status.LOST)
    assert ended.count() == 12
    first = ended.get(name="组件项目")
    assert (first.investment_fen, first.lost_on) == (7_200_000_000, date(2025, 12, 11))  # 0.72 亿元
    assert (first.lost_reason, first.lost_to) == ("企业资金问题", "曲靖市")


def test_companies_are_found_again_by_their_code() -> None:
    bring("companies", COMPANIES)
    assert Company.objects.count() == 200
    one = Company.objects.get(credit_code="91330100MAJMTE9NCF")
    assert (one.registered_capital_fen, one.founded_on) == (10_000_000_000, date(2012, 5, 5))
    assert (one.cluster.code, one.segment.name, one.park.name) == ("photovoltaic", "单晶硅棒", "庄甸")
    assert one.history.get().history_change_reason
    before = Company.objects.count()
    bring("leads", LEDGER)
    assert Company.objects.count() == before + 124 - 26  # 28 are in both, two of them in refused rows


def test_land_and_factory_units() -> None:
    bring("parcels", PLACES)
    bring("buildings", PLACES)
    parcel = Parcel.objects.get(code="CX-ZD-001")
    assert (parcel.area_sqm, parcel.investment_per_mu_min_fen) == (Decimal("88813.33"), 300_000_000)
    assert (parcel.status, parcel.has_gas, parcel.price_fen_per_mu) == ("reserved", True, None)
    unit = Building.objects.get(code="BF-002")
    assert (unit.area_sqm, unit.rent_fen_sqm_month) == (Decimal("630.00"), 1050)


def test_enclave_projects_and_what_they_lack() -> None:
    plan = bring("enclave_projects", PROJECTS)
    assert plan.all_problems == []
    lacking = {
        event: sorted(
            Project.objects.exclude(milestones__in=Milestone.objects.filter(event=event)).values_list("code", flat=True)
        )
        for event in ("construction", "first_tax")
    }
    assert lacking == {
        "construction": ["FD-2022-014", "FD-2023-007"],
        "first_tax": ["FD-2021-005", "FD-2022-010", "FD-2023-015"],
    }
    assert Agreement.objects.count() == 4
    assert Party.objects.get(agreement__code="XY-MD-2021", role="origin").organisation.name == "牟定县"
    assert Enrolment.objects.get(project__code="FD-2024-008").category == "承接转移"
    assert set(Milestone.objects.values_list("state", flat=True)) == {"verified"}


def test_monthly_reports() -> None:
    bring("enclave_projects", PROJECTS)
    plan = bring("observations", MONTHLY.format(2024))
    assert places_of(plan, "refused") == {"twice_in_file": [278]}
    assert places_of(plan, "warned") == {}

    def figure(indicator: str, **where: object) -> Observation:
        return Observation.objects.get(project__code="FD-2021-001", indicator__code=indicator, **where)

    march = figure("output", period_end=date(2024, 3, 31))
    assert (march.period_start, march.value) == (date(2024, 1, 1), 2607_1400 * 100)  # 2 607.14 万元
    assert (march.entered_value, march.entered_unit) == ("2607.14", "万元")
    assert figure("paid_in_funds").value == 123_800_000 * 100  # 1.238 亿元
    assert figure("paid_in_funds").period_start == date(2024, 12, 31)
    assert figure("land").value == 17_500_667  # 262.51 亩 in 0.01 m²
    assert figure("energy").value == 25_668  # 2 566.8 tce
    assert figure("staff").value == 837
    refund = Observation.objects.get(slip_number="T202400276")
    assert (refund.value, refund.retained_value, refund.tax.code) == (-12_345_678, -6_172_839, "vat")
    income = Observation.objects.get(slip_number="T202400002")
    assert (income.value, income.retained_value) == (27_858_551, None)
    assert not Observation.objects.filter(project__code="FD-2023-003", period_end=date(2024, 5, 31)).exists()


def test_figures_without_their_projects_are_refused() -> None:
    plan = bring("observations", MONTHLY.format(2024))
    assert {problem.code for problem in plan.all_problems} == {"unknown_project"}
    assert Observation.objects.count() == 0


def test_all_or_nothing() -> None:
    plan = import_file(kind=KINDS["leads"], data=sample(LEDGER), name=LEDGER, actor=None)
    assert plan.refusals == 8
    assert plan.counts["written"] == 0
    assert not Lead.objects.exists()
    assert not Import.objects.exists()


def test_without_commit_nothing_is_written() -> None:
    plan_file(kind=KINDS["leads"], data=sample(LEDGER), name=LEDGER, actor=None)
    assert not Lead.objects.exists()
    assert not Company.objects.exists()
    assert not ImportRow.objects.exists()
