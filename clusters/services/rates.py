"""Rates of the cost calculator: at any day one published price for the same thing."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _

from clusters.models import CostRate
from crm.common.errors import RuleError


@transaction.atomic
def rate_save(*, rate: CostRate, actor: Any, reason: str = "") -> CostRate:
    """Enter or change a rate. Refused where another published one for the same thing holds on one of its days."""
    if rate.is_public and (other := overlapping(rate)):
        raise RuleError(
            _("“%(name)s” is published with %(yuan)s yuan from %(day)s on: give it its last day first.")
            % {"name": other.shown_name, "yuan": other.yuan.normalize(), "day": formats.date_format(other.valid_from)},
            code="overlap",
            field="valid_from",
        )
    return rate.save_by(actor, reason)


def overlapping(rate: CostRate) -> CostRate | None:
    others = CostRate.objects.select_for_update().filter(item=rate.item, name=rate.name, park=rate.park, is_public=True)
    if rate.valid_to:
        others = others.filter(valid_from__lte=rate.valid_to)
    return others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=rate.valid_from)).exclude(pk=rate.pk).first()
