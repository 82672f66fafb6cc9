"""A partner hands in figures of enrolled projects; a finance officer accepts them as observations or returns them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.enclaves.models import Agreement, Enrolment, FigureSubmission
from clusters.enclaves.models.agreements import partner_organisation_id
from clusters.enclaves.services.actors import check_finance
from clusters.enclaves.services.notices import tell_finance, tell_organisation
from clusters.models import Indicator, Observation, Tax
from clusters.services.observations import check_tax, observation_correct, observation_record, start_of, values
from crm.common.errors import RuleError
from crm.office.models import Attachment
from crm.office.services import attachment_add

State = FigureSubmission.State
FIGURE = ("indicator", "tax", "period_start", "period_end", "entered_value", "entered_unit", "retained", "slip_number")


def submittable(user: Any) -> QuerySet:
    """The enrolments whose projects this person may hand figures in for: those of its place's agreements."""
    if not partner_organisation_id(user):
        return Enrolment.objects.none()
    enrolments = Enrolment.objects.filter(agreement__in=Agreement.objects.all().visible_to(user))
    return enrolments.select_related("agreement", "project").order_by("project__code", "agreement__code")


@transaction.atomic
def figure_submit(
    *,
    enrolment: Enrolment,
    indicator: Indicator,
    period_end: date,
    entered_value: str,
    entered_unit: str,
    actor: Any,
    period_start: date | None = None,
    tax: Tax | None = None,
    retained: str = "",
    slip_number: str = "",
    note: str = "",
    files: Iterable[UploadedFile] = (),
) -> FigureSubmission:
    """Checked as the zone's own figures are, so that what is handed in can be accepted as it stands."""
    if not submittable(actor).filter(pk=enrolment.pk).exists():
        raise RuleError(_("This project is not enrolled in an agreement of your place."), code="not_yours")
    if period_end > timezone.localdate():
        raise RuleError(_("The period has not ended yet."), code="period_in_future", field="period_end")
    check_tax(indicator, tax, retained)
    values(indicator, entered_value, entered_unit, retained)
    submission = FigureSubmission(
        agreement=enrolment.agreement,
        organisation_id=actor.organisation_id,
        project=enrolment.project,
        indicator=indicator,
        tax=tax,
        period_start=start_of(indicator, period_end, period_start),
        period_end=period_end,
        entered_value=entered_value,
        entered_unit=entered_unit,
        retained=retained,
        slip_number=slip_number.strip(),
        note=note.strip(),
        submitted_by=actor,
    )
    check_not_waiting(submission)
    submission.save_by(actor, _("Figure handed in"))
    for file in files:
        attachment_add(subject=submission, file=file, actor=actor, kind=Attachment.Kind.SLIP)
    tell_finance(submission)
    return submission


def check_not_waiting(submission: FigureSubmission) -> None:
    """The same figure once: a second one is a slip of the hand, or corrects what can still be withdrawn."""
    same = FigureSubmission.objects.filter(
        project=submission.project,
        indicator=submission.indicator,
        tax=submission.tax,
        period_start=submission.period_start,
        period_end=submission.period_end,
        slip_number=submission.slip_number,
        state=State.WAITING,
    ).first()
    if same:
        raise RuleError(
            _("This figure waits for the zone already: %(figure)s. Withdraw it first to hand in another.")
            % {"figure": same.written},
            code="waiting_already",
        )


@transaction.atomic
def figure_withdraw(*, submission: FigureSubmission, actor: Any) -> FigureSubmission:
    submission = waiting(submission)
    if actor.organisation_id != submission.organisation_id:
        raise RuleError(_("Only whoever handed a figure in withdraws it."), code="not_yours")
    submission.state = State.WITHDRAWN
    return submission.save_by(actor, _("Withdrawn"))


@transaction.atomic
def figure_accept(*, submission: FigureSubmission, actor: Any) -> FigureSubmission:
    """Make a verified observation of it; a figure that the zone has already for this period is corrected by it."""
    check_finance(actor)
    submission = waiting(submission)
    source = _("Handed in by %(place)s, no. %(number)d") % {
        "place": submission.organisation.name,
        "number": submission.pk,
    }
    present = present_figure(submission)
    if present is None:
        figure = {name: getattr(submission, name) for name in FIGURE}
        observation = observation_record(
            project=submission.project, actor=actor, source=source, verified=True, **figure
        )
    else:
        observation = observation_correct(
            observation=present,
            entered_value=submission.entered_value,
            entered_unit=submission.entered_unit,
            retained=submission.retained,
            reason=source,
            actor=actor,
            verified=True,
        )
    submission.observation = observation
    return answered(submission, State.ACCEPTED, actor, _("Accepted"))


@transaction.atomic
def figure_return(*, submission: FigureSubmission, reason: str, actor: Any) -> FigureSubmission:
    """Send it back, with what is wrong."""
    check_finance(actor)
    if not reason.strip():
        raise RuleError(_("Say what is wrong with the figure."), code="reason_required", field="reason")
    submission = waiting(submission)
    submission.reason = reason.strip()
    return answered(submission, State.RETURNED, actor, submission.reason)


def present_figure(submission: FigureSubmission) -> Observation | None:
    """The zone's current figure of the same project, indicator and period, or of the same slip."""
    same = Observation.objects.current().filter(project=submission.project, tax=submission.tax)
    if submission.slip_number:
        return same.filter(slip_number=submission.slip_number).first()
    period = {"period_start": submission.period_start, "period_end": submission.period_end}
    return same.filter(indicator=submission.indicator, slip_number="", **period).first()


def waiting(submission: FigureSubmission) -> FigureSubmission:
    """The row, locked, if nobody has answered it yet."""
    row = FigureSubmission.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=submission.pk)
    if row.state != State.WAITING:
        raise RuleError(
            _("This figure is answered already: %(state)s.") % {"state": row.get_state_display()}, code="answered"
        )
    return row


def answered(submission: FigureSubmission, state: str, actor: Any, reason: str) -> FigureSubmission:
    submission.state, submission.answered_by, submission.answered_at = state, actor, timezone.now()
    submission.save_by(actor, reason)
    tell_organisation(submission)
    return submission
