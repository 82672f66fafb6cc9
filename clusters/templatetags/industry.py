"""Names and states of the base in templates."""

from typing import Any

from django import template
from django.utils.translation import get_language

from clusters.models import Segment
from clusters.views.states import strength
from crm.office.badges import Badge

register = template.Library()


@register.filter
def named(record: Any) -> str:
    """The record's name in the page's language."""
    return (get_language() == "en" and getattr(record, "name_en", "")) or record.name


@register.filter
def strength_badge(segment: Segment) -> Badge:
    return strength(segment)
