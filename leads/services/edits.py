"""Plain facts of a lead, edited in place, by API or by an import's confirmed change."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from leads.models import Lead
from leads.models.needs import EXPECTATIONS, NEEDS
from leads.services.rights import lead_for_change

# What people edit in a form or by API.
FACTS = (
    "name",
    "cluster",
    "segment",
    "segment_text",
    "source",
    "channel",
    "introduced_by",
    "first_contact_on",
    "investment_fen",
    "land_sqm",
    "power_kwh_year",
    *NEEDS,
    *EXPECTATIONS,
    "note",
)
# What has a door of its own (stage, status, owner, next step, confidentiality) is not edited here; how a ledger calls
# the owner is.
EDITABLE = (*FACTS, "owner_text")


@transaction.atomic
def lead_edit(
    *, lead_id: int, changes: dict[str, Any], actor: Any, reason: str = "", version: int | None = None
) -> Lead:
    """Write these fields. Raises RuleError for a field with a door of its own, ValidationError for a bad value."""
    lead = lead_for_change(lead_id, actor, version)
    foreign = sorted(set(changes) - set(EDITABLE))
    if foreign:
        raise RuleError(_("This cannot be changed here: %(fields)s.") % {"fields": ", ".join(foreign)}, code="field")
    day = changes.get("first_contact_on")
    if day and day > timezone.localdate():
        raise RuleError(_("The first contact cannot lie in the future."), code="date", field="first_contact_on")
    for name, value in changes.items():
        setattr(lead, name, value)
    lead.full_clean(exclude=["code"])
    return lead.save_by(actor, reason)
