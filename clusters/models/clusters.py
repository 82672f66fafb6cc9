"""Clusters and their value chains (domain.md §2)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models.names import Named
from crm.common.records import PublicQuerySet, Record


class Cluster(Named, Record):
    """An industrial cluster of the zone, such as 光伏新材料."""

    class Kind(models.TextChoices):
        LEADING = "leading", _("Leading cluster")
        EMERGING = "emerging", _("Emerging cluster")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=120)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    summary = models.TextField(_("summary"), blank=True)
    summary_en = models.TextField(_("English summary"), blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["leading", "emerging"]), name="cluster_kind_known")
        ]

    def get_absolute_url(self) -> str:
        return reverse("clusters:cluster", args=[self.pk])


class Segment(Named, Record):
    """A segment (环节) of a cluster's value chain. What is missing is what staff look for."""

    class Strength(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("To be confirmed")
        STRONG = "strong", _("Strong")
        WEAK = "weak", _("Weak")
        MISSING = "missing", _("Missing")

    class Place(models.TextChoices):
        MAIN = "main", _("Main chain")
        SIDE = "side", _("Beside the chain")
        BACK_FLOW = "back_flow", _("Back-flow")
        BY_PRODUCT = "by_product", _("By-product")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="segments", verbose_name=_("cluster"))
    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    place = models.CharField(_("place in the chain"), max_length=20, choices=Place, default=Place.MAIN)
    strength = models.CharField(_("strength"), max_length=20, choices=Strength, default=Strength.UNCONFIRMED)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["cluster__order", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "name"], name="segment_name_once_per_cluster"),
            models.CheckConstraint(
                condition=models.Q(strength__in=["unconfirmed", "strong", "weak", "missing"]),
                name="segment_strength_known",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("clusters:segment", args=[self.pk])


class SegmentLink(Record):
    """What flows from one segment to the next."""

    source = models.ForeignKey(Segment, models.CASCADE, related_name="links_out", verbose_name=_("from"))
    target = models.ForeignKey(Segment, models.CASCADE, related_name="links_in", verbose_name=_("to"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between segments")
        verbose_name_plural = _("links between segments")
        ordering = ["source__order", "target__order"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="segment_link_once"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="segment_link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class InChain(models.Model):
    """Has `cluster` and `segment`: the segment belongs to that cluster; where none is said, it brings its own."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.segment and self.cluster_id is None:
            self.cluster = self.segment.cluster
        elif self.segment and self.segment.cluster_id != self.cluster_id:
            raise ValidationError({"segment": _("This segment belongs to another cluster.")})
