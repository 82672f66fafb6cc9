"""Divisions, parks, parcels and buildings. Areas in m², money in fen."""

from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models.names import Named
from crm.common.records import PublicQuerySet, Record, VisibleQuerySet


class Division(Named, Record):
    """An administrative division, GB/T 2260."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    former_codes = models.JSONField(_("former codes and names"), default=dict, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["code"]


class Park(Named, Record):
    """A park (片区) of the zone. The carrier is where enclave projects settle."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=120)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    is_carrier = models.BooleanField(_("carrier of enclaves"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = ["order", "code"]

    def get_absolute_url(self) -> str:
        return reverse("clusters:park", args=[self.pk])


class SiteQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see every site, everybody else those that the zone shows in public."""
        return self if getattr(user, "is_staff_side", False) else self.filter(is_public=True)


class Parcel(Record):
    """A piece of land (地块)."""

    class Status(models.TextChoices):
        AVAILABLE = "available", _("Available")
        RESERVED = "reserved", _("Reserved")
        SUPPLIED = "supplied", _("Supplied")
        LOW_USE = "low_use", _("Of low use")

    code = models.CharField(_("code"), max_length=40, unique=True)
    park = models.ForeignKey(Park, models.PROTECT, related_name="parcels", verbose_name=_("park"))
    area_sqm = models.DecimalField(_("area (m²)"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    land_use = models.CharField(_("land use"), max_length=40, blank=True)
    plot_ratio_min = models.DecimalField(
        _("plot ratio at least"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    investment_per_mu_min_fen = models.BigIntegerField(_("investment per mu at least (fen)"), null=True, blank=True)
    power_kva = models.DecimalField(_("power (kVA)"), max_digits=12, decimal_places=2, null=True, blank=True)
    water_m3_day = models.DecimalField(_("water (m³ a day)"), max_digits=12, decimal_places=2, null=True, blank=True)
    has_gas = models.BooleanField(_("gas"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    environmental_zone = models.CharField(_("environmental zoning"), max_length=40, blank=True)
    price_fen_per_mu = models.BigIntegerField(_("price per mu (fen)"), null=True, blank=True)
    is_public = models.BooleanField(_("shown on the portal"), default=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(area_sqm__gte=0), name="parcel_area_not_negative"),
            models.CheckConstraint(
                condition=models.Q(status__in=["available", "reserved", "supplied", "low_use"]),
                name="parcel_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("clusters:parcel", args=[self.pk])


class Building(Record):
    """A unit of a standard factory (标准厂房)."""

    class Status(models.TextChoices):
        VACANT = "vacant", _("Vacant")
        BOOKED = "booked", _("Booked")
        LET = "let", _("Let")

    code = models.CharField(_("code"), max_length=40, unique=True)
    park = models.ForeignKey(Park, models.PROTECT, related_name="buildings", verbose_name=_("park"))
    block = models.CharField(_("block"), max_length=40, blank=True)
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True)
    area_sqm = models.DecimalField(_("area (m²)"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    height_m = models.DecimalField(_("height (m)"), max_digits=5, decimal_places=2, null=True, blank=True)
    load_kg_sqm = models.DecimalField(_("floor load (kg/m²)"), max_digits=8, decimal_places=2, null=True, blank=True)
    rent_fen_sqm_month = models.BigIntegerField(_("rent (fen per m² and month)"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    available_from = models.DateField(_("available from"), null=True, blank=True)
    is_public = models.BooleanField(_("shown on the portal"), default=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("factory unit")
        verbose_name_plural = _("factory units")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(area_sqm__gte=0), name="building_area_not_negative"),
            models.CheckConstraint(
                condition=models.Q(status__in=["vacant", "booked", "let"]), name="building_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("clusters:building", args=[self.pk])
