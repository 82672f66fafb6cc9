"""A version of an agreement goes from draft to reviewed to effective; after that nobody edits it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.enclaves.models import Agreement, AgreementVersion, Enrolment, Settlement
from clusters.enclaves.selectors.contradictions import contradictions_of
from clusters.enclaves.services.actors import check_finance
from clusters.enclaves.services.agreements import indicators_of
from clusters.models import Project
from crm.common.errors import RuleError

State = AgreementVersion.State


@transaction.atomic
def version_review(*, version: AgreementVersion, actor: Any, is_verified: bool = False) -> AgreementVersion:
    """The draft was read and is free of contradictions; `is_verified` when it was read against the signed paper."""
    check_finance(actor)
    version = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != State.DRAFT:
        raise RuleError(_("Only a draft is reviewed."), code="not_draft")
    check_contradictions(version)
    version.is_verified = is_verified or version.is_verified
    version.state, version.reviewed_by, version.reviewed_at = State.REVIEWED, actor, timezone.now()
    return version.save_by(actor, _("Reviewed"))


@transaction.atomic
def version_make_effective(*, version: AgreementVersion, actor: Any) -> AgreementVersion:
    """From its 1 January on it holds. Refused with contradictions, and over years that were settled already."""
    check_finance(actor)
    version = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != State.REVIEWED:
        raise RuleError(_("A version is reviewed before it takes effect."), code="not_reviewed")
    if actor is not None and version.reviewed_by_id == actor.pk:
        raise RuleError(_("Whoever reviewed a version does not make it effective."), code="same_person")
    check_contradictions(version)
    check_nothing_settled(version)
    check_not_shared_elsewhere(version)
    version.state, version.approved_by, version.approved_at = State.EFFECTIVE, actor, timezone.now()
    return version.save_by(actor, _("Made effective"))


def check_contradictions(version: AgreementVersion) -> None:
    found = [one.sentence for one in contradictions_of(version) if one.is_error]
    if not version.rules.exists():
        found.append(_("The version has no rules."))
    if found:
        raise RuleError(
            _("The version contradicts itself: %(problems)s") % {"problems": " ".join(found)},
            code="contradictions",
            missing=found,
        )


def check_nothing_settled(version: AgreementVersion) -> None:
    """A new version never touches what an old one settled."""
    agreement = Agreement.objects.select_for_update().get(pk=version.agreement_id)
    settled = agreement.settlements.filter(year__gte=version.effective_year).exclude(state=Settlement.State.COMPUTED)
    first = settled.order_by("year").first()
    if first is not None:
        raise RuleError(
            _("The year %(year)s was settled already; choose a later year.") % {"year": first.year},
            code="settled_already",
            field="effective_year",
        )
    taken = agreement.versions.filter(effective_year=version.effective_year, state=State.EFFECTIVE)
    if taken.exists():
        raise RuleError(_("Another version is effective from that year."), code="year_taken", field="effective_year")


def check_not_shared_elsewhere(version: AgreementVersion) -> None:
    """A project in two agreements shares each of its figures under one of them only."""
    enrolled = version.agreement.enrolments.values("project_id")
    list(Project.objects.select_for_update().filter(pk__in=enrolled).order_by("pk").values_list("pk", flat=True))
    mine = set(version.rules.values_list("book", "indicator_id"))
    others = Enrolment.objects.filter(project__in=enrolled).exclude(agreement=version.agreement_id)
    for other in others.select_related("project", "agreement").order_by("project__code", "agreement__code"):
        if mine & indicators_of(other.agreement):
            raise RuleError(
                _("The project %(project)s is enrolled in the agreement %(agreement)s, which shares the same figures.")
                % {"project": other.project.code, "agreement": other.agreement.code},
                code="enrolled_elsewhere",
            )
