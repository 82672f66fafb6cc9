"""The Today page: what waits for me, and only for me."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from crm.dashboards import cards
from crm.office.models import Notice
from crm.office.services import task_add

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(client, user_for):
    user = user_for(Role.PROMOTER)
    client.force_login(user)
    return user


def test_my_open_tasks_stand_there_and_nobody_elses(client, mine, user_for):
    other = user_for(Role.PROMOTER)
    task_add(title="我的回访", actor=mine)
    task_add(title="我的限期", actor=mine, due_on=timezone.localdate())
    task_add(title="别人的回访", actor=other)
    task_add(title="我交办的", actor=mine, assignee=other)
    text = client.get("/office/").text
    assert text.index("我的限期") < text.index("我的回访")
    assert "别人的回访" not in text and "我交办的" not in text


def test_a_task_done_there_leads_back_there(client, mine):
    task = task_add(title="我的回访", actor=mine)
    address = f"/office/tasks/{task.pk}/done/?back=today"
    assert address in client.get("/office/").text
    assert client.post(address).url == "/office/"
    other = task_add(title="另一项", actor=mine)
    assert client.post(f"/office/tasks/{other.pk}/done/?back=//evil.example").url == "/office/tasks/"


def test_a_departments_tasks_are_its_peoples(client, user_for):
    person = user_for(Role.DEPARTMENT)
    task_add(title="出具意见", actor=user_for(Role.MANAGER), assignee_organisation=person.organisation)
    client.force_login(person)
    assert "出具意见" in client.get("/office/").text


def test_what_is_late_says_so(client, mine):
    task = task_add(title="回访", actor=mine)
    task.due_on = timezone.localdate() - timedelta(days=1)
    task.save()
    assert "已逾期" in client.get("/office/").text


def test_news_are_read_and_put_away(client, mine, user_for):
    task_add(title="交来的", actor=user_for(Role.MANAGER), assignee=mine)
    notice = Notice.objects.get(user=mine)
    assert notice.text in client.get("/office/").text
    later = Notice.objects.create(user=mine, text="刚到的消息")
    foreign = Notice.objects.create(user=user_for(Role.MANAGER), text="别人的消息")
    client.post(reverse("office:notices_read"), {"last": notice.pk})
    text = client.get("/office/").text
    assert notice.text not in text and later.text in text and foreign.text not in text
    client.post(reverse("office:notices_read"), {"last": foreign.pk})
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_news_of_one_kind_are_one_line_below_ones_own_tasks(client, mine):
    task_add(title="我的回访", actor=mine)
    for number in range(3):
        text = f"“线索{number}”已回收至公海：自 2026-05-0{number + 1} 起"
        Notice.objects.create(user=mine, kind="lead_recycled", text=text, link=f"/office/leads/{number}/")
    Notice.objects.create(user=mine, text="<b>另一条</b>")
    text = client.get("/office/").text
    assert text.index("我的回访") < text.index("3 条线索已回收至公海")
    assert '<span class="text-nowrap">2026-05-03</span>' in text and "/office/leads/2/" in text
    assert "&lt;b&gt;另一条" in text


@pytest.mark.parametrize("last", ["", "x", "-1", "9" * 40, "²"])
def test_nonsense_puts_nothing_else_away(client, mine, last):
    assert client.post(reverse("office:notices_read"), {"last": last}).status_code == 302


def test_cards_come_by_role_and_in_order(monkeypatch, user_for):
    monkeypatch.setattr(cards, "_cards", {})
    show = {"title": "t", "template": "dashboards/tasks_card.html"}
    cards.register("late", context=lambda user: {}, order=2, **show)
    cards.register("early", context=lambda user: {}, order=1, **show)
    cards.register("finance", context=lambda user: {}, roles=(Role.FINANCE,), **show)
    cards.register("nothing", context=lambda user: None, **show)
    assert [shown.card.key for shown in cards.cards_for(user_for(Role.PROMOTER))] == ["early", "late"]


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_page_of_his_own(client, user_for, role):
    user = user_for(role, full_name="王某某", email="wang@example.org")
    client.force_login(user)
    text = client.get(reverse("office:profile")).text
    assert "王某某" in text and "wang@example.org" in text
