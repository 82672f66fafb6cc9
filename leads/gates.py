"""What a lead still lacks before a stage: one rule set for pages, API, imports and the panel of the lead's page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import get_language

from crm.accounts.roles import Role
from crm.office.models import Attachment
from leads.models import Gate, Lead, LeadStage, StageApproval

ORDER = list(LeadStage.values)


@dataclass(frozen=True)
class Missing:
    """One thing that is still needed, and where it belongs."""

    stage: str
    kind: str
    subject: str
    title: str

    def __str__(self) -> str:
        return self.title


def position(stage: str) -> int:
    return ORDER.index(stage)


def next_stage(lead: Lead) -> str | None:
    """The stage after the lead's own; None when it is signed."""
    place = position(lead.stage) + 1
    return ORDER[place] if place < len(ORDER) else None


def missing_for(lead: Lead, stage: str, user: Any = None) -> list[Missing]:
    """What the gates from the lead's stage up to `stage` lack, in order.

    A lead placed by a historical import still owes what the gates it skipped would have asked (domain.md §3), but not
    their approvals. A manager's own move is its approval.
    """
    owes_past = lead.is_historical_import
    first = 0 if owes_past else position(lead.stage)
    stages = ORDER[first + 1 : position(stage) + 1]
    gates = sorted(
        Gate.objects.filter(stage__in=stages, is_active=True), key=lambda gate: (position(gate.stage), gate.order)
    )
    facts = LeadFacts(lead, user)
    return [
        Missing(gate.stage, gate.kind, gate.subject, gate_title(gate))
        for gate in gates
        if not (gate.kind == Gate.Kind.APPROVAL and position(gate.stage) <= position(lead.stage))
        and not facts.satisfies(gate)
    ]


def still_missing(lead: Lead, user: Any = None) -> tuple[str, list[Missing]]:
    """The stage that the panel speaks of and what it lacks; for a signed lead what its import left open."""
    stage = next_stage(lead) or lead.stage
    return stage, missing_for(lead, stage, user)


def gate_title(gate: Gate) -> str:
    english = (get_language() or "").startswith("en")
    return gate.title_en if english and gate.title_en else gate.title


class LeadFacts:
    """What is known of one lead; each kind is read from the database once, when a gate asks for it."""

    def __init__(self, lead: Lead, user: Any = None) -> None:
        self.lead = lead
        self.user = user

    def satisfies(self, gate: Gate) -> bool:
        check: dict[str, Callable[[Gate], bool]] = {
            Gate.Kind.FIELD: lambda gate: self.has_field(gate.subject),
            Gate.Kind.ATTACHMENT: lambda gate: self.any_of(gate.subject, self.attachments),
            Gate.Kind.ACTIVITY: lambda gate: self.any_of(gate.subject, self.activities),
            Gate.Kind.APPROVAL: lambda gate: self.is_approved(gate.stage),
        }
        return check[gate.kind](gate)

    @staticmethod
    def any_of(subject: str, found: set[str]) -> bool:
        """`visit,meeting` asks for either; an empty subject for any at all."""
        wanted = {word.strip() for word in subject.split(",") if word.strip()}
        return bool(found & wanted) if wanted else bool(found)

    def has_field(self, name: str) -> bool:
        special = {
            "contact": lambda: self.has_contact,
            "credit_code": lambda: bool(self.lead.company.credit_code),
            "segment": lambda: bool(self.lead.segment_id or self.lead.segment_text),
            "owner": lambda: bool(self.lead.owner_id),
        }
        if name in special:
            return special[name]()
        return getattr(self.lead, name) not in (None, "")

    @cached_property
    def has_contact(self) -> bool:
        return self.lead.contacts.exclude(phone="").exists()

    @cached_property
    def activities(self) -> set[str]:
        return set(self.lead.activities.order_by().values_list("kind", flat=True).distinct())

    @cached_property
    def attachments(self) -> set[str]:
        kind = ContentType.objects.get_for_model(Lead)
        found = Attachment.objects.filter(content_type=kind, object_id=self.lead.pk)
        return set(found.order_by().values_list("kind", flat=True).distinct())

    def is_approved(self, stage: str) -> bool:
        if self.user is not None and self.user.has_role(Role.MANAGER):
            return True
        granted = StageApproval.State.GRANTED
        return any(one.stage == stage and one.state == granted for one in self.lead.approvals.all())
