"""A version as JSON, in and out: the schema is that of `sharing.notation` (/api/v1/agreements/version-schema/)."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clusters.enclaves import sharing
from clusters.enclaves.models import Agreement, AgreementVersion, FloorRule, SharingRule
from clusters.enclaves.selectors.rules import sharing_version
from clusters.enclaves.sentences import sharing_error
from clusters.enclaves.services.actors import check_finance
from clusters.enclaves.services.drafts import draft, next_code, next_order, open_draft
from clusters.models import Indicator, Tax
from crm.audit.models import Access
from crm.audit.services import access_log
from crm.common.errors import RuleError

LARGEST = 1_000_000  # bytes; a version of a hundred rules has some fifty thousand
AS_IN_FILE = ("code", "book", "mode", "category")
LISTS = ("tax_codes", "bands", "recoverers")


def version_data(version: AgreementVersion) -> dict[str, Any]:
    return sharing.version_to_data(sharing_version(version))


def file_name(version: AgreementVersion) -> str:
    return f"{version.agreement.code}-v{version.number}.json"


def log_download(version: AgreementVersion, actor: Any) -> None:
    access_log(
        kind=Access.Kind.DOWNLOAD,
        actor=actor,
        subject=_("Agreement version %(name)s") % {"name": file_name(version)},
        subject_key=f"agreementversion:{version.pk}",
    )


def read_json(content: bytes) -> Any:
    """RuleError with the place where it stops being JSON."""
    if len(content) > LARGEST:
        raise RuleError(_("The file is too large for a version of an agreement."), code="too_large", field="file")
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        message = _("The file is not JSON: line %(line)s, column %(column)s.") % place
        raise RuleError(message, code="not_json", field="file") from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise RuleError(_("The file is not JSON in UTF-8."), code="not_json", field="file") from error


@transaction.atomic
def version_upload(*, agreement: Agreement, data: Any, actor: Any, source: str = "") -> AgreementVersion:
    """A new draft with exactly the rules of the data; its number is the agreement's next, whatever the data says."""
    check_finance(actor)
    try:
        given = sharing.version_to_data(sharing.version_from_data(data))
    except sharing.SharingError as error:
        raise RuleError(sharing_error(error), code=error.code, field="file") from error
    version = open_draft(agreement, given["effective_year"], source, actor)
    for order, rule in enumerate(given["rules"], start=1):
        keep(
            SharingRule(agreement_version=version, order=order, **rule_fields(rule)), rule["code"], actor, field="file"
        )
    parties = {party.code: party for party in agreement.parties.all()}
    for floor in given.get("floors", []):
        keep(FloorRule(agreement_version=version, **floor_fields(floor, parties)), floor["code"], actor, field="file")
    return version


@transaction.atomic
def rule_save(*, version: AgreementVersion, data: Any, actor: Any, rule: SharingRule | None = None) -> SharingRule:
    """A rule in the notation is added to a draft, or takes the place of `rule`, whose version is what was read."""
    check_finance(actor)
    version = draft(version)
    row = rule or SharingRule(order=next_order(version))
    row.agreement_version = version
    for name, value in read_rule(version, data, known_as=row.code).items():
        setattr(row, name, value)
    return keep(row, row.code, actor, reason=_("Rule changed") if rule else _("Rule added"))


def rule_unsaved(version: AgreementVersion, data: Any, rule: SharingRule | None = None) -> SharingRule:
    """The row that the notation would become: to show what it means."""
    row = SharingRule(pk=rule.pk if rule else None, agreement_version=version)
    for name, value in read_rule(version, data, known_as=rule.code if rule else "").items():
        setattr(row, name, value)
    return row


def read_rule(version: AgreementVersion, data: dict[str, Any], known_as: str = "") -> dict[str, Any]:
    """The fields of a row; a rule without a code keeps its own, or is given one."""
    code = data.get("code") or known_as or next_code(version, data["indicator"])
    try:
        given = sharing.rule_to_data(sharing.rule_from_data({**data, "code": code}))
    except sharing.SharingError as error:
        raise RuleError(sharing_error(error), code=error.code) from error
    return rule_fields(given)


