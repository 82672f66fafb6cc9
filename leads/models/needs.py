"""What an investment asks for and what it is expected to bring: fields of a lead.

Areas in m², money in fen, power in kVA, water in m³ a day, energy in tce; yearly figures are those of full capacity.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Park

POSITIVE = [MinValueValidator(0)]


class Needs(models.Model):
    """Land and supplies for the ranking of sites; expectations for the screening."""

    floor_sqm = models.DecimalField(
        _("factory floor (m²)"), max_digits=14, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    power_kva = models.DecimalField(
        _("power needed (kVA)"), max_digits=12, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    water_m3_day = models.DecimalField(
        _("water needed (m³ a day)"), max_digits=12, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    needs_gas = models.BooleanField(_("needs natural gas"), default=False)
    land_use = models.CharField(_("land use asked for"), max_length=40, blank=True)
    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("park asked for")
    )
    output_fen_year = models.BigIntegerField(_("expected output a year (fen)"), null=True, blank=True)
    tax_fen_year = models.BigIntegerField(_("expected tax a year (fen)"), null=True, blank=True)
    value_added_fen_year = models.BigIntegerField(_("expected value added a year (fen)"), null=True, blank=True)
    energy_tce_year = models.DecimalField(
        _("expected energy a year (tce)"), max_digits=14, decimal_places=1, null=True, blank=True, validators=POSITIVE
    )

    class Meta:
        abstract = True


NEEDS = ("floor_sqm", "power_kva", "water_m3_day", "needs_gas", "land_use", "park")
EXPECTATIONS = ("output_fen_year", "tax_fen_year", "value_added_fen_year", "energy_tce_year")
