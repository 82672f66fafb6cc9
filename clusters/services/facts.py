"""Facts are entered, submitted, verified and corrected; never edited, never deleted (domain.md §6)."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models.facts import Fact
from crm.accounts.roles import Role
from crm.common.errors import RuleError, VersionConflict

FactType = TypeVar("FactType", bound=Fact)


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
    return type(rows[0]).objects.bulk_create(rows, batch_size=500) if rows else []


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
    if not reason.strip():
        raise RuleError(_("Say why this is corrected."), code="reason_required", field="reason")
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


def prepare(fact: Fact, actor: Any, verified: bool) -> None:
    fact.entered_by = actor if getattr(actor, "pk", None) else None
    fact.state = Fact.State.SUBMITTED if fact.state == Fact.State.VERIFIED else fact.state
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
        newest = type(fact).objects.filter(supersedes=row).first()
        raise VersionConflict(
            _("Someone else corrected this while you were looking at it; now it says: %(newest)s.")
            % {"newest": newest},
            record=newest,
        )
    return row


def check_valid(fact: Fact) -> None:
    """Field rules first, then the constraints: the same fact twice is told as a sentence."""
    try:
        fact.clean_fields(exclude=["entered_by", "verified_by", "supersedes"])
        fact.validate_constraints()
    except ValidationError as error:
        raise RuleError(" ".join(error.messages), code="fact_refused") from error
