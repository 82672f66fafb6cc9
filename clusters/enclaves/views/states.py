"""States as the pages colour them, each with its word."""

from typing import Any

from django.utils.translation import gettext as _

from clusters.enclaves.models import (
    AgreementVersion,
    FigureSubmission,
    LineAnswer,
    Objection,
    SealedConfirmation,
    Settlement,
    SettlementLine,
)
from crm.office.badges import Badge

VERSIONS = {
    AgreementVersion.State.DRAFT: "grey",
    AgreementVersion.State.REVIEWED: "blue",
    AgreementVersion.State.EFFECTIVE: "green",
}
SETTLEMENTS = {Settlement.State.COMPUTED: "grey", Settlement.State.ISSUED: "blue", Settlement.State.LOCKED: "green"}
LINES = {
    SettlementLine.State.SHARED: "green",
    SettlementLine.State.NOT_SHARED: "grey",
    SettlementLine.State.ENDED: "grey",
    SettlementLine.State.BLOCKED: "red",
}
OBJECTIONS = {
    Objection.State.OPEN: "red",
    Objection.State.ANSWERED: "yellow",
    Objection.State.WITHDRAWN: "grey",
    Objection.State.DISMISSED: "green",
    Objection.State.ACCEPTED: "yellow",
}


SUBMISSIONS = {
    FigureSubmission.State.WAITING: "blue",
    FigureSubmission.State.ACCEPTED: "green",
    FigureSubmission.State.RETURNED: "red",
    FigureSubmission.State.WITHDRAWN: "grey",
}
SEALED = {
    SealedConfirmation.State.REGISTERED: "yellow",
    SealedConfirmation.State.CHECKED: "green",
    SealedConfirmation.State.REFUSED: "red",
}


def version_state(version: AgreementVersion) -> Badge:
    return Badge(version.get_state_display(), VERSIONS[version.state])


def settlement_state(settlement: Settlement) -> Badge:
    return Badge(settlement.get_state_display(), SETTLEMENTS[settlement.state])


def line_state(line: SettlementLine) -> Badge:
    return Badge(line.get_state_display(), LINES[line.state])


def objection_state(objection: Objection) -> Badge:
    return Badge(objection.get_state_display(), OBJECTIONS[objection.state])


def submission_state(submission: FigureSubmission) -> Badge:
    return Badge(submission.get_state_display(), SUBMISSIONS[submission.state])


def sealed_state(sealed: SealedConfirmation) -> Badge:
    return Badge(sealed.get_state_display(), SEALED[sealed.state])


def answer_state(line: Any) -> Badge:
    """What became of a line that was annotated with its last answer (selectors.answers)."""
    if line.is_blocked:
        return line_state(line)
    if line.objection_state == Objection.State.DISMISSED:
        return Badge(_("Ruled: stands"), "green")
    if line.last_answer == LineAnswer.Answer.CONFIRM:
        return Badge(_("Confirmed"), "green")
    if line.last_answer == LineAnswer.Answer.DISPUTE:
        return Badge(_("Objected to"), "red")
    return Badge(_("No answer yet"), "yellow")
