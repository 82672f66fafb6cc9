"""The office's pages of the base: who enters which, what they show, what they change."""

from datetime import date

import pytest

from clusters.models import (
    Cluster,
    Company,
    Measure,
    Milestone,
    Observation,
    Opportunity,
    Parcel,
    Park,
    Project,
    Segment,
)
from crm.accounts.roles import STAFF_ROLES, Role
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

pytestmark = pytest.mark.django_db
READERS = {*STAFF_ROLES, Role.DEPARTMENT, Role.EDITOR}
STAFF = set(STAFF_ROLES)
COMPANY_EDITORS = {Role.PROMOTER, Role.MANAGER}
# Address → the roles that may open it; every other role is refused.
PAGES = {
    "clusters/": READERS,
    "clusters/{cluster}/": READERS,
    "clusters/{cluster}/edit/": {Role.MANAGER},
    "segments/{segment}/": READERS,
    "segments/{segment}/edit/": {Role.MANAGER},
    "companies/": STAFF,
    "companies/new/": COMPANY_EDITORS,
    "companies/{company}/": STAFF,
    "companies/{company}/edit/": COMPANY_EDITORS,
    "projects/": STAFF,
    "projects/new/": COMPANY_EDITORS,
    "projects/{project}/": STAFF,
    "projects/{project}/edit/": COMPANY_EDITORS,
    "projects/{project}/milestones/new/": {Role.FINANCE},
    "projects/{project}/observations/new/": {Role.FINANCE},
    "milestones/{milestone}/": STAFF,
    "milestones/{milestone}/verify/": {Role.FINANCE},
    "milestones/{milestone}/correct/": {Role.FINANCE},
    "milestones/{milestone}/withdraw/": {Role.FINANCE},
    "observations/": STAFF,
    "observations/{observation}/": STAFF,
    "observations/{observation}/verify/": {Role.FINANCE},
    "observations/{observation}/correct/": {Role.FINANCE},
    "observations/{observation}/withdraw/": {Role.FINANCE},
    "parks/": READERS,
    "parks/{park}/": READERS,
    "parks/{park}/edit/": {Role.MANAGER},
    "parcels/": STAFF,
    "parcels/new/": {Role.MANAGER},
    "parcels/{parcel}/": STAFF,
    "parcels/{parcel}/edit/": {Role.MANAGER},
    "buildings/": STAFF,
    "buildings/new/": {Role.MANAGER},
    "buildings/{building}/": STAFF,
    "buildings/{building}/edit/": {Role.MANAGER},
    "measures/": READERS,
    "measures/{measure}/": READERS,
    "opportunities/": STAFF,
    "opportunities/new/": {Role.MANAGER},
    "opportunities/{opportunity}/": STAFF,
    "opportunities/{opportunity}/edit/": {Role.MANAGER},
}


@pytest.fixture
def keys():
    project = ProjectFactory()
    return {
        "cluster": Cluster.objects.get(code="photovoltaic").pk,
        "segment": Segment.objects.first().pk,
        "park": Park.objects.first().pk,
        "measure": Measure.objects.first().pk,
        "company": project.company_id,
        "project": project.pk,
        "milestone": MilestoneFactory(project=project, state=Milestone.State.SUBMITTED).pk,
        "observation": ObservationFactory(project=project, state=Observation.State.SUBMITTED).pk,
        "parcel": ParcelFactory().pk,
        "building": BuildingFactory().pk,
        "opportunity": OpportunityFactory().pk,
    }


@pytest.mark.parametrize("role", Role)
def test_each_page_opens_for_its_roles_only(client_for, keys, role):
    client = client_for(role)

    wrong = {
        path: status
        for path, roles in PAGES.items()
        if (status := client.get("/office/" + path.format(**keys)).status_code) != (200 if role in roles else 403)
    }

    assert not wrong


def test_nobody_signed_out_opens_any(client, keys):
    assert {client.get("/office/" + path.format(**keys)).status_code for path in PAGES} == {302}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_speak_both_languages(client_for, keys, language):
    client = client_for(Role.MANAGER)
    client.post("/language/setlang/", {"language": language})

    for path, roles in PAGES.items():
        if Role.MANAGER in roles:
            assert client.get("/office/" + path.format(**keys)).status_code == 200


def test_what_is_confidential_is_on_no_page(client_for, promoter):
    company = CompanyFactory(name="保密示例有限公司", is_confidential=True)
    hidden = ProjectFactory(name="保密项目", company=company, is_confidential=True)
    fact, milestone = ObservationFactory(project=hidden), MilestoneFactory(project=hidden)
    client = client_for(promoter)

    for path in ("companies/", "projects/", "observations/", "companies/?q=保密"):
        assert "保密示例" not in client.get(f"/office/{path}").content.decode()
        assert hidden.code not in client.get(f"/office/{path}").content.decode()
    for path in (f"companies/{company.pk}/", f"projects/{hidden.pk}/", f"observations/{fact.pk}/"):
        assert client.get(f"/office/{path}").status_code == 404
    assert client.get(f"/office/milestones/{milestone.pk}/").status_code == 404
    company.named_people.add(promoter)
    hidden.named_people.add(promoter)
    assert client.get(f"/office/projects/{hidden.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("companies/", lambda: CompanyFactory(park=Park.objects.first(), cluster=Cluster.objects.first())),
        ("projects/", lambda: ProjectFactory(park=Park.objects.first())),
        ("observations/", ObservationFactory),
        ("parcels/", ParcelFactory),
        ("buildings/", BuildingFactory),
        ("opportunities/", OpportunityFactory),
    ],
)
def test_lists_need_as_many_queries_for_many_rows(client_for, django_assert_max_num_queries, path, make):
    client = client_for(Role.MANAGER)
    for size in (2, 20):
        for _n in range(size):
            make()
        with django_assert_max_num_queries(16):
            client.get(f"/office/{path}")


