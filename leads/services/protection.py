"""First reports (首报首谈): protection is extended with a reason, and a contest about it is settled by a manager."""

from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from leads.models import Contest, Lead
from leads.services.holders import hold, require_recipient, tell
from leads.services.registration import protection_end
from leads.services.rights import lead_for_change, require_manager, require_reason, require_worker
from leads.services.statuses import OPEN, require_status


@transaction.atomic
def protection_extend(*, lead_id: int, until: date, reason: str, actor: Any, version: int | None = None) -> Lead:
    """Protect a lead longer, with a reason. A manager's act; a day before the one that stands is refused."""
    require_manager(actor)
    lead = lead_for_change(lead_id, actor, version)
    require_status(lead, OPEN)
    reason = require_reason(reason)
    if lead.owner_id is None:
        raise RuleError(_("Nobody holds this lead: there is nothing to protect."), code="no_holder")
    if until < timezone.localdate():
        raise RuleError(_("The date lies in the past."), code="date", field="until")
    if lead.protected_until and until <= lead.protected_until:
        raise RuleError(
            _("The lead is protected until %(date)s already.") % {"date": lead.protected_until},
            code="date",
            field="until",
        )
    lead.protected_until = until
    lead.save_by(actor, _("Protection extended: %(reason)s") % {"reason": reason})
    tell(lead.owner, actor, lead, _("The protection of “%(lead)s” was extended."))
    return lead


@transaction.atomic
def contest_open(*, lead_code: str, grounds: str, actor: Any) -> Contest:
    """Say that one was first. The lead need not be visible: its code stands in the message that refused the report.

    A confidential lead stays unknown, as everywhere.
    """
    require_worker(actor)
    lead = Lead.objects.known_to_exist(actor).filter(code=lead_code.strip()).first()
    if lead is None:
        raise RuleError(_("No lead with this code is known."), code="not_found", field="lead_code")
    require_status(lead, OPEN)
    if not grounds.strip():
        raise RuleError(_("Please say what speaks for you: dates, people, papers."), code="required", field="grounds")
    if lead.owner_id == actor.pk:
        raise RuleError(_("You hold this lead yourself."), code="own")
    if lead.contests.filter(state=Contest.State.OPEN, contested_by=actor).exists():
        raise RuleError(_("You have contested this lead already; a manager decides."), code="already_open")
    contest = Contest(lead=lead, contested_by=actor, grounds=grounds.strip())
    contest.full_clean()
    contest.save_by(actor, _("Contested"))
    if lead.owner:
        tell(lead.owner, actor, lead, _("Who was first with “%(lead)s” is contested; a manager decides."))
    return contest


@transaction.atomic
def contest_decide(*, contest_id: int, outcome: str, note: str, actor: Any) -> Contest:
    """Settle it: the lead stays, goes to whoever contested (protected anew from today), or both work it."""
    require_manager(actor)
    contest = Contest.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=contest_id).first()
    if contest is None:
        raise Http404
    if contest.state != Contest.State.OPEN:
        raise RuleError(_("This contest was decided already."), code="already_decided")
    if outcome not in Contest.State.values or outcome == Contest.State.OPEN:
        raise RuleError(_("There is no such decision."), code="outcome", field="outcome")
    if actor.pk == contest.contested_by_id:
        raise RuleError(_("Nobody decides on his own contest."), code="own")
    note = require_reason(note)
    settle(contest, outcome, note, actor)
    contest.state, contest.note = outcome, note
    contest.decided_by, contest.decided_at = actor, timezone.now()
    contest.save_by(actor, note)
    tell(contest.contested_by, actor, contest.lead, _("Your contest about “%(lead)s” is decided."))
    return contest


def settle(contest: Contest, outcome: str, note: str, actor: Any) -> None:
    lead = lead_for_change(contest.lead_id, actor)
    require_status(lead, OPEN)
    if outcome == Contest.State.HOLDER:
        return
    person = contest.contested_by
    require_recipient(lead, person)
    if outcome == Contest.State.SHARED:
        lead.shared_with.add(person)
    else:
        before = lead.owner
        hold(lead, person)
        lead.protected_until = protection_end(timezone.localdate())
        if before:
            tell(before, actor, lead, _("“%(lead)s” now belongs to somebody else, by decision on a contest."))
    lead.save_by(actor, _("Contest decided: %(note)s") % {"note": note})


def may_decide(contest: Contest, user: Any) -> bool:
    return contest.state == Contest.State.OPEN and user.has_role(Role.MANAGER) and user.pk != contest.contested_by_id
