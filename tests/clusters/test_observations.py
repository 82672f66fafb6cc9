"""Observations as people write them: units, periods, receipts."""

from datetime import date

import pytest

from clusters.models import Indicator, Tax
from clusters.models.units import shown_value, smallest
from clusters.selectors.figures import figures_of
from clusters.services.observations import observation_correct, observation_record
from crm.common.errors import RuleError
from tests.factories.clusters import ProjectFactory


@pytest.mark.parametrize(
    ("text", "word", "unit", "value"),
    [
        ("1.5", "万元", "fen", 1_500_000),
        ("0.013", "亿元", "fen", 130_000_000),
        ("-123456.785", "元", "fen", -12_345_679),
        ("1.5", "亩", "sqm_cent", 100_000),
        ("262.51", "亩", "sqm_cent", 17_500_667),
        ("2566.85", "吨标准煤", "tce_tenth", 25_669),
        ("837.0", "人", "person", 837),
    ],
)
def test_smallest_units_round_half_up(text, word, unit, value):
    assert smallest(text, word, unit) == value


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(1_500_000, "fen", "1.50"), (17_500_667, "sqm_cent", "262.51"), (837, "person", "837"), (None, "fen", "—")],
)
def test_values_are_shown_in_the_offices_unit(value, unit, shown):
    assert shown_value(value, unit) == shown


def enter(project, code, actor, **fields):
    defaults = {"period_end": date(2024, 6, 30), "entered_value": "100", "entered_unit": "万元"}
    indicator = Indicator.objects.get(code=code)
    return observation_record(project=project, indicator=indicator, actor=actor, **{**defaults, **fields})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "fields", "start"),
    [
        ("output", {"period_start": date(2024, 6, 1)}, date(2024, 1, 1)),
        ("paid_in_funds", {}, date(2024, 6, 30)),
        ("tax", {"tax": "vat"}, date(2024, 6, 30)),
        ("tax", {"tax": "vat", "period_start": date(2024, 4, 1)}, date(2024, 4, 1)),
    ],
)
def test_the_series_says_where_the_period_begins(finance, code, fields, start):
    if "tax" in fields:
        fields = {**fields, "tax": Tax.objects.get(code=fields["tax"])}

    assert enter(ProjectFactory(), code, finance, **fields).period_start == start


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "fields", "refusal"),
    [
        ("output", {"retained": "5"}, "tax_refused"),
        ("tax", {}, "tax_required"),
        ("output", {"entered_unit": "人"}, "unit"),
        ("output", {"entered_value": "近百"}, "number"),
    ],
)
def test_refuses_with_the_field(finance, code, fields, refusal):
    with pytest.raises(RuleError) as error:
        enter(ProjectFactory(), code, finance, **fields)

    assert error.value.code == refusal
    assert error.value.field


@pytest.mark.django_db
def test_a_receipt_keeps_its_retained_part_in_fen(finance):
    vat = Tax.objects.get(code="vat")
    receipt = enter(ProjectFactory(), "tax", finance, tax=vat, retained="50", slip_number="T1")

    new = observation_correct(
        observation=receipt, entered_value="80", entered_unit="万元", retained="40", reason="退税", actor=finance
    )

    assert (receipt.retained_value, new.retained_value, new.slip_number) == (50_000_000, 40_000_000, "T1")


@pytest.mark.django_db
def test_figures_by_year_add_flows_and_take_the_last_of_the_rest(finance, leader):
    project, vat = ProjectFactory(), Tax.objects.get(code="vat")
    for month, output, receipt in ((1, "10", "1"), (2, "25", "2")):
        end = date(2024, month, 28)
        enter(project, "output", finance, period_end=end, entered_value=output)
        enter(project, "tax", finance, period_end=end, entered_value=receipt, tax=vat, slip_number=f"T{month}")

    years, figures = figures_of(project, leader)

    assert years == [2024]
    assert {line.indicator.code: [str(value) for value in line.values] for line in figures} == {
        "output": ["25.00"],
        "tax": ["3.00"],
    }


@pytest.mark.django_db
def test_a_flow_is_not_entered_twice_over_periods_that_overlap(finance):
    project = ProjectFactory()
    vat, deed = Tax.objects.get(code="vat"), Tax.objects.get(code="deed")
    enter(project, "tax", finance, tax=vat, period_start=date(2024, 1, 1), period_end=date(2024, 3, 31))
    with pytest.raises(RuleError) as error:
        enter(project, "tax", finance, tax=vat, period_start=date(2024, 3, 1), period_end=date(2024, 3, 31))
    assert (error.value.code, error.value.field) == ("periods_overlap", "period_end")
    assert project.observations.count() == 1
    enter(project, "tax", finance, tax=vat, period_start=date(2024, 4, 1), period_end=date(2024, 4, 30))
    enter(project, "tax", finance, tax=deed, period_start=date(2024, 3, 1), period_end=date(2024, 3, 31))
    enter(project, "tax", finance, tax=vat, period_end=date(2024, 3, 5), slip_number="T1")  # told apart by its slip
