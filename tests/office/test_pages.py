"""Who enters, what the menu shows, the shell itself."""

import pytest

from crm.accounts.roles import Role
from crm.office import navigation
from crm.office.navigation import NavItem, items_for
from tests.factories.clusters import CompanyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.office.pages")]


def test_a_stranger_is_sent_to_sign_in(client):
    response = client.get("/office/test/?name=a")
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/office/test/%3Fname%3Da"


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.AUDITOR])
def test_a_wrong_role_gets_a_sentence(client, user_for, role):
    client.force_login(user_for(role))
    response = client.get("/office/test/new/")
    assert response.status_code == 403
    assert "如工作需要，请联系系统管理员" in response.text


def test_a_partner_does_not_enter_the_office(client, user_for):
    client.force_login(user_for(Role.PARTNER))
    assert client.get("/office/test/").status_code == 403
    assert client.get("/office/", follow=True).redirect_chain[-1] == ("/partner/", 302)


def test_every_office_role_has_a_today_page(client, user_for):
    for role in set(Role) - {Role.PARTNER}:
        client.force_login(user_for(role))
        assert client.get("/office/").status_code == 200


@pytest.fixture
def menu(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(NavItem("today", "Today", "home", "dashboards:today", order=1))
    navigation.register(NavItem("money", "Money", "wallet", "office:tasks", roles=(Role.FINANCE,), order=2))
    navigation.register(NavItem("gone", "Gone", "x", "nowhere:list"))
    navigation.register(NavItem("partner", "Statements", "file", "dashboards:today", side="partner"))


def keys(items):
    return [shown.item.key for shown in items]


def test_the_menu_shows_what_the_role_may_open(menu, user_for):
    assert keys(items_for(user_for(Role.PROMOTER))) == ["today"]
    assert keys(items_for(user_for(Role.FINANCE))) == ["today", "money"]
    assert keys(items_for(user_for(Role.PARTNER), side="partner")) == ["partner"]
    assert keys(items_for(user_for(Role.PROMOTER), side="partner")) == []


def test_the_menu_marks_where_one_is(menu, user_for):
    assert [shown.active for shown in items_for(user_for(Role.FINANCE), "money")] == [False, True]


def test_the_page_marks_its_menu_line(client, user_for):
    client.force_login(user_for(Role.PROMOTER))
    assert 'aria-current="page"' in client.get("/office/").text


def test_the_language_is_switched_and_kept(client, user_for):
    client.force_login(user_for(Role.PROMOTER))
    assert "今日" in client.get("/office/").text
    response = client.post("/language/setlang/", {"language": "en", "next": "/office/"})
    assert response.url == "/office/"
    text = client.get("/office/").text
    assert "My open tasks" in text and "今日" not in text


def test_an_unknown_address_in_the_office_keeps_the_shell(client, user_for):
    client.force_login(user_for(Role.PROMOTER))
    response = client.get("/office/no-such-page/")
    assert response.status_code == 404
    assert "页面不存在" in response.text and "office-menu" in response.text
    client.logout()
    assert "office-menu" not in client.get("/office/no-such-page/").text


def test_pages_hold_no_inline_script_or_style(client, user_for):
    company = CompanyFactory(registered_capital_fen=123)
    client.force_login(user_for(Role.MANAGER))
    addresses = ("/office/", "/office/test/", f"/office/test/{company.pk}/", f"/office/test/{company.pk}/edit/")
    for address in (*addresses, "/office/tasks/", "/accounts/2fa/", "/accounts/2fa/totp/activate/"):
        text = client.get(address, follow=True).text
        assert "<script>" not in text and " style=" not in text and " onclick=" not in text
