"""Contests, merges, handovers and verdicts of screenings under /api/v1/: the same rules as the pages."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.accounts.roles import Role
from leads.models import Contest, Handover, Lead, Merge, Screening
from tests.factories.clusters import CompanyFactory
from tests.factories.leads import ActivityFactory, LeadFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def api(user_for: Any) -> Any:
    def sign_in(who: Any) -> APIClient:
        client = APIClient()
        client.user = user_for(who) if isinstance(who, str) else who
        client.force_authenticate(client.user)
        return client

    return sign_in


def post(client: APIClient, path: str, **given: Any) -> Any:
    return client.post(f"{API}{path}", given, format="json")


class TestContests:
    def test_are_opened_and_decided_with_their_trace(self, api: Any, promoter: Any) -> None:
        lead, contestant, manager = LeadFactory(owner=promoter), api(Role.PROMOTER), api(Role.MANAGER)
        opened = post(contestant, "contests/", lead=lead.code, grounds="三月已接洽")
        assert opened.status_code == 201 and opened.json()["state"] == "open"
        decided = post(manager, f"contests/{opened.json()['id']}/decide/", outcome="contestant", note="证据充分")
        assert decided.status_code == 200 and decided.json()["decided_by"] == manager.user.username
        lead.refresh_from_db()
        assert lead.owner == contestant.user and Contest.objects.get().history.first().history_user == manager.user

    def test_refuse_with_a_reason(self, api: Any, promoter: Any) -> None:
        lead = LeadFactory(owner=promoter)
        contestant = api(Role.PROMOTER)
        assert post(contestant, "contests/", lead="XS-没有", grounds="x").json()["code"] == "not_found"
        opened = post(contestant, "contests/", lead=lead.code, grounds="x").json()["id"]
        refused = post(contestant, f"contests/{opened}/decide/", outcome="contestant", note="x")
        assert refused.status_code == 409 and refused.json()["code"] == "not_allowed"
        assert post(api(Role.MANAGER), f"contests/{opened}/decide/", outcome="nobody", note="x").status_code == 409
        assert post(api(Role.LEADER), "contests/", lead=lead.code, grounds="x").status_code == 403

    def test_hide_those_of_others(self, api: Any, promoter: Any) -> None:
        lead = LeadFactory(owner=promoter, name="别人看不见的名字")
        contestant = api(Role.PROMOTER)
        post(contestant, "contests/", lead=lead.code, grounds="x")
        own = contestant.get(f"{API}contests/")
        assert own.json()["count"] == 1 and "别人看不见的名字" not in own.content.decode()
        assert api(Role.PROMOTER).get(f"{API}contests/").json()["count"] == 0
        assert api(Role.PARTNER).get(f"{API}contests/").status_code == 403


class TestMerges:
    @pytest.fixture
    def two(self, promoter: Any) -> tuple[Lead, Lead]:
        company = CompanyFactory()
        kept, dropped = (LeadFactory(company=company, owner=promoter) for _each in range(2))
        ActivityFactory(lead=dropped)
        return kept, dropped

    def test_are_previewed_made_and_undone(self, api: Any, two: Any) -> None:
        (kept, dropped), client = two, api(Role.MANAGER)
        asked = f"{API}merges/preview/?kind=lead&kept={kept.pk}&dropped={dropped.pk}"
        assert any(line["count"] == 1 for line in client.get(asked).json()["lines"])
        made = post(client, "merges/", kind="lead", kept=kept.pk, dropped=dropped.pk, reason="同一项目")
        assert made.status_code == 201 and kept.activities.count() == 1
        assert not Lead.objects.visible_to(client.user).filter(pk=dropped.pk).exists()
        undone = post(client, f"merges/{made.json()['id']}/undo/")
        assert undone.status_code == 200 and undone.json()["undone_by"] == client.user.username
        assert dropped.activities.count() == 1 and Merge.objects.get().history.count() == 2

    def test_refuse_with_a_reason(self, api: Any, two: Any) -> None:
        (kept, dropped), client = two, api(Role.MANAGER)
        same = post(client, "merges/", kind="lead", kept=kept.pk, dropped=kept.pk, reason="x")
        without = post(client, "merges/", kind="lead", kept=kept.pk, dropped=dropped.pk)
        assert same.status_code == 409 and without.json()["code"] == "reason_missing"
        assert post(client, "merges/", kind="people", kept=1, dropped=2, reason="x").status_code == 400
        assert client.get(f"{API}merges/preview/?kind=lead").status_code == 400
        other = api(Role.PROMOTER)
        assert post(other, "merges/", kind="lead", kept=kept.pk, dropped=dropped.pk, reason="x").status_code == 403
        assert not Merge.objects.exists()

    def test_hide_what_is_confidential(self, api: Any, two: Any) -> None:
        (kept, dropped), client = two, api(Role.MANAGER)
        made = post(client, "merges/", kind="lead", kept=kept.pk, dropped=dropped.pk, reason="同一项目").json()["id"]
        Lead.objects.filter(pk=kept.pk).update(is_confidential=True)
        assert client.get(f"{API}merges/").json()["count"] == 0
        assert post(client, f"merges/{made}/undo/").status_code == 404
        secret = LeadFactory(is_confidential=True)
        other = LeadFactory(company=secret.company)
        asked = f"{API}merges/preview/?kind=lead&kept={other.pk}&dropped={secret.pk}"
        assert client.get(asked).status_code == 404


class TestHandovers:
    def test_move_all_that_a_leaver_holds(self, api: Any, promoter: Any, user_for: Any) -> None:
        lead, successor, client = LeadFactory(owner=promoter), user_for(Role.PROMOTER), api(Role.MANAGER)
        names = {"leaver": promoter.username, "successor": successor.username}
        made = post(client, "handovers/", **names, reason="调离")
        lead.refresh_from_db()
        assert made.status_code == 201 and lead.owner == successor
        assert made.json()["counts"] == {"leads": 1} and made.json()["done_by"] == client.user.username
        assert lead.history.first().history_user == client.user

    def test_refuse_with_a_reason(self, api: Any, promoter: Any) -> None:
        client, name = api(Role.MANAGER), promoter.username
        assert post(client, "handovers/", leaver=name, successor=name, reason="x").json()["code"] == "same"
        assert post(client, "handovers/", leaver=name, successor="nobody", reason="x").status_code == 400
        others = [
            post(api(promoter), "handovers/", leaver=given, successor=name, reason="x") for given in (name, "nobody")
        ]
        assert {one.status_code for one in others} == {403} and others[0].json() == others[1].json()  # nobody is probed
        assert not Handover.objects.exists()

    def test_are_seen_by_managers_and_the_two(self, api: Any, promoter: Any, user_for: Any) -> None:
        LeadFactory(owner=promoter)
        successor = user_for(Role.PROMOTER)
        names = {"leaver": promoter.username, "successor": successor.username}
        post(api(Role.MANAGER), "handovers/", **names, reason="调离")
        seen = {who: api(who).get(f"{API}handovers/").json()["count"] for who in (successor, promoter)}
        assert set(seen.values()) == {1}
        assert api(Role.PROMOTER).get(f"{API}handovers/").json()["count"] == 0


class TestScreenings:
    def test_keep_the_verdict_with_its_rules(self, api: Any) -> None:
        lead, client = LeadFactory(), api(Role.MANAGER)
        made = post(client, "screenings/", lead=lead.pk, verdict="proceed", note="可推进")
        assert made.status_code == 201 and made.json()["parts"] and made.json()["score"] is None
        assert Screening.objects.get().confirmed_by == client.user
        assert client.get(f"{API}screenings/?lead={lead.pk}").json()["count"] == 1

    def test_refuse_with_a_reason(self, api: Any, promoter: Any) -> None:
        lead = LeadFactory(owner=promoter)
        assert post(api(Role.MANAGER), "screenings/", lead=lead.pk, verdict="maybe").json()["code"] == "verdict"
        assert post(api(promoter), "screenings/", lead=lead.pk, verdict="proceed").status_code == 403
        assert not Screening.objects.exists()

    def test_hide_those_of_others(self, api: Any) -> None:
        secret, client = LeadFactory(is_confidential=True), api(Role.MANAGER)
        assert post(client, "screenings/", lead=secret.pk, verdict="proceed").status_code == 404
        Screening.objects.create(lead=secret, verdict="proceed")
        assert client.get(f"{API}screenings/").json()["count"] == 0


def test_numbers_of_queries_do_not_grow(api: Any, promoter: Any, django_assert_max_num_queries: Any) -> None:
    client = api(Role.MANAGER)
    for count in (2, 20):
        for _each in range(count):
            lead = LeadFactory(owner=promoter)
            Contest.objects.create(lead=lead, contested_by=client.user, grounds="x")
            Screening.objects.create(lead=lead, verdict="proceed")
        for path in ("contests", "merges", "handovers", "screenings"):
            with django_assert_max_num_queries(6):
                assert client.get(f"{API}{path}/").status_code == 200
