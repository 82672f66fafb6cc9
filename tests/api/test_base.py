"""The base under /api/v1/: who reads and writes what, versions, refusals with their sentence."""

from datetime import date

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from clusters.models import Cluster, Company, Milestone, Observation, Parcel, Park, Project, Segment
from crm.accounts.roles import STAFF_ROLES, Role
from tests.factories.clusters import (
    BuildingFactory,
    CompanyFactory,
    MilestoneFactory,
    ObservationFactory,
    OpportunityFactory,
    ParcelFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db
PUBLIC = (
    *("clusters", "segments", "parks", "measures", "parcels", "buildings", "opportunities"),
    *("divisions", "indicators", "taxes"),
)
INTERNAL = ("companies", "projects", "milestones", "observations")


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


@pytest.fixture
def api(user_for):
    def of(who=None):
        client = APIClient()
        if who is not None:
            client.user = user_for(who) if isinstance(who, str) else who
            client.force_authenticate(client.user)
        return client

    return of


# --- Reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PUBLIC)
def test_anybody_reads_what_is_public(api, name):
    assert api().get(f"/api/v1/{name}/").status_code == 200


@pytest.mark.parametrize("name", INTERNAL)
def test_nobody_reads_the_rest_without_signing_in(api, name):
    assert api().get(f"/api/v1/{name}/").status_code == 401


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", INTERNAL)
def test_staff_alone_read_companies_and_projects(api, role, name):
    assert api(role).get(f"/api/v1/{name}/").status_code == (200 if role in STAFF_ROLES else 403)


def test_anybody_sees_public_sites_only_and_staff_see_all(api):
    for factory in (ParcelFactory, BuildingFactory, OpportunityFactory):
        factory(is_public=True)
        hidden = factory(is_public=False)
    for name in ("parcels", "buildings", "opportunities"):
        assert api().get(f"/api/v1/{name}/").json()["count"] == 1
        assert api(Role.LEADER).get(f"/api/v1/{name}/").json()["count"] == 2
    assert api().get(f"/api/v1/opportunities/{hidden.pk}/").status_code == 404


def test_what_is_confidential_does_not_exist_for_others(api, promoter):
    project = ProjectFactory(is_confidential=True, company=CompanyFactory(is_confidential=True))
    MilestoneFactory(project=project), ObservationFactory(project=project)
    client = api(promoter)

    assert [client.get(f"/api/v1/{name}/").json()["count"] for name in INTERNAL] == [0, 0, 0, 0]
    assert client.get(f"/api/v1/projects/{project.pk}/").status_code == 404
    fields = {"name": "乙", "company": project.company_id}
    assert api(Role.MANAGER).post("/api/v1/projects/", fields).status_code == 400


def test_lists_are_filtered_and_paged(api):
    park = Park.objects.get(code="fumin")
    for _n in range(3):
        ParcelFactory(park=park, is_public=True)
    ParcelFactory(is_public=True)

    page = api().get("/api/v1/parcels/", {"park": park.pk, "page_size": 2}).json()

    assert (page["count"], len(page["results"])) == (3, 2)
    assert api().get("/api/v1/parcels/", {"area_min": "101"}).json()["count"] == 0
    assert api().get("/api/v1/parcels/", {"park": "x"}).status_code == 400


def test_a_segment_names_its_cluster_and_what_it_feeds(api):
    segment = Segment.objects.get(code="copper-foil")

    body = api().get(f"/api/v1/segments/{segment.pk}/").json()

    assert (body["cluster"], body["feeds"]) == ("copper", ["electronic-foil"])


@pytest.mark.parametrize("name", [*PUBLIC, *INTERNAL])
def test_lists_need_as_many_queries_for_many_rows(api, django_assert_max_num_queries, name):
    client = api(Role.MANAGER)
    for size in (2, 12):
        for _n in range(size):
            project = ProjectFactory(park=Park.objects.first(), cluster=Cluster.objects.first())
            project.parcels.add(ParcelFactory())
            MilestoneFactory(project=project), ObservationFactory(project=project)
            OpportunityFactory(), BuildingFactory()
            project.named_people.add(client.user)
        with django_assert_max_num_queries(10):
            client.get(f"/api/v1/{name}/")


# --- Writing --------------------------------------------------------------------------------------------------------


def test_a_company_is_created_with_history(api, promoter):
    fields = {"name": "示例有限公司", "cluster": "copper", "credit_code": "91532301MA6QEYFH70"}

    answer = api(promoter).post("/api/v1/companies/", fields)

    company = Company.objects.get()
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    assert company.history.get().history_user == promoter


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": "甲", "credit_code": "91350100M000100Y4Z"},
        {"name": "甲", "cluster": "copper", "segment": "inverter"},
        {"name": "甲", "cluster": "nothing"},
        {"name": "甲", "registered_capital_fen": "1e99"},
    ],
)
def test_wrong_input_is_told_field_by_field(api, fields):
    answer = api(Role.MANAGER).post("/api/v1/companies/", fields)

    assert answer.status_code == 400
    assert answer.json()
    assert not Company.objects.exists()


def test_a_confidential_company_keeps_its_author_in_sight(api, promoter):
    api(promoter).post("/api/v1/companies/", {"name": "甲", "is_confidential": True})

    assert Company.objects.visible_to(promoter).exists()


