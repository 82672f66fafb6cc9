"""A leaver hands over everything that he holds, with a report of it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Notice
from leads.holdings import HOLDINGS
from leads.models import Handover
from leads.services.rights import require_manager, require_reason


@transaction.atomic
def handover_make(*, leaver: User, successor: User, reason: str, actor: Any) -> Handover:
    """Move every holding from one person to another. A manager's act, also for leads that he himself does not see.

    Both people's rows are locked in the order of their keys, so that two handovers cannot wait for each other.
    """
    require_manager(actor)
    reason = require_reason(reason)
    if leaver.pk == successor.pk:
        raise RuleError(_("Leaver and successor are the same person."), code="same", field="successor")
    if not successor.is_active or not successor.has_role(Role.PROMOTER, Role.MANAGER):
        raise RuleError(
            _("%(person)s does not work leads.") % {"person": successor}, code="not_a_promoter", field="successor"
        )
    list(User.objects.select_for_update().filter(pk__in=[leaver.pk, successor.pk]).order_by("pk"))
    items: dict[str, list[int]] = {}
    for holding in HOLDINGS.values():
        rows = list(holding.of(leaver).select_for_update(of=("self",)))
        for row in rows:
            holding.move(row, leaver, successor, actor)
        if rows:
            items[holding.key] = [row.pk for row in rows]
    if not items:
        raise RuleError(_("%(person)s holds nothing.") % {"person": leaver}, code="nothing", field="leaver")
    handover = Handover(leaver=leaver, successor=successor, done_by=actor, reason=reason, items=items)
    handover.save_by(actor, reason)
    if successor != actor:
        text = _("You took over what %(leaver)s held: %(count)d items.") % {"leaver": leaver, "count": handover.total}
        Notice.objects.create(user=successor, text=text, link=handover.get_absolute_url())
    return handover
