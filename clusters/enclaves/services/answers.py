"""A party confirms its lines or objects to them, one by one or all that are left."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from clusters.enclaves.models import LineAnswer, Objection, Settlement, SettlementLine, Statement
from clusters.enclaves.selectors.answers import unanswered_lines
from clusters.enclaves.services.actors import check_speaks_for
from clusters.enclaves.services.notices import tell_of_objection
from crm.common.errors import RuleError
from crm.office.models import Attachment
from crm.office.services import attachment_add

Answer = LineAnswer.Answer


@transaction.atomic
def line_confirm(*, line: SettlementLine, actor: Any, text: str = "", files: Iterable[UploadedFile] = ()) -> LineAnswer:
    """Agree to a line. An open objection to it is withdrawn by that."""
    line = answerable(line, actor)
    answer = keep_answer(line, Answer.CONFIRM, text, actor, files)
    withdraw_objections(line, actor)
    return answer


def withdraw_objections(line: SettlementLine, actor: Any) -> None:
    for objection in line.objections.filter(state__in=[Objection.State.OPEN, Objection.State.ANSWERED]):
        objection.state = Objection.State.WITHDRAWN
        objection.save_by(actor, _("Withdrawn by confirming the line"))


@transaction.atomic
def line_dispute(*, line: SettlementLine, text: str, actor: Any, files: Iterable[UploadedFile] = ()) -> Objection:
    """Object to a line, with the reason and what proves it."""
    line = answerable(line, actor)
    if not text.strip():
        raise RuleError(_("Say what is wrong with the line."), code="text_required", field="text")
    if line.objections.filter(state__in=[Objection.State.OPEN, Objection.State.ANSWERED]).exists():
        raise RuleError(_("There is an open objection to this line already."), code="open_objection")
    answer = keep_answer(line, Answer.DISPUTE, text, actor, files)
    objection = Objection(line=line, dispute=answer).save_by(actor, _("Objection raised"))
    tell_of_objection(objection)
    return objection


@transaction.atomic
def statement_confirm(*, statement: Statement, actor: Any) -> int:
    """Confirm all lines of the statement that have no answer yet; how many."""
    lines = list(unanswered_lines(statement.settlement).filter(party=statement.party, answers__isnull=True))
    for line in lines:
        line_confirm(line=line, actor=actor)
    return len(lines)


def answerable(line: SettlementLine, actor: Any) -> SettlementLine:
    """The line, locked with its settlement, if this person may answer it now."""
    settlement = Settlement.objects.select_for_update().get(pk=line.settlement_id)
    line = SettlementLine.objects.select_related("party__organisation", "settlement").get(pk=line.pk)
    check_speaks_for(actor, line.party)
    if settlement.state != Settlement.State.ISSUED or line.round != settlement.round:
        raise RuleError(_("Lines are answered while their settlement is issued and not yet locked."), code="not_issued")
    if line.is_blocked:
        raise RuleError(_("A blocked line has no amount to answer."), code="blocked")
    if actor.pk == settlement.computed_by_id:
        raise RuleError(_("Whoever computed the settlement does not answer for the zone."), code="same_person")
    return line


def keep_answer(line: SettlementLine, word: str, text: str, actor: Any, files: Iterable[UploadedFile]) -> LineAnswer:
    answer = LineAnswer.objects.create(line=line, party=line.party, answer=word, text=text.strip(), answered_by=actor)
    for file in files:
        attachment_add(subject=answer, file=file, actor=actor, kind=Attachment.Kind.OTHER)
    return answer