def test_editing_needs_the_version_that_was_read(api):
    company = CompanyFactory(name="甲")
    client = api(Role.MANAGER)
    address = f"/api/v1/companies/{company.pk}/"
    etag = client.get(address).headers["ETag"]

    assert client.patch(address, {"website": "example.org"}).status_code == 428
    done = client.patch(address, {"website": "example.org"}, headers={"If-Match": etag})
    assert (done.status_code, done.headers["ETag"]) == (200, '"2"')
    late = client.patch(address, {"website": "late.example"}, headers={"If-Match": etag})
    assert late.status_code == 412
    assert late.json()["message"]
    company.refresh_from_db()
    assert company.website == "example.org"


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        (Role.LEADER, "companies", 403),
        (Role.FINANCE, "companies", 403),
        (Role.PROMOTER, "parcels", 403),
        (Role.PROMOTER, "clusters", 403),
        (Role.MANAGER, "clusters", 200),
        (Role.MANAGER, "parcels", 200),
    ],
)
def test_roles_write_what_their_pages_let_them(api, role, name, status):
    row = {"companies": CompanyFactory, "parcels": ParcelFactory, "clusters": Cluster.objects.first}[name]()
    headers = {"If-Match": f'"{row.version}"'}

    assert api(role).patch(f"/api/v1/{name}/{row.pk}/", {}, headers=headers).status_code == status


def test_a_manager_sets_a_strength(api):
    segment = Segment.objects.first()

    answer = api(Role.MANAGER).patch(
        f"/api/v1/segments/{segment.pk}/", {"strength": "weak", "code": "other"}, headers={"If-Match": '"1"'}
    )

    assert (answer.json()["strength"], answer.json()["code"]) == ("weak", segment.code)


def test_nobody_writes_without_signing_in(api):
    parcel = ParcelFactory(is_public=True)

    assert api().patch(f"/api/v1/parcels/{parcel.pk}/", {}, headers={"If-Match": '"1"'}).status_code == 401
    assert api().post("/api/v1/parcels/", {}).status_code == 401
    assert Parcel.objects.count() == 1


# --- Projects and facts ---------------------------------------------------------------------------------------------


def test_a_project_is_opened_by_the_service(api, promoter):
    fields = {"name": "组件项目", "company": CompanyFactory().pk, "segment": "solar-module", "signed_on": "2025-03-01"}

    answer = api(promoter).post("/api/v1/projects/", fields)

    project = Project.objects.get()
    assert answer.status_code == 201, answer.json()
    assert (project.code, project.cluster.code) == ("XM-2025-001", "photovoltaic")
    assert project.milestones.get().entered_by == promoter
    edit = {"signed_on": "2020-01-01", "stage": "production", "category": "园区共建"}
    headers = {"If-Match": answer.headers["ETag"]}
    assert api(promoter).patch(f"/api/v1/projects/{project.pk}/", edit, headers=headers).status_code == 200
    project.refresh_from_db()
    assert (project.signed_on, project.stage, project.category) == (date(2025, 3, 1), "signed", "园区共建")


def test_a_milestone_twice_is_refused_with_a_sentence(api, finance):
    fields = {"project": ProjectFactory().code, "event": "production", "happened_on": "2025-06-01"}
    client = api(finance)

    assert client.post("/api/v1/milestones/", fields).status_code == 201
    again = client.post("/api/v1/milestones/", fields)

    assert again.status_code == 409
    assert again.json()["message"]
    assert Project.objects.get().stage == "production"


def test_figures_are_entered_verified_and_corrected(api, finance):
    client = api(finance)
    fields = {"project": ProjectFactory().code, "indicator": "output", "period_end": "2024-06-30"}

    made = client.post("/api/v1/observations/", {**fields, "entered_value": "100", "entered_unit": "万元"})
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["value"], body["period_start"], body["state"]) == (100_000_000, "2024-01-01", "submitted")
    address = f"/api/v1/observations/{body['id']}/"
    assert client.post(f"{address}verify/").json()["state"] == "verified"
    change = {"entered_value": "90", "entered_unit": "万元", "reason": "更正"}
    corrected = client.post(f"{address}correct/", change)
    assert (corrected.status_code, corrected.headers["ETag"]) == (201, '"2"')
    assert corrected.json()["supersedes"] == body["id"]
    assert client.post(f"{address}correct/", {**change, "entered_value": "80"}).status_code == 412
    assert client.get("/api/v1/observations/", {"is_current": "true"}).json()["count"] == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"entered_unit": "亩"}, 409), ({"entered_value": "许多"}, 409), ({"indicator": "x"}, 400), ({"tax": "vat"}, 409)],
)
def test_a_figure_that_makes_no_sense_is_refused(api, changes, status):
    fields = {"project": ProjectFactory().code, "indicator": "output", "period_end": "2024-06-30"}
    fields |= {"entered_value": "100", "entered_unit": "万元"}

    answer = api(Role.FINANCE).post("/api/v1/observations/", {**fields, **changes})

    assert answer.status_code == status
    assert not Observation.objects.exists()


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.MANAGER, Role.LEADER])
def test_finance_alone_enters_facts(api, role):
    milestone = MilestoneFactory(state=Milestone.State.SUBMITTED)
    client = api(role)

    assert client.post("/api/v1/milestones/", {}).status_code == 403
    assert client.post(f"/api/v1/milestones/{milestone.pk}/verify/").status_code == 403
    assert client.post(f"/api/v1/milestones/{milestone.pk}/correct/", {}).status_code == 403


def test_a_correction_by_api_needs_a_reason(api):
    milestone = MilestoneFactory()

    answer = api(Role.FINANCE).post(f"/api/v1/milestones/{milestone.pk}/correct/", {"happened_on": "2024-02-01"})

    assert answer.status_code == 400
    assert "reason" in answer.json()
