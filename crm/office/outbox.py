"""The outbox: what is to be done in the outside world after a change is committed.

Whoever changes something calls `enqueue` inside his transaction; a task carries the message afterwards. A handler that
raises is tried again, later each time; after the last try the message waits on a page for an administrator.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from crm.common.records import current_request_id
from crm.office.models import OutboxMessage

log = structlog.get_logger(__name__)

Handler = Callable[[dict[str, Any]], None]
HANDLERS: dict[str, Handler] = {}
# A message that still waits for its first try after so long may have lost its task: a like one gives it another.
TASK_LOST_AFTER = timedelta(minutes=10)
# Seconds until the next try after the first, second … failure: about a day in all.
RETRY_AFTER_SECONDS = (10, 60, 600, 3_600, 21_600, 64_800)


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Registers the function that carries messages of this kind."""

    def register(function: Handler) -> Handler:
        HANDLERS[kind] = function
        return function

    return register


def enqueue(kind: str, payload: dict[str, Any], *, key: str = "") -> OutboxMessage:
    """Leave a message with this transaction. With a `key`, a like message that still waits for its first try serves."""
    if key:
        waiting = OutboxMessage.objects.filter(
            kind=kind, key=key, state=OutboxMessage.State.WAITING, attempts=0, payload=payload
        ).first()
        if waiting:
            if waiting.created_at < timezone.now() - TASK_LOST_AFTER:
                carry.enqueue(waiting.pk)
            return waiting
    message = OutboxMessage.objects.create(kind=kind, key=key, payload=payload, request_id=current_request_id())
    carry.enqueue(message.pk)
    return message


@task()
def carry(message_id: int) -> None:
    """Hand one message to its handler, and settle its state."""
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().filter(pk=message_id).first()
        if message is None or message.state != OutboxMessage.State.WAITING:
            return
        message.attempts += 1
        message.save(update_fields=["attempts"])
    try:
        with transaction.atomic():
            HANDLERS[message.kind](message.payload)
    except Exception as error:  # whatever it was, it is kept with the message and shown
        note_failure(message, error)
    else:
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=OutboxMessage.State.DONE, done_at=timezone.now(), error=""
        )


def note_failure(message: OutboxMessage, error: Exception) -> None:
    log.warning("outbox_failed", kind=message.kind, message_id=message.pk, attempts=message.attempts, exc_info=error)
    message.error = f"{type(error).__name__}: {error}"[:2000]
    if message.attempts > len(RETRY_AFTER_SECONDS):
        message.state = OutboxMessage.State.FAILED
    else:
        wait = timedelta(seconds=RETRY_AFTER_SECONDS[message.attempts - 1])
        message.next_attempt_at = timezone.now() + wait
        if carry.get_backend().supports_defer:
            carry.using(run_after=message.next_attempt_at).enqueue(message.pk)
    message.save(update_fields=["error", "state", "next_attempt_at"])


def retry(*, message: OutboxMessage) -> OutboxMessage:
    """Give a message that failed for good all its tries again."""
    message.state, message.attempts, message.next_attempt_at = OutboxMessage.State.WAITING, 0, timezone.now()
    message.save(update_fields=["state", "attempts", "next_attempt_at"])
    carry.enqueue(message.pk)
    return message
