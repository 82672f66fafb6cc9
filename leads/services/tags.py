"""Tags of a lead: whoever works it sets them."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from crm.office.services.tags import tags_change
from leads.models import Lead
from leads.services.rights import lead_for_change


@transaction.atomic
def lead_tag(
    *, lead_id: int, actor: Any, add: Iterable[str] = (), remove: Iterable[str] = (), version: int | None = None
) -> Lead:
    """Add these tags and take those away. Nothing is written where nothing changes."""
    lead = lead_for_change(lead_id, actor, version)
    tags_change(lead, add=add, remove=remove, actor=actor)
    return lead


@transaction.atomic
def lead_set_tags(*, lead_id: int, names: Iterable[str], actor: Any, version: int | None = None) -> Lead:
    """Exactly these tags."""
    lead = lead_for_change(lead_id, actor, version)
    names = list(names)
    gone = [tag.name for tag in lead.tags.all() if tag.name not in names]
    tags_change(lead, add=names, remove=gone, actor=actor)
    return lead
