"""Whatever records hold, their list goes out and comes back without a change found."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusters.models import Building, Cluster, Indicator, Opportunity, Parcel, Park
from crm.accounts.roles import Role
from crm.common.credit_codes import ALPHABET, check_character
from crm.workbooks.cells import EMPTY_MARKS, written
from leads.models import LeadStage
from tests.factories.clusters import (
    BuildingFactory,
    CompanyFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    OpportunityFactory,
    ParcelFactory,
    ProjectFactory,
)
from tests.factories.leads import LeadFactory
from tests.workbooks.test_round_trips import FORMS, back, taken_out

pytestmark = pytest.mark.django_db
tries = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

# What programs stumble over, then letters of both scripts.
BEGINNINGS = ("", "=", "+", "-", "@", "'", "'=", "''+", "＝", "0", "1E5 ", '"', "<b>", "；", ",", "😀", "㎡")
LETTERS = st.text("彝源丽豪泽楚滇aB9 （）()·-—/\\&%#'\"=;,.", min_size=1, max_size=12)


def words(limit: int = 30) -> st.SearchStrategy[str]:
    """A text as a form or an import keeps it; never one that means an empty cell."""
    made = st.builds(
        lambda beginning, text: written(beginning + text)[:limit].strip(), st.sampled_from(BEGINNINGS), LETTERS
    )
    return made.filter(lambda text: text.lower() not in EMPTY_MARKS and written(text) == text)


CODES = (
    st.text(ALPHABET, min_size=9, max_size=9)
    .map(lambda tail: "91532301" + tail)
    .map(lambda body: body + check_character(body))
)
FEN = st.integers(0, 10**16)
AREAS = st.decimals(0, 10**9, places=2)
DAYS = st.dates(date(1950, 1, 1), date(2026, 6, 30))


def or_none(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | values


@pytest.fixture
def client(client_for: Callable) -> Client:
    return client_for(Role.MANAGER)


def comes_back(client: Client, kind: str, make: Callable[[], None], rows: int) -> None:
    """In every form. What was made is taken away again for the next try."""
    with transaction.atomic():
        make()
        for form in FORMS:
            plan = back(kind, taken_out(client, kind, form), form)
            assert [problem for problem in plan.all_problems if problem.is_refusal] == []
            assert [entry.changes for entry in plan.entries if entry.action != "unchanged"] == []
            assert len(plan.entries) == rows
        transaction.set_rollback(True)


COMPANY = st.fixed_dictionaries({
    "name": words().map(lambda text: f"{text}公司"), "registered_place": words() | st.just(""),
    "industry_code": st.sampled_from(["", "0111", "3825"]), "registered_capital_fen": or_none(FEN),
    "founded_on": or_none(DAYS), "is_above_scale": or_none(st.booleans()), "segment_text": words() | st.just(""),
})  # fmt: skip


@tries
@given(
    rows=st.lists(st.tuples(COMPANY, CODES), min_size=1, max_size=4, unique_by=lambda row: row[1]),
    pick=st.integers(0, 99),
)
def test_companies(client: Client, rows: list[tuple[dict[str, Any], str]], pick: int) -> None:
    clusters, parks = [None, *Cluster.objects.all()], [None, *Park.objects.all()]

    def make() -> None:
        for fields, code in rows:
            CompanyFactory(
                **fields, credit_code=code, cluster=clusters[pick % len(clusters)], park=parks[pick % len(parks)]
            )

    comes_back(client, "companies", make, len(rows))


PARCEL = st.fixed_dictionaries({
    "area_sqm": AREAS, "status": st.sampled_from(Parcel.Status.values), "land_use": words() | st.just(""),
    "plot_ratio_min": or_none(st.decimals(0, 99, places=2)), "investment_per_mu_min_fen": or_none(FEN),
    "power_kva": or_none(AREAS), "water_m3_day": or_none(AREAS), "has_gas": or_none(st.booleans()),
    "environmental_zone": words() | st.just(""),
})  # fmt: skip


@tries
@given(rows=st.lists(PARCEL, min_size=1, max_size=4))
def test_parcels(client: Client, rows: list[dict[str, Any]]) -> None:
    park = Park.objects.first()

    def make() -> None:
        for number, fields in enumerate(rows):
            ParcelFactory(code=f"00{number}", park=park, **fields)

    comes_back(client, "parcels", make, len(rows))


LEAD = st.fixed_dictionaries({
    "name": words().map(lambda text: f"{text}项目"), "investment_fen": or_none(FEN), "land_sqm": or_none(AREAS),
    "power_kwh_year": or_none(st.integers(0, 10**12)), "first_contact_on": DAYS,
    "stage": st.sampled_from([stage for stage in LeadStage.values if stage != LeadStage.SIGNED]),
    "owner_text": words() | st.just(""),
})  # fmt: skip


@tries
@given(rows=st.lists(st.tuples(LEAD, words()), min_size=1, max_size=4))
def test_leads(client: Client, rows: list[tuple[dict[str, Any], str]]) -> None:
    def make() -> None:
        for number, (fields, company) in enumerate(rows):
            LeadFactory(company=CompanyFactory(name=f"{company}公司{number}"), **fields)

    comes_back(client, "leads", make, len(rows))


LATE_DAYS = st.dates(date(2001, 2, 1), date(2026, 6, 30))
FIGURES = {"output": "fen", "land": "sqm_cent", "staff": "person", "energy": "tce_tenth"}


@tries
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(list(FIGURES)), st.integers(0, 10**15), LATE_DAYS),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_observations(client: Client, rows: list[tuple[str, int, date]]) -> None:
    def make() -> None:
        for indicator, value, day in rows:
            start = day if Indicator.objects.get(code=indicator).series == "stock" else day.replace(month=1, day=1)
            ObservationFactory(
                indicator=IndicatorFactory(code=indicator), value=value, period_start=start, period_end=day,
                entered_value=str(Decimal(value)), entered_unit="",
            )  # fmt: skip

    comes_back(client, "observations", make, len(rows))


BUILDING = st.fixed_dictionaries({
    "area_sqm": AREAS, "status": st.sampled_from(Building.Status.values), "block": words() | st.just(""),
    "floor": or_none(st.integers(-3, 90)), "height_m": or_none(st.decimals(0, 999, places=2)),
    "load_kg_sqm": or_none(st.decimals(0, 999_999, places=2)), "rent_fen_sqm_month": or_none(FEN),
    "available_from": or_none(DAYS),
})  # fmt: skip


@tries
@given(rows=st.lists(BUILDING, min_size=1, max_size=4))
def test_buildings(client: Client, rows: list[dict[str, Any]]) -> None:
    park = Park.objects.first()

    def make() -> None:
        for number, fields in enumerate(rows):
            BuildingFactory(code=f"B-{number}", park=park, **fields)

    comes_back(client, "buildings", make, len(rows))


OPPORTUNITY = st.fixed_dictionaries({
    "title": words().map(lambda text: f"{text}项目"), "stage": st.sampled_from(["", *Opportunity.Stage.values]),
    "investment_fen": or_none(FEN), "decision_on": or_none(DAYS),
})  # fmt: skip


@tries
@given(rows=st.lists(OPPORTUNITY, min_size=1, max_size=4), pick=st.integers(0, 99))
def test_opportunities(client: Client, rows: list[dict[str, Any]], pick: int) -> None:
    clusters, parks = list(Cluster.objects.all()), [None, *Park.objects.all()]

    def make() -> None:
        for number, fields in enumerate(rows):
            OpportunityFactory(
                code=f"o-{number}", cluster=clusters[pick % len(clusters)], park=parks[pick % len(parks)], **fields
            )

    comes_back(client, "opportunities", make, len(rows))


PROJECT = st.fixed_dictionaries({
    "name": words().map(lambda text: f"{text}项目"), "category": words() | st.just(""), "land_sqm": or_none(AREAS),
    "signed_on": or_none(DAYS),
})  # fmt: skip


@tries
@given(rows=st.lists(st.tuples(PROJECT, words()), min_size=1, max_size=4))
def test_enclave_projects(client_for: Callable, rows: list[tuple[dict[str, Any], str]]) -> None:
    def make() -> None:
        for number, (fields, company) in enumerate(rows):
            company = CompanyFactory(name=f"{company}公司{number}")
            project = ProjectFactory(code=f"FD-{number}", company=company, **fields)
            if project.signed_on:
                MilestoneFactory(project=project, event="signed", happened_on=project.signed_on)

    comes_back(client_for(Role.FINANCE), "enclave_projects", make, len(rows))
