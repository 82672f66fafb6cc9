"""The stages of a lead, the gates before each, and where leads come from: data that a manager edits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.names import Named
from crm.common.records import Record, StaffVisibleQuerySet


class LeadStage(models.TextChoices):
    """domain.md §3; in order."""

    CLUE = "clue", _("Clue")
    ASSESSMENT = "assessment", _("Assessment")
    NEGOTIATION = "negotiation", _("Negotiation")
    APPROVAL = "approval", _("Before signing")
    SIGNED = "signed", _("Signed")


class Gate(Record):
    """One thing that a lead needs before it enters a stage: a field, a kind of evidence, an activity or an approval."""

    class Kind(models.TextChoices):
        FIELD = "field", _("Field filled in")
        ATTACHMENT = "attachment", _("Evidence attached")
        ACTIVITY = "activity", _("Activity recorded")
        APPROVAL = "approval", _("Approved by a manager")

    stage = models.CharField(_("before stage"), max_length=20, choices=LeadStage)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    subject = models.CharField(_("which"), max_length=60, blank=True)
    title = models.CharField(_("what is needed"), max_length=100)
    title_en = models.CharField(_("what is needed, in English"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        ordering = ["stage", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "kind", "subject"], name="gate_once_per_stage"),
        ]

    def __str__(self) -> str:
        return self.title


class LeadSource(Named, Record):
    """Where a lead comes from: 展会, 驻点招商, 门户网站, …"""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of leads")
        verbose_name_plural = _("sources of leads")
        ordering = ["order", "code"]
