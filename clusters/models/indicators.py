"""Indicators, taxes and what was observed of them, in the smallest units of domain.md §6.2."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models.facts import Fact, FactQuerySet, withdrawn_is_past
from clusters.models.names import Named
from clusters.models.projects import Project
from clusters.models.units import shown_unit, shown_value
from crm.common.records import PublicQuerySet, Record
from crm.common.units import unit_word


class Indicator(Named, Record):
    """What is counted: output, tax, investment, land … and how its series behaves."""

    class Unit(models.TextChoices):
        FEN = "fen", _("fen")
        SQM_CENT = "sqm_cent", _("0.01 m²")
        PERSON = "person", _("person")
        TCE_TENTH = "tce_tenth", _("0.1 tce")
        KG = "kg", _("kg")

    class Series(models.TextChoices):
        FLOW = "flow", _("Of the period")
        CUMULATIVE = "cumulative", _("Cumulative within the year")
        STOCK = "stock", _("Stock at a date")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20, choices=Unit)
    series = models.CharField(_("series"), max_length=20, choices=Series)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order", "code"]


class Tax(Named, Record):
    """A kind of tax, such as 增值税."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("tax")
        verbose_name_plural = _("taxes")
        ordering = ["order", "code"]


class ObservationQuerySet(FactQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Whoever sees the project; a partner's own figures are shown by clusters.enclaves."""
        return self.filter(project__in=Project.objects.all().visible_to(user))


class Observation(Fact):
    """What was observed, once, at the place (法定统计). A tax receipt is one with tax, slip number and receipt date.

    `value` is in the indicator's smallest unit; what was written, and in which unit, is kept beside it.
    `period_start`–`period_end` is what the figure covers: for cumulative series from 1 January, for stocks one day.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="observations", verbose_name=_("project"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations", verbose_name=_("indicator"))
    tax = models.ForeignKey(Tax, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tax"))
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    value = models.BigIntegerField(_("value (smallest unit)"))
    entered_value = models.CharField(_("value as entered"), max_length=40)
    entered_unit = models.CharField(_("unit as entered"), max_length=20)
    retained_value = models.BigIntegerField(_("locally retained (smallest unit)"), null=True, blank=True)
    slip_number = models.CharField(_("slip number"), max_length=60, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["project__code", "indicator__order", "period_end", "pk"]
        indexes = [models.Index(fields=["project", "indicator", "period_end"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=models.F("period_start")),
                name="observation_period_forward",
                violation_error_message=_("The period ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["project", "tax", "slip_number"],
                condition=Q(is_current=True) & ~Q(slip_number=""),
                name="observation_slip_once",
                violation_error_message=_("This slip is entered already for this project and tax."),
            ),
            models.UniqueConstraint(
                fields=["project", "indicator", "period_start", "period_end"],
                condition=Q(is_current=True, slip_number="", tax__isnull=True),
                name="observation_once_per_period",
                violation_error_message=_("There is a figure for this period already: correct it instead."),
            ),
            withdrawn_is_past("observation"),
        ]

    def __str__(self) -> str:
        name = self.tax or self.indicator
        return f"{self.project.code} {name} {self.period} {self.shown}"

    def get_absolute_url(self) -> str:
        return reverse("clusters:observation", args=[self.pk])

    @property
    def period(self) -> str:
        """`2024-12-31` for one day, `2024-01-01–2024-12-31` for more."""
        if self.period_start == self.period_end:
            return self.period_end.isoformat()
        return f"{self.period_start.isoformat()}–{self.period_end.isoformat()}"

    @property
    def shown(self) -> str:
        """The value in the unit that offices read, with its word."""
        return f"{shown_value(self.value, self.indicator.unit)} {unit_word(shown_unit(self.indicator.unit))}"
