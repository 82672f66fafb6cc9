"""Opportunities in the office: typed, brought in by a workbook, told by the API, each change with its trace."""

from datetime import date

import pytest

from clusters.models import Measure, Opportunity, Segment
from clusters.workbooks.opportunities import OpportunityKind
from crm.workbooks.kinds import KINDS
from crm.workbooks.services import import_file
from tests.factories.clusters import OpportunityFactory, ParcelFactory
from tests.workbooks.books import xlsx

pytestmark = pytest.mark.django_db


def test_a_manager_enters_all_of_it_and_history_tells(client_for):
    client = client_for("manager")
    opportunity, parcel, measure = OpportunityFactory(), ParcelFactory(), Measure.objects.get(number=17)
    page = f"/office/opportunities/{opportunity.pk}/edit/"
    sent = {
        "version": opportunity.version, "code": opportunity.code, "title": "电子铜箔",
        "cluster": opportunity.cluster_id,
        "stage": "open", "scale": "年产 2 万吨", "investment_fen": "3.5亿元", "decision_on": "2027-03-31",
        "parcels": [parcel.pk], "measures": [measure.pk], "desk": "投资促进局", "desk_phone": "0878-1",
    }  # fmt: skip
    assert client.post(page, sent).status_code == 302
    kept = Opportunity.objects.get()
    assert (kept.stage, kept.investment_fen, kept.decision_on) == ("open", 35_000_000_000, date(2027, 3, 31))
    assert [*kept.parcels.all(), *kept.measures.all()] == [parcel, measure]
    assert kept.history.first().scale == "年产 2 万吨" and kept.history.first().history_user == client.user
    html = client.get(kept.get_absolute_url()).content.decode()
    assert "投资促进局" in html and parcel.code in html and "招商中" in html


def test_a_stage_that_does_not_exist_is_refused(client_for):
    opportunity = OpportunityFactory()
    sent = {"version": 1, "code": opportunity.code, "title": "x", "cluster": opportunity.cluster_id, "stage": "gold"}
    response = client_for("manager").post(f"/office/opportunities/{opportunity.pk}/edit/", sent)
    assert response.status_code == 422 and Opportunity.objects.get().stage == ""


def test_the_api_tells_it_and_hides_what_is_not_public(client, client_for):
    opportunity = OpportunityFactory(stage="open", scale="2 万吨", is_public=True)
    opportunity.measures.set(Measure.objects.filter(number=17))
    opportunity.parcels.set([ParcelFactory(code="CX-1", is_public=True), ParcelFactory(code="CX-2")])
    OpportunityFactory(code="secret")
    rows = client.get("/api/v1/opportunities/").json()["results"]
    assert [(row["code"], row["stage"], row["scale"], row["measures"]) for row in rows] == [
        (opportunity.code, "open", "2 万吨", [17])
    ]
    assert rows[0]["parcels"] == ["CX-1"]
    staff = client_for("promoter").get("/api/v1/opportunities/?is_public=true").json()["results"]
    assert sorted(staff[0]["parcels"]) == ["CX-1", "CX-2"]


def test_a_workbook_brings_them_and_publishes_none():
    header = [
        "招商项目编号",
        "招商项目名称",
        "产业集群",
        "环节",
        "阶段",
        "建设规模",
        "总投资（亿元）",
        "决策时间",
        "联系部门",
    ]
    segment = Segment.objects.filter(cluster__code="copper").first()
    row = ["foil", "电子铜箔", "铜", segment.name, "招商中", "2 万吨", 3.5, "2027-03-31", "招商局"]
    import_file(kind=KINDS["opportunities"], data=xlsx(header, row), name="a.xlsx", actor=None)
    kept = Opportunity.objects.get(code="foil")
    assert (kept.stage, kept.investment_fen, kept.segment, kept.is_public) == ("open", 35_000_000_000, segment, False)
    assert kept.history.get().history_change_reason
    assert isinstance(KINDS["opportunities"], OpportunityKind)
