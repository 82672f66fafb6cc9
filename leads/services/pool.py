"""The pool (公海): leads that nobody holds, for any promoter to claim within the caps that a manager sets."""

from datetime import date
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Notice
from leads.lights import Light, Lights
from leads.models import Lead, LeadRules, LeadStage, PoolMove
from leads.services.registration import protection_end
from leads.services.rights import lead_for_change, require_reason, require_worker
from leads.services.statuses import OPEN, require_status

log = structlog.get_logger(__name__)


@transaction.atomic
def lead_release(*, lead_id: int, actor: Any, reason: str, version: int | None = None) -> Lead:
    """Give a lead back: from now on any promoter may claim it. Its holder or a manager, with a reason."""
    lead = lead_for_change(lead_id, actor, version)
    reason = require_reason(reason)
    if lead.owner_id != actor.pk and not actor.has_role(Role.MANAGER):
        raise RuleError(_("Only its owner or a manager releases a lead."), code="not_allowed")
    check_releasable(lead)
    return put_into_pool(lead, actor, PoolMove.Kind.RELEASED, reason)


@transaction.atomic
def lead_claim(*, lead_id: int, actor: Any) -> Lead:
    """Take a lead out of the pool and hold it. The first one wins; caps of the day and in all are kept.

    The person's own row is locked first: two claims of one person cannot both slip under his cap.
    """
    require_worker(actor)
    if not claimable(actor).filter(pk=lead_id).exists():
        raise Http404
    User.objects.select_for_update().get(pk=actor.pk)
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    if lead.pooled_at is None:
        holder = lead.owner or _("somebody else")
        raise RuleError(_("This lead is with %(person)s now.") % {"person": holder}, code="taken")
    require_status(lead, OPEN)
    check_caps(actor)
    PoolMove.objects.create(lead=lead, kind=PoolMove.Kind.CLAIMED, actor=actor, day=timezone.localdate())
    today = timezone.localdate()
    lead.pooled_at, lead.owner, lead.team, lead.owner_text = None, actor, actor.team, ""
    lead.held_since, lead.protected_until = today, protection_end(today)
    return lead.save_by(actor, _("Claimed from the pool"))


def claimable(actor: Any) -> QuerySet:
    """Leads that the person may ask for: those he sees, and those that every promoter has seen in the pool before."""
    once_pooled = Lead.objects.known_to_exist(actor).filter(pk__in=PoolMove.objects.values("lead_id"))
    return Lead.objects.filter(Q(pk__in=Lead.objects.visible_to(actor).values("pk")) | Q(pk__in=once_pooled))


def check_caps(actor: Any) -> None:
    """A manager is bound by no cap: he assigns anyway."""
    if actor.has_role(Role.MANAGER):
        return
    rules, today = LeadRules.current(), timezone.localdate()
    claimed = PoolMove.objects.filter(actor=actor, kind=PoolMove.Kind.CLAIMED, day=today).count()
    if rules.claims_per_day is not None and claimed >= rules.claims_per_day:
        raise RuleError(
            _("You have claimed %(count)d today; at most %(most)d a day are allowed.")
            % {"count": claimed, "most": rules.claims_per_day},
            code="cap_day",
        )
    held = Lead.objects.filter(owner=actor, status__in=OPEN, merged_into=None).exclude(stage=LeadStage.SIGNED).count()
    if rules.leads_held is not None and held >= rules.leads_held:
        raise RuleError(
            _("You hold %(count)d open leads; at most %(most)d are allowed.")
            % {"count": held, "most": rules.leads_held},
            code="cap_total",
        )


def leads_recycle(today: date | None = None) -> int:
    """Put every lead that stood still beyond the limit into the pool, and tell whoever held it. For each day's run.

    Each lead is a transaction of its own: one that cannot go (somebody works on it now) does not hold up the others.
    Confidential ones stay: they exist for their people only, and remain red.
    """
    lights = Lights(today=today)
    due = lights.narrow(Lead.objects.filter(is_confidential=False, merged_into=None), Light.POOL).order_by("pk")
    count = 0
    for lead_id in list(due.values_list("pk", flat=True)):
        count += recycle_one(lead_id, lights)
    return count


@transaction.atomic
def recycle_one(lead_id: int, lights: Lights) -> bool:
    """Looked at again under its lock: progress may have been made since the list was drawn up."""
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    if lead.is_confidential or lights.of(lead) != Light.POOL:
        return False
    holder, why = lead.owner, lights.why(lead)
    put_into_pool(lead, None, PoolMove.Kind.RECYCLED, why)
    if holder:
        text = _("“%(lead)s” went back to the pool: %(why)s") % {"lead": lead.name[:120], "why": why}
        Notice.objects.create(user=holder, kind="lead_recycled", text=text, link=lead.get_absolute_url())
    log.info("lead_recycled", lead=lead.code)
    return True


def check_releasable(lead: Lead) -> None:
    require_status(lead, OPEN)
    if lead.pooled_at:
        raise RuleError(_("The lead is in the pool already."), code="pooled")
    if lead.is_confidential:
        raise RuleError(
            _("A confidential lead has no place in the pool; lift its confidentiality first."), code="confidential"
        )
    if lead.stage == LeadStage.SIGNED:
        raise RuleError(_("A signed lead stays with its people."), code="signed")


def put_into_pool(lead: Lead, actor: Any, kind: str, reason: str) -> Lead:
    now = timezone.now()
    PoolMove.objects.create(
        lead=lead, kind=kind, actor=actor, held_by=lead.owner, day=timezone.localdate(now), reason=reason[:300]
    )
    lead.shared_with.clear()
    lead.owner, lead.team, lead.pooled_at, lead.protected_until = None, None, now, None
    return lead.save_by(actor, _("To the pool: %(reason)s") % {"reason": reason})
