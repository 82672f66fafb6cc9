"""What tests of simulations are made of."""

from clusters.enclaves.models import Simulation
from clusters.enclaves.services import simulations as services
from tests.factories.enclaves import HALVES

WAN = 1_000_000
PROJECT = {"code": "甲", "category": "", "events": {"first_tax": "2026-05-01", "production": "2026-01-01"}}


def figure(code: str, *values: int | None, tax: str = "") -> dict:
    given = [*values, *[None] * (10 - len(values))]
    return {"project": "甲", "indicator": code, "tax": tax, "values": given}


def rules_of(*rules: dict) -> dict:
    return {"number": 1, "effective_year": 2026, "rules": list(rules)}


def tax(code: str = "tax", **fields) -> dict:
    bands = [{"first": 1, "last": 5, "ratios": HALVES}]
    start = {"event": "first_tax"}
    return {
        "code": code,
        "book": "fiscal",
        "indicator": "tax",
        "mode": "split",
        "bands": bands,
        "start": start,
        **fields,
    }


def added(simulation, parties, *rules, title: str = "一") -> Simulation:
    data = rules_of(*(rules or [tax()]))
    return services.rule_set_add(simulation=simulation, title=title, data=data, actor=parties.computing)
