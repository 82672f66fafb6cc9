"""Saved views: each action works, refuses with a reason, hides what is others', leaves a trace."""

from typing import Any

import pytest
from django.http import Http404
from django.urls import reverse

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.list_models import ListPreference, SavedView
from crm.office.services import saved_views as services
from tests.factories.accounts import TeamFactory
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
LIST, BOARD = "/office/leads/", "/office/leads/board/"
PAGE = "leads:leads"
MINE = "owner=%40me&sort=-investment_fen&columns=name%2Cstage"


@pytest.fixture
def team() -> Any:
    return TeamFactory()


@pytest.fixture
def people(user_for: Any, team: Any) -> dict[str, Any]:
    return {
        "owner": user_for(Role.PROMOTER, team=team),
        "colleague": user_for(Role.PROMOTER, team=team),
        "stranger": user_for(Role.PROMOTER, team=TeamFactory()),
        "partner": user_for(Role.PARTNER),
    }


def saved(owner: Any, **given: Any) -> SavedView:
    facts = {"page": PAGE, "url_name": PAGE, "query": MINE, "name": "我的大项目", **given}
    return services.view_save_as(actor=owner, **facts)


def history_of(record: Any) -> list[tuple[str, Any, str]]:
    rows = type(record).history.filter(id=record.pk).order_by("pk")
    return [(row.history_type, row.history_user, row.history_change_reason) for row in rows]


class TestSaveAs:
    def test_keeps_what_the_list_shows(self, client_for: Any, people: Any) -> None:
        client = client_for(people["owner"])
        state = client.get(f"{LIST}?owner=@me&sort=-investment_fen&columns=stage").context["state"]
        address = f"{reverse('office:view_new')}?url_name={PAGE}&query={state.replace('%', '%25').replace('&', '%26')}"
        assert client.get(address).status_code == 200
        answer = client.post(address, {"name": "大项目", "sharing": "team", "pinned": "on", "opens": "on"})
        view = SavedView.objects.get()
        assert answer.headers["Location"] == view.get_absolute_url()
        assert (view.query, view.sharing, view.owner) == (MINE, "team", people["owner"])
        assert 'aria-current="page">大项目' in client.get(view.get_absolute_url()).text
        assert client.get(LIST).headers["Location"] == view.get_absolute_url()
        assert client.get(f"{LIST}?view=none").status_code == 200
        assert client.get(f"{BOARD}?view={view.pk}").headers["Location"] == view.get_absolute_url()

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"name": " "}, "name"),
            ({"name": "长" * 61}, "name"),
            ({"name": "已有"}, "taken"),
            ({"sharing": "world"}, "sharing"),
            ({"query": "q=" + "a" * 5000}, "query"),
        ],
    )
    def test_refuses_with_a_reason(self, people: Any, given: Any, code: str) -> None:
        saved(people["owner"], name="已有")
        with pytest.raises(RuleError) as refused:
            saved(people["owner"], **given)
        assert refused.value.code == code
        saved(people["colleague"], name="已有")  # names are each person's own

    def test_who_has_no_team_shares_with_none(self, user_for: Any) -> None:
        with pytest.raises(RuleError, match="科室|团队|小组"):
            saved(user_for(Role.MANAGER), sharing="team")

    def test_is_for_lists_that_one_may_open(self, client_for: Any, people: Any, administrator: Any) -> None:
        with pytest.raises(RuleError, match="工作人员"):
            saved(people["partner"])
        for url_name in ("office:accounts", "no:list", "office:profile", ""):
            address = f"{reverse('office:view_new')}?url_name={url_name}"
            assert client_for(people["owner"]).get(address).status_code == 404
        assert (
            client_for(administrator).get(f"{reverse('office:view_new')}?url_name=office:accounts").status_code == 200
        )

    def test_leaves_a_trace(self, people: Any) -> None:
        assert history_of(saved(people["owner"])) == [("+", people["owner"], "已保存视图")]

    def test_a_bad_name_keeps_what_was_typed(self, client_for: Any, people: Any) -> None:
        saved(people["owner"])
        address = f"{reverse('office:view_new')}?url_name={PAGE}&query=stage%3Dclue"
        answer = client_for(people["owner"]).post(address, {"name": "我的大项目", "sharing": "mine"})
        assert answer.status_code == 409 and "我的大项目" in answer.text


