"""The chart that pages show: what it draws from, and the table behind it."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from crm.office.charts import Chart, Flow, Series

STAGES = Chart(
    "funnel",
    "By stage",
    "funnel",
    labels=["Clue", "Signed"],
    series=[Series("Leads", [12, None])],
    links=["/office/leads/?stage=clue"],
    mark="Not to be made public",
)


def shown(chart: Chart) -> str:
    return Template("{% chart chart %}").render(Context({"chart": chart}))


def test_the_table_has_every_number_and_its_address() -> None:
    html = shown(STAGES)
    assert '<a href="/office/leads/?stage=clue">Clue</a>' in html
    assert '<td class="numeric">12</td>' in html
    assert '<td class="numeric">—</td>' in html


def test_the_mark_is_on_the_page_and_in_what_the_picture_is_drawn_from() -> None:
    assert STAGES.data["mark"] == "Not to be made public"
    assert '<p class="office-chart-mark">Not to be made public</p>' in shown(STAGES)


def test_flows_that_are_not_above_zero_stay_in_the_table_and_out_of_the_drawing() -> None:
    flows = [Flow("Project", "VAT", Decimal("12.50")), Flow("Project", "Income tax", Decimal("-3.00"))]
    chart = Chart("flow", "Where it goes", "flows", flows=flows, unit="元")
    assert chart.data["flows"] == [{"source": "Project", "target": "VAT", "value": 12.5}]
    with override("en"):
        assert chart.data["unit"] == "yuan"
    assert [row["cells"] for row in chart.rows] == [["VAT", "12.50"], ["Income tax", "-3.00"]]


def test_texts_that_end_a_script_stay_texts() -> None:
    chart = Chart("x", "t", "bars", labels=["</script><b>"], series=[Series("s", [1])])
    assert "</script><b>" not in shown(chart)


def test_a_chart_without_figures_says_so() -> None:
    assert "data-chart-picture" not in shown(Chart("x", "t", "bars", labels=["a"], series=[Series("s", [0])]))


def test_a_series_that_does_not_fit_its_labels_is_refused() -> None:
    with pytest.raises(ValueError, match="one value a label"):
        Chart("x", "t", "bars", labels=["a", "b"], series=[Series("s", [1])])
