"""What the zone looks for: projects on offer to investors."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusters.models.clusters import Cluster, InChain, Segment
from clusters.models.places import Building, Parcel, Park
from clusters.models.policy import Measure
from crm.common.records import Record, VisibleQuerySet


class OpportunityQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self if getattr(user, "is_staff_side", False) else self.filter(is_public=True)


class Opportunity(InChain, Record):
    """A project on offer to investors. What is not given is shown as to be confirmed, never guessed."""

    class Stage(models.TextChoices):
        PLANNED = "planned", _("Planned")
        PREPARED = "prepared", _("In preparation")
        OPEN = "open", _("Open to investors")
        TALKS = "talks", _("In talks")
        SETTLED = "settled", _("Settled")

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
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, blank=True, default="")
    scale = models.CharField(_("scale"), max_length=200, blank=True)
    scale_en = models.CharField(_("scale, in English"), max_length=300, blank=True)
    investment_fen = models.BigIntegerField(_("investment (fen)"), null=True, blank=True)
    text = models.TextField(_("what is sought"), blank=True)
    text_en = models.TextField(_("what is sought, in English"), blank=True)
    decision_on = models.DateField(_("decision by"), null=True, blank=True)
    parcels = models.ManyToManyField(Parcel, blank=True, related_name="opportunities", verbose_name=_("parcels"))
    buildings = models.ManyToManyField(
        Building, blank=True, related_name="opportunities", verbose_name=_("factory units")
    )
    desk = models.CharField(_("contact desk"), max_length=120, blank=True)
    desk_en = models.CharField(_("contact desk, in English"), max_length=200, blank=True)
    desk_phone = models.CharField(_("phone of the desk"), max_length=60, blank=True)
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="opportunities", verbose_name=_("measures that go with it")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_public = models.BooleanField(_("shown on the portal"), default=False)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["cluster__order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage__in=["", "planned", "prepared", "open", "talks", "settled"]),
                name="opportunity_stage_known",
            ),
        ]

    def __str__(self) -> str:
        return (self.title_en if get_language() == "en" else "") or self.title

    def get_absolute_url(self) -> str:
        return reverse("clusters:opportunity", args=[self.pk])
