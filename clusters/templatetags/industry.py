"""States and figures of the base in templates."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils.translation import gettext as _

from clusters.evaluation import Grade
from clusters.models import EvaluationCriterion, Segment
from clusters.models.units import shown_unit, shown_value
from clusters.selectors.evaluations import Figure, unit_of
from clusters.views.states import strength
from crm.common.areas import quantized
from crm.common.units import unit_word
from crm.office.badges import Badge

register = template.Library()
GRADES = {Grade.A: "green", Grade.B: "blue", Grade.C: "yellow", Grade.D: "red"}


@register.filter
def strength_badge(segment: Segment) -> Badge:
    return strength(segment)


@register.filter
def grade_badge(grade: Grade) -> Badge:
    return Badge(str(grade), GRADES[grade])


@register.filter
def points(exact: Fraction) -> str:
    return f"{quantized(exact):,}"


@register.filter
def ratio(exact: Fraction) -> str:
    """To four decimals, as baselines are given."""
    return f"{quantized(exact, 4).normalize():,f}"


@register.filter
def plain(number: Decimal | None) -> str:
    """Without the zeros that its column keeps: 24.097 for 24.097000."""
    return "—" if number is None else f"{number.normalize():,f}"


@register.filter
def criterion_unit(criterion: EvaluationCriterion) -> str:
    return unit_of(criterion)


@register.filter
def figure_shown(figure: Figure) -> str:
    unit = figure.indicator.unit
    return f"{shown_value(figure.value, unit)} {unit_word(shown_unit(unit))}"


@register.filter
def figures_total(figures: tuple[Figure, ...]) -> str:
    unit = figures[0].indicator.unit
    return f"{shown_value(sum(figure.value for figure in figures), unit)} {unit_word(shown_unit(unit))}"


@register.filter
def criterion_formula(criterion: EvaluationCriterion) -> str:
    """`亩均税收 ÷ 24.097 × 30`, with its cap where there is one."""
    said: dict[str, Any] = {
        "name": criterion.shown_name,
        "baseline": f"{criterion.baseline.normalize():f}",
        "weight": f"{criterion.weight.normalize():f}",
        "cap": "" if criterion.cap is None else f"{criterion.cap.normalize():f}",
    }
    text = "{name} ÷ {baseline} × {weight}".format(**said)
    return text if criterion.cap is None else f"{text} ({_('at most %(cap)s') % said})"
