"""Filters that every template has: money, areas, blanks."""

from decimal import Decimal

from django import template

from crm.common.areas import mu as mu_of
from crm.common.money import format_fen, scale_fen
from crm.common.numbers import grouped
from crm.common.units import unit_word as word_of

register = template.Library()


@register.filter
def money(fen: int | None, unit: str = "万元") -> str:
    return format_fen(fen, unit)


@register.filter
def money_scaled(fen: int | None) -> str:
    return scale_fen(fen)


@register.filter
def mu(area: Decimal | None) -> str:
    found = mu_of(area)
    return "—" if found is None else grouped(found)


@register.filter
def dash(value: object) -> object:
    """`—` where there is nothing to show; zero stays."""
    return "—" if value is None or value == "" else value


@register.filter
def unit_word(unit: object) -> str:
    """`{{ "万元"|unit_word }}`: as it stands, or in English."""
    return word_of(unit)
