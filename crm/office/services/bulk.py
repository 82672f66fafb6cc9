"""One action on many records, each in its own transaction; its report; its undoing."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from crm.common.errors import RuleError, VersionConflict
from crm.office.bulk import Applied, BulkAction, action_of
from crm.office.bulk_models import Bulk, BulkItem
from crm.workbooks.jobs import job_kind, job_start, unseen
from crm.workbooks.models import Job

MOST = 20_000  # records in one go
AT_ONCE = 100  # more than these are done in the background
JOB = "bulk"


def bulk_start(*, action: BulkAction, pks: Sequence[int], answers: dict[str, list[str]], actor: Any) -> Bulk:
    """Do it to these records, which the actor sees; many of them in the background.

    `answers` is what the form was sent. Raises RuleError `none`, `too_many`, `role`.
    """
    require_role(action, actor)
    if not pks:
        raise RuleError(_("Nothing is selected."), code="none")
    if len(pks) > MOST:
        raise RuleError(
            _("%(count)d records are selected; at most %(most)d are changed at once. Narrow the filters.")
            % {"count": len(pks), "most": MOST},
            code="too_many",
        )
    with transaction.atomic():
        bulk = Bulk.objects.create(action=action.key, content_type=kind_of(action), actor=actor, answers=answers)
        BulkItem.objects.bulk_create([BulkItem(bulk=bulk, object_id=pk) for pk in pks], batch_size=1000)
        leave(bulk, len(pks), str(action.label))
    return carry_out(bulk)


def bulk_undo(*, bulk_id: int, actor: Any) -> Bulk:
    """Put back what a bulk change did, as changes of their own; what was changed since stays and is told.

    Raises RuleError `undone`, `late`, `under_way`, `nothing`.
    """
    with transaction.atomic():
        bulk = Bulk.objects.visible_to(actor).select_for_update().filter(pk=bulk_id).first()
        if bulk is None:
            raise Http404
        refuse_undo(bulk)
        done = list(bulk.items.filter(outcome=BulkItem.Outcome.DONE))
        if not done:
            raise RuleError(_("Nothing was changed that could be undone."), code="nothing")
        undo = Bulk.objects.create(action=bulk.action, content_type=bulk.content_type, actor=actor, undoes=bulk)
        items = [BulkItem(bulk=undo, object_id=one.object_id, before=one.before, version=one.version) for one in done]
        BulkItem.objects.bulk_create(items, batch_size=1000)
        leave(undo, len(items), _("Undo"))
    return carry_out(undo)


@transaction.atomic
def bulk_record(*, action: BulkAction, pk: int, applied: Applied, actor: Any, answers: dict[str, Any]) -> Bulk:
    """A change of one record that was made already, so that it can be undone like those of many."""
    bulk = Bulk.objects.create(action=action.key, content_type=kind_of(action), actor=actor, answers=answers)
    done = BulkItem.Outcome.DONE
    BulkItem.objects.create(bulk=bulk, object_id=pk, outcome=done, before=applied.before, version=applied.version)
    return bulk


def refuse_undo(bulk: Bulk) -> None:
    if bulk.undoes_id or bulk.is_undone:
        raise RuleError(_("This was undone already."), code="undone")
    if not bulk.is_fresh:
        raise RuleError(_("This can be undone for 24 hours only."), code="late")
    if bulk.items.filter(outcome=BulkItem.Outcome.WAITING).exists():
        raise RuleError(_("This is still under way."), code="under_way")


def require_role(action: BulkAction, actor: Any) -> None:
    if action.roles and not actor.has_role(*action.roles):
        raise RuleError(_("Your role does not allow this."), code="role")


def kind_of(action: BulkAction) -> ContentType:
    return ContentType.objects.get_for_model(action.model)


def leave(bulk: Bulk, count: int, title: str) -> None:
    """Many are left to the background, with this transaction."""
    if count <= AT_ONCE:
        return
    link = f"/office/bulk/{bulk.pk}/"
    bulk.job = job_start(kind=JOB, owner=bulk.actor, title=title, payload={"bulk": bulk.pk}, link=link)
    bulk.save(update_fields=["job"])


def carry_out(bulk: Bulk) -> Bulk:
    if bulk.job_id is None:
        run(bulk)
    return bulk


@job_kind(JOB)
def run_in_background(job: Job, progress: Any) -> dict[str, Any]:
    return {"done": run(Bulk.objects.get(pk=job.payload["bulk"]), progress)}


def run(bulk: Bulk, progress: Callable[..., None] = unseen) -> int:
    """What waits, one by one. Called again after a break it goes on with the rest."""
    action = action_of(bulk.action)
    if action is None:
        raise RuleError(_("This action is no more."), code="no_action")
    answers = {} if bulk.undoes_id else answers_of(action, bulk)
    waiting = bulk.items.filter(outcome=BulkItem.Outcome.WAITING)
    total = waiting.count()
    for number, item in enumerate(waiting.iterator(chunk_size=500)):
        progress(number, total)
        carry_one(action, bulk, item, answers)
    done = list(bulk.items.filter(outcome=BulkItem.Outcome.DONE).values_list("object_id", flat=True))
    if action.finish and done and not bulk.undoes_id:
        action.finish(bulk, answers, done)
    return len(done)


def answers_of(action: BulkAction, bulk: Bulk) -> dict[str, Any]:
    """The typed answers checked once more: what they name may have gone since."""
    from crm.office.choices import prepare_choices

    data = QueryDict(mutable=True)
    for name, values in bulk.answers.items():
        data.setlist(name, values)
    form = action.form_class(data)
    prepare_choices(form, bulk.actor)
    if not form.is_valid():
        raise RuleError(" ".join(message for messages in form.errors.values() for message in messages), code="answers")
    return form.cleaned_data


def carry_one(action: BulkAction, bulk: Bulk, item: BulkItem, answers: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            if bulk.undoes_id:
                action.restore(item.object_id, item.before, item.version, bulk.actor)
                item.outcome = BulkItem.Outcome.DONE
            else:
                keep(item, action.apply(item.object_id, answers, bulk.actor))
            item.save()
    except (RuleError, Http404) as refused:
        item.outcome, item.reason = BulkItem.Outcome.REFUSED, reason_of(refused)[:500]
        item.save()


def keep(item: BulkItem, applied: Applied | None) -> None:
    if applied is None:
        item.outcome = BulkItem.Outcome.UNCHANGED
    else:
        item.outcome, item.before, item.version = BulkItem.Outcome.DONE, applied.before, applied.version


def reason_of(refused: Exception) -> str:
    if isinstance(refused, VersionConflict):
        changed = refused.record.history.select_related("history_user").first() if refused.record else None
        who = changed.history_user if changed and changed.history_user else _("System")
        return _("Changed since by %(person)s.") % {"person": who}
    return refused.message if isinstance(refused, RuleError) else _("This record cannot be found.")
