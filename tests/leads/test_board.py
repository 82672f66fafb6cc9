"""The board: columns, cards on demand, moves with what they lack filled in, and back again."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from crm.office.models import Bulk, Tag
from leads.models import Lead, LeadStage, StageApproval
from leads.services import lead_edit
from tests.factories.accounts import TeamFactory
from tests.factories.clusters import ClusterFactory
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
BOARD = "/office/leads/board/"
IN_DIALOG = {"HX-Request": "true", "HX-Target": "move-dialog"}


@pytest.fixture
def promoter(client_for: Any) -> Any:
    return client_for(Role.PROMOTER, team=TeamFactory())


def drop(client: Any, lead: Lead, to: str, **answers: Any) -> Any:
    """As the script of the board sends a dropped card, and then the dialog's form."""
    given = {"to": to, "moved_on": timezone.localdate().isoformat(), "back": BOARD, **answers}
    return client.post(f"{lead.get_absolute_url()}move/", given, headers=IN_DIALOG)


class TestColumns:
    def test_at_most_eleven_queries_whatever_the_rows(self, promoter: Any, django_assert_max_num_queries: Any) -> None:
        tag = Tag.objects.create(name="重点")
        for count in (1, 12):
            for stage in LeadStage.values:
                for lead in LeadFactory.create_batch(count, owner=promoter.user, stage=stage):
                    lead.tags.add(tag)
            with django_assert_max_num_queries(len(LeadStage.values) + 6):
                response = promoter.get(BOARD)
            assert [column.count for column in response.context["board"]] == [count if count == 1 else 13] * 5

    def test_more_cards_on_demand_in_order_to_the_last(self, promoter: Any) -> None:
        for day in range(1, 31):
            for month in (1, 3):
                LeadFactory(owner=promoter.user, name=f"{month}月{day}日", progressed_on=date(2026, month, day))
        page = promoter.get(f"{BOARD}?q=日")
        first = page.context["board"][0]
        assert (first.count, len(first.cards), first.more) == (60, 25, 25) and first.cards[0].name == "1月1日"
        assert "column=clue&amp;after=25" in page.text
        seen, after = [card.pk for card in first.cards], first.more
        while after:
            answer = promoter.get(f"{BOARD}?q=日&column=clue&after={after}", headers={"HX-Request": "true"})
            assert "<html" not in answer.text
            seen += [card.pk for card in answer.context["cards"]]
            after = answer.context["more"]
        assert seen == list(Lead.objects.order_by("progressed_on", "pk").values_list("pk", flat=True))

    @pytest.mark.parametrize("query", ["column=nothing&after=25", "column=clue&after=x", "column=clue&after=-1"])
    def test_what_makes_no_sense_gives_the_whole_board(self, promoter: Any, query: str) -> None:
        answer = promoter.get(f"{BOARD}?{query}", headers={"HX-Request": "true"})
        assert answer.status_code == 200 and len(answer.context["board"]) == 5

    def test_more_shows_no_card_of_others(self, promoter: Any, user_for: Any) -> None:
        LeadFactory(owner=user_for(Role.PROMOTER), name="别人的")
        answer = promoter.get(f"{BOARD}?column=clue&after=0", headers={"HX-Request": "true"})
        assert answer.context["cards"] == [] and "别人的" not in answer.text

    def test_how_long_a_card_stands_still(self, promoter: Any) -> None:
        LeadFactory(owner=promoter.user, progressed_on=timezone.localdate().replace(year=2025))
        page = promoter.get(BOARD)
        card = page.context["board"][0].cards[0]
        assert card.age >= 364 and f"{card.age} 天" in page.text

    def test_whoever_only_reads_is_offered_no_move(self, client_for: Any) -> None:
        LeadFactory(owner=client_for(Role.PROMOTER).user)
        page = client_for(Role.LEADER).get(BOARD).text
        assert "data-card=" not in page and "board.js" not in page


