"""The card of what waits in the settlements between parks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models import Objection, Settlement
from clusters.enclaves.selectors.reports import with_progress
from crm.accounts.roles import Role
from crm.dashboards import cards

SHOWN = 8


def settlements_waiting(user: Any) -> dict[str, Any]:
    """Objections that the zone has to answer, and issued settlements that parties have not answered yet."""
    objections = Objection.objects.visible_to(user).filter(state=Objection.State.OPEN)
    objections = objections.select_related("dispute", "line__settlement", "line__party__organisation").order_by("pk")
    issued = Settlement.objects.visible_to(user).filter(state=Settlement.State.ISSUED).select_related("agreement")
    waiting = with_progress(issued).filter(unanswered_count__gt=0).order_by("issued_at", "pk")
    return {
        "objections": objections[:SHOWN],
        "objection_count": objections.count(),
        "settlements": waiting[:SHOWN],
        "settlement_count": waiting.count(),
    }


def register_card() -> None:
    cards.register(
        "settlements",
        title=_("Settlements waiting"),
        template="dashboards/settlements_card.html",
        context=settlements_waiting,
        order=18,
        roles=(Role.FINANCE, Role.LEADER),
    )
