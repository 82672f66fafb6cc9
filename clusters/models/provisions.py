"""What a measure gives to a company, and to whom: each in the policy's own words (docs/algorithms/fitting.md)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusters.fitting import Origin
from clusters.models.clusters import Cluster
from clusters.models.policy import Measure
from crm.common.records import Record, VisibleQuerySet

ORIGINS = [
    (Origin.PREFECTURE, _("Another park of Chuxiong prefecture")),
    (Origin.JIADING, _("Jiading, Shanghai")),
    (Origin.ZHANGJIANG, _("Zhangjiang, Shanghai")),
    (Origin.SUQIAN, _("Suqian, Jiangsu")),
    (Origin.BORDER, _("Mohan, Hekou or Ruili")),
    (Origin.YUNNAN, _("Elsewhere in Yunnan")),
    (Origin.CHINA, _("Elsewhere in China")),
    (Origin.ABROAD, _("Abroad, Hong Kong, Macao or Taiwan")),
]


class ProvisionQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> "ProvisionQuerySet":
        return self if getattr(user, "is_staff_side", False) else self.filter(is_public=True)


class Provision(Record):
    """One promise of a measure. `quote` stands in its text, word for word; conditions that are empty are none.

    What the text leaves open is said in `open_point`, and the answer is then 待确认, whatever else fits.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="provisions", verbose_name=_("measure"))
    quote = models.TextField(_("in the policy's own words"), help_text=_("Exactly as the measure's text has it."))
    offer = models.CharField(_("what it gives"), max_length=200)
    offer_en = models.CharField(_("what it gives, in English"), max_length=300, blank=True)
    clusters = models.ManyToManyField(
        Cluster, blank=True, related_name="provisions", verbose_name=_("for these clusters only")
    )
    origins = models.JSONField(_("for these places of origin only"), default=list, blank=True)
    needs_land = models.BooleanField(_("for who needs land"), default=False)
    needs_floor = models.BooleanField(_("for who needs factory floor"), default=False)
    needs_power = models.BooleanField(_("for who needs power"), default=False)
    needs_jobs = models.BooleanField(_("for who brings jobs"), default=False)
    investment_min_fen = models.BigIntegerField(_("investment at least (fen)"), null=True, blank=True)
    land_min_sqm = models.DecimalField(_("land at least (m²)"), max_digits=14, decimal_places=2, null=True, blank=True)
    jobs_min = models.PositiveIntegerField(_("jobs at least"), null=True, blank=True)
    compares_energy = models.BooleanField(_("energy per value added is compared"), default=False)
    energy_below = models.DecimalField(
        _("energy per value added below (tce per 10 000 yuan)"), max_digits=10, decimal_places=4, null=True, blank=True,
        help_text=_("Empty: the target is to be confirmed."),
    )  # fmt: skip
    open_point = models.CharField(_("what the text leaves open"), max_length=300, blank=True)
    open_point_en = models.CharField(_("what the text leaves open, in English"), max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_public = models.BooleanField(_("shown on the portal"), default=True)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("provision of a measure")
        verbose_name_plural = _("provisions of measures")
        ordering = ["measure__number", "order", "code"]

    def __str__(self) -> str:
        return (self.offer_en if get_language() == "en" else "") or self.offer

    def get_absolute_url(self) -> str:
        return reverse("clusters:provision", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        if self.measure_id and squeezed(self.quote) not in squeezed(self.measure.text):
            raise ValidationError({"quote": _("These words do not stand in the measure's text.")})
        unknown = set(self.origins or []) - {str(value) for value, _label in ORIGINS}
        if unknown:
            raise ValidationError({"origins": _("There is no such place of origin.")})


def squeezed(text: str) -> str:
    """Line breaks and blanks are the paper's, not the policy's."""
    return "".join((text or "").split())
