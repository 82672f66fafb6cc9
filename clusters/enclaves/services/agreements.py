"""Agreements are opened with their parties, and projects enrolled in them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from clusters.enclaves.models import (
    Agreement,
    AgreementVersion,
    Enrolment,
    Party,
    Settlement,
    SettlementLine,
    SharingRule,
)
from clusters.models import Project
from crm.accounts.models import Organisation
from crm.common.errors import RuleError


@transaction.atomic
def agreement_create(
    *, code: str, parties: Sequence[tuple[str, Organisation, str]], actor: Any, name: str = "", **fields: Any
) -> Agreement:
    """`parties` are (role, organisation, name in the agreement or empty) in the order that decides ties."""
    if Agreement.objects.filter(code=code).exists():
        raise RuleError(_("The agreement %(code)s is there already.") % {"code": code}, code="exists", field="code")
    roles = [role for role, _organisation, _name in parties]
    if len(parties) < 2 or roles.count(Party.PartyRole.HOST) != 1:
        raise RuleError(_("An agreement has two or more parties, exactly one of them the host."), code="parties")
    agreement = Agreement(code=code, name=name or code, **fields)
    agreement.full_clean()
    agreement.save_by(actor, _("Agreement opened"))
    for order, (role, organisation, known_as) in enumerate(parties, start=1):
        party = Party(agreement=agreement, organisation=organisation, role=role, order=order, name=known_as)
        party.save_by(actor, _("Agreement opened"))
    return agreement


@transaction.atomic
def party_add(*, agreement: Agreement, organisation: Organisation, role: str, actor: Any, name: str = "") -> Party:
    """One more party, last in the order that decides ties; refused where it would change what was agreed."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    parties = agreement.parties.all()
    if role == Party.PartyRole.HOST:
        raise RuleError(_("An agreement has two or more parties, exactly one of them the host."), code="parties")
    if parties.filter(organisation=organisation).exists():
        raise RuleError(_("It is a party of this agreement already."), code="exists", field="organisation")
    if counts_for_every_party(agreement):
        raise RuleError(
            _("An effective rule counts in full for every party: one more would change it. Open a new agreement."),
            code="counted_in_full",
        )
    last = parties.aggregate(last=Max("order"))["last"] or 0
    party = Party(agreement=agreement, organisation=organisation, role=role, name=name, order=last + 1)
    return party.save_by(actor, _("Party added"))


def counts_for_every_party(agreement: Agreement) -> bool:
    rules = SharingRule.objects.filter(
        agreement_version__agreement=agreement,
        agreement_version__state=AgreementVersion.State.EFFECTIVE,
        mode=SharingRule.Mode.DUAL_FULL_COUNT,
    )
    return any(not band.get("ratios") for rule in rules for band in rule.bands or [{}])


@transaction.atomic
def enrolment_edit(
    *, enrolment: Enrolment, actor: Any, category: str = "", enrolled_from: date | None = None
) -> Enrolment:
    """Another category decides which rules hold: never once something of the project was issued."""
    before = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if before.category != category and is_settled(before):
        raise RuleError(
            _("The project was settled under its category; another one would change what was settled."),
            code="settled_already",
            field="category",
        )
    enrolment.category, enrolment.enrolled_from = category, enrolled_from
    return enrolment.save_by(actor, _("Enrolment changed"))


@transaction.atomic
def enrolment_add(
    *,
    agreement: Agreement,
    project: Project,
    actor: Any,
    category: str = "",
    enrolled_from: date | None = None,
    reason: str = "",
) -> Enrolment:
    """Enrol a project. In two agreements at once it may be only where they share different indicators."""
    Project.objects.select_for_update().get(pk=project.pk)
    if Enrolment.objects.filter(agreement=agreement, project=project).exists():
        raise RuleError(_("The project is enrolled in this agreement already."), code="exists", field="project")
    check_no_shared_indicator(agreement, project)
    enrolment = Enrolment(agreement=agreement, project=project, category=category, enrolled_from=enrolled_from)
    return enrolment.save_by(actor, reason or _("Enrolled"))


@transaction.atomic
def enrolment_take(
    *,
    agreement: Agreement,
    project: Project,
    actor: Any,
    category: str = "",
    enrolled_from: date | None = None,
    reason: str = "",
) -> Enrolment:
    """The project stands under this agreement, as a list of projects says; an empty category changes none.

    A project whose one agreement settled nothing of it yet was put under the wrong number, and moves. What was settled
    never moves: then it is an enrolment of its own, refused where both agreements share the same figures.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    known = list(Enrolment.objects.filter(project=project).select_related("agreement"))
    enrolment = next((row for row in known if row.agreement_id == agreement.pk), None)
    if enrolment is None and len(known) == 1 and not is_settled(known[0]):
        enrolment = known[0]
    if enrolment is None:
        given = {"category": category, "enrolled_from": enrolled_from}
        return enrolment_add(agreement=agreement, project=project, actor=actor, reason=reason, **given)
    category = category or enrolment.category
    if (enrolment.agreement_id, enrolment.category) == (agreement.pk, category):
        return enrolment
    enrolment.agreement, enrolment.category = agreement, category
    return enrolment.save_by(actor, reason)


def is_settled(enrolment: Enrolment) -> bool:
    """Whether lines of the project were issued or locked, be it in a round that was opened again."""
    lines = SettlementLine.objects.filter(settlement__agreement=enrolment.agreement_id, project=enrolment.project_id)
    return lines.exclude(settlement__state=Settlement.State.COMPUTED, round=F("settlement__round")).exists()


def check_no_shared_indicator(agreement: Agreement, project: Project) -> None:
    others = Enrolment.objects.filter(project=project).exclude(agreement=agreement).select_related("agreement")
    mine = indicators_of(agreement)
    for other in others:
        theirs = indicators_of(other.agreement)
        # An agreement without rules yet could come to share anything.
        if not mine or not theirs or mine & theirs:
            raise RuleError(
                _("The project %(project)s is enrolled in the agreement %(agreement)s, which shares the same figures.")
                % {"project": project.code, "agreement": other.agreement.code},
                code="enrolled_elsewhere",
                field="project",
            )


def indicators_of(agreement: Agreement) -> set[tuple[str, int]]:
    """Which figures its newest version shares, book by book."""
    newest = agreement.versions.order_by("-effective_year", "-number")
    version = newest.filter(state=AgreementVersion.State.EFFECTIVE).first() or newest.first()
    return set(version.rules.values_list("book", "indicator_id")) if version else set()