class TestMoves:
    def test_a_lead_that_has_all_moves_at_once(self, promoter: Any, ready_lead: Any) -> None:
        lead = ready_lead(promoter.user)
        answer = drop(promoter, lead, "assessment")
        assert answer.json()["stage"] == "assessment" and "undo" in answer.json()["html"]
        lead.refresh_from_db()
        assert lead.stage == "assessment" and lead.moves.last().actor == promoter.user

    def test_a_gate_asks_for_what_is_missing_and_moves_once_it_is_there(self, promoter: Any) -> None:
        lead, cluster = LeadFactory(owner=promoter.user), ClusterFactory()
        refused = drop(promoter, lead, "assessment")
        assert refused.status_code == 409
        assert {"cluster", "contact_phone", "contact_name"} <= set(refused.context["form"].fields)
        half = drop(promoter, lead, "assessment", contact_name="王示例", contact_phone="13800008088")
        assert half.status_code == 409 and "13800008088" in half.text and "产业集群" in half.text
        assert not lead.contacts.exists()  # all of it or nothing
        answers = {"contact_name": "王示例", "contact_phone": "13800008088", "cluster": cluster.pk}
        assert drop(promoter, lead, "assessment", **answers).status_code == 200
        lead.refresh_from_db()
        assert (lead.stage, lead.cluster, lead.contacts.get().phone) == ("assessment", cluster, "13800008088")

    def test_a_wrong_answer_is_told_and_kept(self, promoter: Any) -> None:
        lead = LeadFactory(owner=promoter.user)
        refused = drop(promoter, lead, "negotiation", investment_fen="很多钱", contact_phone="13800008088")
        assert refused.status_code == 422 and "很多钱" in refused.text and "13800008088" in refused.text

    def test_everything_up_to_the_approval_in_one_form(self, promoter: Any, pdf: Any) -> None:
        lead, cluster = LeadFactory(owner=promoter.user), ClusterFactory()
        form = drop(promoter, lead, "approval").context["form"]
        answers: dict[str, Any] = {
            "contact_name": "王示例",
            "contact_phone": "13800008088",
            "credit_code": "91532301MA6QEYFH70",
            "cluster": cluster.pk,
            "segment_text": "组件",
            "investment_fen": "3亿元",
            "land_sqm": "150",
            "power_kwh_year": "14640000",
            "activity_kind": "visit",
            "activity_text": "到企业看了产线",
        }
        answers |= {name: pdf(f"{name}.pdf") for name in form.file_kinds}
        unknown = set(form.fields) - set(answers) - {"to", "moved_on", "reason", "evidence", "evidence_kind", "segment"}
        assert unknown <= {"ask_approval_for"}
        answer = drop(promoter, lead, "approval", **answers)
        assert answer.status_code == 200, answer.context and answer.context["form"].errors
        lead.refresh_from_db()
        assert (lead.stage, lead.investment_fen, lead.land_sqm) == ("approval", 3 * 10**10, Decimal("100000.00"))

    def test_an_approval_is_asked_for_and_the_lead_waits(self, promoter: Any, ready_lead: Any, pdf: Any) -> None:
        lead = ready_lead(promoter.user, stage=LeadStage.APPROVAL)
        refused = drop(promoter, lead, "signed")
        assert refused.status_code == 409 and "ask_approval_for" in refused.context["form"].fields
        files = {name: pdf() for name in refused.context["form"].file_kinds}
        answer = drop(promoter, lead, "signed", ask_approval_for="signed", **files)
        assert answer.json()["stage"] == "approval"
        assert StageApproval.objects.get(lead=lead).state == "asked"
        assert drop(promoter, lead, "signed", ask_approval_for="signed").status_code == 409  # asked already

    @pytest.mark.parametrize("to", ["clue", "negotiation"])
    def test_back_and_nowhere_are_refused_with_a_sentence(self, promoter: Any, ready_lead: Any, to: str) -> None:
        lead = ready_lead(promoter.user, stage=LeadStage.NEGOTIATION)
        answer = drop(promoter, lead, to)
        assert answer.status_code == 422 and answer.headers["Content-Type"].startswith("text/plain")
        assert "只能向前" in answer.text

    def test_others_leads_are_unknown_and_readers_may_not(self, promoter: Any, client_for: Any) -> None:
        lead = LeadFactory(owner=client_for(Role.PROMOTER).user)
        assert drop(promoter, lead, "assessment").status_code == 404
        assert drop(client_for(Role.LEADER), lead, "assessment").status_code == 403

    def test_the_page_without_script_asks_for_the_same(self, promoter: Any) -> None:
        lead, cluster = LeadFactory(owner=promoter.user), ClusterFactory()
        address = f"{lead.get_absolute_url()}move/?to=assessment"
        assert {"cluster", "contact_phone"} <= set(promoter.get(address).context["form"].fields)
        answers = {"to": "assessment", "moved_on": timezone.localdate().isoformat(), "cluster": cluster.pk}
        answers |= {"contact_name": "王", "contact_phone": "13800008088"}
        page = promoter.post(address, answers, follow=True)
        assert "现处于“研判”阶段" in page.text and "/undo/" in page.text


class TestUndo:
    def test_ones_own_move_goes_back_as_a_correction(self, promoter: Any, ready_lead: Any) -> None:
        lead = ready_lead(promoter.user)
        drop(promoter, lead, "assessment")
        bulk = Bulk.objects.get()
        page = promoter.post(f"/office/bulk/{bulk.pk}/undo/", {"back": BOARD}, follow=True)
        assert "已撤销" in page.text and page.redirect_chain[-1][0] == BOARD
        lead.refresh_from_db()
        last = lead.moves.last()
        assert (lead.stage, lead.progressed_on) == ("clue", date(2026, 1, 30))
        assert (last.is_correction, last.actor, last.reason) == (True, promoter.user, "撤销：推进阶段")

    def test_refused_once_somebody_changed_the_lead(self, promoter: Any, ready_lead: Any, manager: Any) -> None:
        lead = ready_lead(promoter.user)
        drop(promoter, lead, "assessment")
        lead_edit(lead_id=lead.pk, changes={"note": "负责人已批注"}, actor=manager)
        page = promoter.post(f"/office/bulk/{Bulk.objects.get().pk}/undo/", {"back": BOARD}, follow=True)
        assert f"此后已由{manager}修改" in page.text
        lead.refresh_from_db()
        assert lead.stage == "assessment"

    def test_of_others_is_unknown(self, promoter: Any, client_for: Any, ready_lead: Any) -> None:
        lead = ready_lead(promoter.user)
        drop(promoter, lead, "assessment")
        assert client_for(Role.MANAGER).post(f"/office/bulk/{Bulk.objects.get().pk}/undo/").status_code == 404

    def test_leads_nowhere_else(self, promoter: Any, ready_lead: Any) -> None:
        lead = ready_lead(promoter.user)
        drop(promoter, lead, "assessment")
        answer = promoter.post(f"/office/bulk/{Bulk.objects.get().pk}/undo/", {"back": "https://example.com/"})
        assert answer.headers["Location"].startswith("/office/bulk/")

    def test_a_signature_cannot_be_taken_back(self, client_for: Any, ready_lead: Any, pdf: Any) -> None:
        client = client_for(Role.MANAGER)
        lead = ready_lead(client.user, stage=LeadStage.APPROVAL)
        files = {name: pdf() for name in drop(client, lead, "signed").context["form"].file_kinds}
        answer = drop(client, lead, "signed", **files)
        assert answer.json()["stage"] == "signed" and "/undo/" not in answer.json()["html"]
