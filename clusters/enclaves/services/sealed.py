"""A party confirms its statement on paper: one registers the sealed scan, another checks it, and then it counts."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.enclaves.models import LineAnswer, SealedConfirmation, Settlement, Statement
from clusters.enclaves.selectors.answers import unanswered_lines
from clusters.enclaves.services.actors import check_finance
from clusters.enclaves.services.answers import keep_answer, withdraw_objections
from crm.accounts.models import Organisation
from crm.common.errors import RuleError
from crm.office.models import Attachment
from crm.office.services import attachment_add

State = SealedConfirmation.State


@transaction.atomic
def sealed_register(
    *, statement: Statement, document_number: str, document_date: date, file: UploadedFile, actor: Any
) -> SealedConfirmation:
    """Keep the scan with its number and date. It confirms nothing until a second person has checked it."""
    check_finance(actor)
    statement = confirmable(statement)
    if not document_number.strip():
        raise RuleError(
            _("Give the document number that stands on the paper."), code="required", field="document_number"
        )
    if document_date > timezone.localdate():
        raise RuleError(_("The date lies in the future."), code="date", field="document_date")
    if document_date < timezone.localdate(statement.issued_at):
        raise RuleError(
            _("The paper is older than the statement, which was issued on %(day)s.")
            % {"day": timezone.localdate(statement.issued_at)},
            code="date",
            field="document_date",
        )
    if statement.sealed_confirmations.filter(state=State.REGISTERED).exists():
        raise RuleError(_("A scan of this statement waits for its check already."), code="waiting_already")
    sealed = SealedConfirmation(
        statement=statement,
        document_number=document_number.strip(),
        document_date=document_date,
        registered_by=actor,
    ).save_by(actor, _("Sealed scan registered"))
    attachment_add(subject=sealed, file=file, actor=actor, kind=Attachment.Kind.SEALED, number=sealed.document_number)
    return sealed


@transaction.atomic
def sealed_check(*, sealed: SealedConfirmation, actor: Any) -> SealedConfirmation:
    """The second person has compared scan, seal, number and amounts: every open line of the statement is confirmed."""
    sealed = registered(sealed, actor)
    statement = confirmable(sealed.statement)
    lines = unanswered_lines(statement.settlement).filter(party=statement.party)
    text = _("Confirmed on paper, document %(number)s of %(day)s; scan checked by %(person)s") % {
        "number": sealed.document_number,
        "day": sealed.document_date.isoformat(),
        "person": actor,
    }
    for line in lines:
        keep_answer(line, LineAnswer.Answer.CONFIRM, text, sealed.registered_by, files=())
        withdraw_objections(line, actor)
    return closed(sealed, State.CHECKED, actor, _("Checked against the paper"))


@transaction.atomic
def sealed_refuse(*, sealed: SealedConfirmation, reason: str, actor: Any) -> SealedConfirmation:
    sealed = registered(sealed, actor)
    if not reason.strip():
        raise RuleError(_("Say what is wrong with the scan."), code="reason_required", field="reason")
    sealed.reason = reason.strip()
    return closed(sealed, State.REFUSED, actor, sealed.reason)


def confirmable(statement: Statement) -> Statement:
    """The statement, its settlement locked, if a party other than the zone may confirm it now."""
    Settlement.objects.select_for_update().get(pk=statement.settlement_id)
    statement = Statement.objects.select_related("settlement__agreement", "party__organisation").get(pk=statement.pk)
    settlement = statement.settlement
    if settlement.state != Settlement.State.ISSUED or statement.round != settlement.round:
        raise RuleError(
            _("Statements are confirmed while their settlement is issued and not yet locked."), code="not_issued"
        )
    if statement.party.organisation.kind == Organisation.Kind.ZONE:
        raise RuleError(_("The zone confirms on line, not by a sealed paper."), code="own_party")
    return statement


def registered(sealed: SealedConfirmation, actor: Any) -> SealedConfirmation:
    """The row, locked, if this second person may decide on it."""
    check_finance(actor)
    row = SealedConfirmation.objects.select_for_update(of=("self",)).get(pk=sealed.pk)
    if row.state != State.REGISTERED:
        raise RuleError(
            _("This scan is decided on already: %(state)s.") % {"state": row.get_state_display()}, code="done"
        )
    if row.registered_by_id == getattr(actor, "pk", None):
        raise RuleError(_("Another person than the one who registered the scan checks it."), code="same_person")
    return row


def closed(sealed: SealedConfirmation, state: str, actor: Any, reason: str) -> SealedConfirmation:
    sealed.state, sealed.checked_by, sealed.checked_at = state, actor, timezone.now()
    return sealed.save_by(actor, reason)
