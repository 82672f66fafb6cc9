"""The card of what happened that concerns me."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.dashboards import cards
from crm.office.models import Notice
from crm.office.notices import folded

READ = 200
SHOWN = 6


def unread(user: Any) -> dict[str, Any] | None:
    """The newest unread notices, those of one kind as one line; no card when there is none."""
    rows = list(Notice.objects.all().visible_to(user).filter(read_at=None)[:READ])
    if not rows:
        return None
    lines = folded(rows)
    return {"lines": lines[:SHOWN], "further": lines[SHOWN:], "last": max(row.pk for row in rows)}


def register_card() -> None:
    """Below what is for oneself to do."""
    cards.register("news", title=_("News for me"), template="dashboards/news_card.html", context=unread, order=40)
