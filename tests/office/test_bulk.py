"""One thing done to many: by the service of one, with a report of who was refused and why, and back again."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.common.errors import RuleError
from crm.office.bulk import action_of
from crm.office.models import Bulk, BulkItem, Tag
from crm.office.services.bulk import bulk_start, bulk_undo
from crm.workbooks import jobs
from leads.models import Lead
from leads.services import lead_edit, next_step_set
from tests.factories.accounts import TeamFactory
from tests.factories.clusters import CompanyFactory
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
SOON = (timezone.localdate() + timedelta(days=3)).isoformat()
STEP = {"next_step": "约谈用地", "next_step_on": SOON}


def address(action: str, query: str, page: str = "leads:leads") -> str:
    return f"{reverse('office:bulk_action', args=[page, action])}?{query}"


def outcomes(bulk: Bulk) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in bulk.items.all():
        found[item.outcome] = found.get(item.outcome, 0) + 1
    return found


@pytest.fixture
def promoter(client_for: Any) -> Any:
    return client_for(Role.PROMOTER, team=TeamFactory())


@pytest.fixture
def manager(client_for: Any) -> Any:
    return client_for(Role.MANAGER)


class TestSelecting:
    def test_these_rows_or_all_that_match(self, promoter: Any) -> None:
        leads = [LeadFactory(owner=promoter.user, name=f"光伏{number}") for number in range(3)]
        other = LeadFactory(owner=promoter.user, name="铜箔")
        picked = address("leads.next_step", f"pk={leads[0].pk}&pk={leads[1].pk}&pk=x&pk=99999999")
        page = promoter.get(picked)
        assert "已选 2 条记录" in page.text and "光伏2" not in page.text
        assert promoter.post(picked, STEP).status_code == 302
        assert outcomes(Bulk.objects.get()) == {"done": 2}
        answer = promoter.post(address("leads.next_step", "all=1&q=光伏"), STEP)
        report = promoter.get(answer.headers["Location"])
        assert outcomes(Bulk.objects.first()) == {"done": 3}
        assert "/office/leads/?q=%E5%85%89%E4%BC%8F" in report.text
        other.refresh_from_db()
        assert other.next_step == ""

    def test_nothing_selected_is_refused(self, promoter: Any) -> None:
        LeadFactory(owner=promoter.user)
        answer = promoter.post(address("leads.next_step", ""), STEP)
        assert answer.status_code == 409 and "未选择" in answer.text and "约谈用地" in answer.text

    def test_bad_answers_are_told_and_kept(self, promoter: Any) -> None:
        lead = LeadFactory(owner=promoter.user)
        answer = promoter.post(address("leads.next_step", f"pk={lead.pk}"), {**STEP, "next_step_on": "昨天"})
        assert answer.status_code == 422 and "约谈用地" in answer.text and not Bulk.objects.exists()

    def test_others_rows_are_never_among_them(self, promoter: Any, user_for: Any) -> None:
        mine, other = LeadFactory(owner=promoter.user), LeadFactory(owner=user_for(Role.PROMOTER))
        secret = LeadFactory(is_confidential=True)
        for query in (f"pk={mine.pk}&pk={other.pk}&pk={secret.pk}", "all=1&status=all"):
            promoter.post(address("leads.tag", query), {"tags": "重点"})
            assert [item.object_id for item in Bulk.objects.first().items.all()] == [mine.pk]
        stranger = Bulk.objects.first()
        for name in ("bulk", "bulk_undo"):
            url = reverse(f"office:{name}", args=[stranger.pk])
            other_client = promoter if stranger.actor != promoter.user else None
            assert other_client is None or other_client.get(url).status_code in (200, 405)

    def test_a_report_is_for_whoever_did_it(self, promoter: Any, manager: Any) -> None:
        lead = LeadFactory(owner=promoter.user)
        promoter.post(address("leads.tag", f"pk={lead.pk}"), {"tags": "重点"})
        bulk = Bulk.objects.get()
        assert manager.get(reverse("office:bulk", args=[bulk.pk])).status_code == 404
        assert manager.post(reverse("office:bulk_undo", args=[bulk.pk])).status_code == 404

    @pytest.mark.parametrize("page", ["leads:leads", "leads:board"])
    def test_unknown_actions_lists_and_roles_have_no_page(self, promoter: Any, client_for: Any, page: str) -> None:
        lead = LeadFactory(owner=promoter.user)
        assert promoter.get(address("leads.tag", f"pk={lead.pk}", page)).status_code == 200
        for action in ("leads.assign", "leads.move", "clusters.tag", "nothing"):
            assert promoter.get(address(action, f"pk={lead.pk}", page)).status_code == 404
        assert client_for(Role.LEADER).get(address("leads.tag", "all=1", page)).status_code == 404
        assert promoter.get(address("leads.tag", "", "office:accounts")).status_code == 404
        with pytest.raises(RuleError, match="权限"):
            bulk_start(action=action_of("leads.assign"), pks=[lead.pk], answers={}, actor=promoter.user)


class TestAssign:
    def test_each_by_its_service_and_the_refused_are_told(self, manager: Any, user_for: Any) -> None:
        owner = user_for(Role.PROMOTER, team=TeamFactory())
        free, secret = LeadFactory(name="可分派"), LeadFactory(name="保密的", owner=manager.user, is_confidential=True)
        secret.named_people.add(manager.user)
        already = LeadFactory(owner=owner, team=owner.team)
        query = "&".join(f"pk={lead.pk}" for lead in (free, secret, already))
        report = manager.get(manager.post(address("leads.assign", query), {"owner": owner.pk}).headers["Location"])
        assert outcomes(Bulk.objects.get()) == {"done": 1, "refused": 1, "unchanged": 1}
        assert "保密的" in report.text and "知悉人员" in report.text
        free.refresh_from_db()
        assert (free.owner, free.team) == (owner, owner.team)
        assert free.history.first().history_user == manager.user
        assert [notice.text for notice in owner.notices.all()] == ["有 1 条线索分派给您。"]

    def test_undone_as_changes_of_their_own(self, manager: Any, user_for: Any) -> None:
        before, after = user_for(Role.PROMOTER, team=TeamFactory()), user_for(Role.PROMOTER)
        leads = [LeadFactory(owner=before, team=before.team) for _each in range(3)]
        manager.post(address("leads.assign", "all=1"), {"owner": after.pk})
        touched = leads[0]
        lead_edit(lead_id=touched.pk, changes={"note": "已改"}, actor=after)
        answer = manager.post(reverse("office:bulk_undo", args=[Bulk.objects.get().pk]))
        undo = Bulk.objects.first()
        assert outcomes(undo) == {"done": 2, "refused": 1}
        assert f"此后已由{after}修改" in manager.get(answer.headers["Location"]).text
        assert set(Lead.objects.filter(owner=before).values_list("pk", flat=True)) == {leads[1].pk, leads[2].pk}
        last = leads[1].history.first()
        assert (last.history_user, last.history_change_reason) == (manager.user, "撤销：分派")


class TestNextStep:
    def test_undo_puts_back_even_what_lies_in_the_past(self, promoter: Any) -> None:
        lead = LeadFactory(owner=promoter.user, next_step="旧事", next_step_on=timezone.localdate() - timedelta(days=9))
        promoter.post(address("leads.next_step", f"pk={lead.pk}"), STEP)
        lead.refresh_from_db()
        assert lead.next_step == "约谈用地"
        bulk_undo(bulk_id=Bulk.objects.get().pk, actor=promoter.user)
        lead.refresh_from_db()
        assert (lead.next_step, lead.next_step_on) == ("旧事", timezone.localdate() - timedelta(days=9))

    def test_a_day_in_the_past_is_refused_for_each(self, promoter: Any) -> None:
        LeadFactory.create_batch(2, owner=promoter.user)
        answer = promoter.post(address("leads.next_step", "all=1"), {"next_step": "x", "next_step_on": "2026-01-01"})
        assert outcomes(Bulk.objects.get()) == {"refused": 2}
        report = promoter.get(answer.headers["Location"])
        assert "下一步" in report.text and "撤销" not in report.text

    @pytest.mark.parametrize(("code", "hours"), [("undone", 0), ("late", 25), ("nothing", 0)])
    def test_undo_is_refused_with_a_reason(self, promoter: Any, code: str, hours: int) -> None:
        lead = LeadFactory(owner=promoter.user)
        promoter.post(address("leads.next_step", f"pk={lead.pk}"), STEP)
        bulk = Bulk.objects.get()
        if code == "undone":
            bulk_undo(bulk_id=bulk.pk, actor=promoter.user)
        if code == "nothing":
            bulk.items.update(outcome=BulkItem.Outcome.REFUSED)
        Bulk.objects.filter(pk=bulk.pk).update(created_at=timezone.now() - timedelta(hours=hours))
        with pytest.raises(RuleError) as refused:
            bulk_undo(bulk_id=bulk.pk, actor=promoter.user)
        assert refused.value.code == code


class TestTag:
    def test_tags_are_added_found_taken_away_and_put_back(self, promoter: Any) -> None:
        leads = LeadFactory.create_batch(2, owner=promoter.user)
        promoter.post(address("leads.tag", f"pk={leads[0].pk}"), {"tags": "外资"})
        promoter.post(address("leads.tag", "all=1"), {"tags": "外资、重点，重点"})
        assert outcomes(Bulk.objects.first()) == {"done": 2}

        def found(tag: str) -> int:
            return len(promoter.get(f"/office/leads/?tag={tag}").context["object_list"])

        assert (found("外资"), found("重点")) == (2, 2)
        bulk_undo(bulk_id=Bulk.objects.first().pk, actor=promoter.user)
        assert (found("外资"), found("重点")) == (1, 0)
        promoter.post(address("leads.tag", "all=1"), {"tags": "外资", "take_away": "on"})
        assert outcomes(Bulk.objects.first()) == {"done": 1, "unchanged": 1} and found("外资") == 0
        reasons = [row.history_change_reason for row in leads[0].history.all()]
        assert "打标签：外资" in reasons and "去标签：外资" in reasons
        assert promoter.get("/office/leads/?tag=没有的").status_code == 400

    def test_of_one_lead_by_page_and_api(self, promoter: Any, client_for: Any) -> None:
        lead = LeadFactory(owner=promoter.user)
        page = f"{lead.get_absolute_url()}tags/"
        assert promoter.post(page, {"tags": "外资,重点"}).status_code == 302
        assert "外资、重点" in promoter.get(page).text and "外资" in promoter.get(lead.get_absolute_url()).text
        url = f"/api/v1/leads/{lead.pk}/"
        assert set(promoter.get(url).json()["tags"]) == {"外资", "重点"}
        answer = promoter.post(f"{url}tags/", {"tags": ["重点"]}, content_type="application/json")
        assert answer.json()["tags"] == ["重点"]
        assert promoter.get("/api/v1/leads/?tag=重点").json()["count"] == 1
        long = promoter.post(page, {"tags": "很" * 21})
        assert long.status_code == 422 and "20" in long.text and "很" * 21 in long.text
        many = promoter.post(page, {"tags": ",".join(map(str, range(21)))})
        assert many.status_code == 409
        assert client_for(Role.PROMOTER).get(page).status_code == 404
        assert client_for(Role.LEADER).get(page).status_code == 403

    def test_of_companies(self, promoter: Any, client_for: Any) -> None:
        first, secret = CompanyFactory(name="甲公司"), CompanyFactory(name="乙公司", is_confidential=True)
        action = address("clusters.tag", "all=1", "clusters:companies")
        promoter.post(action, {"tags": "龙头"})
        assert [item.object_id for item in Bulk.objects.get().items.all()] == [first.pk]
        assert [row.name for row in promoter.get("/office/companies/?tag=龙头").context["object_list"]] == ["甲公司"]
        assert promoter.get(f"/api/v1/companies/{first.pk}/").json()["tags"] == ["龙头"]
        page = f"{first.get_absolute_url()}tags/"
        assert promoter.post(page, {"tags": "龙头、链主"}).status_code == 302
        assert first.history.first().history_change_reason == "打标签：链主"
        bulk_undo(bulk_id=Bulk.objects.get().pk, actor=promoter.user)
        assert outcomes(Bulk.objects.first()) == {"refused": 1}  # changed since
        assert client_for(Role.FINANCE).get(page).status_code == 403
        assert promoter.get(f"{secret.get_absolute_url()}tags/").status_code == 404
        assert Tag.objects.visible_to(client_for(Role.PARTNER).user).count() == 0


class TestManyAndExport:
    def test_many_are_done_in_the_background_with_progress(self, promoter: Any) -> None:
        LeadFactory.create_batch(101, owner=promoter.user)
        answer = promoter.post(address("leads.next_step", "all=1"), STEP)
        bulk = Bulk.objects.get()
        assert outcomes(bulk) == {"waiting": 101} and bulk.job.is_open
        assert f"job-{bulk.job_id}" in promoter.get(answer.headers["Location"]).text
        with pytest.raises(RuleError) as refused:
            bulk_undo(bulk_id=bulk.pk, actor=promoter.user)
        assert refused.value.code == "under_way"
        jobs.carry.call(bulk.job_id)
        bulk.job.refresh_from_db()
        assert outcomes(bulk) == {"done": 101} and (bulk.job.state, bulk.job.result) == ("done", {"done": 101})

    def test_the_selection_is_exported_and_logged(self, promoter: Any) -> None:
        leads = LeadFactory.create_batch(3, owner=promoter.user)
        answer = promoter.get(f"/office/leads/?pk={leads[1].pk}&columns=name,code&export=xlsx")
        content = BytesIO(b"".join(answer.streaming_content))
        rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()[1:]
        assert [row[1] for row in rows] == [leads[1].code]
        assert Access.objects.get().count == 1

    def test_the_list_offers_it_by_role(self, promoter: Any, manager: Any, client_for: Any) -> None:
        LeadFactory(owner=promoter.user)

        def offered(client: Any) -> list[str]:
            return [action.key for action in client.get("/office/leads/").context["bulk_actions"]]

        assert offered(promoter) == ["leads.next_step", "leads.tag"]
        assert offered(manager) == ["leads.next_step", "leads.tag", "leads.assign"]
        assert offered(client_for(Role.LEADER)) == []

    def test_what_one_sees_gone_is_told_as_not_found(self, promoter: Any, user_for: Any) -> None:
        lead = LeadFactory(owner=promoter.user)
        next_step_set(lead_id=lead.pk, next_step="先", next_step_on=None, actor=promoter.user)
        pks = [lead.pk, LeadFactory(owner=user_for(Role.PROMOTER)).pk]
        answers = {name: [value] for name, value in STEP.items()}
        bulk = bulk_start(action=action_of("leads.next_step"), pks=pks, answers=answers, actor=promoter.user)
        assert outcomes(bulk) == {"done": 1, "refused": 1}
        assert bulk.items.get(outcome="refused").reason == "找不到这条记录。"
