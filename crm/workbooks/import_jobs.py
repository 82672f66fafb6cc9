"""Imports as background work, where they are long: reading, taking in, taking back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.workbooks.jobs import Progress, job_kind, job_start
from crm.workbooks.kinds import KINDS, Kind
from crm.workbooks.models import Import, Job
from crm.workbooks.reading import refuse_outright
from crm.workbooks.services import (
    import_commit,
    import_of,
    import_refresh,
    read_into,
    refuse_done,
    refuse_stranger,
)
from crm.workbooks.undoing import import_undo

AT_ONCE_BYTES = 200_000  # a workbook of some thousand cells is read while one waits


def link_of(brought: Import) -> str:
    return f"/office/imports/{brought.pk}/"


@transaction.atomic
def import_begin(*, kind: Kind, data: bytes, name: str, actor: Any, by_hand: bool = False) -> Import:
    """Keep a file and look into it: at once if it is small, else in the background.

    `by_hand`: where no header is known, the person will say which column is which.
    """
    refuse_stranger(kind, actor)
    brought = import_of(kind, data, name, actor)
    brought.choices = {"by_hand": by_hand}
    if len(data) <= AT_ONCE_BYTES:
        return read_into(brought, kind, data, actor)
    refuse_outright(data)
    return leave(brought, "import_read", actor, _("Reading %(file)s"))


@transaction.atomic
def import_read_again(*, import_id: int, choices: dict[str, Any], actor: Any) -> Import:
    """Look into the file anew, by other choices."""
    brought = Import.objects.select_for_update().get(pk=import_id)
    refuse_busy(brought)
    if brought.state not in (Import.State.PREVIEWED, Import.State.READING):
        raise RuleError(_("This import is done already."), code="import_done")
    brought.choices = brought.choices | choices
    if brought.size <= AT_ONCE_BYTES:
        with brought.file.open("rb") as file:
            return read_into(brought, KINDS[brought.kind], file.read(), actor)
    brought.state = Import.State.READING
    return leave(brought, "import_read", actor, _("Reading %(file)s"))


@transaction.atomic
def import_take(*, import_id: int, actor: Any, good_rows: bool = False) -> Import:
    """Take in: at once if it is little, else in the background."""
    brought = Import.objects.select_for_update().get(pk=import_id)
    refuse_busy(brought)
    refuse_done(brought)
    kind = KINDS[brought.kind]
    refuse_stranger(kind, actor)
    if brought.counts.get("rows", 0) <= kind.at_once:
        return import_commit(import_id=brought.pk, actor=actor, good_rows=good_rows)
    return leave(brought, "import_commit", actor, _("Taking in %(file)s"), good_rows=good_rows)


@transaction.atomic
def import_look_again(*, import_id: int, actor: Any) -> Import:
    """Check all rows against what there is now: at once if they are few, else in the background."""
    brought = Import.objects.select_for_update().get(pk=import_id)
    refuse_busy(brought)
    refuse_done(brought)
    if brought.counts.get("rows", 0) <= 10 * KINDS[brought.kind].at_once:
        return import_refresh(import_id=brought.pk, actor=actor)
    return leave(brought, "import_refresh", actor, _("Checking %(file)s"))


@transaction.atomic
def import_take_back(*, import_id: int, actor: Any, leave_changed: bool = False) -> Import:
    """Take back: at once if it is little, else in the background."""
    brought = Import.objects.select_for_update().get(pk=import_id)
    refuse_busy(brought)
    if brought.counts.get("written", 0) <= KINDS[brought.kind].at_once:
        import_undo(import_id=brought.pk, actor=actor, leave_changed=leave_changed)
        return Import.objects.get(pk=brought.pk)
    return leave(brought, "import_undo", actor, _("Taking back %(file)s"), leave_changed=leave_changed)


def leave(brought: Import, work: str, actor: Any, title: str, **payload: Any) -> Import:
    brought.job = job_start(
        kind=work,
        owner=actor,
        title=title % {"file": brought.name},
        payload={"import": brought.pk, **payload},
        link=link_of(brought),
    )
    return brought.save_by(actor)


def refuse_busy(brought: Import) -> None:
    if brought.job is not None and brought.job.is_open:
        raise RuleError(_("This import is being worked on; please wait until that is done."), code="import_busy")


@job_kind("import_read")
def read_job(job: Job, progress: Progress) -> None:
    with transaction.atomic():
        brought = Import.objects.select_for_update().get(pk=job.payload["import"])
        if brought.state == Import.State.READING:
            with brought.file.open("rb") as file:
                read_into(brought, KINDS[brought.kind], file.read(), job.owner, progress)


@job_kind("import_commit")
def commit_job(job: Job, progress: Progress) -> None:
    """Begun anew after its process was killed, it finds either nothing written or all done."""
    key = job.payload["import"]
    if Import.objects.get(pk=key).state == Import.State.COMMITTED:
        return
    try:
        import_commit(import_id=key, actor=job.owner, good_rows=job.payload["good_rows"], watch=progress)
    except RuleError:
        import_refresh(import_id=key, actor=job.owner, watch=progress)
        raise


@job_kind("import_refresh")
def refresh_job(job: Job, progress: Progress) -> None:
    import_refresh(import_id=job.payload["import"], actor=job.owner, watch=progress)


@job_kind("import_undo")
def undo_job(job: Job, progress: Progress) -> None:
    key = job.payload["import"]
    if Import.objects.get(pk=key).state != Import.State.UNDONE:
        import_undo(import_id=key, actor=job.owner, leave_changed=job.payload["leave_changed"], watch=progress)
