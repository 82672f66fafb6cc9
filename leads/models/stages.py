"""The stages of a lead, the gates before each, and where leads come from: data that a manager edits."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.names import Named
from crm.common.records import Record, StaffVisibleQuerySet
from leads.models.stage_names import StagesInForce, named


class LeadStage(models.TextChoices):
    """domain.md §3; in order. What each means is the program's, its name the zone's (StageSetting)."""

    CLUE = "clue", named("clue", _("Clue"))
    ASSESSMENT = "assessment", named("assessment", _("Assessment"))
    NEGOTIATION = "negotiation", named("negotiation", _("Negotiation"))
    APPROVAL = "approval", named("approval", _("Before signing"))
    SIGNED = "signed", named("signed", _("Signed"))


def stage_choices() -> list[tuple[str, Any]]:
    """For fields: migrations keep the function, not the names of the day."""
    return LeadStage.choices


def stage_word(stage: str) -> str:
    """Quicker than Django's `get_…_display`, which makes a list of the choices anew for every row."""
    return str(LeadStage(stage).label) if stage else ""


class StageSetting(Record):
    """How the zone calls a stage, and how long a lead should stay in it at most (待确认 until it is entered)."""

    stage = models.CharField(_("stage"), max_length=20, choices=stage_choices, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=30, unique=True)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    days_at_most = models.PositiveSmallIntegerField(
        _("days in this stage at most"), null=True, blank=True, validators=[MinValueValidator(1)]
    )

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(stage__in=LeadStage.values), name="stage_setting_of_a_stage"),
            models.CheckConstraint(
                condition=models.Q(days_at_most=None) | models.Q(days_at_most__gte=1),
                name="stage_setting_days_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        StagesInForce.forget()


class Gate(Record):
    """One thing that a lead needs before it enters a stage: a field, a kind of evidence, an activity or an approval."""

    class Kind(models.TextChoices):
        FIELD = "field", _("Field filled in")
        ATTACHMENT = "attachment", _("Evidence attached")
        ACTIVITY = "activity", _("Activity recorded")
        APPROVAL = "approval", _("Approved by a manager")

    stage = models.CharField(_("before stage"), max_length=20, choices=stage_choices)
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
