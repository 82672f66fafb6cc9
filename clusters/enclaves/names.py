"""How things of the domain are called in the reader's language."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusters.enclaves.models import Party, SharingRule
from clusters.models import Tax


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def name_of(thing: Any) -> str:
    """The English name for English readers where there is one."""
    english = getattr(thing, "name_en", "") if in_english() else ""
    return english or thing.name


def names_of_parties(parties: Iterable[Party]) -> dict[str, str]:
    return {party.code: name_of(party) for party in parties}


def names_of_taxes() -> dict[str, str]:
    return {tax.code: name_of(tax) for tax in Tax.objects.all()}


def listed(names: Iterable[str]) -> str:
    return _(", ").join(names)


def event_name(event: str) -> str:
    return str(dict(SharingRule.StartEvent.choices).get(event, event))


def percent(ratio: Fraction) -> str:
    """`50 %`, `33.3 %` where that is exact, else the fraction itself."""
    share = ratio * 100
    left = share.denominator
    for factor in (2, 5):
        while left % factor == 0:
            left //= factor
    if left != 1:
        return f"{ratio.numerator}/{ratio.denominator}"
    text = f"{share.numerator / share.denominator:.10f}".rstrip("0").rstrip(".")
    return f"{text}\u202f%" if Fraction(text) == share else str(ratio)
