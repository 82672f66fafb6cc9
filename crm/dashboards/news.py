"""The card of what happened that concerns me."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.dashboards import cards
from crm.office.models import Notice

SHOWN = 10


def unread(user: Any) -> dict[str, Any] | None:
    """The newest unread notices; no card when there is none."""
    rows = list(Notice.objects.all().visible_to(user).filter(read_at=None)[:SHOWN])
    return {"notices": rows, "last": max(row.pk for row in rows)} if rows else None


def register_card() -> None:
    cards.register("news", title=_("News for me"), template="dashboards/news_card.html", context=unread, order=5)
