"""What a move lacks, filled in with it: each part by its own service, all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from crm.office.services import attachment_add
from leads.models import Lead
from leads.services.activities import activity_add
from leads.services.approvals import approval_ask
from leads.services.contacts import contact_add
from leads.services.edits import lead_edit
from leads.services.holders import lead_assign
from leads.services.investors import company_code_enter
from leads.services.moves import lead_move
from leads.services.rights import lead_for_change


@dataclass(frozen=True, kw_only=True)
class Filling:
    """Answers to what the gates asked; what is empty was not answered. `files` are pairs of kind and file."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    owner: Any = None
    contact_name: str = ""
    contact_phone: str = ""
    credit_code: str = ""
    activity_kind: str = ""
    activity_text: str = ""
    files: tuple[tuple[str, Any], ...] = ()
    ask_approval_for: str = ""


@transaction.atomic
def lead_fill_and_move(
    *, lead_id: int, to: str, filling: Filling, actor: Any, moved_on: date | None = None, reason: str = ""
) -> Lead:
    """Fill in and move. Where an approval is asked for, what was filled in is kept and the lead waits at its stage.

    Raises what the services raise: RuleError `gates` with what is still missing.
    """
    fill(lead_id, filling, actor)
    if filling.ask_approval_for:
        approval_ask(lead_id=lead_id, stage=filling.ask_approval_for, actor=actor, note=reason)
        return lead_for_change(lead_id, actor)
    return lead_move(lead_id=lead_id, to=to, actor=actor, moved_on=moved_on, reason=reason)


def fill(lead_id: int, filling: Filling, actor: Any) -> None:
    facts = {name: value for name, value in filling.facts.items() if value not in (None, "")}
    if facts:
        lead_edit(lead_id=lead_id, changes=facts, actor=actor)
    if filling.owner:
        lead_assign(lead_id=lead_id, owner=filling.owner, actor=actor)
    if filling.contact_phone or filling.contact_name:
        contact_add(lead_id=lead_id, name=filling.contact_name, phone=filling.contact_phone, actor=actor)
    if filling.credit_code:
        company_code_enter(lead_id=lead_id, credit_code=filling.credit_code, actor=actor)
    if filling.activity_text:
        activity_add(lead_id=lead_id, kind=filling.activity_kind, text=filling.activity_text, actor=actor)
    for kind, file in filling.files:
        attachment_add(subject=lead_for_change(lead_id, actor), file=file, actor=actor, kind=kind)
