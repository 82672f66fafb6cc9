"""List pages: filters, sorting, columns, paging, export, and whose rows they show."""

import pytest

from crm.accounts.roles import Role
from crm.audit.models import Access
from tests.factories.clusters import CompanyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.office.pages")]
LIST = "/office/test/"


@pytest.fixture
def manager(client, user_for):
    user = user_for(Role.MANAGER)
    client.force_login(user)
    return user


def names(response):
    return [company.name for company in response.context["object_list"]]


def test_filters_live_in_the_address(client, manager):
    CompanyFactory(name="光伏甲")
    CompanyFactory(name="铜业乙")
    response = client.get(LIST, {"name": "光伏"})
    assert names(response) == ["光伏甲"]
    assert response.context["total"] == 1
    assert response.context["is_filtered"]


def test_every_filter_is_drawn_also_where_none_is_folded_away(client, manager):
    text = client.get(LIST).content.decode()
    assert 'id="id_name"' in text and 'id="id_scale"' in text


def test_a_filter_value_that_does_not_exist_is_refused_with_a_sentence(client, manager):
    CompanyFactory()
    response = client.get(LIST, {"scale": "enormous"})
    assert response.status_code == 400
    assert names(response) == []
    assert "enormous" in response.text


def test_sorting_puts_blanks_last_both_ways(client, manager):
    for name, capital in (("a", 2), ("b", None), ("c", 1)):
        CompanyFactory(name=name, registered_capital_fen=capital)
    assert names(client.get(LIST, {"sort": "capital"})) == ["c", "a", "b"]
    assert names(client.get(LIST, {"sort": "-capital"})) == ["a", "c", "b"]


def test_sorting_by_what_is_no_column_changes_nothing(client, manager):
    CompanyFactory(name="b")
    CompanyFactory(name="a")
    assert names(client.get(LIST, {"sort": "named_people__password"})) == ["a", "b"]


def test_columns_are_chosen_in_the_address_and_the_first_stays(client, manager):
    CompanyFactory(registered_place="楚雄市")
    assert "楚雄市" not in client.get(LIST).text
    response = client.get(LIST, {"columns": "place"})
    assert [column.key for column in response.context["columns"]] == ["name", "place"]
    assert "楚雄市" in response.text


def test_what_phones_show_under_the_first_column_is_said_there_and_in_its_own(client, manager):
    CompanyFactory(registered_capital_fen=123_456_000_000)
    CompanyFactory()
    text = client.get(LIST).text
    assert text.count("123,456.00") == 2 and text.count("is-under") == 3
    assert '<div class="office-under"></div>' in text  # a blank is left out
    assert "is-under" not in client.get(LIST, {"columns": "place"}).text


def test_unknown_columns_are_ignored(client, manager):
    response = client.get(LIST, {"columns": "password,pk"})
    assert [column.key for column in response.context["columns"]] == ["name", "capital"]


def test_pages_keep_filters_and_a_page_beyond_the_last_is_the_last(client, manager):
    for number in range(51):
        CompanyFactory(name=f"光伏{number:03}")
    first = client.get(LIST, {"name": "光伏", "sort": "-name"})
    assert len(names(first)) == 50
    assert "name=%E5%85%89%E4%BC%8F&amp;sort=-name&amp;page=2" in first.text
    assert names(client.get(LIST, {"name": "光伏", "page": "99"})) == ["光伏050"]
    assert len(names(client.get(LIST, {"page": "nonsense"}))) == 50


def test_an_htmx_request_gets_the_table_only(client, manager):
    CompanyFactory(name="光伏甲")
    response = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "list"})
    assert "光伏甲" in response.text
    assert "<html" not in response.text
    assert "HX-Request" in response.headers["Vary"]


def test_others_rows_are_hidden(client, manager):
    secret = CompanyFactory(name="机密公司", is_confidential=True)
    response = client.get(LIST)
    assert "机密公司" not in response.text
    assert response.context["total"] == 0
    secret.named_people.add(manager)
    assert "机密公司" in client.get(LIST).text


def test_an_empty_list_says_what_to_do(client, manager):
    assert "还没有内容" in client.get(LIST).text
    assert "没有符合条件的内容" in client.get(LIST, {"name": "无"}).text


def test_names_are_escaped(client, manager):
    CompanyFactory(name="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(LIST).text


def test_the_number_of_queries_does_not_grow_with_the_rows(client, manager, django_assert_max_num_queries):
    CompanyFactory.create_batch(3)
    with django_assert_max_num_queries(8):
        client.get(LIST)
    CompanyFactory.create_batch(40)
    with django_assert_max_num_queries(8):
        client.get(LIST)


def test_an_export_leaves_a_trace(client, manager):
    CompanyFactory(name="光伏甲", registered_capital_fen=100_000_000)
    CompanyFactory(name="铜业乙")
    response = client.get(LIST, {"name": "光伏", "export": "xlsx"})
    assert response.status_code == 200
    assert response.getvalue().startswith(b"PK")
    assert ".xlsx" in response.headers["Content-Disposition"]
    access = Access.objects.get()
    assert (access.kind, access.user, access.count) == (Access.Kind.EXPORT, manager, 1)
    assert access.filters == {"name": ["光伏"]}
