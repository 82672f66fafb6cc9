"""Taking an import back: what it made is removed, what it changed gets its old values as a new version."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.common.errors import RuleError
from crm.workbooks.jobs import Watch, unseen
from crm.workbooks.kinds import KINDS, Kind
from crm.workbooks.models import Import, ImportRow

SET = 1_000
TOLD = 20  # rows that a refusal names one by one


@dataclass
class Undone:
    """What became of the rows: how many are taken back, and which stay, each with its reason.

    `closed` of those that are taken back were new and could only be closed (`Kind.undo`).
    """

    count: int = 0
    closed: int = 0
    kept: list[tuple[ImportRow, str]] = field(default_factory=list)


@transaction.atomic
def import_undo(*, import_id: int, actor: Any, leave_changed: bool = False, watch: Watch = unseen) -> Undone:
    """RuleError, and nothing done, if rows were changed since and are not left as they are by choice."""
    brought = Import.objects.select_for_update().get(pk=import_id)
    kind = KINDS[brought.kind]
    refuse_undo(brought, kind, actor)
    undone, reason = Undone(), _("Import of %(file)s taken back") % {"file": brought.name}
    total = brought.counts.get("written", 0)
    for rows in written_sets(brought):
        take_back(kind, rows, actor, reason, undone)
        watch(undone.count + len(undone.kept), total, _("Taking back"))
    if undone.kept and not leave_changed:
        raise changed_rows(undone.kept)
    brought.state = Import.State.UNDONE
    brought.counts = brought.counts | {
        "undone": undone.count,
        "stayed": len(undone.kept),
        "closed": undone.closed,
    }
    brought.save_by(actor, reason)
    return undone


def refuse_undo(brought: Import, kind: Kind, actor: Any) -> None:
    if not kind.allows(actor):
        raise RuleError(_("Your role does not import “%(kind)s”.") % {"kind": kind.label}, code="role")
    if brought.state != Import.State.COMMITTED:
        raise RuleError(_("Only what was taken in can be taken back."), code="not_committed")
    if not kind.can_undo:
        raise RuleError(kind.why_not_undone(), code="no_undo")


def changed_rows(kept: Sequence[tuple[ImportRow, str]]) -> RuleError:
    told = ngettext(
        "%(count)d row cannot be taken back; nothing was done.",
        "%(count)d rows cannot be taken back; nothing was done.",
        len(kept),
    )
    places = {"sheet": "", "row": 0, "title": "", "why": ""}
    lines = [
        _("Sheet “%(sheet)s”, row %(row)s, %(title)s: %(why)s")
        % {**places, "sheet": row.sheet, "row": row.row, "title": row.title, "why": why}
        for row, why in kept[:TOLD]
    ]
    if len(kept) > TOLD:
        lines.append(_("and %(count)d more") % {"count": len(kept) - TOLD})
    return RuleError(told % {"count": len(kept)}, code="changed_since", missing=lines)


def written_sets(brought: Import) -> Iterator[list[ImportRow]]:
    """The rows that became records, the last first: what came later may rest on what came before."""
    rows = brought.rows.filter(is_refused=False, is_left_out=False, record_id__isnull=False)
    some: list[ImportRow] = []
    for row in rows.filter(action__in=["created", "updated"]).order_by("-pk").iterator(chunk_size=SET):
        some.append(row)
        if len(some) == SET:
            yield some
            some = []
    if some:
        yield some


def take_back(kind: Kind, rows: list[ImportRow], actor: Any, reason: str, undone: Undone) -> None:
    keys = [row.record_id for row in rows]
    records = {record.pk: record for record in kind.locked(keys)}
    made = [row.record_id for row in rows if row.version_before is None]
    used, stays = kind.used(made), kind.why_rows_stay(rows)
    good = []
    for row in rows:
        record = records.get(row.record_id)
        if record is None:
            undone.kept.append((row, _("it is gone")))
        elif kind.was_changed(row, record):
            undone.kept.append((row, _("it was changed since")))
        elif row.version_before is None and row.record_id in used:
            undone.kept.append((row, _("other records rest on it")))
        elif row.pk in stays:
            undone.kept.append((row, stays[row.pk]))
        else:
            good.append((row, record))
    undone.closed += kind.undo(good, actor, reason)
    undone.count += len(good)
