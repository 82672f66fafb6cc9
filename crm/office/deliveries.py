"""What the outbox carries for the shell itself: mail, webhooks, purged cache entries."""

from http import HTTPStatus
from typing import Any

import requests
from django.core.cache import cache
from django.core.mail import EmailMessage

from crm.office.outbox import handler

WEBHOOK_SECONDS = 10


@handler("mail")
def send_mail(payload: dict[str, Any]) -> None:
    """Payload: `to` (list), `subject`, `text`."""
    EmailMessage(subject=payload["subject"], body=payload["text"], to=payload["to"]).send()


@handler("webhook")
def post_webhook(payload: dict[str, Any]) -> None:
    """Payload: `url`, `body` (sent as JSON). An answer that is no success is a failure, to be tried again."""
    answer = requests.post(payload["url"], json=payload["body"], timeout=WEBHOOK_SECONDS, allow_redirects=False)
    if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:  # a redirect is not followed
        raise requests.HTTPError(f"answered {answer.status_code}")


@handler("cache_purge")
def purge_cache(payload: dict[str, Any]) -> None:
    """Payload: `keys` of the default cache."""
    cache.delete_many(payload["keys"])
