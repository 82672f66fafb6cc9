"""Names, amounts and states of agreements and settlements in templates."""

from fractions import Fraction
from typing import Any

from django import template

from clusters.enclaves.amounts import shown_amount, shown_exact, unit_word
from clusters.enclaves.models import SharingRule
from clusters.enclaves.names import name_of, percent
from clusters.enclaves.selectors import explanations
from clusters.enclaves.views import states
from crm.office.badges import Badge

register = template.Library()
STATES = {
    "AgreementVersion": states.version_state,
    "Settlement": states.settlement_state,
    "SettlementLine": states.line_state,
    "Objection": states.objection_state,
}


@register.filter
def called(thing: Any) -> str:
    """Its name in the page's language."""
    return name_of(thing) if thing is not None else "—"


@register.filter
def amount_in(amount: int | None, unit: str) -> str:
    return shown_amount(amount, unit)


@register.filter
def unit_name(unit: str) -> str:
    return unit_word(unit)


@register.filter
def state_badge(thing: Any) -> Badge:
    return STATES[type(thing).__name__](thing)


@register.filter
def reasons_told(line: Any) -> list[str]:
    return explanations.reasons_told(line)


@register.filter
def answer_badge(line: Any) -> Badge:
    return states.answer_state(line)


@register.filter
def book_name(book: str) -> str:
    return str(SharingRule.Book(book).label)


@register.filter
def ratio_shown(text: str) -> str:
    return percent(Fraction(text))


@register.filter
def exact_yuan(fen: int | Fraction | None) -> str:
    """An exact amount in 元; — where there is none."""
    return "—" if fen is None else shown_exact(str(Fraction(fen)))


@register.filter
def ratio_percent(ratio: Fraction) -> str:
    return percent(ratio)
