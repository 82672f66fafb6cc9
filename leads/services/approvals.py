"""A manager's leave to enter a stage: asked for, granted or refused."""

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.office.models import Notice
from leads.models import StageApproval
from leads.services.rights import lead_for_change, require_manager, require_reason


@transaction.atomic
def approval_ask(*, lead_id: int, stage: str, actor: Any, note: str = "") -> StageApproval:
    lead = lead_for_change(lead_id, actor)
    if lead.approvals.filter(stage=stage, state__in=["asked", "granted"]).exists():
        raise RuleError(_("Approval was asked for already."), code="already_asked")
    approval = StageApproval(lead=lead, stage=stage, asked_by=actor, note=note)
    approval.full_clean()
    return approval.save_by(actor, _("Approval asked"))


@transaction.atomic
def approval_decide(*, approval_id: int, grant: bool, actor: Any, note: str = "") -> StageApproval:
    """A refusal needs its reason; whoever asked is told."""
    require_manager(actor)
    approval = StageApproval.objects.visible_to(actor).select_for_update().filter(pk=approval_id).first()
    if approval is None:
        raise Http404
    if approval.state != StageApproval.State.ASKED:
        raise RuleError(_("This approval was decided already."), code="already_decided")
    if not grant:
        note = require_reason(note)
    approval.state = StageApproval.State.GRANTED if grant else StageApproval.State.REFUSED
    approval.decided_by, approval.decided_at, approval.note = actor, timezone.now(), note or approval.note
    approval.save_by(actor, approval.note)
    if approval.asked_by and approval.asked_by != actor:
        Notice.objects.create(
            user=approval.asked_by,
            text=_("%(lead)s: approval for “%(stage)s”: %(state)s")
            % {
                "lead": approval.lead.name[:150],
                "stage": approval.get_stage_display(),
                "state": approval.get_state_display(),
            },
            link=f"/office/leads/{approval.lead_id}/",
        )
    return approval
