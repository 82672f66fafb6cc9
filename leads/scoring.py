"""A lead's score: each criterion with its value, its points, and the rule behind it (docs/algorithms/screening.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from clusters.models import Segment
from crm.common.areas import SQUARE_METRES
from crm.office.badges import Badge
from leads.formulas import evaluate, plain, read_levels, share_of
from leads.models import Criterion, Lead, LeadRules, Mark, Screening

OPEN = (Lead.Status.ACTIVE, Lead.Status.ON_HOLD)
WAN = 1_000_000  # fen in 10 000 yuan
CHAIN = {Segment.Strength.MISSING: 2, Segment.Strength.WEAK: 1, Segment.Strength.STRONG: 0}


@dataclass(frozen=True)
class Part:
    """One criterion. `share` None: nothing can be said yet, and it counts for nothing."""

    name: str
    weight: int
    share: Fraction | None
    value: str
    rule: str

    @property
    def points(self) -> int | None:
        return None if self.share is None else half_up(self.share * self.weight)

    @property
    def badge(self) -> Badge:
        if self.share is None:
            return Badge(_("to be confirmed"), "grey")
        tone = "green" if self.share == 1 else "yellow" if self.share else "red"
        return Badge(f"{self.points}/{self.weight}", tone)

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "weight": self.weight, "points": self.points, "value": self.value, "rule": self.rule}


@dataclass(frozen=True)
class Score:
    parts: tuple[Part, ...]
    proposal: str

    @property
    def points(self) -> int | None:
        return score_of(self.parts)

    @property
    def unknown(self) -> int:
        return sum(part.share is None for part in self.parts)


def half_up(number: Fraction) -> int:
    return int(number + Fraction(1, 2))


def score_of(parts: Iterable[Part]) -> int | None:
    """Of 100, by the weights of what is known; None while nothing is."""
    known = [part for part in parts if part.share is not None and part.weight]
    if not known:
        return None
    reached = sum((part.share * part.weight for part in known if part.share is not None), Fraction(0))
    return half_up(100 * reached / sum(part.weight for part in known))


def score(lead: Lead) -> Score:
    """By the rules in force now."""
    values, marks = values_of(lead), {mark.criterion_id: mark for mark in lead.marks.all()}
    parts = tuple(part_of(row, values, marks.get(row.pk)) for row in Criterion.objects.filter(is_active=True))
    return Score(parts, proposal_for(score_of(parts), LeadRules.current()))


def part_of(criterion: Criterion, values: Mapping[str, Fraction | None], mark: Mark | None) -> Part:
    if criterion.kind == Criterion.Kind.JUDGEMENT:
        share = Fraction(mark.grade, 100) if mark else None
        value = mark.get_grade_display() if mark else "—"
        return Part(str(criterion), criterion.weight, share, str(value), mark.note if mark else _("Judged by a person"))
    value, levels = evaluate(criterion.formula, values), read_levels(criterion.levels)
    share, level = share_of(value, levels) if value is not None and levels else (None, None)
    shown = "—" if value is None else f"{plain(value)} {criterion.unit}".strip()
    return Part(str(criterion), criterion.weight, share, shown, rule_words(criterion, value, levels, level))


def rule_words(criterion: Criterion, value: Fraction | None, levels: list[Any], level: Any) -> str:
    if not levels:
        return _("%(formula)s; no levels are set yet") % {"formula": criterion.formula}
    if value is None:
        return _("%(formula)s: a figure is missing") % {"formula": criterion.formula}
    held = str(level) if level else _("none of %(levels)s holds") % {"levels": "; ".join(map(str, levels))}
    return f"{criterion.formula}; {held}"


def proposal_for(points: int | None, rules: LeadRules) -> str:
    """None while the zone has not set where the lines are: a person decides either way."""
    if points is None or rules.screening_proceed is None or rules.screening_priority is None:
        return ""
    if points >= rules.screening_priority:
        return Screening.Verdict.PRIORITY
    return Screening.Verdict.PROCEED if points >= rules.screening_proceed else Screening.Verdict.STUDY


def values_of(lead: Lead) -> dict[str, Fraction | None]:
    def wan(fen: int | None) -> Fraction | None:
        return None if fen is None else Fraction(fen, WAN)

    def exact(number: Any) -> Fraction | None:
        return None if number is None else Fraction(number)

    chain = CHAIN.get(Segment.Strength(lead.segment.strength)) if lead.segment else None
    others = lead.company.leads.filter(status__in=OPEN, merged_into=None, is_confidential=False).exclude(pk=lead.pk)
    return {
        "investment": wan(lead.investment_fen),
        "land": None if lead.land_sqm is None else Fraction(lead.land_sqm) / SQUARE_METRES["亩"],
        "floor": exact(lead.floor_sqm),
        "power": exact(lead.power_kwh_year),
        "water": exact(lead.water_m3_day),
        "output": wan(lead.output_fen_year),
        "tax": wan(lead.tax_fen_year),
        "value_added": wan(lead.value_added_fen_year),
        "energy": exact(lead.energy_tce_year),
        "chain": exact(chain),
        "others": Fraction(others.count()),
    }
