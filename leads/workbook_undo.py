"""Taking imported leads back: leads are never deleted, so new ones are closed and changed facts are edited back."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from crm.workbooks.restoring import versions
from leads.models import Lead
from leads.services import lead_close, lead_edit

# What moves a lead, or belongs to another record: it goes back on the lead's own page, with a reason.
MOVED = {"stage", "ended_on", "lost_reason", "lost_to", "contact", "phone", "credit_code"}


def why_lead_stays(row: Any) -> str:
    if row.version_before is not None and MOVED & {change["column"] for change in row.changes}:
        return _("stage, end, contact and credit code go back on the lead's own page")
    return ""


def undo_leads(rows: Sequence[tuple[Any, Lead]], fields: dict[str, str], actor: Any, reason: str) -> None:
    changed = [(row, lead) for row, lead in rows if row.version_before is not None]
    before = versions(Lead, [(lead.pk, row.version_before) for row, lead in changed])
    for row, lead in rows:
        if row.version_before is None:
            if lead.status in (Lead.Status.ACTIVE, Lead.Status.ON_HOLD):
                lead_close(lead_id=lead.pk, actor=actor, reason=reason, version=lead.version)
        else:
            old = before[lead.pk, row.version_before].instance
            names = {fields.get(change["column"], change["column"]) for change in row.changes}
            names |= {"segment"} if "segment_text" in names else set()
            changes = {name: getattr(old, name) for name in names}
            lead_edit(lead_id=lead.pk, changes=changes, actor=actor, reason=reason, version=lead.version)
