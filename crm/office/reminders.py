"""The morning's digest by mail and group robot, and the address of a person's calendar."""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.accounts.models import User
from crm.common.errors import RuleError
from crm.office.daily import daily
from crm.office.due import Due, Source, due_for
from crm.office.models import Notice, Reminders
from crm.office.outbox import enqueue

OVERDUE_DAYS = 60  # what is overdue for longer stands on the pages, and reminds no more
NEWS = 10
CALENDAR_SALT = "office.calendar"
OFFICE_LANGUAGE = "zh-hans"  # the digest is written with no page open that would choose one


def reminders_of(user: Any) -> Reminders:
    return Reminders.objects.visible_to(user).filter(user=user).first() or Reminders(user=user)


@transaction.atomic
def reminders_set(*, actor: User, by_mail: bool, chat: str, chat_url: str) -> Reminders:
    """One's own choices. Raises RuleError for an address that is none of the robot's."""
    chosen = reminders_of(actor)
    chosen.by_mail, chosen.chat, chosen.chat_url = by_mail, chat, chat_url.strip() if chat else ""
    if chat:
        check_robot(chosen.chat_url)
    chosen.save()
    return chosen


def check_robot(url: str) -> None:
    """Only the hosts of the settings: nobody makes this server call another."""
    try:
        parts = urlsplit(url)
        right = parts.scheme == "https" and parts.hostname in settings.WEBHOOK_HOSTS and parts.port in (None, 443)
    except ValueError:
        right = False
    if not right or parts.username or parts.password:
        raise RuleError(
            _("The address of a robot begins with https:// and one of: %(hosts)s.")
            % {"hosts": ", ".join(settings.WEBHOOK_HOSTS)},
            code="robot_address",
            field="chat_url",
        )


def try_robot(*, actor: User) -> None:
    """Send a line to one's robot, to see that it arrives."""
    chosen = reminders_of(actor)
    if not chosen.chat:
        raise RuleError(_("Please choose a robot first, and save."), code="no_robot")
    send_to_robot(chosen, _("The reminders of the investment office will arrive here."))


def send_to_robot(chosen: Reminders, text: str) -> None:
    """WeCom and DingTalk take the same message of text."""
    enqueue("webhook", {"url": chosen.chat_url, "body": {"msgtype": "text", "text": {"content": text}}})


# --- The digest -----------------------------------------------------------------------------------------------------


@daily("office.digest")
def send_digests(day: date) -> str:
    """To each person for whom something is due or new, as he chose."""
    people = User.objects.filter(is_active=True).order_by("pk").prefetch_related("groups")
    chosen = {row.user_id: row for row in Reminders.objects.all()}
    sent = 0
    with override(OFFICE_LANGUAGE):
        for person in people:
            sent += send_digest(person, chosen.get(person.pk) or Reminders(user=person), day)
    return f"{sent} digests"


def send_digest(person: User, chosen: Reminders, day: date) -> int:
    """1 where one was sent."""
    ways = [bool(chosen.by_mail and person.email), bool(chosen.chat)]
    text = digest(person, day) if any(ways) else ""
    if not text:
        return 0
    if ways[0]:
        subject = _("What is due on %(day)s") % {"day": day.isoformat()}
        enqueue("mail", {"to": [person.email], "subject": subject, "text": text}, key=f"digest:{person.pk}:{day}")
    if ways[1]:
        send_to_robot(chosen, text)
    return 1


def digest(person: User, day: date) -> str:
    """What is due up to this day, then the news not read yet; empty where there is neither."""
    news = Notice.objects.visible_to(person).filter(read_at=None, at__gte=timezone.now() - timedelta(days=1))
    parts = [section(source, dues, day) for source, dues in due_for(person, day - timedelta(days=OVERDUE_DAYS), day)]
    if lines := [f"· {notice.text} {full(notice.link)}".rstrip() for notice in news[:NEWS]]:
        parts.append("\n".join([_("News"), *lines]))
    return "\n\n".join(parts)


def section(source: Source, dues: Iterable[Due], day: date) -> str:
    lines = [
        _("· %(title)s (%(when)s) %(url)s")
        % {
            "title": due.title,
            "when": _("today") if due.on == day else _("since %(day)s") % {"day": due.on},
            "url": url,
        }
        for due in dues
        for url in [full(due.url)]
    ]
    return "\n".join([str(source.title), *lines])


def full(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}" if path else ""


# --- The calendar's address -----------------------------------------------------------------------------------------


@transaction.atomic
def calendar_open(*, actor: User) -> str:
    """A new address; the one before ends."""
    chosen = reminders_of(actor)
    chosen.calendar_key = secrets.token_urlsafe(24)
    chosen.save()
    return calendar_address(chosen)


@transaction.atomic
def calendar_close(*, actor: User) -> None:
    chosen = reminders_of(actor)
    chosen.calendar_key = ""
    chosen.save()


def calendar_address(chosen: Reminders) -> str:
    """Signed, so that who reads the database alone cannot make one; empty while there is none."""
    if not chosen.calendar_key:
        return ""
    token = signing.dumps([chosen.user_id, chosen.calendar_key], salt=CALENDAR_SALT)
    return full(reverse("office:calendar", args=[token]))


def calendar_owner(token: str) -> User | None:
    """Whose calendar it is; None for a forged address, one that was ended, or a person who left."""
    try:
        user_id, key = signing.loads(token, salt=CALENDAR_SALT)
    except (signing.BadSignature, ValueError):
        return None
    found = Reminders.objects.filter(user_id=user_id, calendar_key=key, user__is_active=True).exclude(calendar_key="")
    row = found.select_related("user").first()
    return row.user if row else None
