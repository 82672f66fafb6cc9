"""What land, power, water and people cost here: entered by the zone, each with the day it holds from and its source."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.costs import Item
from clusters.models.names import Named
from clusters.models.places import Park
from crm.common.records import Record, VisibleQuerySet


class CostRateQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see every rate, everybody else those that the zone shows in public."""
        return self if getattr(user, "is_staff_side", False) else self.filter(is_public=True)

    def valid_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class CostRate(Named, Record):
    """Yuan for one unit of its item: a mu, a m² and month, a kWh, a m³, a t, a person and month.

    A new price is a new rate from its day on; the old one gets its last day and stays.
    """

    class Kind(models.TextChoices):
        LAND = Item.LAND.value, _("Land")
        BUILDING = Item.BUILDING.value, _("Standard factory unit")
        POWER = Item.POWER.value, _("Power")
        WATER = Item.WATER.value, _("Water")
        STEAM = Item.STEAM.value, _("Steam")
        WAGE = Item.WAGE.value, _("Wages")

    item = models.CharField(_("cost item"), max_length=20, choices=Kind)
    name = models.CharField(_("what it is for"), max_length=80, help_text=_("A tariff, a class of land, a trade."))
    name_en = models.CharField(_("the same in English"), max_length=120, blank=True)
    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="cost_rates", verbose_name=_("park"),
        help_text=_("Empty: in all parks."),
    )  # fmt: skip
    yuan = models.DecimalField(
        _("yuan a unit"), max_digits=16, decimal_places=6, validators=[MinValueValidator(Decimal(0))]
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, help_text=_("The document, its number and who issued it."))
    source_en = models.CharField(_("source in English"), max_length=200, blank=True)
    is_public = models.BooleanField(_("shown on the portal"), default=False)

    objects = CostRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost rate")
        verbose_name_plural = _("cost rates")
        ordering = ["item", "name", "-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__in=["land", "building", "power", "water", "steam", "wage"]),
                name="cost_rate_item_known",
            ),
            models.CheckConstraint(condition=Q(yuan__gte=0), name="cost_rate_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="cost_rate_ends_later",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="cost_rate_has_source"),
            models.UniqueConstraint(
                fields=["item", "name", "park", "valid_from"],
                condition=Q(park__isnull=False),
                name="cost_rate_once_a_park",
            ),
            models.UniqueConstraint(
                fields=["item", "name", "valid_from"], condition=Q(park__isnull=True), name="cost_rate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} · {self.shown_name}"

    def get_absolute_url(self) -> str:
        return reverse("clusters:cost_rate", args=[self.pk])