class TestWhoSees:
    def test_mine_my_teams_everybodys(self, people: Any) -> None:
        for sharing in SavedView.Sharing.values:
            saved(people["owner"], name=sharing, sharing=sharing)

        def seen(who: str) -> set[str]:
            return set(SavedView.objects.visible_to(people[who]).values_list("name", flat=True))

        assert seen("owner") == {"mine", "team", "all"} and seen("colleague") == {"team", "all"}
        assert seen("stranger") == {"all"} and seen("partner") == set()

    def test_a_shared_view_shows_nobody_more_than_he_may_see(self, client_for: Any, people: Any) -> None:
        """`@me` is whoever looks."""
        names = {who: f"{who} 的项目" for who in ("owner", "colleague", "stranger")}
        for who, name in names.items():
            LeadFactory(name=name, owner=people[who], team=people[who].team)
        LeadFactory(name="保密项目", owner=people["owner"], is_confidential=True)
        mine = saved(people["owner"], sharing="all")
        every = saved(people["owner"], name="全部", query="status=all", sharing="all")
        for who, expected in (("owner", {"owner"}), ("stranger", {"stranger"})):
            rows = client_for(people[who]).get(mine.get_absolute_url()).context["object_list"]
            secret = {"保密项目"} if who == "owner" else set()
            assert {row.name for row in rows} == {names[one] for one in expected} | secret
        rows = client_for(people["colleague"]).get(every.get_absolute_url()).context["object_list"]
        assert {row.name for row in rows} == {names["owner"], names["colleague"]}

    def test_a_view_of_another_is_as_if_it_were_not(self, client_for: Any, people: Any) -> None:
        view = saved(people["owner"])
        client = client_for(people["stranger"])
        page = client.get(f"{LIST}?view={view.pk}")
        assert page.status_code == 200 and "我的大项目" not in page.text
        for name in ("view_save", "view_rename", "view_delete", "view_pin", "view_open"):
            assert client.post(reverse(f"office:{name}", args=[view.pk]), {"on": "1"}).status_code == 404


class TestSave:
    def test_the_page_offers_it_once_something_changed(self, client_for: Any, people: Any) -> None:
        client, view = client_for(people["owner"]), saved(people["owner"])
        assert not client.get(view.get_absolute_url()).context["view_changed"]
        page = client.get(f"{BOARD}?{MINE}&stage=clue&view={view.pk}")
        assert page.context["view_changed"]
        client.post(
            reverse("office:view_save", args=[view.pk]),
            {"url_name": page.context["url_name"], "query": page.context["state"]},
        )
        view.refresh_from_db()
        assert (view.url_name, "stage=clue" in view.query) == ("leads:board", True)
        assert history_of(view)[-1] == ("~", people["owner"], "已重新保存视图")

    @pytest.mark.parametrize("change", ["save", "rename", "delete"])
    def test_only_its_owner_changes_it(self, people: Any, change: str) -> None:
        view = saved(people["owner"], sharing="team")
        given = {
            "save": {"url_name": PAGE, "query": ""},
            "rename": {"name": "别名", "sharing": "all"},
            "delete": {},
        }[change]
        service = getattr(services, f"view_{change}")
        with pytest.raises(RuleError) as refused:
            service(view_id=view.pk, actor=people["colleague"], **given)
        assert refused.value.code == "not_yours" and str(people["owner"]) in refused.value.message
        with pytest.raises(Http404):
            service(view_id=saved(people["owner"], name="另一个").pk, actor=people["colleague"], **given)


class TestRenameAndDelete:
    def test_rename_and_share(self, client_for: Any, people: Any) -> None:
        view, client = saved(people["owner"]), client_for(people["owner"])
        address = reverse("office:view_rename", args=[view.pk])
        assert "我的大项目" in client.get(address).text
        assert client.post(address, {"name": "重点", "sharing": "all"}).status_code == 302
        view.refresh_from_db()
        assert (view.name, view.sharing, view.query) == ("重点", "all", MINE)
        assert history_of(view)[-1] == ("~", people["owner"], "视图改名或改变共享")

    def test_delete_leaves_history_and_lists_that_open_without_it(self, client_for: Any, people: Any) -> None:
        view, colleague = saved(people["owner"], sharing="team"), people["colleague"]
        services.view_pin(view_id=view.pk, pinned=True, actor=colleague)
        services.view_open_with(view_id=view.pk, opens=True, actor=colleague)
        client = client_for(people["owner"])
        assert client.post(reverse("office:view_delete", args=[view.pk])).status_code == 302
        assert SavedView.history.filter(id=view.pk).first().history_type == "-"
        page = client_for(colleague).get(LIST)
        assert page.status_code == 200 and page.context["tabs"] == []


