"""Bringing a workbook in: preview, commit, discard. The same for the page, the command and the demo."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.common.errors import RuleError
from crm.workbooks.kinds import CREATED, KINDS, UPDATED, Entry, EntryRefused, Kind
from crm.workbooks.models import Import, ImportRow
from crm.workbooks.plans import Plan, plan_book, settle, settle_again
from crm.workbooks.problems import Problem
from crm.workbooks.reading import read_book
from crm.workbooks.tables import LeftOut

BATCH = 2000


def plan_file(*, kind: Kind, data: bytes, name: str, actor: Any) -> Plan:
    """What a file would do; nothing is written. WorkbookError for a file that cannot be read."""
    refuse_stranger(kind, actor)
    return plan_book(kind, read_book(data, name), actor)


def refuse_stranger(kind: Kind, actor: Any) -> None:
    if not kind.allows(actor):
        raise PermissionDenied(_("Your role does not import “%(kind)s”.") % {"kind": kind.label})


@transaction.atomic
def import_preview(*, kind: Kind, data: bytes, name: str, actor: Any) -> Import:
    """Keep the file and what it would do, to be looked at. No other record is touched."""
    return keep(plan_file(kind=kind, data=data, name=name, actor=actor), data, name, actor)


@transaction.atomic
def import_file(*, kind: Kind, data: bytes, name: str, actor: Any, good_rows: bool = False) -> Plan:
    """Preview and commit in one go. With refused rows nothing is written unless `good_rows`; then the rest is."""
    plan = plan_file(kind=kind, data=data, name=name, actor=actor)
    if plan.of(CREATED, UPDATED) and (good_rows or not plan.refusals):
        try:
            with transaction.atomic():
                write(keep(plan, data, name, actor), plan, actor, good_rows=good_rows)
        except EntryRefused as refused:
            refuse_for_good(plan, refused, actor)
    return plan


def refuse_for_good(plan: Plan, refused: EntryRefused, actor: Any) -> None:
    """A service refused what the check had let pass: the entry is refused, and the rest looked at anew."""
    entry = refused.entry
    del entry.problems[entry.problems_of_reading :]
    entry.refuse("rule", plan.kind.key_column(), why=refused.why)
    entry.problems_of_reading = len(entry.problems)
    settle_again(plan, actor)


@transaction.atomic
def import_commit(*, import_id: int, actor: Any, good_rows: bool = False) -> Import:
    """Write what the preview showed. RuleError, and nothing written, if rows are refused and not left out by choice.

    Every row is checked again: one whose record changed since the preview is refused.
    """
    brought = Import.objects.select_for_update().get(pk=import_id)
    if brought.state != Import.State.PREVIEWED:
        raise RuleError(_("This import is done already."), code="import_done")
    kind = KINDS[brought.kind]
    refuse_stranger(kind, actor)
    plan = plan_again(brought, actor)
    if plan.refusals and not good_rows:
        told = ngettext(
            "%(count)d problem stands in the way; nothing was written.",
            "%(count)d problems stand in the way; nothing was written.",
            plan.refusals,
        )
        raise RuleError(told % {"count": plan.refusals}, code="import_refused")
    write(brought, plan, actor, good_rows=good_rows)
    return brought


@transaction.atomic
def import_refresh(*, import_id: int, actor: Any) -> Import:
    """Look again: what the import would do as things stand now."""
    brought = Import.objects.select_for_update().get(pk=import_id)
    if brought.state == Import.State.PREVIEWED:
        keep_rows(brought, plan_again(brought, actor, as_seen=False), actor)
    return brought


@transaction.atomic
def import_discard(*, import_id: int, actor: Any) -> Import:
    brought = Import.objects.select_for_update().get(pk=import_id)
    if brought.state != Import.State.PREVIEWED:
        raise RuleError(_("This import is done already."), code="import_done")
    brought.state = Import.State.DISCARDED
    return brought.save_by(actor)


# --- keeping ---


def keep(plan: Plan, data: bytes, name: str, actor: Any) -> Import:
    brought = Import(
        kind=plan.kind.name,
        name=name[-200:],
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        author=actor,
        mapping=plan.mapping,
        unused=plan.unused,
        left_out=[vars(row) for row in plan.left_out],
        problems=[problem.stored() for problem in plan.problems],
    )
    brought.file.save(name[-80:], ContentFile(data), save=False)
    return keep_rows(brought, plan, actor)


def keep_rows(brought: Import, plan: Plan, actor: Any) -> Import:
    brought.counts = plan.counts
    brought.save_by(actor)
    brought.rows.all().delete()
    ImportRow.objects.bulk_create((row_of(brought, plan.kind, entry) for entry in plan.entries), batch_size=BATCH)
    return brought


def row_of(brought: Import, kind: Kind, entry: Entry) -> ImportRow:
    types = kind.types
    return ImportRow(
        source=brought,
        sheet=entry.sheet[:100],
        row=entry.row,
        title=kind.title(entry)[:300],
        action=entry.action,
        is_refused=entry.is_refused,
        has_problems=bool(entry.problems),
        values={name: types[name].stored(value) for name, value in entry.values.items()},
        texts=entry.texts,
        changes=[vars(change) for change in entry.changes],
        problems=[problem.stored() for problem in entry.problems],
        problems_of_reading=entry.problems_of_reading,
        record_id=entry.record.pk if entry.record is not None else None,
        record_version=kind.version(entry.record) if entry.record is not None else None,
    )


# --- committing ---


def plan_again(brought: Import, actor: Any, *, as_seen: bool = True) -> Plan:
    """The plan from the rows as kept, checked against the database as it is now."""
    kind = KINDS[brought.kind]
    plan = Plan(kind, mapping=brought.mapping, unused=brought.unused)
    plan.problems = [Problem(**problem) for problem in brought.problems]
    plan.left_out = [LeftOut(**row) for row in brought.left_out]
    rows = list(brought.rows.all())
    plan.entries = [entry_of(brought, kind, row) for row in rows]
    settle(plan, actor)
    if as_seen:
        for row, entry in zip(rows, plan.entries, strict=True):
            refuse_changed(kind, row, entry)
    return plan


def entry_of(brought: Import, kind: Kind, row: ImportRow) -> Entry:
    types = kind.types
    return Entry(
        row.sheet,
        row.row,
        brought.name,
        values={name: types[name].restored(value) for name, value in row.values.items()},
        labels=brought.mapping.get(row.sheet, {}),
        texts=row.texts,
        problems=[Problem(**problem) for problem in row.problems[: row.problems_of_reading]],
    )


def refuse_changed(kind: Kind, row: ImportRow, entry: Entry) -> None:
    """What the person saw must be what is written."""
    if entry.is_refused:
        return
    seen = (row.action, row.record_id, row.record_version)
    record = entry.record
    now = (entry.action, record.pk, kind.version(record)) if record is not None else (entry.action, None, None)
    if seen != now:
        entry.refuse("changed_since", kind.key_column())


def write(brought: Import, plan: Plan, actor: Any, *, good_rows: bool) -> None:
    """EntryRefused if a service refuses a row after all; with `good_rows` that row is left out instead."""
    reason = _("Import of %(file)s") % {"file": brought.name}
    entries = save_all(plan, actor, reason, good_rows=good_rows)
    plan.written = len(entries)
    brought.state = Import.State.COMMITTED
    brought.good_rows_only = good_rows
    brought.committed_at = timezone.now()
    brought.counts = plan.counts
    brought.save_by(actor)
    note_records(brought, entries, plan.entries)


def save_all(plan: Plan, actor: Any, reason: str, *, good_rows: bool) -> list[Entry]:
    while True:
        entries = plan.of(CREATED, UPDATED)
        try:
            with transaction.atomic():
                plan.kind.save(entries, actor, reason)
            return entries
        except EntryRefused as refused:
            if not good_rows:
                raise
            refuse_for_good(plan, refused, actor)


def note_records(brought: Import, written: Iterable[Entry], entries: Iterable[Entry]) -> None:
    """Which record each written row became: what an undo needs to know."""
    places = {id(entry) for entry in written}
    rows = list(brought.rows.all())
    noted = []
    for row, entry in zip(rows, entries, strict=True):
        if id(entry) in places and entry.record is not None:
            row.record_id, row.record_version = entry.record.pk, KINDS[brought.kind].version(entry.record)
            noted.append(row)
        elif entry.is_refused and not row.is_refused:
            row.is_refused, row.has_problems = True, bool(entry.problems)
            row.problems = [problem.stored() for problem in entry.problems]
            noted.append(row)
    fields = ["record_id", "record_version", "is_refused", "has_problems", "problems"]
    ImportRow.objects.bulk_update(noted, fields, batch_size=BATCH)
