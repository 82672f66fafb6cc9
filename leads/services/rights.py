"""Who may change a lead, and the row he changes, locked."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from leads.models import Lead


def lead_for_change(lead_id: int, actor: Any, version: int | None = None) -> Lead:
    """The row, locked until the transaction ends. `actor` None is the system.

    Raises Http404 for a lead that the actor does not see, RuleError for one that he may only read, VersionConflict
    where `version` is not the row's any more.
    """
    rows = Lead.objects.select_for_update()
    lead = (rows if actor is None else rows.visible_to(actor)).filter(pk=lead_id).first()
    if lead is None:
        raise Http404
    require_change(lead, actor)
    if version is not None and version != lead.version:
        raise lead.conflict()
    return lead


def leads_locked(leads: Iterable[Lead], actor: Any) -> dict[int, int]:
    """The versions of those of the leads that the actor sees, locked until the transaction ends."""
    keys = sorted(lead.pk for lead in leads)
    rows = Lead.objects.select_for_update() if actor is None else Lead.objects.select_for_update().visible_to(actor)
    found: dict[int, int] = {}
    for start in range(0, len(keys), 500):
        found |= rows.filter(pk__in=keys[start : start + 500]).order_by("pk").values_list("pk", "version")
    return found


def require_change(lead: Lead, actor: Any) -> None:
    require_worker(actor)
    if actor is not None and not may_change(lead, actor):
        raise RuleError(_("This lead is in the pool; claim it first."), code="pooled")


def may_work(actor: Any) -> bool:
    """Promoters and managers work leads; leaders read them."""
    return actor is None or actor.has_role(Role.PROMOTER, Role.MANAGER)


def may_change(lead: Lead, user: Any) -> bool:
    """Whether the page of a lead that he sees offers him changes: what lies in the pool is claimed first."""
    return may_work(user) and (lead.pooled_at is None or user.has_role(Role.MANAGER))


def require_worker(actor: Any) -> None:
    if not may_work(actor):
        raise RuleError(_("Only promotion staff may change a lead."), code="not_allowed")


def require_manager(actor: Any) -> None:
    if actor is not None and not actor.has_role(Role.MANAGER):
        raise RuleError(_("Only a promotion manager may do this."), code="not_allowed")


def require_reason(reason: str) -> str:
    if not reason.strip():
        raise RuleError(_("Please give a reason."), code="reason_missing", field="reason")
    return reason.strip()
