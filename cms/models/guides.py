"""What a measure means for a company, in the portal's words: beside the policy's own, never in their place."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.common.records import PublicQuerySet, Record


class MeasureGuide(Record):
    """Who benefits and what to bring, only as far as the text says; what it leaves open is shown as to be confirmed."""

    measure = models.OneToOneField(
        "clusters.Measure", models.CASCADE, related_name="guide", verbose_name=_("measure of the policy")
    )
    benefits = models.TextField(_("who benefits"), blank=True)
    benefits_en = models.TextField(_("who benefits, in English"), blank=True)
    bring = models.TextField(_("what to bring"), blank=True)
    bring_en = models.TextField(_("what to bring, in English"), blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide to a measure")
        verbose_name_plural = _("guides to the measures")
        ordering = ["measure__number"]

    def __str__(self) -> str:
        return f"{self.measure.number} · {self.measure}"
