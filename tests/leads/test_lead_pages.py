"""Staff pages: lists with filters and sums, the board, a lead's page, what can be done."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Cluster
from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.office.services import task_add
from leads.calendar import months_before
from leads.lights import Light, Lights
from leads.models import Activity, Enquiry, Lead, LeadStage
from leads.services import enquiry_receive, lead_edit
from tests.factories.clusters import ProjectFactory
from tests.factories.leads import ActivityFactory, ContactFactory, LeadFactory

LIST, BOARD = "/office/leads/", "/office/leads/board/"


class TestList:
    def test_filters_in_the_address_and_sums_what_they_leave(self, client_for):
        client = client_for(Role.MANAGER)
        cluster = Cluster.objects.first()
        LeadFactory(name="甲", cluster=cluster, owner=client.user, investment_fen=10**10, land_sqm=Decimal("66666.67"))
        LeadFactory(name="乙", stage=LeadStage.NEGOTIATION, investment_fen=2 * 10**10)
        LeadFactory(name="丙", investment_fen=None)

        def names(query):
            response = client.get(LIST + query)
            assert response.status_code == 200
            return {lead.name for lead in response.context["object_list"]}, response.context["totals"]

        found, totals = names("")
        assert found == {"甲", "乙", "丙"} and totals.sums["investment_fen"] == 3 * 10**10
        assert names("?owner=@me")[0] == {"甲"} and names("?owner=@nobody")[0] == {"乙", "丙"}
        assert names(f"?owner={client.user.pk}")[0] == {"甲"} and names("?owner=@team")[0] == set()
        assert names("?stage=negotiation")[0] == {"乙"} and names(f"?cluster={cluster.code}")[0] == {"甲"}
        assert names("?investment_min=1亿元&investment_max=15000")[0] == {"甲"}
        assert names("?q=乙")[0] == {"乙"} and names("?status=lost")[0] == set()
        assert names("?owner=@me")[1].sums["land_sqm"] == Decimal("66666.67")

    @pytest.mark.parametrize("query", ["?stage=投产", "?owner=999999", "?investment_min=很多", "?light=blue"])
    def test_refuses_filters_that_do_not_exist(self, client_for, query):
        LeadFactory()
        response = client_for(Role.MANAGER).get(LIST + query)
        assert response.status_code == 400 and not response.context["object_list"]

    def test_number_of_queries_does_not_grow_with_rows(self, client_for, django_assert_max_num_queries):
        client = client_for(Role.MANAGER)
        for count in (3, 40):
            for _each in range(count):
                LeadFactory(owner=client.user, cluster=Cluster.objects.first())
            with django_assert_max_num_queries(12):
                assert client.get(LIST).status_code == 200

    def test_lights(self, db):
        today = date(2026, 11, 24)
        lights = Lights(today=today)
        for months, light in ((1, "green"), (2, "yellow"), (3, "red"), (6, "pool")):
            day = months_before(today, months)
            assert lights.of(LeadFactory(name=light, progressed_on=day)) == light
            assert lights.of(LeadFactory(name="x", progressed_on=day, status=Lead.Status.LOST)) is None
            assert lights.of(LeadFactory(name="x", progressed_on=day, stage=LeadStage.SIGNED)) is None
        for light in Light.values:
            assert [lead.name for lead in lights.narrow(Lead.objects.all(), light)] == [light]
        assert lights.turning(Lead.objects.all()).count() == 3
        assert months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)


class TestBoard:
    def test_columns_with_count_and_sum_of_all_and_25_cards(self, client_for, django_assert_max_num_queries):
        client = client_for(Role.MANAGER)
        for count in (2, 28):
            for _each in range(count):
                LeadFactory(investment_fen=10**8, stage=LeadStage.NEGOTIATION)
            with django_assert_max_num_queries(15):
                response = client.get(BOARD)
        column = next(column for column in response.context["board"] if column.stage == "negotiation")
        assert (column.count, column.investment_fen, len(column.cards)) == (30, 30 * 10**8, 25)
        assert [column.stage for column in response.context["board"]] == LeadStage.values

    def test_has_the_filters_of_the_list(self, client_for):
        client = client_for(Role.MANAGER)
        LeadFactory(name="甲项目", owner=client.user)
        LeadFactory(name="乙项目")
        page = client.get(BOARD + "?owner=@me").content.decode()
        assert "甲项目" in page and "乙项目" not in page


class TestLeadPage:
    def test_says_what_is_missing_with_links_that_fill_it_in(self, client_for):
        client = client_for(Role.PROMOTER)
        lead = LeadFactory(owner=client.user)
        response = client.get(lead.get_absolute_url())
        page = response.content.decode()
        assert "“研判”还差 2 项" in page
        for _item, url in response.context["missing_items"]:
            assert url in page
            assert client.get(url.split("#")[0]).status_code == 200

    @pytest.mark.parametrize("role", [Role.PROMOTER, Role.MANAGER])
    def test_number_of_queries(self, client_for, user_for, ready_lead, role, django_assert_max_num_queries):
        client = client_for(role)
        promoter = client.user if role == Role.PROMOTER else user_for(Role.PROMOTER)
        lead = ready_lead(promoter, stage=LeadStage.APPROVAL)
        task_add(title="回访", actor=promoter, subject=lead)
        for count in (3, 500):
            for _each in range(count):
                ActivityFactory(lead=lead, by=promoter)
            with django_assert_max_num_queries(25):
                page = client.get(f"{lead.get_absolute_url()}?shown={count}").content.decode()
            assert "回访" in page

    def test_the_timeline_is_read_on_by_steps(self, client_for, ready_lead):
        client = client_for(Role.PROMOTER)
        lead = ready_lead(client.user)
        ActivityFactory(lead=lead, text="最早的一次", happened_on=date(2020, 1, 1), by=client.user)
        ActivityFactory.create_batch(250, lead=lead, by=client.user)
        here = lead.get_absolute_url()
        first = client.get(here)
        assert len(first.context["timeline"]) == 200 and "最早的一次" not in first.text
        assert "?shown=400#timeline" in first.text
        whole = client.get(f"{here}?shown=400")
        assert "最早的一次" in whole.text and "更早的记录" not in whole.text
        for nonsense in ("x", "-1", "9" * 30, "²"):
            assert len(client.get(here, {"shown": nonsense}).context["timeline"]) == 200

    def test_script_in_a_note_stays_text(self, client_for):
        client = client_for(Role.PROMOTER)
        lead = LeadFactory(owner=client.user, note="<script>alert(1)</script>")
        page = client.get(lead.get_absolute_url()).content.decode()
        assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page

    def test_numbers_are_masked_until_they_are_uncovered(self, client_for):
        lead = LeadFactory(owner=client_for(Role.PROMOTER).user)
        ContactFactory(lead=lead, phone="13800008088", email="zhang@example.com")
        manager, leader = client_for(Role.MANAGER), client_for(Role.LEADER)
        for client in (manager, leader):
            page = client.get(lead.get_absolute_url()).content.decode()
            assert "138****8088" in page and "13800008088" not in page and "zhang@" not in page
        address = reverse("leads:contacts_uncover", args=[lead.pk])
        assert "13800008088" in manager.post(address).content.decode()
        assert leader.post(address).status_code == 403
        assert Access.objects.get().user == manager.user

    def test_the_timeline_tells_activities_moves_and_changes(self, client_for, ready_lead):
        client = client_for(Role.PROMOTER)
        lead = ready_lead(client.user)
        client.post(f"{lead.get_absolute_url()}move/", {"to": "assessment", "moved_on": "2026-06-01"})
        lead_edit(lead_id=lead.pk, changes={"note": "分两期"}, actor=client.user)
        response = client.get(lead.get_absolute_url())
        assert {entry.kind for entry in response.context["timeline"]} == {"activity", "move", "file", "change"}
        only = client.get(lead.get_absolute_url() + "?timeline=move")
        assert {entry.kind for entry in only.context["timeline"]} == {"move"}

    def test_stands_on_the_pages_of_company_and_project(self, client_for):
        client = client_for(Role.MANAGER)
        project = ProjectFactory()
        lead = LeadFactory(name="本企业线索", company=project.company, project=project, stage=LeadStage.SIGNED)
        secret = LeadFactory(name="保密线索", company=project.company, is_confidential=True)
        for record in (project, project.company):
            page = client.get(record.get_absolute_url()).content.decode()
            assert lead.name in page and secret.name not in page


class TestChanges:
    """Pages only call services, which have tests of their own: here that each page opens, writes and keeps answers."""

    def test_registers_after_looking_at_similar_ones(self, client_for):
        client = client_for(Role.PROMOTER)
        first = LeadFactory()
        given = {
            "company_name": first.company.name,
            "name": "另一个项目",
            "investment_fen": "1.5亿元",
            "land_sqm": "30",
        }
        response = client.post("/office/leads/new/", given)
        assert response.status_code == 409 and first.code in response.content.decode()
        assert "1.5亿元" in response.content.decode()
        response = client.post("/office/leads/new/", {**given, "accept_similar": "on"})
        lead = Lead.objects.get(name="另一个项目")
        assert response.headers["Location"] == lead.get_absolute_url()
        assert (lead.investment_fen, lead.land_sqm) == (15_000_000_000, Decimal("20000.00"))

    def test_looks_for_duplicates_while_one_types(self, client_for):
        held = LeadFactory(owner_text="专员乙")
        ContactFactory(lead=held, phone="13800008088")
        response = client_for(Role.PROMOTER).post("/office/leads/duplicates/", {"contact_phone": "138 0000 8088"})
        assert "专员乙" in response.content.decode() and "8088" not in response.content.decode()

    def test_a_refused_move_says_what_is_missing_and_keeps_the_answers(self, client_for):
        client = client_for(Role.PROMOTER)
        lead = LeadFactory(owner=client.user)
        answers = {"to": "assessment", "moved_on": "2026-06-01", "reason": "例会"}
        response = client.post(f"{lead.get_absolute_url()}move/", answers)
        page = response.content.decode()
        assert response.status_code == 409 and "联系人及电话" in page and "例会" in page

    def test_two_people_editing_see_each_others_change(self, client_for):
        client = client_for(Role.PROMOTER)
        lead = LeadFactory(owner=client.user)
        answers = {"name": "我的名称", "version": lead.version, "first_contact_on": "2026-05-12"}
        lead.note = "别人的备注"
        lead.save_by(None)
        response = client.post(f"{lead.get_absolute_url()}edit/", answers)
        assert response.status_code == 409 and "我的名称" in response.content.decode()
        response = client.post(f"{lead.get_absolute_url()}edit/", {**answers, "version": 2, "reason": "更名"})
        assert response.status_code == 302
        lead = Lead.objects.get()
        assert lead.name == "我的名称" and lead.history.first().history_change_reason == "更名"

    def test_records_a_visit_and_the_next_step(self, client_for):
        client = client_for(Role.PROMOTER)
        here = LeadFactory(owner=client.user).get_absolute_url()
        visit = {"kind": "visit", "happened_on": "2026-06-01", "text": "看厂房"}
        assert client.post(f"{here}activity/", visit).status_code == 302
        assert Activity.objects.get().text == "看厂房"
        past = {"next_step": "回访", "next_step_on": "2026-01-01"}
        refused = client.post(f"{here}next-step/", past)
        assert refused.status_code == 409 and "回访" in refused.content.decode()
        day = (timezone.localdate() + timedelta(days=2)).isoformat()
        assert client.post(f"{here}next-step/", {**past, "next_step_on": day}).status_code == 302

    @pytest.mark.parametrize("path", ["correct", "assign", "transfer"])
    def test_what_only_a_manager_may(self, client_for, path):
        lead = LeadFactory(stage=LeadStage.NEGOTIATION)
        promoter = client_for(Role.PROMOTER)
        lead.owner = promoter.user
        lead.save_by(None)
        assert promoter.get(f"{lead.get_absolute_url()}{path}/").status_code == 403
        assert client_for(Role.MANAGER).get(f"{lead.get_absolute_url()}{path}/").status_code == 200

    @pytest.mark.parametrize(
        ("path", "answers", "status"),
        [
            ("hold", {"reason": "等"}, "on_hold"),
            ("lose", {"reason": "选址他地", "lost_to": "曲靖市", "lost_on": "2026-06-01"}, "lost"),
            ("transfer", {"reason": "不符", "lost_to": "禄丰市", "lost_on": "2026-06-01"}, "transferred"),
            ("close", {"reason": "重复"}, "closed"),
        ],
    )
    def test_statuses(self, client_for, path, answers, status):
        client = client_for(Role.MANAGER)
        here = LeadFactory().get_absolute_url()
        assert client.post(f"{here}{path}/", {}).status_code == 422
        assert client.post(f"{here}{path}/", answers).status_code == 302
        assert Lead.objects.get().status == status
        assert client.post(f"{here}reopen/", {"reason": "再来"}).status_code == 302

    def test_approval_is_asked_and_decided(self, client_for):
        promoter, manager = client_for(Role.PROMOTER), client_for(Role.MANAGER)
        lead = LeadFactory(owner=promoter.user, stage=LeadStage.APPROVAL)
        here = lead.get_absolute_url()
        assert promoter.post(f"{here}approval/?stage=signed", {"note": "材料齐"}).status_code == 302
        approval = lead.approvals.get()
        assert "材料齐" in manager.get("/office/").content.decode()
        address = f"/office/leads/approvals/{approval.pk}/"
        assert promoter.post(address, {"decision": "grant"}).status_code == 403
        assert manager.post(address, {"decision": "refuse"}).status_code == 409
        assert manager.post(address, {"decision": "grant"}).status_code == 302
        assert promoter.user.notices.count() == 1


class TestEnquiries:
    def test_the_inbox_takes_and_answers(self, client_for):
        enquiry = enquiry_receive(sent={"company": "示例询问公司"}, language="zh-hans", consented=True)
        client, leader = client_for(Role.PROMOTER), client_for(Role.LEADER)
        assert "示例询问公司" in client.get("/office/leads/enquiries/?state=open").content.decode()
        here = enquiry.get_absolute_url()
        assert "示例询问公司" in leader.get(here).content.decode()
        assert leader.post(f"{here}take/").status_code == 403
        assert client.post(f"{here}take/").status_code == 302
        assert client.post(f"{here}answer/", {"answer": " "}).status_code == 422
        assert client.post(f"{here}answer/", {"answer": "电价见附件"}).status_code == 302
        assert Enquiry.objects.get().state == Enquiry.State.ANSWERED

    def test_one_without_a_lead_says_why(self, client_for):
        enquiry = enquiry_receive(sent={"message": "?"}, language="en", consented=True)
        page = client_for(Role.MANAGER).get(enquiry.get_absolute_url()).content.decode()
        assert enquiry.problem in page

    def test_number_of_queries(self, client_for, django_assert_max_num_queries):
        client = client_for(Role.MANAGER)
        for count in (2, 20):
            for each in range(count):
                enquiry_receive(sent={"company": f"示例{count}{each}公司"}, language="en", consented=True)
            with django_assert_max_num_queries(10):
                client.get("/office/leads/enquiries/")


def test_the_day_begins_with_what_waits(client_for):
    client = client_for(Role.PROMOTER)
    LeadFactory(name="久未进展", owner=client.user, progressed_on=date(2026, 1, 1))
    LeadFactory(name="有下一步", owner=client.user, next_step="寄资料", next_step_on=timezone.localdate())
    enquiry_receive(sent={"company": "示例询问公司"}, language="zh-hans", consented=True)
    page = client.get("/office/").content.decode()
    assert "久未进展" in page and "寄资料" in page and "示例询问公司" in page


def test_export_takes_what_the_filters_leave_and_is_logged(client_for):
    client = client_for(Role.MANAGER)
    LeadFactory(name="甲", owner=client.user)
    LeadFactory(name="乙")
    LeadFactory(name="丙", is_confidential=True)
    response = client.get(LIST + "?owner=@me&export=xlsx")
    assert response.status_code == 200 and response.headers["Content-Type"].endswith("sheet")
    access = Access.objects.get()
    assert (access.kind, access.user, access.count) == ("export", client.user, 1)
    client.get(LIST + "?export=xlsx")
    assert Access.objects.latest("pk").count == 2
