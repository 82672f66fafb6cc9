"""Is this lead known already? Who holds it is told; contact data are not (domain.md §3, 首报首谈)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.credit_codes import normalise_credit_code
from crm.common.names import normalise_company_name, normalise_name
from crm.common.phones import normalise_phone
from leads.models import Contact, Lead

ENDED = (Lead.Status.LOST, Lead.Status.TRANSFERRED, Lead.Status.CLOSED)
LIMIT = 20


@dataclass(frozen=True)
class Match:
    """A lead like the one asked about. `is_same`: the same company and the same project."""

    lead: Lead
    why: str
    is_same: bool
    is_visible: bool


def matches_of(
    *,
    company_name: str,
    project_name: str,
    viewer: Any,
    credit_code: str = "",
    phone: str = "",
    besides: int | None = None,
) -> list[Match]:
    """Open leads with the same credit code, comparable company name or phone; the same ones first.

    It looks beyond what the viewer sees, for a second report must be told; a confidential lead stays unknown to
    whoever is not named on it.
    """
    code = normalise_credit_code(credit_code or "")
    name_key = normalise_company_name(company_name)
    number = normalise_phone(phone) if phone else ""
    visible = set(Lead.objects.visible_to(viewer).filter(_alike(code, name_key, number)).values_list("pk", flat=True))
    found = (
        Lead.objects.filter(_alike(code, name_key, number))
        .filter(Q(is_confidential=False) | Q(pk__in=visible))
        .exclude(status__in=ENDED)
        .exclude(pk=besides)
        .select_related("company", "owner", "team")
        .order_by("pk")[:LIMIT]
    )
    project_key = normalise_name(project_name)
    matches = [_match(lead, code, name_key, project_key, lead.pk in visible) for lead in found]
    return sorted(matches, key=lambda match: not match.is_same)


def _alike(code: str, name_key: str, number: str) -> Q:
    alike = Q(pk__in=[])
    if code:
        alike |= Q(company__credit_code=code)
    if name_key:
        alike |= Q(company__name_key=name_key)
    if number:
        alike |= Q(pk__in=Contact.objects.filter(phone=number).values("lead_id"))
    return alike


def _match(lead: Lead, code: str, name_key: str, project_key: str, is_visible: bool) -> Match:
    same_code = bool(code) and lead.company.credit_code == code
    same_name = bool(name_key) and lead.company.name_key == name_key
    # Two different codes are two companies, however alike their names.
    other_company = bool(code and lead.company.credit_code and not same_code)
    why = _("same credit code") if same_code else _("same company name") if same_name else _("same phone number")
    is_same = (same_code or (same_name and not other_company)) and normalise_name(lead.name) == project_key
    return Match(lead, why, is_same, is_visible)


def is_protected(lead: Lead) -> bool:
    """While no number of days is set, whoever came first holds the lead as long as it is open.

    What lies in the pool is nobody's, but it is claimed there and not registered anew.
    """
    return lead.protected_until is None or lead.protected_until >= timezone.localdate()


def held_message(match: Match) -> str:
    lead = match.lead
    if lead.pooled_at:
        values = {"name": lead.name, "code": lead.code, "why": match.why}
        return _("“%(name)s” (%(code)s, %(why)s) is in the pool; claim it there.") % values
    holder = lead.owner or lead.owner_text or lead.team or _("the zone, not yet assigned")
    values = {"name": lead.name, "code": lead.code, "holder": holder, "why": match.why}
    if lead.protected_until:
        return _("“%(name)s” (%(code)s, %(why)s) is held by %(holder)s, protected until %(until)s.") % {
            **values,
            "until": lead.protected_until,
        }
    return _("“%(name)s” (%(code)s, %(why)s) is held by %(holder)s.") % values
