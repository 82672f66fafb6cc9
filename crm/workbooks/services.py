"""Bringing a workbook in: preview, commit, discard. The same for the page, the command and the demo."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.bulk import steady_memory
from crm.common.errors import RuleError
from crm.workbooks.jobs import Watch, unseen
from crm.workbooks.keeping import entry_as_kept, keep_entries, kept_sets
from crm.workbooks.kinds import KINDS, Entry, EntryRefused, Kind
from crm.workbooks.memory import remembered
from crm.workbooks.models import Import
from crm.workbooks.plans import Plan, Seen, plan_book, plan_sets, settle
from crm.workbooks.problems import Problem
from crm.workbooks.reading import read_book
from crm.workbooks.tables import LeftOut
from crm.workbooks.writing import Writer, refused_import


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
    refuse_stranger(kind, actor)
    return read_into(import_of(kind, data, name, actor), kind, data, actor)


@transaction.atomic
def import_file(*, kind: Kind, data: bytes, name: str, actor: Any, good_rows: bool = False) -> Plan:
    """Preview and commit in one go. With refused rows nothing is written unless `good_rows`; then the rest is."""
    try:
        with transaction.atomic():
            brought = import_preview(kind=kind, data=data, name=name, actor=actor)
            plan = plan_kept(brought, kind)
            if not will_write(brought, plan, good_rows):
                raise NothingWritten
            write(brought, kind, actor, good_rows=good_rows)
            return plan_kept(brought, kind)
    except NothingWritten:
        return plan
    except EntryRefused as refused:
        return tell_refused(plan, refused)


class NothingWritten(Exception):
    """Ends a transaction whose import is not wanted after all."""


def will_write(brought: Import, plan: Plan, good_rows: bool) -> bool:
    counts = brought.counts
    return bool(counts["created"] + counts["updated"]) and (good_rows or not plan.refusals)


def tell_refused(plan: Plan, refused: EntryRefused) -> Plan:
    """A service refused what the check had let pass."""
    entry = next(each for each in plan.entries if (each.sheet, each.row) == (refused.entry.sheet, refused.entry.row))
    entry.refuse("rule", plan.kind.key_column(), why=refused.why)
    plan.tally.clear()
    plan.count(plan.entries)
    return plan


@transaction.atomic
def import_commit(*, import_id: int, actor: Any, good_rows: bool = False, watch: Watch = unseen) -> Import:
    """Write what the preview showed. RuleError, and nothing written, if rows are refused and not left out by choice.

    Every row is checked again: one whose record changed since the preview is refused.
    """
    brought = Import.objects.select_for_update().get(pk=import_id)
    refuse_done(brought)
    kind = KINDS[brought.kind]
    refuse_stranger(kind, actor)
    if not good_rows and (refusals := refusals_of(brought)):
        raise refused_import(refusals)
    write(brought, kind, actor, good_rows=good_rows, watch=watch)
    return brought


def refuse_done(brought: Import) -> None:
    if brought.state != Import.State.PREVIEWED:
        raise RuleError(_("This import is done already."), code="import_done")


def refusals_of(brought: Import) -> int:
    of_file = sum(Problem(**problem).is_refusal for problem in brought.problems)
    return of_file + brought.counts.get("refusals", brought.counts.get("refused", 0))


@transaction.atomic
def import_refresh(*, import_id: int, actor: Any, watch: Watch = unseen) -> Import:
    """Look again: what the import would do as things stand now."""
    brought = Import.objects.select_for_update().get(pk=import_id)
    if brought.state == Import.State.PREVIEWED:
        kind = KINDS[brought.kind]
        plan = Plan(kind, left_out=[LeftOut(**row) for row in brought.left_out])
        last = brought.rows.order_by("-pk").values_list("pk", flat=True).first() or 0
        for entries in settled_sets(brought, kind, actor, last):
            plan.count(entries)
            keep_entries(brought, kind, entries)
            watch(plan.tally["rows"], brought.counts.get("rows", 0), _("Checking"))
        brought.rows.filter(pk__lte=last).delete()
        keep_counts(brought, plan, actor)
    return brought


def settled_sets(brought: Import, kind: Kind, actor: Any, last: int) -> Iterator[list[Entry]]:
    seen: Seen = {}
    for entries in kept_sets(brought, kind, {"pk__lte": last}):
        settle(kind, entries, actor, seen)
        yield entries


@transaction.atomic
def import_discard(*, import_id: int, actor: Any) -> Import:
    brought = Import.objects.select_for_update().get(pk=import_id)
    if brought.state not in (Import.State.PREVIEWED, Import.State.READING):
        raise RuleError(_("This import is done already."), code="import_done")
    brought.state = Import.State.DISCARDED
    return brought.save_by(actor)


# --- keeping ---


def import_of(kind: Kind, data: bytes, name: str, actor: Any) -> Import:
    """The import of a file that was not looked into yet."""
    brought = Import(
        kind=kind.name,
        name=name[-200:],
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        author=actor,
        state=Import.State.READING,
    )
    brought.file.save(name[-80:], ContentFile(data), save=False)
    return brought.save_by(actor)


def read_into(brought: Import, kind: Kind, data: bytes, actor: Any, watch: Watch = unseen) -> Import:
    """Look into the file by the choices that were made, and keep what it would do in place of what was kept before."""
    brought.rows.all()._raw_delete(brought.rows.db)
    plan = Plan(kind, choices=brought.choices, memory=remembered(actor, kind))
    book = read_book(data, brought.name)
    total = sum(len(sheet.rows) for sheet in book.sheets)
    with steady_memory():
        for entries in plan_sets(plan, book, actor):
            keep_entries(brought, kind, entries)
            watch(plan.tally["rows"], total, _("Checking"))
    brought.state = Import.State.PREVIEWED
    brought.mapping, brought.unused = plan.mapping, plan.unused
    brought.choices = brought.choices | {"units": plan.units, "shapes": plan.shapes}
    brought.left_out = [vars(row) for row in plan.left_out]
    brought.problems = [problem.stored() for problem in plan.problems]
    return keep_counts(brought, plan, actor)


def keep_counts(brought: Import, plan: Plan, actor: Any) -> Import:
    brought.counts = plan.counts
    return brought.save_by(actor)


def plan_kept(brought: Import, kind: Kind) -> Plan:
    """What was kept, as a plan with its entries."""
    plan = Plan(kind, mapping=brought.mapping, unused=brought.unused)
    plan.problems = [Problem(**problem) for problem in brought.problems]
    plan.left_out = [LeftOut(**row) for row in brought.left_out]
    plan.entries = [entry_as_kept(brought, kind, row) for row in brought.rows.all()]
    plan.tally.update(brought.counts)
    return plan


# --- committing ---


def write(brought: Import, kind: Kind, actor: Any, *, good_rows: bool, watch: Watch = unseen) -> None:
    """EntryRefused if a service refuses a row after all; with `good_rows` that row is left out instead."""
    plan = Writer(brought, kind, actor, good_rows, watch).write()
    plan.tally["left_out"] = len(brought.left_out)
    brought.state = Import.State.COMMITTED
    brought.good_rows_only = good_rows
    brought.committed_at = timezone.now()
    keep_counts(brought, plan, actor)
