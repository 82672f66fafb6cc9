"""Facts are entered, submitted, verified, corrected and withdrawn; never edited, never deleted (domain.md §6)."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models.facts import Fact
from crm.accounts.roles import Role
from crm.common.errors import RuleError, VersionConflict

FactType = TypeVar("FactType", bound=Fact)
AT_ONCE = 500


@transaction.atomic
def record(*, fact: FactType, actor: Any, verified: bool = False) -> FactType:
    """Save the first revision of a fact, in its state; `verified` where a finance officer vouches for it at once."""
    prepare(fact, actor, verified)
    check_valid(fact)
    fact.save()
    return fact


@transaction.atomic
def record_many(*, facts: Iterable[FactType], actor: Any, verified: bool = False) -> list[FactType]:
    """First revisions by the hundred, as a workbook brings them; the caller has checked them row by row."""
    rows = list(facts)
    for fact in rows:
        prepare(fact, actor, verified)
    return type(rows[0]).objects.bulk_create(rows, batch_size=AT_ONCE) if rows else []


@transaction.atomic
def submit(*, fact: FactType, actor: Any) -> FactType:
    """A draft is ready for the finance officer."""
    fact = locked(fact)
    if fact.state != Fact.State.DRAFT:
        raise RuleError(_("Only a draft can be submitted."), code="not_draft")
    fact.state = Fact.State.SUBMITTED
    fact.save(update_fields=["state"])
    return fact


@transaction.atomic
def verify(*, fact: FactType, actor: Any) -> FactType:
    """A finance officer vouches for this revision: only then does it decide money."""
    fact = locked(fact)
    check_may_verify(actor)
    if fact.state == Fact.State.VERIFIED:
        raise RuleError(_("This figure is verified already."), code="already_verified")
    mark_verified(fact, actor)
    fact.save(update_fields=["state", "verified_by", "verified_at"])
    return fact


@transaction.atomic
def correct(*, fact: FactType, actor: Any, reason: str, verified: bool = False, **changes: Any) -> FactType:
    """A new revision with these changes; the old one stays, no longer current. The reason is kept with the new one."""
    check_reason(reason, _("Say why this is corrected."))
    fact = locked(fact)
    if all(getattr(fact, name) == value for name, value in changes.items()):
        raise RuleError(_("Nothing was changed."), code="unchanged")
    new = fact.successor(reason=reason.strip(), **changes)
    prepare(new, actor, verified)
    fact.is_current = False
    fact.save(update_fields=["is_current"])
    check_valid(new)
    new.save()
    return new


@transaction.atomic
def withdraw(*, fact: FactType, actor: Any, reason: str) -> FactType:
    """A last revision that says the fact does not hold: from now on it counts nowhere, as of before it still does."""
    return withdraw_many(facts=[locked(fact)], actor=actor, reason=reason)[0]


@transaction.atomic
def withdraw_many(*, facts: Sequence[FactType], actor: Any, reason: str) -> list[FactType]:
    """Current revisions that the caller holds locked. What a finance officer vouched for, only such a one withdraws."""
    check_reason(reason, _("Say why this is withdrawn."))
    if any(fact.state == Fact.State.VERIFIED for fact in facts):
        check_may_verify(actor)
    kept = {"is_current": False, "is_withdrawn": True, "reason": reason.strip()}
    return follow(facts, [fact.successor(**kept, **author(actor), state=unverified(fact)) for fact in facts])


@transaction.atomic
def restore_many(*, facts: Sequence[FactType], actor: Any, reason: str) -> list[FactType]:
    """Current revisions, held locked, get the values and the state of the revision before as a new one."""
    before = type(facts[0]).objects.in_bulk([fact.supersedes_id for fact in facts]) if facts else {}
    restored = []
    for fact in facts:
        old = before[fact.supersedes_id]
        new = fact.successor(**said_by(old), reason=reason, state=old.state)
        prepare(new, actor, verified=old.state == Fact.State.VERIFIED)
        restored.append(new)
    return follow(facts, restored)


def follow(facts: Sequence[FactType], successors: list[FactType]) -> list[FactType]:
    """The successors saved; their predecessors are no longer current."""
    if not facts:
        return []
    model = type(facts[0])
    for start in range(0, len(facts), AT_ONCE):
        keys = [fact.pk for fact in facts[start : start + AT_ONCE]]
        model.objects.filter(pk__in=keys).update(is_current=False)
    return model.objects.bulk_create(successors, batch_size=AT_ONCE)


OF_THE_REVISION = {
    *("id", "revision", "supersedes_id", "is_current", "is_withdrawn", "state", "reason"),
    *("entered_by_id", "entered_at", "verified_by_id", "verified_at"),
}


def said_by(fact: Fact) -> dict[str, Any]:
    """What a revision says, without what belongs to the revision itself."""
    names = [field.attname for field in fact._meta.concrete_fields]
    return {name: getattr(fact, name) for name in names if name not in OF_THE_REVISION}


def author(actor: Any) -> dict[str, Any]:
    return {"entered_by_id": getattr(actor, "pk", None)}


def unverified(fact: Fact) -> str:
    return Fact.State.SUBMITTED if fact.state == Fact.State.VERIFIED else fact.state


def check_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise RuleError(sentence, code="reason_required", field="reason")


def prepare(fact: Fact, actor: Any, verified: bool) -> None:
    fact.entered_by = actor if getattr(actor, "pk", None) else None
    fact.state = unverified(fact)
    if verified:
        check_may_verify(actor)
        mark_verified(fact, actor)


def mark_verified(fact: Fact, actor: Any) -> None:
    fact.state = Fact.State.VERIFIED
    fact.verified_by = actor if getattr(actor, "pk", None) else None
    fact.verified_at = timezone.now()


def check_may_verify(actor: Any) -> None:
    """None is the system itself, such as the demo's loader."""
    if actor is not None and not actor.has_role(Role.FINANCE):
        raise RuleError(_("Only a finance officer verifies figures."), code="not_finance")


def locked(fact: FactType) -> FactType:
    """The row as it stands, locked. Whoever read a revision that was corrected since is told."""
    row = type(fact).objects.select_for_update().get(pk=fact.pk)
    if not row.is_current:
        raise outdated(row)
    return row


def outdated(row: Fact) -> VersionConflict:
    newest = row if row.is_withdrawn else type(row).objects.filter(supersedes=row).first()
    if newest is not None and newest.is_withdrawn:
        told = _("This was withdrawn: %(reason)s") % {"reason": newest.reason}
    else:
        told = _("Someone else corrected this while you were looking at it; now it says: %(newest)s.")
        told %= {"newest": newest}
    return VersionConflict(told, record=newest)


def check_valid(fact: Fact) -> None:
    """Field rules first, then the constraints: the same fact twice is told as a sentence."""
    try:
        fact.clean_fields(exclude=["entered_by", "verified_by", "supersedes"])
        fact.validate_constraints()
    except ValidationError as error:
        raise RuleError(" ".join(error.messages), code="fact_refused") from error