class TestPinAndOpen:
    def test_each_pins_for_himself_in_his_order(self, client_for: Any, people: Any) -> None:
        views = [saved(people["owner"], name=name, sharing="all") for name in ("甲", "乙")]
        client = client_for(people["colleague"])
        for view in reversed(views):
            client.post(reverse("office:view_pin", args=[view.pk]), {"on": "1"})
        assert [view.name for view in client.get(LIST).context["tabs"]] == ["乙", "甲"]
        assert client_for(people["stranger"]).get(LIST).context["tabs"] == []
        client.post(reverse("office:view_pin", args=[views[1].pk]), {"on": "0"})
        assert [view.name for view in client.get(LIST).context["tabs"]] == ["甲"]
        reasons = [reason for _type, _user, reason in history_of(ListPreference.objects.get())]
        assert reasons[-3:] == ["已固定视图", "已固定视图", "已取消固定视图"]

    def test_the_list_opens_with_it_until_taken_away(self, client_for: Any, people: Any) -> None:
        view, client = saved(people["owner"], url_name="leads:board"), client_for(people["owner"])
        client.post(reverse("office:view_open", args=[view.pk]), {"on": "1"})
        assert client.get(LIST).headers["Location"].startswith(BOARD)
        assert client.get(f"{LIST}?stage=clue").status_code == 200
        client.post(reverse("office:view_open", args=[view.pk]), {"on": "0"})
        assert client.get(LIST).status_code == 200
        assert history_of(ListPreference.objects.get())[-1][1] == people["owner"]


class TestColumns:
    def test_are_kept_in_order_for_oneself(self, client_for: Any, people: Any) -> None:
        client = client_for(people["owner"])
        kept = {"url_name": PAGE, "columns": ["owner", "stage"], "stage": "clue"}
        answer = client.post(reverse("office:columns_keep"), kept)
        assert answer.headers["Location"] == f"{LIST}?stage=clue"

        def keys(who: str, query: str = "") -> list[str]:
            return [column.key for column in client_for(people[who]).get(LIST + query).context["columns"]]

        assert keys("owner") == ["name", "owner", "stage"]
        assert keys("owner", "?columns=code,name,stage") == ["name", "code", "stage"]  # the address goes first
        assert len(keys("colleague")) > 5
        assert history_of(ListPreference.objects.get())[-1] == ("~", people["owner"], "已选择显示的列")

    def test_widths_are_kept_within_reason(self, client_for: Any, people: Any) -> None:
        client, address = client_for(people["owner"]), reverse("office:width_keep")
        LeadFactory(owner=people["owner"])
        assert client.post(address, {"url_name": PAGE, "column": "name", "width": "320"}).status_code == 204
        assert 'data-column="name" data-width="320"' in client.get(LIST).text
        refused = client.post(address, {"url_name": PAGE, "column": "name", "width": "5000"})
        assert refused.status_code == 409 and "像素" in refused.text
        assert client.post(address, {"url_name": "office:accounts", "column": "x", "width": "50"}).status_code == 404
        client.post(address, {"url_name": PAGE, "column": "name", "width": ""})
        assert "data-width=" not in client.get(LIST).text

    def test_sums_are_of_all_rows_and_of_shown_columns(self, client_for: Any, people: Any) -> None:
        client = client_for(people["owner"])
        LeadFactory.create_batch(52, owner=people["owner"], investment_fen=10**10, land_sqm=200_000)
        page = client.get(LIST)
        assert [told for _column, told in page.context["told_totals"]] == ["52\u202f亿元", "15,600.00 亩"]
        assert [column.key for column, _told in client.get(f"{LIST}?columns=land_sqm").context["told_totals"]] == [
            "land_sqm"
        ]
        board = client.get(BOARD)
        assert [told for _column, told in board.context["told_totals"]] == ["52\u202f亿元", "15,600.00 亩"]
