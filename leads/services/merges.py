"""Two records become one: what is empty is filled, what points at the one points at the other, and back again."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clusters.models import Company
from crm.common.errors import RuleError
from leads.merging import KINDS, MOVES, RELATIONS, Relation, unknown_relations
from leads.models import Contest, Lead, Merge
from leads.services.confidentiality import follow_company, follow_lead
from leads.services.edits import EDITABLE
from leads.services.rights import require_manager, require_reason

# Filled from the record that goes where the one that stays has nothing.
FILLED = {
    Company: (
        "credit_code",
        "name_en",
        "cluster",
        "segment",
        "segment_text",
        "park",
        "industry_code",
        "registered_place",
        "registered_capital_fen",
        "founded_on",
        "is_above_scale",
        "website",
    ),
    Lead: tuple(name for name in EDITABLE if name not in ("name", "needs_gas")) + ("next_step", "next_step_on"),
}
# Where the record that stays remembers what the other was called.
REMEMBERED = {Company: ("aliases", "name"), Lead: ("former_codes", "code")}


@dataclass(frozen=True)
class PreviewLine:
    label: str | Promise
    how: str
    count: int


@dataclass(frozen=True)
class Preview:
    """What a merge would do, relation by relation, and which empty fields it would fill."""

    kept: Any
    dropped: Any
    lines: tuple[PreviewLine, ...]
    filled: tuple[tuple[str, str], ...]


def merge_preview(*, kind: str, kept_id: int, dropped_id: int, actor: Any) -> Preview:
    """Raises as the merge itself would. Of what moves, the rows that the actor sees are counted."""
    kept, dropped = pair(kind, kept_id, dropped_id, actor)
    refuse_unlike(kept, dropped)
    lines = tuple(
        PreviewLine(relation.label, relation.how, count_for(relation, dropped, actor))
        for relation in RELATIONS[type(kept)]
    )
    labels = tuple(
        (str(type(kept)._meta.get_field(name).verbose_name), str(getattr(dropped, name)))
        for name in fillable(kept, dropped)
    )
    return Preview(kept, dropped, lines, labels)


@transaction.atomic
def merge(*, kind: str, kept_id: int, dropped_id: int, reason: str, actor: Any) -> Merge:
    """The dropped record stays in the database, with its history, and is seen by nobody any more; it can come back.

    A manager's act on two records that he sees. Raises RuleError `relation` where something points at such a record
    and nobody has said what to do with it.
    """
    require_manager(actor)
    reason = require_reason(reason)
    kept, dropped = pair(kind, kept_id, dropped_id, actor, lock=True)
    refuse_unlike(kept, dropped)
    why = _("Merged: %(dropped)s into %(kept)s") % {"dropped": dropped, "kept": kept}
    record = Merge(kind=kind, kept_id=kept.pk, dropped_id=dropped.pk, reason=reason, done_by=actor)
    record.kept_name, record.dropped_name = str(kept)[:300], str(dropped)[:300]
    record.filled = fillable(kept, dropped)
    record.moved = {
        relation.key: move(relation, dropped, kept, actor, why)
        for relation in RELATIONS[type(kept)]
        if relation.how == MOVES
    }
    values = {name: getattr(dropped, name) for name in record.filled}
    leave(dropped, kept, actor, why)
    for name, value in values.items():
        setattr(kept, name, value)
    remember(kept, dropped)
    kept.save_by(actor, why)
    follow_merged(kept, actor, why)
    return record.save_by(actor, reason)


@transaction.atomic
def merge_undo(*, merge_id: int, actor: Any) -> Merge:
    """Put back what the merge moved and filled, unless somebody has changed it since."""
    require_manager(actor)
    record = Merge.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=merge_id).first()
    if record is None:
        raise Http404
    if record.undone_at:
        raise RuleError(_("This merge was undone already."), code="undone")
    model = KINDS[Merge.Kind(record.kind)]
    locked = model._base_manager.select_for_update(of=("self",)).filter(pk__in=[record.kept_id, record.dropped_id])
    rows = {row.pk: row for row in locked.order_by("pk")}
    kept, dropped = rows[record.kept_id], rows[record.dropped_id]
    if kept.merged_into_id:
        raise RuleError(_("The record was merged again since; undo that one first."), code="merged_again")
    why = _("Merge undone: %(merge)s") % {"merge": record}
    for relation in RELATIONS[model]:
        move_back(relation, record.moved.get(relation.key, []), kept, dropped, actor, why)
    values = {name: getattr(kept, name) for name in record.filled}
    for name in record.filled:
        setattr(kept, name, model._meta.get_field(name).get_default())
    forget(kept, dropped)
    kept.save_by(actor, why)
    come_back(dropped, values, actor, why)
    record.undone_at, record.undone_by = timezone.now(), actor
    return record.save_by(actor, why)


def follow_merged(kept: Any, actor: Any, why: str) -> None:
    """Who may know of the one that stays, now that it has both."""
    if isinstance(kept, Company):
        follow_company(kept, actor, why)
    else:
        follow_lead(kept, actor)


# --- Which two, and whether they may be one ---


def pair(kind: str, kept_id: int, dropped_id: int, actor: Any, *, lock: bool = False) -> tuple[Any, Any]:
    """Both as the actor sees them, locked in the order of their keys."""
    if kind not in KINDS:
        raise Http404
    model = KINDS[Merge.Kind(kind)]
    if kept_id == dropped_id:
        raise RuleError(_("These are one and the same record."), code="same", field="other")
    rows = model._default_manager.visible_to(actor).filter(pk__in=[kept_id, dropped_id]).order_by("pk")
    found = {row.pk: row for row in (rows.select_for_update(of=("self",)) if lock else rows)}
    if len(found) < 2:
        raise Http404
    return found[kept_id], found[dropped_id]


def refuse_unlike(kept: Any, dropped: Any) -> None:
    unknown = unknown_relations(type(kept))
    if unknown:
        raise RuleError(
            _("These relations are not known to the merge: %(names)s. Please tell the administrator.")
            % {"names": ", ".join(unknown)},
            code="relation",
        )
    if kept.is_confidential != dropped.is_confidential:
        raise RuleError(_("One of them is confidential and the other is not."), code="confidential")
    refuse = refuse_companies if isinstance(kept, Company) else refuse_leads
    refuse(kept, dropped)


def refuse_companies(kept: Company, dropped: Company) -> None:
    if kept.credit_code and dropped.credit_code:
        raise RuleError(_("Two different credit codes are two companies."), code="credit_code")


def refuse_leads(kept: Lead, dropped: Lead) -> None:
    if kept.company_id != dropped.company_id:
        raise RuleError(
            _("The leads belong to two companies: merge the companies first, if they are one."), code="company"
        )
    if dropped.project_id:
        raise RuleError(_("%(lead)s is signed and has its project: keep that one.") % {"lead": dropped}, code="signed")
    if dropped.contests.filter(state=Contest.State.OPEN).exists():
        raise RuleError(_("A contest about %(lead)s is open.") % {"lead": dropped}, code="contest")


# --- Moving ---


def count_for(relation: Relation, record: Any, actor: Any) -> int:
    if relation.is_list:
        return getattr(record, relation.field).count()
    rows = relation.rows(record)
    visible = relation.model._default_manager.all()
    seen = visible.visible_to(actor).values("pk") if hasattr(visible, "visible_to") else visible.values("pk")
    return rows.filter(pk__in=seen).count()


def move(relation: Relation, source: Any, target: Any, actor: Any, why: str) -> list[int]:
    if relation.is_list:
        before = set(getattr(target, relation.field).values_list("pk", flat=True))
        new = [pk for pk in getattr(source, relation.field).values_list("pk", flat=True) if pk not in before]
        getattr(target, relation.field).add(*new)
        return new
    rows = list(relation.rows(source).select_for_update(of=("self",)))
    for row in rows:
        relation.point(row, target)
        row.save_by(actor, why)
    return [row.pk for row in rows]


def move_back(relation: Relation, keys: list[int], kept: Any, dropped: Any, actor: Any, why: str) -> None:
    if relation.is_list:
        getattr(kept, relation.field).remove(*keys)
        return
    for row in relation.rows(kept).filter(pk__in=keys).select_for_update(of=("self",)):
        relation.point(row, dropped)
        row.save_by(actor, why)


def fillable(kept: Any, dropped: Any) -> list[str]:
    empty = (None, "")
    return [name for name in FILLED[type(kept)] if getattr(kept, name) in empty and getattr(dropped, name) not in empty]


def leave(dropped: Any, kept: Any, actor: Any, why: str) -> None:
    """What can be there only once goes over with the rest."""
    dropped.merged_into = kept
    if isinstance(dropped, Company):
        dropped.credit_code = None
    dropped.save_by(actor, why)


def come_back(dropped: Any, values: dict[str, Any], actor: Any, why: str) -> None:
    dropped.merged_into = None
    if values.get("credit_code"):
        dropped.credit_code = values["credit_code"]
    dropped.save_by(actor, why)


def remember(kept: Any, dropped: Any) -> None:
    names, field = REMEMBERED[type(kept)]
    said = [getattr(dropped, field), *getattr(dropped, names)]
    setattr(kept, names, [*getattr(kept, names), *(name for name in said if name not in getattr(kept, names))])


def forget(kept: Any, dropped: Any) -> None:
    names, field = REMEMBERED[type(kept)]
    gone = {getattr(dropped, field), *getattr(dropped, names)}
    setattr(kept, names, [name for name in getattr(kept, names) if name not in gone])
