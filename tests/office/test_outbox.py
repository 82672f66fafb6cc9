import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core import mail
from django.core.cache import cache
from django_tasks_db.models import DBTaskResult

from crm.accounts.roles import Role
from crm.office import outbox
from crm.office.models import OutboxMessage
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

MAIL = {"to": ["a@example.com"], "subject": "您好", "text": "……"}


@pytest.fixture
def failing_kind():
    outbox.HANDLERS["fails"] = fail
    yield "fails"
    del outbox.HANDLERS["fails"]


def fail(payload):
    raise ConnectionError("no answer")


def test_mail_goes_out():
    message = outbox.enqueue("mail", MAIL)
    outbox.carry.call(message.pk)
    message.refresh_from_db()
    assert message.state == OutboxMessage.State.DONE
    assert mail.outbox[0].to == ["a@example.com"]


def test_a_message_is_carried_once():
    message = outbox.enqueue("mail", MAIL)
    outbox.carry.call(message.pk)
    outbox.carry.call(message.pk)
    assert len(mail.outbox) == 1


def test_like_messages_wait_as_one():
    first = outbox.enqueue("mail", MAIL, key="a")
    assert outbox.enqueue("mail", MAIL, key="a") == first
    assert outbox.enqueue("mail", {**MAIL, "text": "b"}, key="a") != first


def test_a_message_that_lost_its_task_gets_another():
    message = outbox.enqueue("mail", MAIL, key="a")
    message.created_at -= 2 * outbox.TASK_LOST_AFTER
    message.state, message.attempts = OutboxMessage.State.WAITING, 0
    message.save()
    tasks = DBTaskResult.objects.count()
    assert outbox.enqueue("mail", MAIL, key="a") == message
    assert DBTaskResult.objects.count() == tasks + 1


def test_failures_are_tried_again_and_then_kept(failing_kind):
    message = outbox.enqueue(failing_kind, {})
    for _ in range(len(outbox.RETRY_AFTER_SECONDS) + 1):
        outbox.carry.call(message.pk)
    message.refresh_from_db()
    assert message.state == OutboxMessage.State.FAILED
    assert "no answer" in message.error
    outbox.retry(message=message)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (OutboxMessage.State.WAITING, 0)


def test_only_administrators_see_messages():
    outbox.enqueue("mail", MAIL)
    assert OutboxMessage.objects.visible_to(UserFactory(roles=[Role.ADMINISTRATOR])).exists()
    assert not OutboxMessage.objects.visible_to(UserFactory(roles=[Role.MANAGER])).exists()


class Listener(BaseHTTPRequestHandler):
    """Keeps what was posted and answers with the status in the path."""

    def do_POST(self):
        self.server.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def listener():
    server = HTTPServer(("127.0.0.1", 0), Listener)
    server.posted = []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def carried(kind, payload):
    message = outbox.enqueue(kind, payload)
    outbox.carry.call(message.pk)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize(("status", "state"), [(200, "done"), (500, "waiting"), (302, "waiting")])
def test_a_webhook_is_posted_and_a_bad_answer_tried_again(listener, status, state):
    url = f"http://127.0.0.1:{listener.server_port}/{status}"
    message = carried("webhook", {"url": url, "body": {"text": "新咨询"}})
    assert message.state == state
    assert listener.posted == [{"text": "新咨询"}]


def test_cache_entries_are_purged():
    cache.set("page", "old")
    assert carried("cache_purge", {"keys": ["page"]}).state == OutboxMessage.State.DONE
    assert cache.get("page") is None
