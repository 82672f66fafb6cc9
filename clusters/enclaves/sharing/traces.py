"""The account behind a line, as data: codes and numbers that a page renders in Chinese or English (rule 15).

Fractions are written "p/q" or as whole numbers, days as ISO dates. Lines of one base share these objects: never change
a trace in place.
"""

from fractions import Fraction

from .agreement import Rule, Version, YearKind
from .bases import Base, Portion
from .facts import Incentive, Observation, Project, Rate
from .rounding import Division
from .years import Segment


def rule_trace(version: Version, rule: Rule) -> dict:
    return {
        "version": version.number,
        "rule": rule.code,
        "mode": str(rule.mode),
        "basis": {
            "kind": str(rule.basis.kind),
            "level": rule.basis.level,
            "less_incentives": rule.basis.less_incentives,
            "tax_codes": list(rule.tax_codes),
        },
    }


def year_trace(rule: Rule, project: Project | None, segment: Segment, numbers: set[int]) -> dict:
    """Which year of which band, from which event and its evidence."""
    band = rule.bands[segment.band] if segment.band is not None else None
    stone = project.milestone(rule.start.event) if project and rule.start and rule.start.event else None
    if stone is not None and rule.years is not YearKind.WINDOW:
        event = {"event": stone.event, "on": stone.on.isoformat(), "id": stone.id, "revision": stone.revision}
    else:
        event = None
    start = rule.start.on.isoformat() if rule.start and rule.start.on else None
    return {
        "kind": str(rule.years),
        "event": event,
        "start": start,
        "numbers": sorted(numbers),
        "band": [band.first, band.last] if band else None,
        "ratios_from": segment.ratio_on.isoformat() if segment.ratio_on else None,
    }


def base_trace(version: Version, rule: Rule, base: Base, project: Project | None) -> dict:
    numbers = {number for _, portion in base.portions for number in portion.numbers}
    observations = [row for code, portion in base.portions for row in _observations(rule, portion)]
    return {
        **rule_trace(version, rule),
        "year": year_trace(rule, project, base.segment, numbers),
        "observations": sorted(observations, key=lambda row: (row["project"], row["on"], row["id"])),
        "incentives": [_incentive(row) for _, portion in base.portions for row in portion.incentives],
        "steps": base.steps,
    }


def share_trace(amount: int, ratio: Fraction, division: Division | None, place: int) -> dict:
    """How one part was found: exact, whole below, and whether an odd unit went here (rank 1 = first to get one)."""
    exact = amount * ratio
    odd = division.odd if division else ()
    return {
        "of": amount,
        "ratio": str(ratio),
        "exact": str(exact),
        "odd": 1 if place in odd else 0,
        "odd_rank": odd.index(place) + 1 if place in odd else None,
        "odd_units": len(odd),
    }


def _observations(rule: Rule, portion: Portion) -> list[dict]:
    return [observation_trace(row, rate, rule) for row, rate in portion.rated_observations]


def observation_trace(row: Observation, rate: Rate | None, rule: Rule | None = None) -> dict:
    """The observation with its revision, and what of it counted by which way."""
    retained = rule is not None and rule.basis.kind == "retained"
    if rate is not None:
        by, counted = "rate", str(rate.ratio * row.amount)
    elif retained and row.retained is not None:
        by, counted = "observed", str(row.retained)
    else:
        by, counted = "amount", None if row.amount is None else str(row.amount)
    return {
        "project": row.project,
        "id": row.id,
        "revision": row.revision,
        "on": row.on.isoformat(),
        "indicator": row.indicator,
        "tax_code": row.tax_code,
        "amount": row.amount,
        "retained": row.retained,
        "verified": row.verified,
        "by": by,
        "counted": counted,
        "rate": _rate(rate) if rate else None,
    }


def _rate(rate: Rate) -> dict:
    return {
        "id": rate.id,
        "revision": rate.revision,
        "ratio": str(rate.ratio),
        "level": rate.level,
        "valid_from": rate.valid_from.isoformat(),
        "verified": rate.verified,
        "document": rate.document,
    }


def _incentive(row: Incentive) -> dict:
    return {
        "id": row.id,
        "revision": row.revision,
        "on": row.on.isoformat(),
        "project": row.project,
        "amount": row.amount,
    }
