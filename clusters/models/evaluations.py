"""Schemes of per-mu evaluation (亩均论英雄): criteria, grades and exemptions as data (domain.md §8)."""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models.companies import Company
from clusters.models.indicators import Indicator
from clusters.models.names import Named
from crm.common.records import Record, StaffVisibleQuerySet, VisibleQuerySet

YEARS = [MinValueValidator(2000), MaxValueValidator(2100)]


def percent(name: Any, default: int) -> models.DecimalField:
    return models.DecimalField(name, max_digits=5, decimal_places=2, default=Decimal(default))


class EvaluationScheme(Named, Record):
    """Graded up to `a_percent` of the ranked companies A, to `b_percent` B, to `c_percent` C, the rest D.

    In force from `first_year` until a later adopted scheme's; without `document_number` it is only looked at.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    first_year = models.PositiveSmallIntegerField(_("first year"), validators=YEARS)
    source = models.CharField(_("source"), max_length=200)
    document_number = models.CharField(_("adopted by document"), max_length=100, blank=True)
    a_percent = percent(_("A up to (%)"), 25)
    b_percent = percent(_("B up to (%)"), 70)
    c_percent = percent(_("C up to (%)"), 95)
    exempts_building = models.BooleanField(_("projects being built are exempt"), default=True)
    grace_years = models.PositiveSmallIntegerField(_("years of grace after start of production"), null=True, blank=True)

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation scheme")
        verbose_name_plural = _("evaluation schemes")
        ordering = ["-first_year", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(a_percent__gt=0, a_percent__lt=F("b_percent"), b_percent__lt=F("c_percent"))
                & Q(c_percent__lte=100),
                name="evaluation_grades_rise",
                violation_error_message=_("The limits of the grades rise from A to C and end at one hundred."),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("clusters:evaluation_scheme", args=[self.pk])

    @property
    def is_adopted(self) -> bool:
        return bool(self.document_number)


class EvaluationCriterion(Named, Record):
    """Points = numerator ÷ denominator ÷ baseline × weight, at most `cap`; the ratio in the units that offices read."""

    scheme = models.ForeignKey(
        EvaluationScheme, models.PROTECT, related_name="criteria", verbose_name=_("evaluation scheme")
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    numerator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("numerator"))
    denominator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("denominator"))
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=6)
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=2)
    cap = models.DecimalField(_("most points"), max_digits=7, decimal_places=2, null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_used = models.BooleanField(_("used"), default=True)

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation criterion")
        verbose_name_plural = _("evaluation criteria")
        ordering = ["scheme", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline__gt=0, weight__gt=0) & (Q(cap__isnull=True) | Q(cap__gt=0)),
                name="evaluation_criterion_positive",
                violation_error_message=_("Baseline, weight and most points are above zero."),
            ),
            models.CheckConstraint(
                condition=~Q(numerator=F("denominator")),
                name="evaluation_criterion_two_indicators",
                violation_error_message=_("Numerator and denominator are two different indicators."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return self.scheme.get_absolute_url()


class EvaluationExemptionQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(company__in=Company.objects.all().visible_to(user))


class EvaluationExemption(Record):
    """A company that is not graded in a year, and why. Taken back, it stays with its history."""

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="evaluation_exemptions", verbose_name=_("company")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    grounds = models.CharField(_("grounds"), max_length=300)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    is_withdrawn = models.BooleanField(_("taken back"), default=False)

    objects = EvaluationExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption from evaluation")
        verbose_name_plural = _("exemptions from evaluation")
        ordering = ["-year", "company__name"]

    def __str__(self) -> str:
        return f"{self.company} {self.year}"

    def get_absolute_url(self) -> str:
        return f"{reverse('clusters:evaluation')}?year={self.year}"
