"""Published sharing rules as sets of rules to compare with (reference/published_rules.json, domain.md §6).

Only what a source gives is taken: rules without ratios, and indicators that are not kept here, are left out by name.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from clusters.enclaves.sharing import TAX

FILE = Path(__file__).parent / "reference" / "published_rules.json"
ROLES = {"fly_out": "origin", "fly_in": "host"}
MODES = {"observed": "split"}
EVENTS = {"first_tax_paid": "first_tax", "construction_start": "construction"}
RETAINED = {"tax_local_retained": "local", "tax_county_retained": "county"}


@dataclass(frozen=True, slots=True)
class PublishedRules:
    """What one document published, with where it was read."""

    key: str
    title: str
    issuer: str
    address: str
    rules: tuple[dict[str, Any], ...]

    @property
    def numbered(self) -> tuple[dict[str, Any], ...]:
        return tuple(rule for rule in self.rules if rule["ratios"].keys() == ROLES.keys() and has_ratios(rule))


def has_ratios(rule: dict[str, Any]) -> bool:
    return None not in rule["ratios"].values()


@cache
def published() -> tuple[PublishedRules, ...]:
    """Those with at least one rule that has numbers."""
    cases = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    found = (
        PublishedRules(case["id"], case["title"], case["issuer"], case["source_address"], tuple(case["rules"]))
        for case in cases
    )
    return tuple(one for one in found if one.numbered)


def version_data(of: PublishedRules, *, codes: dict[str, str], year: int, known: set[str]) -> dict[str, Any]:
    """A version in the notation; `codes` are the parties' by role, `known` the indicators that are kept here."""
    rules = [rule_data(rule, codes) for rule in of.numbered if indicator_of(rule) in known]
    for place, rule in enumerate(rules, 1):
        rule["code"] = f"{rule['indicator']}-{place}"
    return {"number": 1, "effective_year": year, "rules": rules}


def left_out(of: PublishedRules, known: set[str]) -> list[str]:
    """What a set made from it lacks, in the words of its source: no ratios, or indicators that are not kept here."""
    kept = [rule for rule in of.numbered if indicator_of(rule) in known]
    return [rule["notes"] or rule["indicator"] for rule in of.rules if rule not in kept]


def indicator_of(rule: dict[str, Any]) -> str:
    return TAX if rule["indicator"].startswith("tax") else str(rule["indicator"])


def rule_data(rule: dict[str, Any], codes: dict[str, str]) -> dict[str, Any]:
    mode, level = MODES.get(rule["mode"], rule["mode"]), RETAINED.get(rule["indicator"])
    band: dict[str, Any] = {"first": rule["from_year"], "last": rule["to_year"]}
    if mode != "by_contribution":
        band["ratios"] = {codes[ROLES[role]]: ratio for role, ratio in rule["ratios"].items()}
    event = rule["start_event"] or ("first_tax_paid" if rule["from_year"] else None)
    return {
        "book": "fiscal" if indicator_of(rule) == TAX else "assessment",
        "indicator": indicator_of(rule),
        "mode": mode,
        "bands": [band],
        "start": {"event": EVENTS[event]} if event else None,
        "basis": {"kind": "retained", "level": level} if level else {},
    }
