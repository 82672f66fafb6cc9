"""The numbers that a lead's life runs by: data that a manager edits (domain.md §3)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.common.records import Record, StaffVisibleQuerySet


class LeadRules(Record):
    """One row. A change is a new version in history; what was decided before keeps its own dates.

    Lights: 邯郸经开区 2024; service days: 江府办函〔2024〕37号. No source gives protection days
    or caps of the pool: unset is 待确认, and caps nothing.
    """

    protection_days = models.PositiveSmallIntegerField(_("protection of a first report (days)"), null=True, blank=True)
    yellow_months = models.PositiveSmallIntegerField(_("yellow after months without progress"), default=2)
    red_months = models.PositiveSmallIntegerField(_("red after months without progress"), default=3)
    pool_months = models.PositiveSmallIntegerField(_("to the pool after months without progress"), default=6)
    respond_days = models.PositiveSmallIntegerField(_("respond within working days"), default=1)
    assess_days = models.PositiveSmallIntegerField(_("assess within working days"), default=3)
    feedback_days = models.PositiveSmallIntegerField(_("feed back within working days"), default=7)
    report_days = models.PositiveSmallIntegerField(_("report every working days"), default=14)

    claims_per_day = models.PositiveSmallIntegerField(
        _("claims from the pool a day and person at most"), null=True, blank=True
    )
    leads_held = models.PositiveSmallIntegerField(_("open leads a promoter holds at most"), null=True, blank=True)

    screening_priority = models.PositiveSmallIntegerField(
        _("handle with priority from a score of"), null=True, blank=True
    )
    screening_proceed = models.PositiveSmallIntegerField(_("proceed from a score of"), null=True, blank=True)

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules for leads")
        verbose_name_plural = _("rules for leads")
        constraints = [
            models.CheckConstraint(
                condition=Q(yellow_months__lt=F("red_months")) & Q(red_months__lt=F("pool_months")),
                name="lead_rules_lights_in_order",
                violation_error_message=_("Yellow comes before red, and red before the pool."),
            ),
            models.CheckConstraint(
                condition=Q(screening_priority__gte=F("screening_proceed"))
                | Q(screening_priority=None)
                | Q(screening_proceed=None),
                name="lead_rules_verdicts_in_order",
                violation_error_message=_("Priority needs at least the score of proceeding."),
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> Self:
        """The row in force; its defaults where none was saved yet."""
        return cls.objects.order_by("pk").first() or cls()


class CalendarDay(Record):
    """A day that differs from the week: a holiday from Monday to Friday, or a Saturday or Sunday worked instead."""

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"), default=False)
    name = models.CharField(_("name"), max_length=60, blank=True)

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Sequence(models.Model):
    """The last number given out under a key, such as the leads of a year. Locked while one is taken."""

    key = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("running number")
        verbose_name_plural = _("running numbers")

    def __str__(self) -> str:
        return f"{self.key} {self.last}"