@pytest.mark.parametrize("path", ["clusters/", "parks/", "measures/"])
def test_reference_lists_need_few_queries(client_for, django_assert_max_num_queries, path):
    client = client_for(Role.LEADER)
    with django_assert_max_num_queries(12):
        client.get(f"/office/{path}")


def test_a_project_page_needs_as_many_queries_for_many_figures(client_for, django_assert_max_num_queries):
    client = client_for(Role.FINANCE)
    project = ProjectFactory()
    for month in range(1, 13):
        ObservationFactory(project=project, period_end=date(2024, month, 28))
        with django_assert_max_num_queries(30):
            client.get(f"/office/projects/{project.pk}/")


# --- Clusters -------------------------------------------------------------------------------------------------------


def test_a_cluster_shows_its_chain(client_for):
    cluster = Cluster.objects.get(code="copper")
    CompanyFactory(segment=Segment.objects.get(code="copper-foil"), cluster=cluster)

    page = client_for(Role.LEADER).get(f"/office/clusters/{cluster.pk}/").content.decode()

    assert all(name in page for name in ("铜精矿", "阴极铜", "电子铜箔", "再生铜", "硫酸"))
    assert page.index("铜精矿") < page.index("阴极铜") < page.index("再生铜")


def test_a_manager_sets_a_segments_strength_and_history_says_so(client_for, manager):
    segment = Segment.objects.get(code="silver-paste")
    answer = client_for(manager).post(
        f"/office/segments/{segment.pk}/edit/",
        {
            "name": segment.name,
            "name_en": segment.name_en,
            "aliases": "导电银浆\n",
            "place": segment.place,
            "order": segment.order,
            "strength": "missing",
            "version": segment.version,
            "reason": "链长会议",
        },
    )

    segment.refresh_from_db()
    assert answer.status_code == 302
    assert (segment.strength, segment.aliases) == ("missing", ["导电银浆"])
    assert segment.history.latest().history_change_reason == "链长会议"


# --- Companies ------------------------------------------------------------------------------------------------------


def company_form(**changes):
    return {"name": "示例有限公司", "registered_capital_fen": "1.5亿", "is_above_scale": "unknown", **changes}


def test_a_company_is_entered_with_amounts_as_people_write_them(client_for, promoter):
    answer = client_for(promoter).post("/office/companies/new/", company_form(credit_code="91532301MA6QEYFH70"))

    company = Company.objects.get()
    assert answer.status_code == 302
    assert company.registered_capital_fen == 15_000_000_000
    assert company.history.get().history_user == promoter


def test_a_company_with_a_wrong_code_or_a_foreign_segment_is_refused(client_for):
    client = client_for(Role.PROMOTER)
    foreign = {"cluster": Cluster.objects.get(code="copper").pk, "segment": Segment.objects.get(code="inverter").pk}

    assert client.post("/office/companies/new/", company_form(credit_code="91350100M000100Y4Z")).status_code == 422
    assert client.post("/office/companies/new/", company_form(**foreign)).status_code == 422
    assert not Company.objects.exists()


def test_whoever_makes_a_company_confidential_still_sees_it(client_for, promoter):
    client_for(promoter).post("/office/companies/new/", company_form(is_confidential="on"))

    assert Company.objects.visible_to(promoter).exists()


def test_whoever_loses_the_race_for_a_company_is_shown_both_sides(client_for):
    company = CompanyFactory(name="原名")
    read = company.version
    Company.objects.get(pk=company.pk).save()

    answer = client_for(Role.MANAGER).post(
        f"/office/companies/{company.pk}/edit/", company_form(name="我的名", version=read)
    )

    assert answer.status_code == 409
    assert "我的名" in answer.content.decode()
    assert Company.objects.get().name == "原名"


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=组件（云南）", 1), ("q=无此企业", 0), ("park={park}", 1), ("is_above_scale=true", 1), ("cluster=99999", 400)],
)
def test_companies_are_filtered(client_for, query, found):
    park = Park.objects.first()
    CompanyFactory(name="彝源示例组件(云南)有限公司", park=park, is_above_scale=True)
    CompanyFactory(name="滇晶示例硅片有限公司", is_above_scale=False)

    answer = client_for(Role.LEADER).get(f"/office/companies/?{query.format(park=park.pk)}")

    if found == 400:
        assert answer.status_code == 400
    else:
        assert len(answer.context["object_list"]) == found


