"""Who works in the portal's admin, and that an editor can."""

import pytest
from wagtail.models import Workflow

from cms.models import ContentPage, Fact
from crm.accounts.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
OTHERS = [Role.PROMOTER, Role.MANAGER, Role.FINANCE, Role.PARTNER, Role.LEADER, Role.AUDITOR]


def test_an_editor_sees_the_pages_and_the_facts(client_for):
    client = client_for(Role.EDITOR)
    page = ContentPage.objects.get(slug="contact", locale__language_code="zh-hans")
    for address in ("/cms/", f"/cms/pages/{page.pk}/", f"/cms/pages/{page.pk}/edit/", "/cms/snippets/cms/fact/"):
        assert client.get(address).status_code == 200, address


def test_an_editor_changes_a_page_and_publishes_it(client_for, client):
    page = ContentPage.objects.get(slug="contact", locale__language_code="en")
    sent = {
        "title": "How to reach us",
        "slug": "contact",
        "standfirst": "",
        "body-count": "0",
        "action-publish": "1",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    response = client_for(Role.EDITOR).post(f"/cms/pages/{page.pk}/edit/", sent)
    assert response.status_code == 302
    assert "How to reach us" in client.get("/en/contact/").content.decode()


def test_an_editor_corrects_a_fact_and_it_leaves_a_trace(client_for, client):
    fact = Fact.objects.get(code="output-2022-pharma")
    sent = {
        "kind": fact.kind,
        "code": fact.code,
        "label": fact.label,
        "label_en": fact.label_en,
        "value": "80.00",
        "unit": fact.unit,
        "precision": fact.precision,
        "as_of": "2022-01-01",
        "order": "2",
        "source": fact.source,
        "is_public": "on",
        "cluster": fact.cluster_id,
    }
    editor = client_for(Role.EDITOR)
    assert editor.post(f"/cms/snippets/cms/fact/edit/{fact.pk}/", sent).status_code == 302
    fact.refresh_from_db()
    assert str(fact.value) == "80.00" and fact.version == 2
    assert fact.history.first().history_user == editor.user
    assert ">80<" in client.get("/zh-hans/").content.decode()


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_enters(client_for, role):
    page = ContentPage.objects.get(slug="contact", locale__language_code="zh-hans")
    for address in ("/cms/", f"/cms/pages/{page.pk}/edit/", "/cms/snippets/cms/fact/"):
        assert client_for(role).get(address).status_code in (302, 403), address


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get("/cms/").headers["Location"].startswith("/accounts/login/")


def test_pages_get_a_second_look_by_an_editor():
    workflow = Workflow.objects.get(name="发布前复核")
    page = ContentPage.objects.get(slug="contact", locale__language_code="zh-hans")
    assert page.get_workflow() == workflow
    task = workflow.tasks.get().specific
    assert [group.name for group in task.groups.all()] == [Role.EDITOR]


def test_the_first_page_is_in_chinese_and_leads_nowhere_else(client_for):
    html = client_for(Role.EDITOR).get("/cms/").content.decode()
    assert "个页面" in html and "搜索全部页面" in html and "查看门户" in html
    assert "guide.wagtail.org" not in html and "editor guide" not in html
