"""Judging what cannot be computed, and confirming a verdict."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from leads.models import Criterion, Lead, Mark, Screening
from leads.scoring import score
from leads.services.rights import lead_for_change, require_manager, require_reason


@transaction.atomic
def marks_set(*, lead_id: int, grades: Mapping[int, tuple[int | None, str]], actor: Any) -> Lead:
    """By criterion: the grade (None takes the judgement back) and why. Only what differs is written."""
    lead = lead_for_change(lead_id, actor)
    known = {row.pk: row for row in Criterion.objects.filter(kind=Criterion.Kind.JUDGEMENT, is_active=True)}
    if set(grades) - set(known):
        raise RuleError(_("There is no such criterion."), code="criterion_unknown")
    present = {mark.criterion_id: mark for mark in lead.marks.select_for_update()}
    for key, (grade, note) in grades.items():
        mark = present.get(key)
        if grade is None:
            if mark:
                mark._history_user, mark._change_reason = actor, _("Judgement taken back")
                mark.delete()
            continue
        mark = mark or Mark(lead=lead, criterion=known[key])
        if (mark.grade, mark.note) != (grade, note.strip()):
            mark.grade, mark.note, mark.by = grade, note.strip(), actor
            mark.full_clean()
            mark.save_by(actor, _("Judged"))
    return lead


@transaction.atomic
def screening_confirm(*, lead_id: int, verdict: str, actor: Any, note: str = "") -> Screening:
    """A manager's verdict, with the score and the rules as they are now. Against the proposal it needs its reason."""
    require_manager(actor)
    lead = lead_for_change(lead_id, actor)
    if verdict not in Screening.Verdict.values:
        raise RuleError(_("There is no such verdict."), code="verdict", field="verdict")
    found = score(lead)
    if found.proposal and found.proposal != verdict:
        note = require_reason_as_note(note)
    screening = Screening.objects.create(
        lead=lead,
        score=found.points,
        parts=[part.as_json() for part in found.parts],
        proposal=found.proposal,
        verdict=verdict,
        note=note.strip()[:300],
        confirmed_by=actor,
    )
    lead.save_by(actor, _("Screened: %(verdict)s") % {"verdict": screening.get_verdict_display()})
    return screening


def require_reason_as_note(note: str) -> str:
    try:
        return require_reason(note)
    except RuleError as error:
        raise RuleError(
            _("Another verdict than the proposed one needs its reason."), code=error.code, field="note"
        ) from error
