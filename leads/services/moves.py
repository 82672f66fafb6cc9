"""From stage to stage: forward through the gates, back only as a correction."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.services.projects import capital_add
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Attachment
from crm.office.services import attachment_add
from leads.gates import missing_for, position
from leads.models import Gate, Lead, LeadStage, StageApproval, StageMove
from leads.services.confidentiality import follow_lead
from leads.services.projects import project_date_signing, project_open_for
from leads.services.rights import lead_for_change, require_manager, require_reason


@transaction.atomic
def lead_move(
    *,
    lead_id: int,
    to: str,
    actor: Any,
    moved_on: date | None = None,
    reason: str = "",
    version: int | None = None,
    evidence: UploadedFile | None = None,
    evidence_kind: str = Attachment.Kind.OTHER,
) -> Lead:
    """Move a lead forward on a day (today where none is given). Signing opens its project.

    `evidence` is attached first and so can satisfy a gate. Raises RuleError `gates` with what is `missing`,
    `stage_unknown`, `backwards`, `not_active`, `date`.
    """
    lead = lead_for_change(lead_id, actor, version)
    moved_on = moved_on or timezone.localdate()
    check_direction(lead, to)
    check_day(lead, moved_on)
    if evidence is not None:
        attachment_add(subject=lead, file=evidence, actor=actor, kind=evidence_kind)
    missing = missing_for(lead, to, actor)
    if missing:
        raise RuleError(
            _("Before “%(stage)s” the lead still needs: %(missing)s.")
            % {"stage": LeadStage(to).label, "missing": _(", ").join(map(str, missing))},
            code="gates",
            missing=[str(item) for item in missing],
        )
    record_move(lead, to, actor, moved_on=moved_on, reason=reason, approved_by=approver(lead, to, actor))
    lead.stage, lead.progressed_on = to, latest(lead.progressed_on, moved_on)
    if to == LeadStage.SIGNED:
        sign(lead, moved_on, actor)
    lead.save_by(actor, reason or _("Moved to “%(stage)s”") % {"stage": LeadStage(to).label})
    if to == LeadStage.SIGNED:
        follow_lead(lead, actor)
    return lead


@transaction.atomic
def lead_correct_stage(*, lead_id: int, to: str, actor: Any, reason: str, version: int | None = None) -> Lead:
    """Put a lead back to an earlier stage: a manager's correction, with a reason, and a move of its own as its trace.

    A signed lead has opened a project and stays signed: a fallen contract is a status of that project.
    """
    require_manager(actor)
    reason = require_reason(reason)
    lead = lead_for_change(lead_id, actor, version)
    check_stage(to)
    if position(to) >= position(lead.stage):
        raise RuleError(_("A correction goes to an earlier stage."), code="not_backwards", field="to")
    if lead.stage == LeadStage.SIGNED:
        raise RuleError(_("The lead is signed and has opened a project: it cannot be put back."), code="signed")
    for approval in lead.approvals.filter(state__in=["asked", "granted"]):
        if position(approval.stage) > position(to):
            approval.state = StageApproval.State.WITHDRAWN
            approval.save_by(actor, reason)
    record_move(lead, to, actor, moved_on=timezone.localdate(), reason=reason, is_correction=True)
    lead.stage = to
    return lead.save_by(actor, reason)


@transaction.atomic
def lead_enter_signing_date(*, lead_id: int, signed_on: date, actor: Any, version: int | None = None) -> Lead:
    """The signing date that a historical import lacked; from now on its project counts in the rates."""
    lead = lead_for_change(lead_id, actor, version)
    if not lead.project_id or lead.project.signed_on:
        raise RuleError(_("This lead has no project without a signing date."), code="no_open_date")
    if signed_on > timezone.localdate():
        raise RuleError(_("The date lies in the future."), code="date", field="signed_on")
    project_date_signing(lead, signed_on=signed_on, actor=actor)
    return lead.save_by(actor, _("Signing date entered: %(date)s") % {"date": signed_on})


def sign(lead: Lead, signed_on: date, actor: Any) -> None:
    """A project counts at its first signing only: what adds capital to one opens no other."""
    if lead.expands_id is None:
        lead.project = project_open_for(lead, signed_on=signed_on, actor=actor)
        return
    capital_add(
        project=lead.expands,
        amount_fen=lead.investment_fen or 0,
        agreed_on=signed_on,
        actor=actor,
        source="" if lead.is_confidential else lead.code,
        reason="" if lead.is_confidential else _("Capital added by signing %(code)s") % {"code": lead.code},
    )


def record_move(lead: Lead, to: str, actor: Any, **facts: Any) -> StageMove:
    return StageMove.objects.create(lead=lead, from_stage=lead.stage, to_stage=to, actor=actor, **facts)


def check_stage(to: str) -> None:
    if to not in LeadStage.values:
        raise RuleError(_("There is no such stage."), code="stage_unknown", field="to")


def check_direction(lead: Lead, to: str) -> None:
    check_stage(to)
    if lead.status != Lead.Status.ACTIVE:
        raise RuleError(_("Only an active lead moves on; reopen it first."), code="not_active")
    if position(to) <= position(lead.stage):
        raise RuleError(_("A lead moves forward only; going back is a correction."), code="backwards", field="to")


def check_day(lead: Lead, moved_on: date) -> None:
    if moved_on > timezone.localdate():
        raise RuleError(_("The date lies in the future."), code="date", field="moved_on")
    dates = lead.moves.filter(moved_on__isnull=False, is_correction=False).values_list("moved_on", flat=True)
    earliest = max([*dates, *filter(None, [lead.first_contact_on])], default=None)
    if earliest and moved_on < earliest:
        raise RuleError(
            _("The date lies before the last step of this lead, %(date)s.") % {"date": earliest},
            code="date",
            field="moved_on",
        )


def latest(*days: date | None) -> date | None:
    return max(filter(None, days), default=None)


def approver(lead: Lead, to: str, actor: Any) -> Any:
    """Who approved: whoever granted the asked approval, else the manager who moves it himself."""
    granted = lead.approvals.filter(stage=to, state=StageApproval.State.GRANTED).select_related("decided_by").first()
    if granted:
        return granted.decided_by
    needed = Gate.objects.filter(stage=to, kind=Gate.Kind.APPROVAL, is_active=True).exists()
    return actor if needed and actor is not None and actor.has_role(Role.MANAGER) else None
