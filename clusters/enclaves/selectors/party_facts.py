"""What the parties of an agreement paid in, hold and laid out, as its page lists it."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves.models import Agreement, SharingRule
from clusters.enclaves.names import percent
from clusters.models import Fact

KINDS = (
    ("contributions", gettext_lazy("Contributions")),
    ("shareholdings", gettext_lazy("Shareholdings")),
    ("outlays", gettext_lazy("Outlays to be recovered")),
)


def party_facts(agreement: Agreement, kind: str) -> dict[str, Any] | None:
    """None where no rule asks for such facts and none were entered."""
    rows = list(
        getattr(agreement, kind).current().select_related("party").order_by("happened_on", "party__order", "pk")
    )
    if not rows and not asked_for(agreement, kind):
        return None
    shares = kind == "shareholdings"
    facts = [
        {
            "row": row,
            "share": percent(Fraction(row.ratio)) if shares else "",
            "is_verified": row.state == Fact.State.VERIFIED,
        }
        for row in rows
    ]
    note = not_whole(rows) if shares else ""
    address = f"enclaves:{kind.removesuffix('s')}"
    return {
        "kind": kind,
        "title": dict(KINDS)[kind],
        "facts": facts,
        "shares": shares,
        "note": note,
        "verify": f"{address}_verify",
        "correct": f"{address}_correct",
    }


def asked_for(agreement: Agreement, kind: str) -> bool:
    rules = [rule for version in agreement.versions.prefetch_related("rules") for rule in version.rules.all()]
    if kind == "outlays":
        return any(rule.recoverers for rule in rules)
    if kind == "shareholdings":
        return any(rule.mode == SharingRule.Mode.BY_EQUITY for rule in rules)
    tied = any((rule.cap or {}).get("tied_to") == "contribution" for rule in rules)
    return tied or any(rule.mode == SharingRule.Mode.BY_CONTRIBUTION for rule in rules)


def not_whole(rows: list[Any]) -> str:
    """A warning where the newest shares do not add up to 1; such days block their lines."""
    held: dict[str, dict[int, Fraction]] = defaultdict(dict)
    for row in rows:
        held[row.rule_code][row.party_id] = Fraction(row.ratio)
    sums = [sum(of_rule.values(), Fraction(0)) for of_rule in held.values()]
    wrong = next((total for total in sums if total != 1), None)
    if wrong is None:
        return ""
    return _("The shares now held add up to %(sum)s, not to 100 %%: lines wait until they do.") % {
        "sum": percent(wrong)
    }
