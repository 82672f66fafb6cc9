"""Objection → the zone's answer → ruling by the body that the agreement names (domain.md §6)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.enclaves.models import Objection, Settlement
from clusters.enclaves.services.actors import check_finance
from crm.common.errors import RuleError

State = Objection.State


@transaction.atomic
def objection_answer(*, objection: Objection, reply: str, actor: Any) -> Objection:
    """What the zone says to it. The party then confirms the line, or a ruling is sought."""
    check_finance(actor)
    objection = open_objection(objection)
    if not reply.strip():
        raise RuleError(_("Write the answer."), code="text_required", field="reply")
    objection.reply, objection.replied_by, objection.replied_at = reply.strip(), actor, timezone.now()
    objection.state = State.ANSWERED
    return objection.save_by(actor, _("Objection answered"))


@transaction.atomic
def objection_rule(
    *, objection: Objection, accepted: bool, ruling: str, actor: Any, ruling_number: str = ""
) -> Objection:
    """Record the ruling: the line stands, or it is to be corrected and the settlement reopened."""
    check_finance(actor)
    objection = open_objection(objection)
    if objection.state != State.ANSWERED:
        raise RuleError(_("The zone answers an objection before it is ruled on."), code="not_answered")
    if not ruling.strip():
        raise RuleError(_("Write what was ruled."), code="text_required", field="ruling")
    objection.state = State.ACCEPTED if accepted else State.DISMISSED
    objection.ruling, objection.ruling_number = ruling.strip(), ruling_number.strip()
    objection.ruled_by, objection.ruled_at = actor, timezone.now()
    return objection.save_by(actor, _("Objection ruled on"))


def open_objection(objection: Objection) -> Objection:
    settlement = Settlement.objects.select_for_update().get(pk=objection.line.settlement_id)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if settlement.state != Settlement.State.ISSUED or not objection.is_open:
        raise RuleError(_("This objection is closed."), code="closed")
    return objection
