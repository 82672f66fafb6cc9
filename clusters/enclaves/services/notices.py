"""A line in the news of those who have to act."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, override

from clusters.enclaves.models import FigureSubmission, Objection, Statement
from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.office.models import Notice

LANGUAGE = "zh-hans"  # a notice is kept as text, in the language of the office
KINDS = {
    "statement": ngettext_lazy(
        "%(count)d statement waits for your answer.", "%(count)d statements wait for your answer.", "count"
    ),
    "objection": ngettext_lazy("%(count)d line was objected to.", "%(count)d lines were objected to.", "count"),
    "figure": ngettext_lazy("%(count)d figure was handed in.", "%(count)d figures were handed in.", "count"),
    "figure_answer": ngettext_lazy("%(count)d figure was looked at.", "%(count)d figures were looked at.", "count"),
}


def tell_of_statement(statement: Statement) -> None:
    """The partner's people: their statement waits for an answer."""
    people = User.objects.filter(
        organisation_id=statement.party.organisation_id, groups__name=Role.PARTNER, is_active=True
    )
    with override(LANGUAGE):
        text = _("Statement %(number)s waits for your answer.") % {"number": statement.number}
    link = f"/partner/statements/{statement.pk}/"
    Notice.objects.bulk_create(Notice(user=person, kind="statement", text=text, link=link) for person in people)


def tell_of_objection(objection: Objection) -> None:
    """Whoever issued the settlement."""
    settlement = objection.line.settlement
    if settlement.issued_by is None:
        return
    with override(LANGUAGE):
        text = _("%(party)s objects to a line of %(number)s.") % {
            "party": objection.line.party.name,
            "number": settlement.number,
        }
    link = f"/office/lines/{objection.line_id}/"
    Notice.objects.create(user=settlement.issued_by, kind="objection", text=text, link=link)


def tell_finance(submission: FigureSubmission) -> None:
    """Every finance officer: whoever is there first answers."""
    people = User.objects.filter(groups__name=Role.FINANCE, is_active=True)
    with override(LANGUAGE):
        text = _("%(place)s hands in a figure: %(figure)s") % {
            "place": submission.organisation.name,
            "figure": submission,
        }
    link = submission.get_absolute_url()
    Notice.objects.bulk_create(Notice(user=person, kind="figure", text=text[:300], link=link) for person in people)


def tell_organisation(submission: FigureSubmission) -> None:
    """The people of the place that handed the figure in."""
    people = User.objects.filter(organisation_id=submission.organisation_id, groups__name=Role.PARTNER, is_active=True)
    with override(LANGUAGE):
        text = _("Figure %(figure)s: %(state)s") % {"figure": submission, "state": submission.get_state_display()}
    link = f"/partner/figures/{submission.pk}/"
    Notice.objects.bulk_create(
        Notice(user=person, kind="figure_answer", text=text[:300], link=link) for person in people
    )
