"""Limits of rules: money in 万元, everything else in the indicator's own unit; kept in smallest units."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clusters.enclaves.amounts import PLACES
from clusters.models import Indicator
from crm.common.errors import RuleError
from crm.common.money import FEN_PER_UNIT, decimal_from, parse_money

MONEY = Indicator.Unit.FEN


def limit_field(label: str, **kwargs: object) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.CharField(label=label, required=False, max_length=40, widget=widget, **kwargs)


def read_limit(text: str, unit: str) -> int | None:
    """ValidationError with a sentence for what is no amount, or finer than the smallest unit."""
    if not text:
        return None
    try:
        if unit == MONEY:
            return parse_money(text, "万元")
        number = decimal_from(text).scaleb(PLACES[Indicator.Unit(unit)])
    except RuleError as error:
        raise ValidationError(error.message, error.code) from error
    if number != number.to_integral_value():
        raise ValidationError(_("“%(value)s” is finer than the figures are counted.") % {"value": text}, "too_fine")
    return int(number)


def written_limit(amount: int | None, unit: str) -> str:
    """As `read_limit` reads it back."""
    if amount is None:
        return ""
    if unit == MONEY:
        return format((Decimal(amount) / FEN_PER_UNIT["万元"]).normalize(), "f")
    return format(Decimal(amount).scaleb(-PLACES[Indicator.Unit(unit)]), "f")