def keep(row: SharingRule | FloorRule, code: str, actor: Any, reason: str = "", field: str | None = None) -> Any:
    try:
        row.full_clean()
    except ValidationError as error:
        problems = " ".join(error.messages)
        message = _("Rule %(rule)s: %(problems)s") % {"rule": code, "problems": problems}
        raise RuleError(message, code="rule_refused", field=field) from error
    return row.save_by(actor, reason or _("Read from a file"))


def rule_fields(rule: dict[str, Any]) -> dict[str, Any]:
    """The notation's rule as the fields of a row, which keeps bands, cap and fixed sum in the same notation."""
    basis, start = rule.get("basis", {}), rule.get("start", {})
    check_taxes(rule)
    check_books(rule)
    return {
        **{name: rule.get(name, "") for name in AS_IN_FILE},
        **{name: rule.get(name, []) for name in LISTS},
        "indicator": indicator_of(rule),
        "year_method": rule.get("years", SharingRule.YearMethod.CALENDAR),
        "basis": basis.get("kind", SharingRule.BasisKind.TOTAL),
        "retained_level": basis.get("level", SharingRule.Level.LOCAL),
        "less_incentives": basis.get("less_incentives", False),
        "increment": basis.get("increment"),
        "start_event": SharingRule.StartEvent.DATE if start.get("on") else start.get("event", ""),
        "start_on": start.get("on"),
        "start_rule": start.get("rule", ""),
        "cap": rule.get("cap"),
        "lump_sum": rule.get("lump_sum"),
    }


def indicator_of(rule: dict[str, Any]) -> Indicator:
    found = Indicator.objects.filter(code=rule["indicator"]).first()
    if found is None:
        raise unknown(rule["code"], rule["indicator"])
    return found


def check_taxes(rule: dict[str, Any]) -> None:
    known = set(Tax.objects.values_list("code", flat=True))
    for code in rule.get("tax_codes", []):
        if code not in known:
            raise unknown(rule["code"], code)


def check_books(rule: dict[str, Any]) -> None:
    """What the database would refuse in its own words."""
    if (rule["mode"], rule["book"]) == (SharingRule.Mode.DUAL_FULL_COUNT, SharingRule.Book.FISCAL):
        message = _("Rule %(rule)s: money is never counted in full by both sides.") % {"rule": rule["code"]}
        raise RuleError(message, code="dual_in_fiscal", field="file")
    if rule["book"] not in SharingRule.Book.values:
        message = _("Rule %(rule)s: the statutory book is observed, not shared.") % {"rule": rule["code"]}
        raise RuleError(message, code="statutory_book", field="file")


def floor_fields(floor: dict[str, Any], parties: dict[str, Any]) -> dict[str, Any]:
    if not floor["payer"]:
        message = _("The yearly minimum %(rule)s has no payer.") % {"rule": floor["code"]}
        raise RuleError(message, code="floor_without_payer", field="file")
    for code in (floor["party"], floor["payer"]):
        if code not in parties:
            raise unknown(floor["code"], code)
    given = {"rule": floor["code"], "party": parties[floor["party"]].name}
    if floor["party"] == floor["payer"]:
        message = _("Rule %(rule)s: %(party)s would pay itself.") % given
        raise RuleError(message, code="pays_itself", field="file")
    if floor["amount"] < 0:
        raise RuleError(_("The yearly minimum %(rule)s is negative.") % given, code="floor_negative", field="file")
    return {
        "code": floor["code"],
        "party": parties[floor["party"]],
        "payer": parties[floor["payer"]],
        "amount_fen": floor["amount"],
        "first_year": floor.get("first"),
        "last_year": floor.get("last"),
    }


def unknown(rule: str, word: str) -> RuleError:
    message = _("Rule %(rule)s names “%(word)s”, which is not known here.") % {"rule": rule, "word": word}
    return RuleError(message, code="unknown_word", field="file")
