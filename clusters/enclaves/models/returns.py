"""The provincial tax increment that clause 15 returns: what was received in a year, and the open setting."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.enclaves import sharing
from clusters.enclaves.models.agreements import choice_check, reads_all
from clusters.enclaves.models.facts import ZoneFactQuerySet
from clusters.models import Fact, Tax
from clusters.models.facts import withdrawn_is_past
from crm.common.records import Record, VisibleQuerySet


class TaxTotal(Fact):
    """A tax of the whole zone in a year, in fen; the provincial part where the treasury told it."""

    tax = models.ForeignKey(Tax, models.PROTECT, related_name="totals", verbose_name=_("tax"))
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    receipts_fen = models.BigIntegerField(_("receipts (fen)"))
    provincial_fen = models.BigIntegerField(_("provincial part (fen)"), null=True, blank=True)

    objects = ZoneFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("tax of a year")
        verbose_name_plural = _("taxes of a year")
        ordering = ["year", "tax__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["tax", "year"],
                condition=Q(is_current=True),
                name="tax_total_once",
                violation_error_message=_("There is a figure for this tax and year already: correct it instead."),
            ),
            withdrawn_is_past("taxtotal"),
        ]

    def __str__(self) -> str:
        return f"{self.tax} {self.year}"


class ReturnRulesQuerySet(VisibleQuerySet):
    def visible_to(self, user: object) -> "ReturnRulesQuerySet":
        return self if reads_all(user) else self.none()


class ReturnRules(Record):
    """One row: how a fall in one tax is netted. The text does not say; without a document it is 待州财政局确认."""

    class Netting(models.TextChoices):
        PER_TAX = sharing.ReturnNetting.PER_TAX.value, _("Each tax by itself, none below zero")
        AGGREGATE = sharing.ReturnNetting.AGGREGATE.value, _("All taxes together, not below zero")
        SIGNED = sharing.ReturnNetting.SIGNED.value, _("All taxes together, with its sign")

    netting = models.CharField(_("netting"), max_length=30, choices=Netting, default=Netting.PER_TAX)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)

    objects = ReturnRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of the increment returned")
        verbose_name_plural = _("rules of the increment returned")
        constraints = [
            choice_check("netting", [value.value for value in sharing.ReturnNetting], "return_rules_netting_known")
        ]

    def __str__(self) -> str:
        return self.get_netting_display()

    @classmethod
    def current(cls) -> "ReturnRules":
        """The row in force; its defaults where none was saved yet."""
        return cls.objects.order_by("pk").first() or cls()

    @property
    def is_confirmed(self) -> bool:
        return bool(self.document_number)
