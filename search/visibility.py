"""Row permission in words: which tokens a record carries and which a person holds, for an engine without our tables.

Each pair says the same as the `visible_to` of its model, and `tests/search/test_tokens.py` holds the two together.
"""

from typing import Any

from clusters.enclaves.models import Agreement
from clusters.enclaves.models.agreements import reads_all
from clusters.models import Company
from crm.accounts.roles import Role
from leads.models import Contact, Lead
from search.documents import Tokens, people_of
from search.values import reading

PUBLIC = "public"


def has_role(user: Any, *roles: str) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and user.has_role(*roles)


# --- Everybody ---


@reading()
def public_tokens(record: Any) -> set[str]:
    return {PUBLIC}


def anybody(user: Any) -> set[str]:
    return {PUBLIC}


# --- What the zone may show in public ---


@reading("is_public")
def site_tokens(record: Any) -> set[str]:
    return {"staff", PUBLIC} if record.is_public else {"staff"}


def staff_or_public(user: Any) -> set[str]:
    return {"staff", PUBLIC} if getattr(user, "is_staff_side", False) else {PUBLIC}


# --- What may be confidential ---


@reading("is_confidential", "merged_into")
def confidential_tokens(record: Any) -> set[str]:
    """Of a company: all staff, or the people named; nobody, once it is merged into another."""
    if getattr(record, "merged_into_id", None):
        return set()
    return named_tokens(record) if record.is_confidential else {"staff"}


def named_tokens(record: Any) -> set[str]:
    return {f"named:{pk}" for pk in people_of(record, "named_people")}


@reading("is_confidential", "company.is_confidential", "company.merged_into")
def project_tokens(record: Any) -> set[str]:
    """A project that is open shows its company's name: where that is confidential, its people see both, or those
    named on the project."""
    own, of_company = confidential_tokens(record), confidential_tokens(record.company)
    if "staff" in own:
        return of_company | named_tokens(record)
    return own


def staff_tokens(user: Any) -> set[str]:
    return {"staff", f"named:{user.pk}"} if getattr(user, "is_staff_side", False) else set()


# --- Leads and what hangs on them ---


OF_LEAD = ("merged_into", "owner", "is_confidential", "pooled_at", "team", "company.is_confidential")


@reading(*OF_LEAD)
def lead_tokens(lead: Lead) -> set[str]:
    if lead.merged_into_id:
        return set()
    named = named_tokens(lead)
    if lead.owner_id:
        named.add(f"named:{lead.owner_id}")
    if lead.is_confidential:
        return named
    return named | of_known_company(open_tokens(lead), lead.company)


def open_tokens(lead: Lead) -> set[str]:
    shared = {f"shared:{pk}" for pk in people_of(lead, "shared_with")}
    pooled = {"pool"} if lead.pooled_at else set()
    return shared | pooled | {"zone"} | ({f"team:{lead.team_id}"} if lead.team_id else set())


def of_known_company(tokens: set[str], company: Company) -> set[str]:
    """Where the company is confidential, a token opens together with being named there, as one word."""
    if not company.is_confidential:
        return tokens
    return {f"{token}+{pk}" for token in tokens for pk in people_of(company, "named_people")}


@reading(*(f"lead.{path}" for path in OF_LEAD))
def contact_tokens(contact: Contact) -> set[str]:
    return {token for token in lead_tokens(contact.lead) if token.partition("+")[0] != "pool"}


def leads_held(user: Any) -> set[str]:
    if has_role(user, Role.MANAGER, Role.LEADER):
        held = {"zone"}
    elif has_role(user, Role.PROMOTER):
        held = {f"shared:{user.pk}", "pool"} | ({f"team:{user.team_id}"} if user.team_id else set())
    else:
        return set()
    return {f"named:{user.pk}"} | held | {f"{token}+{user.pk}" for token in held}


def reads_numbers(user: Any) -> bool:
    """As ContactQuerySet.uncovered_for."""
    return has_role(user, Role.PROMOTER, Role.MANAGER)


# --- Agreements ---


def agreement_tokens(agreement: Agreement) -> set[str]:
    return {"readers"} | {f"party:{party.organisation_id}" for party in agreement.parties.all()}


def agreements_held(user: Any) -> set[str]:
    if reads_all(user):
        return {"readers"}
    return {f"party:{user.organisation_id}"} if getattr(user, "is_partner", False) else set()


OPEN = Tokens(public_tokens, anybody)
SITE = Tokens(site_tokens, staff_or_public)
COMPANY = Tokens(confidential_tokens, staff_tokens)
PROJECT = Tokens(project_tokens, staff_tokens)
LEAD = Tokens(lead_tokens, leads_held)
CONTACT = Tokens(contact_tokens, leads_held)
AGREEMENT = Tokens(agreement_tokens, agreements_held)
