"""What the list of leads does to many at once: each lead by the service that its own page calls."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.accounts.roles import Role
from crm.office import bulk
from crm.office.bulk import Applied, BulkAction
from crm.office.models import Bulk, Notice
from crm.office.tagging import tag_action
from leads import services
from leads.forms import AssignForm, NextStepForm
from leads.models import Lead
from leads.services.rights import lead_for_change
from leads.services.undoing import HOLDING, NEXT_STEP, values_of
from leads.views.common import WORKERS

PAGE = "leads:leads"


def assign(pk: int, answers: dict[str, Any], actor: Any) -> Applied | None:
    lead = lead_for_change(pk, actor)
    if lead.owner_id == answers["owner"].pk:
        return None
    before = values_of(lead, HOLDING)
    return Applied(before, services.lead_assign(lead_id=pk, actor=actor, tells=False, **answers).version)


def tell_new_owner(done: Bulk, answers: dict[str, Any], pks: list[int]) -> None:
    if answers["owner"] != done.actor:
        text = ngettext("%(count)d lead was given to you.", "%(count)d leads were given to you.", len(pks))
        link = "/office/leads/?owner=@me&sort=-progressed_on"
        Notice.objects.create(user=answers["owner"], text=text % {"count": len(pks)}, link=link)


def unassign(pk: int, before: dict[str, Any], version: int, actor: Any) -> Lead:
    return services.lead_undo_assign(lead_id=pk, before=before, version=version, actor=actor)


def next_step(pk: int, answers: dict[str, Any], actor: Any) -> Applied | None:
    before = values_of(lead_for_change(pk, actor), NEXT_STEP)
    return Applied(before, services.next_step_set(lead_id=pk, actor=actor, **answers).version)


def next_step_back(pk: int, before: dict[str, Any], version: int, actor: Any) -> Lead:
    return services.lead_undo_next_step(lead_id=pk, before=before, version=version, actor=actor)


def move_back(pk: int, before: dict[str, Any], version: int, actor: Any) -> Lead:
    return services.lead_undo_move(lead_id=pk, before=before, version=version, actor=actor)


MOVE = BulkAction("leads.move", _("Move on"), "arrow-right", Lead, None, move_back, roles=WORKERS)
ACTIONS = (
    BulkAction(
        "leads.next_step",
        _("Next step"),
        "calendar-event",
        Lead,
        next_step,
        next_step_back,
        form_class=NextStepForm,
        roles=WORKERS,
    ),
    tag_action("leads.tag", Lead, services.lead_tag, "lead_id", WORKERS),
    BulkAction(
        "leads.assign",
        _("Assign"),
        "user-check",
        Lead,
        assign,
        unassign,
        form_class=AssignForm,
        roles=(Role.MANAGER,),
        finish=tell_new_owner,
    ),
    MOVE,
)


def register() -> None:
    for action in ACTIONS:
        bulk.register(PAGE, action)
