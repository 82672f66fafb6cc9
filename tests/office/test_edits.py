"""Forms and actions: what is typed is never lost, and nobody overwrites another unseen."""

import pytest

from clusters.models import Company
from crm.accounts.roles import Role
from tests.factories.accounts import UserFactory
from tests.factories.clusters import CompanyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.office.pages")]


@pytest.fixture
def manager(client, user_for):
    user = user_for(Role.MANAGER, full_name="陈经理")
    client.force_login(user)
    return user


def form(company, **changes):
    fields = {"name": company.name, "registered_place": company.registered_place, "website": company.website}
    return {**fields, "version": company.version, **changes}


def test_a_record_is_created_with_its_author(client, manager):
    response = client.post("/office/test/new/", {"name": "新公司", "version": ""})
    company = Company.objects.get()
    assert response.url == f"/office/test/{company.pk}/"
    assert company.history.get().history_user == manager


def test_an_edit_leaves_author_and_reason(client, manager):
    company = CompanyFactory()
    client.post(f"/office/test/{company.pk}/edit/", form(company, website="b.example", reason="来电告知"))
    company.refresh_from_db()
    assert company.website == "b.example"
    last = company.history.first()
    assert (last.history_user, last.history_change_reason) == (manager, "来电告知")


def test_errors_stand_on_top_and_beside_the_field(client, manager):
    company = CompanyFactory()
    response = client.post(f"/office/test/{company.pk}/edit/", form(company, name="", website="typed.example"))
    assert response.status_code == 422
    assert 'href="#id_name"' in response.text
    assert 'id="id_name_error"' in response.text
    assert 'aria-describedby="id_name_error"' in response.text
    assert "typed.example" in response.text


def test_who_comes_second_sees_both_sides(client, manager, user_for):
    company = CompanyFactory(name="原名", website="old.example", registered_place="")
    stale = form(company, name="我的名称")
    theirs = Company.objects.get(pk=company.pk)
    theirs.name, theirs.registered_place = "他的名称", "上海"
    theirs.save_by(user_for(Role.PROMOTER, full_name="李专员"))

    response = client.post(f"/office/test/{company.pk}/edit/", stale)
    assert response.status_code == 409
    assert "我的名称" in response.text and "他的名称" in response.text and "李专员" in response.text
    both = {row.label: row.both for row in response.context["conflict"].differences}
    assert sorted(both.values()) == [False, True]
    shown = response.context["form"]
    assert shown["name"].value() == "我的名称"
    assert shown["registered_place"].value() == "上海"

    again = {**stale, "registered_place": "上海", "version": response.context["version"]}
    assert client.post(f"/office/test/{company.pk}/edit/", again).status_code == 302
    company.refresh_from_db()
    assert (company.name, company.registered_place, company.website) == ("我的名称", "上海", "old.example")


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_form_without_a_true_version_does_not_overwrite(client, manager, version):
    company = CompanyFactory(name="原名")
    response = client.post(f"/office/test/{company.pk}/edit/", form(company, name="新名", version=version))
    assert response.status_code == 409
    company.refresh_from_db()
    assert company.name == "原名"


def test_a_record_that_he_does_not_see_cannot_be_edited(client, manager):
    company = CompanyFactory(is_confidential=True)
    assert client.get(f"/office/test/{company.pk}/edit/").status_code == 404
    assert client.post(f"/office/test/{company.pk}/edit/", form(company)).status_code == 404


def test_choices_offer_only_what_he_sees(client, user_for):
    stranger = UserFactory(full_name="别处的人")
    client.force_login(user_for(Role.MANAGER))
    company = CompanyFactory()
    assert "别处的人" in client.get(f"/office/test/{company.pk}/edit/").text  # staff see all colleagues
    response = client.post(f"/office/test/{company.pk}/edit/", form(company, named_people=[stranger.pk, 999999]))
    assert response.status_code == 422


def test_an_action_calls_its_service_once(client, manager):
    company = CompanyFactory()
    assert client.get(f"/office/test/{company.pk}/close/").status_code == 200
    response = client.post(f"/office/test/{company.pk}/close/", {"note": "done"})
    assert response.url == "/office/test/"
    company.refresh_from_db()
    assert company.website == "done"
    assert company.history.first().history_user == manager


def test_a_refused_action_says_what_is_missing_and_keeps_what_was_typed(client, manager):
    company = CompanyFactory()
    response = client.post(f"/office/test/{company.pk}/close/", {"note": "no"})
    assert response.status_code == 409
    assert "It cannot be closed." in response.text and "a deed" in response.text
    assert 'value="no"' in response.text


def test_an_action_on_a_record_that_he_does_not_see_does_not_exist(client, manager):
    company = CompanyFactory(is_confidential=True)
    assert client.post(f"/office/test/{company.pk}/close/", {"note": "x"}).status_code == 404
