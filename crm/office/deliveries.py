"""What the outbox carries for the shell itself: mail, webhooks, purged cache entries."""

from http import HTTPStatus
from typing import Any

import requests
from django.core.cache import caches
from django.core.mail import EmailMessage

from crm.office.outbox import handler

WEBHOOK_SECONDS = 10


@handler("mail")
def send_mail(payload: dict[str, Any]) -> None:
    """Payload: `to` (list), `subject`, `text`."""
    EmailMessage(subject=payload["subject"], body=payload["text"], to=payload["to"]).send()


@handler("webhook")
def post_webhook(payload: dict[str, Any]) -> None:
    """Payload: `url`, `body` (sent as JSON). An answer that is no success is a failure, to be tried again.

    The robots of WeCom and DingTalk answer 200 to everything and say in `errcode` whether they took it.
    """
    try:
        answer = requests.post(payload["url"], json=payload["body"], timeout=WEBHOOK_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        # Its text would show the whole address, which is a key.
        raise requests.ConnectionError(f"no answer: {type(error).__name__}") from None
    if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:  # a redirect is not followed
        raise requests.HTTPError(f"answered {answer.status_code}")
    if code := refused_by_robot(answer):
        raise requests.HTTPError(f"refused with errcode {code}")


def refused_by_robot(answer: requests.Response) -> object:
    """The `errcode` of a robot's answer; 0 or None where it took the message or is no robot."""
    try:
        told = answer.json()
    except requests.JSONDecodeError:
        return None
    return told.get("errcode") if isinstance(told, dict) else None


@handler("cache_purge")
def purge_cache(payload: dict[str, Any]) -> None:
    """Payload: `keys`, and `cache` unless they are the default cache's."""
    caches[payload.get("cache", "default")].delete_many(payload["keys"])
