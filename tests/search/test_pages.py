"""The box, the page, the suggestions, the API, the command and the portal."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from crm.accounts.roles import Role
from search.rebuild import rebuild
from tests.factories.clusters import CompanyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(samples):
    rebuild()
    return samples


@pytest.fixture
def office(built, client_for):
    return client_for(built.people["manager"])


def test_the_page_shows_results_facets_and_marked_words(office):
    text = office.get("/office/search/", {"q": "光伏"}).content.decode()
    assert "<mark>光伏</mark>新材料产业园" in text
    assert "kind=company" in text and 'role="search"' in text


def test_one_kind_can_be_chosen_and_a_strange_one_is_no_choice(office):
    response = office.get("/office/search/", {"q": "光伏", "kind": "project"})
    assert [result.kind for result in response.context["answer"].results] == ["project"]
    assert office.get("/office/search/", {"q": "光伏", "kind": "x'"}).context["answer"].total > 1


def test_nothing_found_says_what_was_tried_and_offers_what_is_near(office):
    response = office.get("/office/search/", {"q": "光伏新材料化工厂"})
    assert response.context["answer"].total == 0
    assert "光伏新材料化工厂" in response.content.decode()
    assert response.context["answer"].near


def test_suggestions_come_across_kinds_in_one_answer(office):
    response = office.get("/office/search/suggest/", {"q": "guang"}, headers={"HX-Request": "true"})
    assert response.status_code == 200 and "<html" not in response.content.decode()
    assert len({result.kind for result in response.context["answer"].results}) > 2
    assert office.get("/office/search/suggest/", {"q": " "}).content.decode().strip() == ""


@pytest.mark.parametrize("size", [5, 40])
def test_the_number_of_queries_does_not_grow_with_the_results(built, client_for, django_assert_max_num_queries, size):
    for number in range(size):
        CompanyFactory(name=f"光伏示例{number}有限公司")
    rebuild()
    client = client_for(built.people["manager"])
    client.get("/office/search/", {"q": "光伏"})
    with django_assert_max_num_queries(22):
        client.get("/office/search/", {"q": "光伏"})
    with django_assert_max_num_queries(20):
        client.get("/office/search/suggest/", {"q": "光伏"})


def test_partners_have_their_own_page_with_their_own_addresses(built, client_for):
    client = client_for(built.people["partner"])
    answer = client.get("/partner/search/", {"q": "飞地"}).context["answer"]
    urls = {result.url for result in answer.results if result.kind == "agreement"}
    assert urls == {f"/partner/agreements/{built['a_md'].pk}/"}
    assert client.get("/office/search/", {"q": "飞地"}).status_code == 403


def test_visitors_are_asked_to_sign_in(built):
    assert Client().get("/office/search/", {"q": "光伏"}).status_code == 302
    assert Client().get("/partner/search/suggest/", {"q": "光伏"}).status_code == 302


def test_those_without_a_page_of_a_kind_are_led_to_the_public_one(built, client_for):
    client = client_for(Role.AUDITOR)
    answer = client.get("/office/search/", {"q": "石英坩埚配套"}).context["answer"]
    assert [result.url for result in answer.results if result.kind == "opportunity"] == ["/zh-hans/"]


def test_the_api_answers_as_the_page(built, client_for):
    client = client_for(built.people["manager"])
    answer = client.get("/api/v1/search/", {"q": "光伏", "kind": "lead"}).json()
    assert answer["total"] == 1 and answer["kinds"]["company"] == 1
    assert answer["results"][0] == {
        "kind": "lead",
        "id": built["l_park"].pk,
        "title": "光伏新材料产业园",
        "subtitle": answer["results"][0]["subtitle"],
        "url": f"/office/leads/{built['l_park'].pk}/",
        "highlights": answer["results"][0]["highlights"],
    }
    assert {"field": "title", "text": "<mark>光伏</mark>新材料产业园"} in answer["results"][0]["highlights"]


@pytest.mark.parametrize("wrong", [{"kind": "secret"}, {"page": "0"}, {"page": "x"}, {"page_size": "1000"}])
def test_the_api_refuses_what_it_does_not_know(office, wrong):
    response = office.get("/api/v1/search/", {"q": "光伏", **wrong})
    assert response.status_code == 400 and next(iter(wrong)) in response.json()


def test_the_portal_searches_in_its_language_what_is_public(built):
    from cms.setup import create_portal

    create_portal()
    rebuild()
    chinese = Client().get("/zh-hans/search/", {"q": "光伏"})
    kinds = {result.kind for result in chinese.context["answer"].results}
    assert {"page", "measure", "opportunity"} <= kinds <= {"page", "measure", "opportunity", "parcel", "building"}
    english = Client().get("/en/search/", {"q": "photovoltaic"})
    pages = [result for result in english.context["answer"].results if result.kind == "page"]
    assert pages and all(result.url.startswith("/en/") for result in english.context["answer"].results)
    measure = next(result for result in chinese.context["answer"].results if result.kind == "measure")
    assert measure.url == f"/zh-hans/policy/measures/{measure.record.number}/"
    for result in [*chinese.context["answer"].results, *english.context["answer"].results]:
        assert Client().get(result.url).status_code == 200


def test_an_unpublished_page_is_not_found(built):
    from cms.models import ContentPage, NewsPage
    from cms.setup import create_portal

    create_portal()
    rebuild()
    page = NewsPage.objects.first() or ContentPage.objects.filter(locale__language_code="zh-hans").first()
    page.unpublish()
    answer = Client().get("/zh-hans/search/", {"q": page.title}).context["answer"]
    assert page.pk not in [result.record.pk for result in answer.results]


def test_the_command_prints_one_object(built, capsys):
    call_command("search", "产业园", "--as", built.people["manager"].username, "--kind", "lead", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["total"] == len(answer["results"]) == 1
    assert set(answer["results"][0]) == {"kind", "id", "title", "subtitle", "url", "highlights"}
    call_command("search", "产业园", "--kind", "lead", "--json")
    assert json.loads(capsys.readouterr().out)["total"] == 0


@pytest.mark.parametrize("wrong", [("--as", "nobody-at-all"), ("--kind", "secret")])
def test_the_command_ends_with_2_when_called_wrongly(built, wrong):
    with pytest.raises(CommandError) as refused:
        call_command("search", "光伏", *wrong)
    assert refused.value.returncode == 2
