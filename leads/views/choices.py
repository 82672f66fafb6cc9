"""Where a missing item is filled in, and what can be done with a lead now."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from crm.office.views import Action
from leads.filters import OPEN
from leads.gates import Missing
from leads.models import Gate, Lead, LeadStage
from leads.services.rights import may_change, may_work


def fill_address(lead: Lead, item: Missing) -> str:
    """The page on which this item can be filled in."""
    here = lead.get_absolute_url()
    if item.kind == Gate.Kind.ATTACHMENT:
        return f"{here}evidence/?kind={item.subject.split(',')[0]}"
    if item.kind == Gate.Kind.ACTIVITY:
        return f"{here}activity/"
    if item.kind == Gate.Kind.APPROVAL:
        return f"{here}approval/?stage={item.stage}"
    pages = {"contact": f"{here}contacts/new/", "owner": f"{here}assign/", "credit_code": f"{here}credit-code/"}
    return pages.get(item.subject, f"{here}edit/#id_{item.subject}")


def choices_for(lead: Lead, user: Any) -> list[Action]:
    """Beside the buttons on top: status, holder, confidentiality, corrections."""
    if not may_work(user):
        return []
    is_manager, here = user.has_role(Role.MANAGER), lead.get_absolute_url()
    if not may_change(lead, user):
        return [Action(_("Claim"), f"{here}claim/", "user-check")]
    offered = [*holder_choices(lead, user, is_manager), *status_choices(lead, is_manager)]
    return [Action(label, f"{here}{path}/", icon) for label, path, icon, shown in offered if shown]


Choice = tuple[str | Promise, str, str, bool]


def holder_choices(lead: Lead, user: Any, is_manager: bool) -> list[Choice]:
    is_open, pooled = lead.status in OPEN, lead.pooled_at is not None
    releasable = is_open and not pooled and not lead.is_confidential and lead.stage != LeadStage.SIGNED
    return [
        (_("Claim"), "claim", "user-check", pooled),
        (_("Assign"), "assign", "user-check", is_manager),
        (_("Tags"), "tags", "tag", not pooled or is_manager),
        (_("Share with colleagues"), "share", "users", not pooled),
        (_("Confidentiality"), "confidential", "lock", not pooled),
        (_("Release to the pool"), "release", "users", releasable and (is_manager or lead.owner_id == user.pk)),
        (_("Extend the protection"), "protection", "clock", is_manager and is_open and bool(lead.owner_id)),
    ]


def status_choices(lead: Lead, is_manager: bool) -> list[Choice]:
    is_open = lead.status in OPEN
    return [
        (_("Put on hold"), "hold", "clock", lead.status == Lead.Status.ACTIVE),
        (_("Reopen"), "reopen", "refresh", may_reopen(lead, is_manager)),
        (_("Lost"), "lose", "circle-x", is_open and lead.stage != LeadStage.SIGNED),
        (_("Transfer to another place"), "transfer", "arrows-exchange", is_manager and is_open),
        (_("Hand-over sheet (is logged)"), "sheet", "file-text", lead.status == Lead.Status.TRANSFERRED),
        (_("Close"), "close", "archive", is_open and lead.stage != LeadStage.SIGNED),
        (_("Merge another lead into it"), "merge", "git-merge", is_manager),
        (_("Added capital"), "expansion", "wallet", is_open and lead.stage != LeadStage.SIGNED),
        (_("Correct the stage"), "correct", "arrow-back-up", is_manager and may_go_back(lead)),
        (_("Enter the signing date"), "signing-date", "calendar-event", lacks_signing_date(lead)),
    ]


def may_reopen(lead: Lead, is_manager: bool) -> bool:
    return lead.status == Lead.Status.ON_HOLD or (is_manager and lead.status != Lead.Status.ACTIVE)


def may_go_back(lead: Lead) -> bool:
    return lead.stage not in (LeadStage.CLUE, LeadStage.SIGNED)


def lacks_signing_date(lead: Lead) -> bool:
    return bool(lead.project_id) and lead.project.signed_on is None
