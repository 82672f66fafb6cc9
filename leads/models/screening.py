"""Screening before signing (江门, 昆明, clauses 六 and 十七): what is looked at is data, the verdict a person's."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.models.names import Named
from crm.common.records import Record, StaffVisibleQuerySet
from leads.formulas import FormulaError, names_in, read_levels
from leads.models.leads import Lead, OfLeadQuerySet

# What a formula may name, and in which unit it is.
VARIABLES = {
    "investment": _("intended investment, 10 000 yuan"),
    "land": _("land needed, mu"),
    "floor": _("factory floor, m²"),
    "power": _("electricity a year, kWh"),
    "water": _("water, m³ a day"),
    "output": _("expected output a year, 10 000 yuan"),
    "tax": _("expected tax a year, 10 000 yuan"),
    "value_added": _("expected value added a year, 10 000 yuan"),
    "energy": _("expected energy a year, tce"),
    "chain": _("segment of the chain: 2 missing, 1 weak, 0 strong"),
    "others": _("other open leads of the company"),
}


class Criterion(Named, Record):
    """One thing that is looked at: computed by a formula and its levels, or judged by a person.

    Levels without any line are 待确认: the criterion then has no points and counts for nothing.
    """

    class Kind(models.TextChoices):
        FORMULA = "formula", _("By formula")
        JUDGEMENT = "judgement", _("Judged by a person")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FORMULA)
    formula = models.CharField(_("formula"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    levels = models.TextField(_("levels"), max_length=1000, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=10)
    source = models.CharField(_("source"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    objects = StaffVisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening criterion")
        verbose_name_plural = _("screening criteria")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["formula", "judgement"]), name="criterion_kind_known")
        ]

    def clean(self) -> None:
        if self.kind == self.Kind.FORMULA:
            self.check_formula()
        try:
            read_levels(self.levels)
        except FormulaError as error:
            raise ValidationError(
                {"levels": gettext("This line cannot be read: %(line)s") % {"line": error.part}}
            ) from None

    def check_formula(self) -> None:
        try:
            foreign = sorted(names_in(self.formula) - set(VARIABLES))
        except FormulaError as error:
            text = gettext("This cannot be read: %(part)s") % {"part": error.part or "—"}
            raise ValidationError({"formula": text}) from None
        if foreign:
            text = gettext("These names are not known: %(names)s") % {"names": ", ".join(foreign)}
            raise ValidationError({"formula": text})


class Mark(Record):
    """What a person judged of one criterion at one lead."""

    class Grade(models.IntegerChoices):
        MET = 100, _("Met")
        PARTLY = 50, _("Partly")
        NOT_MET = 0, _("Not met")

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="marks", verbose_name=_("lead"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("criterion"))
    grade = models.PositiveSmallIntegerField(_("judgement"), choices=Grade)
    note = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        constraints = [
            models.UniqueConstraint(fields=["lead", "criterion"], name="mark_once_per_criterion"),
            models.CheckConstraint(condition=Q(grade__in=[0, 50, 100]), name="mark_grade_known"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_grade_display()}"


class Screening(models.Model):
    """A confirmed verdict with the score, its parts and the rules behind them as they were. Written once."""

    class Verdict(models.TextChoices):
        PRIORITY = "priority", _("Handle with priority")
        PROCEED = "proceed", _("Proceed")
        STUDY = "study", _("Study further")
        DECLINE = "decline", _("Decline")

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="screenings", verbose_name=_("lead"))
    score = models.PositiveSmallIntegerField(_("score"), null=True)
    parts = models.JSONField(_("parts"), default=list)
    proposal = models.CharField(_("proposal"), max_length=10, choices=Verdict, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    note = models.CharField(_("why"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), auto_now_add=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        ordering = ["-confirmed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["priority", "proceed", "study", "decline"]), name="screening_verdict_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lead.code}: {self.get_verdict_display()}"
