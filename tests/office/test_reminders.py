"""Reminders: the morning's digest by mail and group robot, and the calendar's address."""

import json
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core import mail
from django.core.signing import dumps
from django.utils import timezone
from icalendar import Calendar

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office import deliveries, outbox, reminders
from crm.office.models import Notice, OutboxMessage, Reminders
from crm.office.services import task_add, task_done

pytestmark = pytest.mark.django_db
PAGE = "/office/reminders/"
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"
TODAY = timezone.localdate


@pytest.fixture
def person(user_for):
    return user_for(Role.PROMOTER, email="li@example.org")


def overdue(person, title="回访宇泽", days=1):
    task = task_add(title=title, actor=person, due_on=TODAY())
    task.due_on = TODAY() - timedelta(days=days)
    task.save()
    return task


def carry_all():
    for message in OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING):
        outbox.carry.call(message.pk)


# --- The digest -----------------------------------------------------------------------------------------------------


def test_a_mail_tells_what_is_due_and_new(person):
    overdue(person)
    task_add(title="明天的", actor=person, due_on=TODAY() + timedelta(days=1))
    Notice.objects.create(user=person, text="线索已交给您", link="/office/leads/7/")
    assert reminders.send_digests(TODAY()) == "1 digests"
    carry_all()
    [letter] = mail.outbox
    assert letter.to == ["li@example.org"]
    assert "回访宇泽" in letter.body and "/office/leads/7/" in letter.body and "明天的" not in letter.body


def test_nothing_due_sends_nothing(person):
    task_done(task_id=overdue(person).pk, actor=person)
    assert reminders.send_digests(TODAY()) == "0 digests"


def test_it_holds_nobody_elses(person, user_for):
    other = user_for(Role.PROMOTER, email="other@example.org")
    overdue(other, "别人的回访")
    Notice.objects.create(user=other, text="别人的消息")
    assert reminders.digest(person, TODAY()) == ""


def test_whoever_left_or_wants_none_gets_none(person, user_for):
    leaver = user_for(Role.PROMOTER, email="gone@example.org", is_active=False)
    overdue(leaver)
    overdue(person)
    reminders.reminders_set(actor=person, by_mail=False, chat="", chat_url="")
    assert reminders.send_digests(TODAY()) == "0 digests"


def test_a_robot_gets_the_same_text(person):
    overdue(person)
    reminders.reminders_set(actor=person, by_mail=False, chat="wecom", chat_url=ROBOT)
    reminders.send_digests(TODAY())
    message = OutboxMessage.objects.get(kind="webhook")
    assert message.payload["url"] == ROBOT
    assert "回访宇泽" in message.payload["body"]["text"]["content"]


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/x",
        "https://127.0.0.1/x",
        "https://qyapi.weixin.qq.com.example.org/x",
        "https://qyapi.weixin.qq.com:8443/x",
        "https://me@qyapi.weixin.qq.com/x",
        "https://[broken/x",
        "",
    ],
)
def test_only_the_robots_hosts_are_called(person, address):
    with pytest.raises(RuleError, match="qyapi.weixin.qq.com"):
        reminders.reminders_set(actor=person, by_mail=True, chat="wecom", chat_url=address)
    assert not Reminders.objects.exists()


class Robot(BaseHTTPRequestHandler):
    answer = {"errcode": 0}

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        content = json.dumps(self.answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def robot():
    server = HTTPServer(("127.0.0.1", 0), Robot)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/send?key=secret"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_robot_that_refuses_is_a_failure_that_does_not_show_its_key(robot, monkeypatch):
    deliveries.post_webhook({"url": robot, "body": {}})
    monkeypatch.setattr(Robot, "answer", {"errcode": 93000, "errmsg": "invalid webhook url"})
    with pytest.raises(OSError, match="errcode 93000") as refused:
        deliveries.post_webhook({"url": robot, "body": {}})
    with pytest.raises(OSError, match="no answer") as silent:
        deliveries.post_webhook({"url": "http://127.0.0.1:9/send?key=secret", "body": {}})
    assert "secret" not in f"{refused.value}{silent.value}"


# --- The page -------------------------------------------------------------------------------------------------------


def test_one_chooses_on_a_page(client, person):
    client.force_login(person)
    assert client.get(PAGE).status_code == 200
    client.post(PAGE, {"chat": "dingtalk", "chat_url": "https://oapi.dingtalk.com/robot/send?access_token=x"})
    chosen = Reminders.objects.get(user=person)
    assert (chosen.by_mail, chosen.chat) == (False, "dingtalk")
    client.post(PAGE, {"action": "try"})
    assert OutboxMessage.objects.filter(kind="webhook").count() == 1


@pytest.mark.parametrize("address", ["", "https://example.org/hook", "no address"])
def test_a_wrong_address_is_said_beside_the_field_and_kept(client, person, address):
    client.force_login(person)
    page = client.post(PAGE, {"by_mail": "on", "chat": "wecom", "chat_url": address})
    assert "chat_url" in page.context["form"].errors
    assert page.context["form"]["chat_url"].value() == address
    assert not Reminders.objects.exists()


def test_without_a_robot_there_is_nothing_to_try(client, person):
    client.force_login(person)
    page = client.post(PAGE, {"action": "try"}, follow=True)
    assert "请先选择" in page.text and not OutboxMessage.objects.filter(kind="webhook").exists()


def test_partners_have_the_page_too_and_see_only_their_own(client, user_for, person):
    reminders.reminders_set(actor=person, by_mail=True, chat="wecom", chat_url=ROBOT)
    client.force_login(user_for(Role.PARTNER))
    page = client.get(PAGE)
    assert page.status_code == 200 and "key=abc" not in page.text
    assert not Reminders.objects.visible_to(page.context["user"]).exists()


# --- The calendar ---------------------------------------------------------------------------------------------------


def events(client, address):
    response = client.get(address)
    assert response.status_code == 200 and response.headers["Content-Type"].startswith("text/calendar")
    assert response.headers["Cache-Control"] == "private, no-store"
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_the_calendar_has_what_is_due_without_signing_in(client, person, user_for):
    address = reminders.calendar_open(actor=person)
    task_add(title="回访宇泽", actor=person, due_on=TODAY() + timedelta(days=3))
    task_add(title="别人的", actor=user_for(Role.PROMOTER), due_on=TODAY())
    found = events(client, address)
    assert list(found) == ["回访宇泽"]
    assert found["回访宇泽"]["DTSTART"].dt == TODAY() + timedelta(days=3)


def test_the_same_thing_moves_and_is_not_doubled(client, person):
    address = reminders.calendar_open(actor=person)
    task = task_add(title="回访", actor=person, due_on=TODAY())
    before = events(client, address)["回访"]["UID"]
    task.due_on = date(TODAY().year + 1, 1, 2)
    task.save()
    assert events(client, address)["回访"]["UID"] == before


def test_an_address_ends_when_a_new_one_is_made_or_its_person_leaves(client, person):
    first = reminders.calendar_open(actor=person)
    second = reminders.calendar_open(actor=person)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    person.is_active = False
    person.save()
    assert client.get(second).status_code == 404
    person.is_active = True
    person.save()
    reminders.calendar_close(actor=person)
    assert client.get(second).status_code == 404


FORGED = {
    "letter": "x",
    "parts": "a.b.c",
    "other": dumps([1, ""]),
    "key": dumps([0, "key"], salt=reminders.CALENDAR_SALT),
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_a_forged_address_is_none(client, person, token):
    Reminders.objects.create(user=person)
    assert client.get(f"/office/calendar/{token}.ics").status_code == 404