# --- Places ---------------------------------------------------------------------------------------------------------


def test_a_parcel_is_entered_in_mu_and_filtered_by_it(client_for, manager):
    client = client_for(manager)
    fields = {"code": "CX-YD-999", "park": Park.objects.first().pk, "area_sqm": "150", "status": "available"}

    assert client.post("/office/parcels/new/", {**fields, "has_gas": "unknown"}).status_code == 302
    assert str(Parcel.objects.get().area_sqm) == "100000.00"
    assert len(client.get("/office/parcels/?area_min=149&area_max=151").context["object_list"]) == 1
    assert len(client.get("/office/parcels/?area_min=151").context["object_list"]) == 0
    assert Parcel.objects.get().history.get().history_user == manager


def test_an_opportunity_takes_the_cluster_of_its_segment(client_for):
    segment = Segment.objects.get(code="silver-paste")
    fields = {"code": "silver-paste-plant", "title": "银浆项目", "cluster": segment.cluster_id, "segment": segment.pk}

    assert client_for(Role.MANAGER).post("/office/opportunities/new/", fields).status_code == 302
    assert not Opportunity.objects.get().is_public


# --- Projects and facts ---------------------------------------------------------------------------------------------


def test_a_project_is_opened_with_its_signing(client_for, manager):
    fields = {"name": "组件项目", "company": CompanyFactory().pk, "signed_on": "2025-03-01", "land_sqm": "15"}

    assert client_for(manager).post("/office/projects/new/", fields).status_code == 302
    project = Project.objects.get()
    assert (project.code, str(project.land_sqm)) == ("XM-2025-001", "10000.00")
    assert project.milestones.get().entered_by == manager


def test_a_project_without_a_date_is_to_be_confirmed(client_for):
    project = ProjectFactory()

    answer = client_for(Role.LEADER).get(f"/office/projects/{project.pk}/")

    assert "待确认" in answer.content.decode()


def test_finance_enters_a_milestone_and_the_stage_moves(client_for, finance):
    project = ProjectFactory()
    client = client_for(finance)
    fields = {"event": "production", "happened_on": "2025-06-01", "verified": "on"}

    assert client.post(f"/office/projects/{project.pk}/milestones/new/", fields).status_code == 302
    assert client.post(f"/office/projects/{project.pk}/milestones/new/", fields).status_code == 409
    project.refresh_from_db()
    assert project.stage == "production"
    assert project.milestones.get().verified_by == finance


def observation_form(**changes):
    indicator = IndicatorFactory()
    fields = {"indicator": indicator.pk, "period_end": "2024-06-30", "entered_value": "1,234.5", "entered_unit": "万元"}
    return {**fields, **changes}


def test_finance_enters_a_figure_in_the_unit_it_has(client_for, finance):
    project = ProjectFactory()

    answer = client_for(finance).post(f"/office/projects/{project.pk}/observations/new/", observation_form())

    fact = Observation.objects.get()
    assert answer.status_code == 302
    assert (fact.value, fact.entered_value, fact.entered_unit) == (1_234_500_000, "1,234.5", "万元")
    assert (fact.period_start, fact.state, fact.entered_by) == (date(2024, 1, 1), "submitted", finance)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"entered_unit": "亩"}, 409),
        ({"entered_value": "很多"}, 409),
        ({"entered_value": "NaN"}, 409),
        ({"entered_value": "1e20"}, 409),
        ({"entered_value": "1e999999999"}, 409),
        ({"entered_unit": "斤"}, 422),
        ({"indicator": "999"}, 422),
        ({"period_end": "2024-02-30"}, 422),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused(client_for, changes, status):
    project = ProjectFactory()

    answer = client_for(Role.FINANCE).post(
        f"/office/projects/{project.pk}/observations/new/", observation_form(**changes)
    )

    assert answer.status_code == status
    assert not Observation.objects.exists()


def test_finance_verifies_and_corrects_and_every_revision_is_shown(client_for, finance):
    fact = ObservationFactory(state=Observation.State.SUBMITTED)
    client = client_for(finance)
    change = {"entered_value": "90", "entered_unit": "万元", "reason": "报表更正"}

    assert client.post(f"/office/observations/{fact.pk}/verify/").status_code == 302
    assert client.post(f"/office/observations/{fact.pk}/correct/", change).status_code == 302
    late = client.post(f"/office/observations/{fact.pk}/correct/", {**change, "entered_value": "80"})

    new = Observation.objects.current().get()
    page = client.get(f"/office/observations/{fact.pk}/").content.decode()
    assert (new.value, new.revision, new.state) == (90_000_000, 2, "submitted")
    assert late.status_code == 409
    assert "报表更正" in page and "90.00" in page and "100.00" in page


def test_a_correction_without_reason_is_refused(client_for):
    fact = MilestoneFactory()

    answer = client_for(Role.FINANCE).post(f"/office/milestones/{fact.pk}/correct/", {"happened_on": "2024-02-01"})

    assert answer.status_code == 422
    assert Milestone.objects.get().is_current
