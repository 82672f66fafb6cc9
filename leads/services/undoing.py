"""Putting a lead back to what it was before a change, while nobody has changed it since: as a change of its own."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from leads.gates import position
from leads.models import Lead, LeadStage
from leads.services.moves import record_move
from leads.services.rights import lead_for_change, require_manager

HOLDING = ("owner_id", "team_id", "pooled_at", "held_since")
NEXT_STEP = ("next_step", "next_step_on")


def values_of(lead: Lead, names: tuple[str, ...]) -> dict[str, Any]:
    """As JSON keeps them."""
    found = {name: getattr(lead, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in found.items()}


def put(lead: Lead, before: dict[str, Any]) -> None:
    for name, value in before.items():
        setattr(lead, name, lead._meta.get_field(name).to_python(value))


@transaction.atomic
def lead_undo_assign(*, lead_id: int, before: dict[str, Any], version: int, actor: Any) -> Lead:
    require_manager(actor)
    lead = lead_for_change(lead_id, actor, version)
    put(lead, {name: before[name] for name in HOLDING})
    return lead.save_by(actor, _("Undone: assigned"))


@transaction.atomic
def lead_undo_next_step(*, lead_id: int, before: dict[str, Any], version: int, actor: Any) -> Lead:
    lead = lead_for_change(lead_id, actor, version)
    put(lead, {name: before[name] for name in NEXT_STEP})
    return lead.save_by(actor, _("Undone: next step"))


@transaction.atomic
def lead_undo_move(*, lead_id: int, before: dict[str, Any], version: int, actor: Any) -> Lead:
    """Back by a correction of one's own last move; what it signed stays signed, since it opened a project."""
    lead = lead_for_change(lead_id, actor, version)
    last = lead.moves.order_by("pk").last()
    if last is None or (last.actor_id != actor.pk and not actor.has_role(Role.MANAGER)):
        raise RuleError(_("Only whoever moved the lead, or a manager, takes the move back."), code="not_allowed")
    if lead.stage == LeadStage.SIGNED:
        raise RuleError(_("The lead is signed and has opened a project: it cannot be put back."), code="signed")
    if position(before["stage"]) >= position(lead.stage):
        raise RuleError(_("A correction goes to an earlier stage."), code="not_backwards")
    reason = _("Undone: moved on")
    record_move(lead, before["stage"], actor, moved_on=timezone.localdate(), reason=reason, is_correction=True)
    put(lead, {name: before[name] for name in ("stage", "progressed_on")})
    return lead.save_by(actor, reason)
