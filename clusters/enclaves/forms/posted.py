"""A rule in the notation of a version's JSON, as somebody would have typed it into the form."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from django.http import QueryDict

from clusters.enclaves.forms.amounts import written_limit
from clusters.enclaves.forms.bands import ratio_name
from clusters.enclaves.models import Party, SharingRule
from clusters.enclaves.names import percent
from clusters.models import Indicator

PLAIN = ("code", "book", "mode", "category")


def posted(rule: dict[str, Any], parties: list[Party]) -> QueryDict:
    """What the browser sends for this rule."""
    indicator = Indicator.objects.get(code=rule["indicator"])
    data = QueryDict(mutable=True)
    data.update({name: rule.get(name, "") for name in PLAIN})
    data.update({"indicator": str(indicator.pk), "year_method": rule.get("years", SharingRule.YearMethod.CALENDAR)})
    data.update(typed_basis(rule.get("basis", {}), indicator.unit))
    data.update(typed_start(rule.get("start", {})))
    data.update(typed_cap(rule.get("cap") or {}, indicator.unit))
    data.update(typed_lump_sum(rule.get("lump_sum") or {}, indicator.unit))
    data.setlist("tax_codes", rule.get("tax_codes", []))
    data.setlist("recoverers", rule.get("recoverers", []))
    for name, value in typed_bands(rule.get("bands") or [{}], parties, indicator.unit):
        data[name] = value
    return data


def typed_basis(basis: dict[str, Any], unit: str) -> dict[str, str]:
    increment = basis.get("increment") or {}
    typed = {
        "basis": basis.get("kind", SharingRule.BasisKind.TOTAL),
        "retained_level": basis.get("level", SharingRule.Level.LOCAL),
        "increment": increment.get("kind", ""),
        "base_year": str(increment.get("base_year") or ""),
        "base_amount": written_limit(increment.get("amount"), unit),
        "netting": increment.get("netting", ""),
    }
    return {**typed, "less_incentives": "on"} if basis.get("less_incentives") else typed


def typed_start(start: dict[str, Any]) -> dict[str, str]:
    if start.get("on"):
        return {"start_event": SharingRule.StartEvent.DATE, "start_on": start["on"]}
    return {"start_event": start.get("event", ""), "start_rule": start.get("rule", "")}


def typed_cap(cap: dict[str, Any], unit: str) -> dict[str, str]:
    return {
        "cap_party": cap.get("party", ""),
        "cap_to": cap.get("to", ""),
        "cap_tied_to": cap.get("tied_to") or "",
        "cap_limit": written_limit(cap.get("limit"), unit),
        "cap_factor": cap.get("factor", ""),
        "cap_period": cap.get("period", ""),
    }


def typed_lump_sum(lump: dict[str, Any], unit: str) -> dict[str, str]:
    amount = written_limit(lump.get("amount"), unit)
    return {"lump_payer": lump.get("payer", ""), "lump_payee": lump.get("payee", ""), "lump_amount": amount}


def typed_bands(bands: list[dict[str, Any]], parties: list[Party], unit: str) -> Iterator[tuple[str, str]]:
    yield from rows_of("bands", len(bands))
    for place, band in enumerate(bands):
        start, table = f"bands-{place}", band.get("tiers") or {}
        yield f"{start}-first", str(band.get("first") or "")
        yield f"{start}-last", str(band.get("last") or "")
        yield f"{start}-method", table.get("method", "marginal") if table else ""
        yield f"{start}-scope", table.get("scope", "project")
        tiers = table.get("tiers") or [{"ratios": band.get("ratios", {})}]
        yield from rows_of(f"{start}-tiers", len(tiers))
        for row, tier in enumerate(tiers):
            yield f"{start}-tiers-{row}-upper", written_limit(tier.get("upper"), unit)
            for party in parties:
                ratio = tier["ratios"].get(party.code)
                yield f"{start}-tiers-{row}-{ratio_name(party)}", "" if ratio is None else typed_ratio(ratio)


def rows_of(prefix: str, count: int) -> Iterator[tuple[str, str]]:
    yield f"{prefix}-TOTAL_FORMS", str(count)
    yield f"{prefix}-INITIAL_FORMS", "0"


def typed_ratio(text: str) -> str:
    return percent(Fraction(text)).replace("\u202f", "") if text else ""
