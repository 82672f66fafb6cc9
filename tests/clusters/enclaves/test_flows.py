"""The picture of a settlement: projects, through taxes, to parties; all that goes in comes out."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

import pytest

from clusters.enclaves.selectors.flows import flow_chart, flows_of
from crm.accounts.roles import Role
from tests.factories.clusters import TaxFactory
from tests.factories.enclaves import enrolled, receipt

pytestmark = pytest.mark.django_db


def lines_of(settlement):
    return list(settlement.lines.select_related("project", "party__organisation", "party").order_by("number"))


def sums(amounts, place):
    found = defaultdict(Fraction)
    for ends, amount in amounts.items():
        found[ends[place]] += amount
    return found


def test_what_goes_in_comes_out_tax_by_tax(parties):
    income = TaxFactory(name="企业所得税")
    receipt(parties.project, 5_000, slip="T2", tax=income)
    other = enrolled(parties.agreement, code="FD-2022-009")
    receipt(other, 7_777, slip="T3", tax=income)
    settlement = parties.computed()
    into, out = flows_of(lines_of(settlement))
    assert sums(into, 1) == sums(out, 0)
    assert sum(into.values()) == 10_001 + 5_000 + 7_777
    assert sums(into, 0) == {parties.project.code: 15_001, other.code: 7_777}
    by_party = {line.party_id: line.party for line in settlement.lines.all()}
    assert len(sums(out, 1)) == len(by_party) == 2


def test_a_refund_is_not_drawn(parties):
    receipt(parties.project, -20_000, slip="T2", on=date(2024, 5, 1))
    assert flow_chart(lines_of(parties.computed())) is None


def test_attributed_figures_do_not_flow(parties):
    settlement = parties.computed()
    settlement.lines.update(book="assessment")
    assert flow_chart(lines_of(settlement)) is None


def test_the_page_shows_it_with_its_table(parties, client_for):
    receipt(parties.project, 1_234_567_890, slip="T4")
    page = client_for(parties.confirming).get(parties.issued().get_absolute_url())
    assert 'id="chart-flows-data"' in page.text and "钱从哪里来、到哪里去" in page.text
    assert '<td class="numeric">1,234.58</td>' in page.text
    assert f'<th scope="row">{parties.project.code}</th>' in page.text


def test_the_year_over_all_agreements_is_the_sum_of_its_settlements(parties, client_for):
    settlement = parties.issued()
    page = client_for(parties.confirming).get(f"/office/settlements/flow/?year={settlement.year}")
    flows = page.context["chart"].flows
    assert {flow.source for flow in flows if flow.source == parties.agreement.code} == {parties.agreement.code}
    (whole,) = flow_chart(lines_of(settlement)).flows[:1]
    assert whole.value == next(flow.value for flow in flows if flow.source == parties.agreement.code)
    assert client_for(parties.confirming).get("/office/settlements/flow/").context["year"] == str(settlement.year)
    nothing = client_for(parties.confirming).get("/office/settlements/flow/?year=1999")
    assert nothing.context["chart"] is None and nothing.status_code == 200


def test_partners_and_promoters_see_no_flow_of_a_year(parties, client_for):
    parties.issued()
    assert client_for(parties.partner).get("/office/settlements/flow/").status_code == 403
    assert client_for(Role.PROMOTER).get("/office/settlements/flow/").status_code == 403
