"""A lead's score: each criterion with its value, its points, and the rule behind it (docs/algorithms/screening.md)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from clusters.models import Segment
from crm.common.areas import SQUARE_METRES
from crm.common.units import unit_word
from crm.office.badges import Badge
from leads.formulas import evaluate, names_in, plain, read_levels, share_of
from leads.models import Criterion, Lead, LeadRules, Mark, Screening
from leads.models.screening import VARIABLES

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
    mine = Mark.objects.filter(lead=lead, criterion=OuterRef("pk"))
    criteria = list(
        Criterion.objects.filter(is_active=True).annotate(
            grade=Subquery(mine.values("grade")[:1]), judged_why=Subquery(mine.values("note")[:1])
        )
    )
    used = {name for row in criteria if row.formula and row.levels.strip() for name in names_in(row.formula)}
    values = values_of(lead, used)
    parts = tuple(part_of(row, values) for row in criteria)
    return Score(parts, proposal_for(score_of(parts), lead.rules))


def part_of(criterion: Any, values: Mapping[str, Fraction | None]) -> Part:
    """`criterion` with the lead's `grade` and `judged_why` beside it."""
    if criterion.kind == Criterion.Kind.JUDGEMENT:
        share = None if criterion.grade is None else Fraction(criterion.grade, 100)
        value = "—" if criterion.grade is None else Mark.Grade(criterion.grade).label
        return Part(
            str(criterion), criterion.weight, share, str(value), criterion.judged_why or _("Judged by a person")
        )
    value, levels = evaluate(criterion.formula, values), read_levels(criterion.levels)
    share, level = share_of(value, levels) if value is not None and levels else (None, None)
    shown = "—" if value is None else f"{plain(value)} {unit_word(criterion.unit)}".strip()
    return Part(str(criterion), criterion.weight, share, shown, rule_words(criterion, value, levels, level))


def rule_words(criterion: Criterion, value: Fraction | None, levels: list[Any], level: Any) -> str:
    formula = formula_words(criterion.formula)
    if not levels:
        return _("%(formula)s; no levels are set yet") % {"formula": formula}
    if value is None:
        return _("%(formula)s: a figure is missing") % {"formula": formula}
    held = str(level) if level else _("none of %(levels)s holds") % {"levels": "; ".join(map(str, levels))}
    return f"{formula}; {held}"


def formula_words(formula: str) -> str:
    """`investment / land` as people say it: the names in words, without their units."""
    said = re.sub(
        r"[A-Za-z_]+", lambda found: str(VARIABLES.get(found[0], found[0])).split("，")[0].split(",")[0], formula
    )
    return said.replace("*", "×").replace(" / ", " ÷ ")


def proposal_for(points: int | None, rules: LeadRules) -> str:
    """None while the zone has not set where the lines are: a person decides either way."""
    if points is None or rules.screening_proceed is None or rules.screening_priority is None:
        return ""
    if points >= rules.screening_priority:
        return Screening.Verdict.PRIORITY
    return Screening.Verdict.PROCEED if points >= rules.screening_proceed else Screening.Verdict.STUDY


def values_of(lead: Lead, names: Iterable[str] = VARIABLES) -> dict[str, Fraction | None]:
    """The other leads are counted only where a formula asks for them."""

    def wan(fen: int | None) -> Fraction | None:
        return None if fen is None else Fraction(fen, WAN)

    def exact(number: Any) -> Fraction | None:
        return None if number is None else Fraction(number)

    chain = CHAIN.get(Segment.Strength(lead.segment.strength)) if lead.segment else None
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
        "others": others_of(lead) if "others" in names else None,
    }


def others_of(lead: Lead) -> Fraction:
    others = lead.company.leads.filter(status__in=OPEN, merged_into=None, is_confidential=False).exclude(pk=lead.pk)
    return Fraction(others.count())
