"""Is this lead known already? Who holds it is told; contact data are not (domain.md §3, 首报首谈)."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models import Company
from crm.common.credit_codes import normalise_credit_code
from crm.common.names import normalise_company_name, normalise_name, sound_of_company
from crm.common.phones import normalise_phone
from leads.models import Contact, Lead

ENDED = (Lead.Status.LOST, Lead.Status.TRANSFERRED, Lead.Status.CLOSED)
LIMIT = 20
COMPANIES = 50
# Letters that two sounding names share at their beginning before they are called similar: about three syllables.
NEAR = 8
LONGEST = 60


@dataclass(frozen=True)
class Match:
    """A lead like the one asked about. `is_same`: the same company and the same project."""

    lead: Lead
    why: str
    is_same: bool


def matches_of(
    *,
    company_name: str,
    project_name: str,
    viewer: Any,
    credit_code: str = "",
    phone: str = "",
    besides: int | None = None,
) -> list[Match]:
    """Open leads with the same credit code, company name or phone, or a name that is similar or sounds alike.

    The same company and project come first, then by how strong the ground is.

    It looks beyond what the viewer sees, for a second report must be told; what is confidential stays
    unknown to whoever is not named on it.
    """
    asked = Asked.of(company_name, project_name, credit_code, phone)
    same, near = alike_companies(asked)
    numbers = alike_numbers(asked)
    alike = Lead.objects.filter(Q(company__in=[*same, *near]) | Q(pk__in=numbers))
    found = (
        alike.filter(merged_into=None)
        .known_to_exist(viewer)
        .exclude(status__in=ENDED)
        .exclude(pk=besides)
        .select_related("company", "owner", "team")
        .order_by(Case(When(company__in=same, then=0), default=1), "pk")[:LIMIT]
    )
    matches = [asked.match(lead) for lead in found]
    return sorted(matches, key=lambda match: (not match.is_same, asked.rank(match.lead)))


@dataclass(frozen=True)
class Asked:
    """What is asked about, each part in its comparable form."""

    code: str
    name_key: str
    sound: str
    number: str
    project_key: str

    @classmethod
    def of(cls, company_name: str, project_name: str, credit_code: str, phone: str) -> Self:
        return cls(
            code=normalise_credit_code(credit_code or ""),
            name_key=normalise_company_name(company_name),
            sound=sound_of_company(company_name) if company_name.strip() else "",
            number=normalise_phone(phone) if phone else "",
            project_key=normalise_name(project_name),
        )

    def grounds(self, company: Company) -> list[tuple[bool, Any]]:
        """What is alike, the strongest first. The phone is the last: it alone remains where nothing else is."""
        return [
            (bool(self.code) and company.credit_code == self.code, _("same credit code")),
            (bool(self.name_key) and company.name_key == self.name_key, _("same company name")),
            (bool(self.sound) and company.name_sound == self.sound, _("company name sounds alike")),
            (self.is_near(company.name_sound), _("similar company name")),
            (True, _("same phone number")),
        ]

    def is_near(self, sound: str) -> bool:
        """One name is the beginning of the other, and long enough to mean something."""
        shorter = min(len(sound), len(self.sound))
        return shorter >= NEAR and (sound.startswith(self.sound) or self.sound.startswith(sound))

    def rank(self, lead: Lead) -> int:
        return next(place for place, (is_so, _why) in enumerate(self.grounds(lead.company)) if is_so)

    def match(self, lead: Lead) -> Match:
        company, grounds = lead.company, self.grounds(lead.company)
        same_code, same_name = grounds[0][0], grounds[1][0]
        # Two different codes are two companies, however alike their names.
        other_company = bool(self.code and company.credit_code and not same_code)
        is_same = (same_code or (same_name and not other_company)) and normalise_name(lead.name) == self.project_key
        return Match(lead, grounds[self.rank(lead)][1], is_same)


def alike_companies(asked: Asked) -> tuple[list[int], list[int]]:
    """The same ones with what they were merged into, and those whose name is similar or sounds alike.

    In one query, each by index, and apart from the phones: a condition over several tables would read all leads.
    """
    same = Q(pk__in=[])
    if asked.code:
        same |= Q(credit_code=asked.code)
    if asked.name_key:
        same |= Q(name_key=asked.name_key)
    near = Q(name_sound__in=beginnings(asked.sound) if asked.sound else [])
    if len(asked.sound) >= NEAR:  # a range, which every database looks up by index
        near |= Q(name_sound__gt=asked.sound, name_sound__lt=f"{asked.sound}zzzz")
    place = Case(When(same, then=0), default=1) if asked.code or asked.name_key else Value(1)
    found = Company.objects.filter(same | near).annotate(place=place).order_by("place", "pk")
    rows = list(found.values_list("place", "pk", "merged_into_id")[: 2 * COMPANIES])
    kept = [key for place, *keys in rows if place == 0 for key in keys if key]
    return kept, [key for place, key, _merged in rows if place == 1]


def alike_numbers(asked: Asked) -> list[int]:
    """Leads with a contact of this phone."""
    if not asked.number:
        return []
    return list(Contact.objects.filter(phone=asked.number).values_list("lead_id", flat=True)[:LIMIT])


def beginnings(sound: str) -> list[str]:
    """The sound itself and its longer beginnings."""
    return [sound, *(sound[:size] for size in range(NEAR, min(len(sound), LONGEST)))]


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
