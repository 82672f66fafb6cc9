"""Draft versions of an agreement, and the rules in them: editable until they are reviewed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from clusters.enclaves.models import Agreement, AgreementVersion, FloorRule, Party, SharingRule
from clusters.enclaves.services.actors import check_finance
from crm.common.errors import RuleError


@transaction.atomic
def version_draft(*, agreement: Agreement, effective_year: int, actor: Any, source: str = "") -> AgreementVersion:
    """A new draft that begins with the rules of the version before it."""
    check_finance(actor)
    before = agreement.versions.order_by("-effective_year", "-number").first()
    version = open_draft(agreement, effective_year, source, actor)
    if before is not None:
        copy_rules(before, version, actor)
    return version


def open_draft(agreement: Agreement, effective_year: int, source: str, actor: Any) -> AgreementVersion:
    """An empty draft with the agreement's next number; one at a time."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.versions.exclude(state=AgreementVersion.State.EFFECTIVE).exists():
        raise RuleError(_("There is a draft already: finish that one first."), code="draft_exists")
    number = (agreement.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = AgreementVersion(agreement=agreement, number=number, effective_year=effective_year, source=source)
    check_sensible(version)
    return version.save_by(actor, _("Draft opened"))


def check_sensible(version: AgreementVersion) -> None:
    try:
        version.full_clean()
    except ValidationError as error:
        raise RuleError(" ".join(error.messages), code="version_refused") from error


def copy_rules(before: AgreementVersion, version: AgreementVersion, actor: Any) -> None:
    for row in (*before.rules.all(), *before.floors.all()):
        row.pk, row.version, row.agreement_version = None, 1, version
        row._state.adding = True
        row.save_by(actor, _("Taken over from version %(number)s") % {"number": before.number})


@transaction.atomic
def floor_save(
    *,
    version: AgreementVersion,
    party: Party,
    payer: Party,
    amount_fen: int,
    actor: Any,
    first_year: int | None = None,
    last_year: int | None = None,
    floor: FloorRule | None = None,
) -> FloorRule:
    """A party's yearly minimum is added to a draft, or takes the place of `floor`; another party pays for it."""
    check_finance(actor)
    version = draft(version)
    if party == payer:
        raise RuleError(_("Another party pays for it."), code="pays_itself", field="payer")
    if first_year and last_year and first_year > last_year:
        raise RuleError(_("The last year lies before the first."), code="band_reversed", field="last_year")
    row = floor or FloorRule(code=next_floor_code(version))
    row.agreement_version, row.party, row.payer, row.amount_fen = version, party, payer, amount_fen
    row.first_year, row.last_year = first_year, last_year
    row.full_clean()
    return row.save_by(actor, _("Minimum changed") if floor else _("Minimum added"))


def next_floor_code(version: AgreementVersion) -> str:
    taken = set(version.floors.values_list("code", flat=True)) | set(version.rules.values_list("code", flat=True))
    return next(name for name in (f"minimum-{number}" for number in range(1, 1000)) if name not in taken)


@transaction.atomic
def rule_remove(*, rule: SharingRule | FloorRule, actor: Any) -> None:
    check_finance(actor)
    draft(rule.agreement_version)
    rule._history_user = actor
    rule.delete()


def draft(version: AgreementVersion) -> AgreementVersion:
    version = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != AgreementVersion.State.DRAFT:
        raise RuleError(_("Only a draft is changed; a new version begins from this one."), code="not_draft")
    return version


def next_order(version: AgreementVersion) -> int:
    return (version.rules.aggregate(last=Max("order"))["last"] or 0) + 1


def next_code(version: AgreementVersion, indicator: str) -> str:
    taken = set(version.rules.values_list("code", flat=True))
    names = (indicator if number == 1 else f"{indicator}-{number}" for number in range(1, 1000))
    return next(name for name in names if name not in taken)
