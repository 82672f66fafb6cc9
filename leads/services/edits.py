"""Plain facts of a lead, edited in place, by API or by an import's confirmed change."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.common.records import bulk_update_by
from leads.models import Lead
from leads.models.needs import EXPECTATIONS, NEEDS
from leads.services.rights import lead_for_change, require_change

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
    fill(lead, changes)
    lead.full_clean(exclude=["code"])
    return lead.save_by(actor, reason)


def lead_edit_prepare(*, lead: Lead, changes: dict[str, Any], actor: Any, versions: dict[int, int]) -> None:
    """One of many leads that `leads_save_edited` writes; `versions` are those that `leads_locked` gave.

    Raises as `lead_edit`; that a record which is pointed to exists, and what holds between fields, the database says.
    """
    require_change(lead, actor)
    if versions.get(lead.pk) != lead.version:
        raise lead.conflict()
    fill(lead, changes)
    names = {field.name for field in Lead._meta.fields if field.is_relation or field.name not in changes}
    lead.clean_fields(exclude=names)


def leads_save_edited(*, leads: Sequence[Lead], fields: Collection[str], actor: Any, reason: str) -> None:
    """Each with its history, at once."""
    if leads:
        bulk_update_by(Lead, leads, sorted(fields), actor, reason)


def fill(lead: Lead, changes: dict[str, Any]) -> None:
    foreign = sorted(set(changes) - set(EDITABLE))
    if foreign:
        raise RuleError(_("This cannot be changed here: %(fields)s.") % {"fields": ", ".join(foreign)}, code="field")
    day = changes.get("first_contact_on")
    if day and day > timezone.localdate():
        raise RuleError(_("The first contact cannot lie in the future."), code="date", field="first_contact_on")
    for name, value in changes.items():
        setattr(lead, name, value)
