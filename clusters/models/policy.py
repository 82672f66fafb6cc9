"""The 23 measures of 楚办发〔2023〕7号 and the opportunities that the zone offers."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusters.models.clusters import Cluster, InChain, Segment
from clusters.models.places import Park
from crm.common.records import PublicQuerySet, Record, VisibleQuerySet


class Measure(Record):
    """One measure, in its own words; the responsible bodies as the text names them."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    chapter = models.CharField(_("chapter"), max_length=60)
    chapter_en = models.CharField(_("English chapter"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    text_en = models.TextField(_("English text"), blank=True)
    bodies = models.JSONField(_("responsible bodies"), default=list)
    summary = models.TextField(_("plain summary"), blank=True)
    summary_en = models.TextField(_("English summary"), blank=True)
    clusters = models.ManyToManyField(Cluster, blank=True, related_name="measures", verbose_name=_("clusters"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["number"]

    def __str__(self) -> str:
        return (self.title_en if get_language() == "en" else "") or self.title

    def get_absolute_url(self) -> str:
        return reverse("clusters:measure", args=[self.pk])


class OpportunityQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self if getattr(user, "is_staff_side", False) else self.filter(is_public=True)


class Opportunity(InChain, Record):
    """What the zone looks for: a project on offer to investors."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="opportunities", verbose_name=_("cluster"))
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="opportunities", verbose_name=_("segment")
    )
    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="opportunities", verbose_name=_("park")
    )
    investment_fen = models.BigIntegerField(_("investment (fen)"), null=True, blank=True)
    text = models.TextField(_("what is sought"), blank=True)
    text_en = models.TextField(_("what is sought, in English"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_public = models.BooleanField(_("shown on the portal"), default=False)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["cluster__order", "code"]

    def __str__(self) -> str:
        return (self.title_en if get_language() == "en" else "") or self.title

    def get_absolute_url(self) -> str:
        return reverse("clusters:opportunity", args=[self.pk])
