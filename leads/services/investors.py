"""The company behind a lead: found by credit code, then by its comparable name, made where it is new."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import Company
from crm.common.credit_codes import credit_code_problem, normalise_credit_code
from crm.common.errors import RuleError
from crm.common.names import normalise_company_name
from crm.common.records import bulk_create_by, bulk_update_by
from leads.services.rights import lead_for_change

AT_ONCE = 500


def investor_for(
    *,
    name: str,
    credit_code: str = "",
    cluster: Any = None,
    actor: Any = None,
    is_confidential: bool = False,
    named_people: Iterable[Any] = (),
    reason: str = "",
) -> Company:
    """The company of that code or name, or a new one. A code that is new to a known company is entered there.

    A name alone matches only a company whose code does not differ: two companies may share a name, not a code.
    """
    code = checked_credit_code(credit_code)
    name = name.strip()
    if not name:
        raise RuleError(_("Please give the name of the company."), code="required", field="company_name")
    company = find_investor(name=name, credit_code=code)
    if company is None:
        company = Company(name=name, credit_code=code or None, cluster=cluster, is_confidential=is_confidential)
        company.came_with_lead = True
        company.save_by(actor, reason)
        company.named_people.set(named_people)
    elif code and not company.credit_code:
        company.credit_code = code
        company.save_by(actor, reason)
    return company


@dataclass
class Investors:
    """The companies behind many leads, by the rules of `investor_for`, in a few questions to the database.

    `company` gives one for each lead, in turn; `save` then writes those that are new or have got a code.
    """

    by_code: dict[str, Company] = field(default_factory=dict)
    by_name: dict[str, list[Company]] = field(default_factory=dict)
    new: list[Company] = field(default_factory=list)
    coded: dict[int, Company] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str], codes: Iterable[str]) -> "Investors":
        keys, codes = {normalise_company_name(name) for name in names if name}, {code for code in codes if code}
        found = cls()
        for values, column in ((sorted(keys), "name_key"), (sorted(codes), "credit_code")):
            for start in range(0, len(values), AT_ONCE):
                rows = Company.objects.filter(**{f"{column}__in": values[start : start + AT_ONCE]})
                for company in rows.select_related("merged_into").order_by("pk"):
                    found.know(company)
        return found

    def know(self, company: Company) -> None:
        same_name = self.by_name.setdefault(normalise_company_name(company.name), [])
        if company.credit_code:
            company = self.by_code.setdefault(company.credit_code, company)
        if all(company is not other and (company.pk is None or company.pk != other.pk) for other in same_name):
            same_name.append(company)

    def company(self, *, name: str, credit_code: str = "", cluster: Any = None) -> Company:
        """Maybe unsaved, until `save`."""
        code, name = checked_credit_code(credit_code), (name or "").strip()
        if not name:
            raise RuleError(_("Please give the name of the company."), code="required", field="company_name")
        company = self.find(name, code)
        if company is None:
            company = Company(name=name, credit_code=code or None, cluster=cluster, came_with_lead=True)
            self.new.append(company)
            self.know(company)
        elif code and not company.credit_code:
            company.credit_code = code
            self.by_code[code] = company
            if company.pk:
                self.coded[company.pk] = company
        return company

    def find(self, name: str, code: str) -> Company | None:
        same_name = self.by_name.get(normalise_company_name(name), [])
        found = self.by_code.get(code) if code else None
        found = found or next((one for one in same_name if not (code and one.credit_code)), None)
        while found is not None and found.merged_into_id:
            found = found.merged_into
        return found

    def save(self, actor: Any, reason: str) -> None:
        for company in self.new:
            company.prepare()
        bulk_create_by(Company, self.new, actor, reason)
        bulk_update_by(Company, self.coded.values(), ["credit_code"], actor, reason)
        self.new, self.coded = [], {}


def checked_credit_code(text: str) -> str:
    code = normalise_credit_code(text or "")
    problem = credit_code_problem(code) if code else ""
    if problem:
        raise RuleError(problem, code="credit_code", field="credit_code")
    return code


def find_investor(*, name: str, credit_code: str = "") -> Company | None:
    """What was merged into another company is that one."""
    found = find_by_code_or_name(name=name, credit_code=credit_code)
    while found is not None and found.merged_into_id:
        found = found.merged_into
    return found


def find_by_code_or_name(*, name: str, credit_code: str = "") -> Company | None:
    if credit_code:
        found = Company.objects.filter(credit_code=credit_code).first()
        if found:
            return found
    same_name = Company.objects.filter(name_key=normalise_company_name(name)).order_by("pk")
    if credit_code:
        same_name = same_name.filter(credit_code__isnull=True)
    return same_name.first()


@transaction.atomic
def company_code_enter(*, lead_id: int, credit_code: str, actor: Any) -> Company:
    """The credit code of a lead's company, where none was known. A code of another company is refused."""
    lead = lead_for_change(lead_id, actor)
    code = checked_credit_code(credit_code)
    company = Company.objects.select_for_update().get(pk=lead.company_id)
    if company.credit_code:
        raise RuleError(_("The credit code of this company is known; change it on its page."), code="known")
    if Company.objects.filter(credit_code=code).exists():
        raise RuleError(_("Another company has this credit code."), code="code_taken", field="credit_code")
    company.credit_code = code
    return company.save_by(actor, _("Entered with the lead %(code)s") % {"code": lead.code})
