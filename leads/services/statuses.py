"""Status is apart from stage: on hold, lost, transferred, closed, active again; each with its reason."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from leads.models import Lead
from leads.services.rights import lead_for_change, require_manager, require_reason

OPEN = (Lead.Status.ACTIVE, Lead.Status.ON_HOLD)


@transaction.atomic
def lead_hold(*, lead_id: int, actor: Any, reason: str, version: int | None = None) -> Lead:
    lead = lead_for_change(lead_id, actor, version)
    require_status(lead, (Lead.Status.ACTIVE,))
    lead.status = Lead.Status.ON_HOLD
    return lead.save_by(actor, require_reason(reason))


@transaction.atomic
def lead_lose(
    *, lead_id: int, actor: Any, reason: str, lost_to: str = "", lost_on: date | None = None, version: int | None = None
) -> Lead:
    """The investor does not come: why, and which place won it where that is known."""
    return end(lead_for_change(lead_id, actor, version), Lead.Status.LOST, actor, reason, lost_to, lost_on)


@transaction.atomic
def lead_transfer(
    *, lead_id: int, actor: Any, reason: str, to_place: str, on: date | None = None, version: int | None = None
) -> Lead:
    """流转: handed to another place, which must be named. A manager decides."""
    require_manager(actor)
    if not to_place.strip():
        raise RuleError(_("Please say to which place the lead goes."), code="place_missing", field="lost_to")
    return end(lead_for_change(lead_id, actor, version), Lead.Status.TRANSFERRED, actor, reason, to_place, on)


@transaction.atomic
def lead_close(*, lead_id: int, actor: Any, reason: str, on: date | None = None, version: int | None = None) -> Lead:
    """Ended without an investor lost: a doublet, a mistake."""
    return end(lead_for_change(lead_id, actor, version), Lead.Status.CLOSED, actor, reason, "", on)


@transaction.atomic
def lead_reopen(*, lead_id: int, actor: Any, reason: str, version: int | None = None) -> Lead:
    """Active again. What ended the lead stays readable in its history. An ended lead needs a manager."""
    lead = lead_for_change(lead_id, actor, version)
    if lead.status == Lead.Status.ACTIVE:
        raise RuleError(_("The lead is active."), code="status")
    if lead.status not in OPEN:
        require_manager(actor)
    lead.status, lead.lost_on, lead.lost_reason, lead.lost_to = Lead.Status.ACTIVE, None, "", ""
    return lead.save_by(actor, require_reason(reason))


def end(lead: Lead, status: str, actor: Any, reason: str, place: str, day: date | None) -> Lead:
    require_status(lead, OPEN)
    day = day or timezone.localdate()
    if day > timezone.localdate():
        raise RuleError(_("The date lies in the future."), code="date", field="lost_on")
    if lead.first_contact_on and day < lead.first_contact_on:
        raise RuleError(_("The end lies before the first contact."), code="date", field="lost_on")
    lead.status, lead.lost_on = status, day
    lead.lost_reason, lead.lost_to = require_reason(reason)[:200], place.strip()[:100]
    return lead.save_by(actor, reason)


def require_status(lead: Lead, allowed: tuple[str, ...]) -> None:
    if lead.status not in allowed:
        raise RuleError(
            _("The lead is “%(status)s”; this cannot be done now.") % {"status": lead.get_status_display()},
            code="status",
        )
