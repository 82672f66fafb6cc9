"""Writing what a preview showed: set after set in one transaction, each checked against the database as it is now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.common.bulk import steady_memory, update_rows
from crm.common.errors import RuleError
from crm.workbooks.jobs import Watch, unseen
from crm.workbooks.keeping import encode, kept_sets
from crm.workbooks.kinds import CREATED, UPDATED, Entry, EntryRefused, Kind
from crm.workbooks.models import Import, ImportRow
from crm.workbooks.plans import Plan, Seen, settle, settle_again


@dataclass
class Writer:
    """One commit: whose it is, what it has counted, and which records are its own."""

    brought: Import
    kind: Kind
    actor: Any
    good_rows: bool
    watch: Watch = unseen
    plan: Plan = field(init=False)
    seen: Seen = field(default_factory=dict)
    ours: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.plan = Plan(self.kind)

    @property
    def reason(self) -> str:
        return _("Import of %(file)s") % {"file": self.brought.name}

    def write(self) -> Plan:
        """RuleError, and nothing is to stay, if rows are refused and not left out by choice."""
        total, done = self.brought.counts.get("rows", 0), 0
        with steady_memory():
            for entries in kept_sets(self.brought, self.kind):
                self.settle(entries)
                refuse_refused(entries, self.good_rows)
                self.write_set([entry for entry in entries if goes_in(entry)], entries)
                self.plan.count(entries)
                done += len(entries)
                self.watch(done, max(total, done), _("Writing"))
        return self.plan

    def settle(self, entries: list[Entry]) -> None:
        settle(self.kind, entries, self.actor, self.seen, self.ours)
        for entry in entries:
            refuse_changed(self.kind, entry)

    def write_set(self, chosen: list[Entry], entries: list[Entry]) -> None:
        before = {entry.row_id: self.version_of(entry) for entry in chosen}
        chosen = self.save(chosen)
        self.ours.update(entry.record.pk for entry in chosen if entry.action == CREATED)
        self.plan.tally["written"] += len(chosen)
        note_written(
            [
                (entry.record.pk, self.kind.version(entry.record), before[entry.row_id], entry.row_id)
                for entry in chosen
                if entry.record is not None
            ]
        )
        note_also([(encode(entry.also_wrote), entry.row_id) for entry in chosen if entry.also_wrote])
        note_refused([entry for entry in entries if entry.is_refused and entry.row_id in before])

    def version_of(self, entry: Entry) -> int | None:
        return self.kind.version(entry.record) if entry.record is not None else None

    def save(self, entries: list[Entry]) -> list[Entry]:
        """At once; where one stands in the way, row by row, so that it is known which."""
        if not entries:
            return entries
        try:
            with transaction.atomic():
                self.kind.save(entries, self.actor, self.reason)
            return entries
        except (EntryRefused, DatabaseError) as error:
            if not self.good_rows and isinstance(error, EntryRefused):
                raise
        settle_again(self.kind, entries, self.actor, {}, self.ours)
        return [entry for rows in by_row(entries) for entry in self.save_row(rows)]

    def save_row(self, entries: list[Entry]) -> list[Entry]:
        """The entries of one row, together or not at all."""
        try:
            with transaction.atomic():
                self.kind.save(entries, self.actor, self.reason)
            return entries
        except EntryRefused as refused:
            error = refused
        except DatabaseError as broken:
            error = EntryRefused(entries[0], self.kind.told_by_database(entries[0], broken))
        if not self.good_rows:
            raise error
        error.entry.refuse("rule", self.kind.key_column(), why=error.why)
        for entry in entries:
            entry.is_held = True
        return []


def goes_in(entry: Entry) -> bool:
    return not entry.is_refused and not entry.is_left_out and entry.action in (CREATED, UPDATED)


def by_row(entries: list[Entry]) -> Iterator[list[Entry]]:
    rows: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        rows.setdefault((entry.sheet, entry.row), []).append(entry)
    yield from rows.values()


def refuse_changed(kind: Kind, entry: Entry) -> None:
    """What the person saw must be what is written."""
    if entry.is_refused or entry.seen is None:
        return
    record = entry.record
    now = (entry.action, record.pk, kind.version(record)) if record is not None else (entry.action, None, None)
    if entry.seen != now:
        entry.refuse("changed_since", kind.key_column())


def refuse_refused(entries: list[Entry], good_rows: bool) -> None:
    refusals = (
        0
        if good_rows
        else sum(problem.is_refusal for entry in entries if not entry.is_left_out for problem in entry.told)
    )
    if refusals:
        raise refused_import(refusals)


def refused_import(refusals: int) -> RuleError:
    told = ngettext(
        "%(count)d problem stands in the way; nothing was written.",
        "%(count)d problems stand in the way; nothing was written.",
        refusals,
    )
    return RuleError(told % {"count": refusals}, code="import_refused")


def note_written(rows: list[tuple[Any, ...]]) -> None:
    """Which record each written row became, and which version it was: what an undo needs to know."""
    if rows:
        update_rows(ImportRow, ["record_id", "record_version", "version_before", "id"], rows)


def note_also(rows: list[tuple[str, Any]]) -> None:
    """What rows wrote beside their records."""
    if rows:
        update_rows(ImportRow, ["also_wrote", "id"], rows)


def note_refused(entries: list[Entry]) -> None:
    rows = [
        (True, bool(entry.told), encode([problem.stored() for problem in entry.problems]), entry.row_id)
        for entry in entries
    ]
    if rows:
        update_rows(ImportRow, ["is_refused", "has_problems", "problems", "id"], rows)
