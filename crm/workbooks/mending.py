"""Mending one row of a preview: another cell, a choice between two sides, leaving it out. Only it is looked at anew."""

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.workbooks.import_jobs import refuse_busy
from crm.workbooks.keeping import entry_of, keep_again
from crm.workbooks.kinds import KINDS, Entry, Kind
from crm.workbooks.models import Import, ImportRow
from crm.workbooks.plans import refuse_rows_as_a_whole, settle, tell_once
from crm.workbooks.readers import REFUSED_VALUE, read_cell
from crm.workbooks.services import refuse_done, refuse_stranger


@transaction.atomic
def row_mend(*, import_id: int, row_id: int, actor: Any, cells: dict[str, str]) -> ImportRow:
    """Cells as a person now writes them, by column; they are read as those of the workbook are."""
    brought, kind, row = row_for_change(import_id, row_id, actor)
    if not kind.is_one_a_row:
        raise RuleError(_("Rows of this kind are mended in the workbook of refused rows."), code="no_mend")
    entry = read_again(brought, kind, row, cells)
    settle_row(brought, kind, [entry], actor)
    return ImportRow.objects.get(pk=row_id)


@transaction.atomic
def row_decide(*, import_id: int, row_id: int, actor: Any, decisions: dict[str, str]) -> ImportRow:
    """Where both sides changed a cell: `file` or `record`, by column."""
    brought, kind, row = row_for_change(import_id, row_id, actor)
    chosen = {column: side for column, side in decisions.items() if side in ("file", "record")}
    entry = entry_of(brought, kind, row)
    entry.decisions = {**entry.decisions, **chosen}
    settle_row(brought, kind, [entry], actor)
    return ImportRow.objects.get(pk=row_id)


@transaction.atomic
def row_leave_out(*, import_id: int, row_id: int, actor: Any, out: bool = True) -> ImportRow:
    """The sheet's whole row stays out, or comes back."""
    brought, kind, row = row_for_change(import_id, row_id, actor)
    entries = [entry_of(brought, kind, each) for each in brought.rows.filter(sheet=row.sheet, row=row.row)]
    for entry in entries:
        entry.decisions = {name: side for name, side in entry.decisions.items() if name != "leave_out"}
        if out:
            entry.decisions["leave_out"] = "1"
    settle_row(brought, kind, entries, actor)
    return ImportRow.objects.get(pk=row.pk)


def row_for_change(import_id: int, row_id: int, actor: Any) -> tuple[Import, Kind, ImportRow]:
    brought = Import.objects.select_for_update().get(pk=import_id)
    refuse_busy(brought)
    refuse_done(brought)
    kind = KINDS[brought.kind]
    refuse_stranger(kind, actor)
    return brought, kind, brought.rows.get(pk=row_id)


def read_again(brought: Import, kind: Kind, row: ImportRow, cells: dict[str, str]) -> Entry:
    """The row's cells, the new ones among them, read from their texts; a new row's missing cell is told again."""
    entry = entry_of(brought, kind, row)
    units = brought.choices.get("units", {}).get(row.sheet, {})
    columns = {column.name: column for layout in kind.layouts for column in layout.columns}
    entry.texts |= {name: text.strip() for name, text in cells.items() if name in entry.texts}
    entry.values, entry.problems = {}, []
    for name, text in entry.texts.items():
        if name not in columns:
            continue
        label = entry.labels.get(name, name)
        entry.texts[name], value, told = read_cell(columns[name], text, label, units.get(name, ""))
        if value is not REFUSED_VALUE:
            entry.values[name] = value
        for code, severity, params in told:
            if code != "required" or entry.base is None:
                entry.add(code, severity, name, params)
    return entry


def settle_row(brought: Import, kind: Kind, entries: list[Entry], actor: Any) -> None:
    """All entries of one row."""
    settle(kind, entries, actor, {})
    for entry in entries:
        refuse_twin(brought, kind, entry)
    refuse_rows_as_a_whole(entries)
    tell_once(entries)
    for entry in entries:
        keep_again(kind, entry)
    recount(brought, actor)


def refuse_twin(brought: Import, kind: Kind, entry: Entry) -> None:
    if entry.key is None or entry.is_refused:
        return
    others = brought.rows.filter(key=str(entry.key)[:300], is_left_out=False).exclude(pk=entry.row_id)
    twin = others.filter(is_refused=False).order_by("pk").first()
    if twin is not None:
        entry.refuse("twice_in_file", kind.key_column(), row=twin.row, sheet=twin.sheet)


def recount(brought: Import, actor: Any) -> Import:
    """The counts after a row became another."""
    goes_in = Q(is_refused=False, is_left_out=False)
    refused = Q(is_refused=True, is_left_out=False)
    counts = brought.rows.aggregate(
        refused=Count("pk", filter=refused),
        refusals=Count("pk", filter=refused),
        put_aside=Count("pk", filter=Q(is_left_out=True)),
        warned=Count("pk", filter=goes_in & Q(has_problems=True)),
        **{action: Count("pk", filter=goes_in & Q(action=action)) for action in ImportRow.Action.values},
    )
    brought.counts = brought.counts | counts
    return brought.save_by(actor)
