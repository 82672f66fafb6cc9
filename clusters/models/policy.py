"""The 23 measures of 楚办发〔2023〕7号."""

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusters.models.clusters import Cluster
from crm.common.records import PublicQuerySet, Record


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
