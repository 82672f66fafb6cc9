"""States of the base in templates."""

from django import template

from clusters.models import Segment
from clusters.views.states import strength
from crm.office.badges import Badge

register = template.Library()


@register.filter
def strength_badge(segment: Segment) -> Badge:
    return strength(segment)
