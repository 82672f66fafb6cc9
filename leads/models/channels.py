"""Who brings leads for the zone (条款十四 market-based promotion): commissioned agents, funds, stationed offices."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models.names import Named
from crm.common.records import Record, StaffVisibleQuerySet
from leads.models.stages import LeadSource


class Channel(Named, Record):
    """One agent, fund or office, with results of its own. What it is, its source says: 委托招商, 基金招商, 驻点招商."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    source = models.ForeignKey(LeadSource, models.PROTECT, related_name="channels", verbose_name=_("source of leads"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    since = models.DateField(_("commissioned from"), null=True, blank=True)
    until = models.DateField(_("commissioned until"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["source__order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="channel_ends_after_it_began",
                violation_error_message=_("The end lies before the beginning."),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("leads:channel", args=[self.pk])
