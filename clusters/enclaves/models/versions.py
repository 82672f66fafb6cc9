"""What an agreement says, from a 1 January on: versions and their rules, never edited once effective (domain.md §6).

The fields mirror the dataclasses of `clusters.enclaves.sharing.agreement`; ratios are kept as text (`0.6`, `1/3`), so
that they stay exact. `clusters.enclaves.selectors.rules` turns rows into the dataclasses.
"""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models.agreements import Agreement, OfAgreementQuerySet, Party, choice_check, reads_all
from clusters.models import Indicator
from crm.common.records import Record, VisibleQuerySet


class VersionQuerySet(OfAgreementQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Partners see what is in force, drafts are the zone's."""
        seen = super().visible_to(user)
        return seen if reads_all(user) else seen.filter(state=AgreementVersion.State.EFFECTIVE)


class AgreementVersion(Record):
    """What holds from 1 January of `effective_year` until a later version does."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEWED = "reviewed", _("Reviewed")
        EFFECTIVE = "effective", _("Effective")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions", verbose_name=_("agreement"))
    number = models.PositiveSmallIntegerField(_("version"))
    effective_year = models.PositiveSmallIntegerField(_("effective from 1 January of"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("checked against the signed paper"), default=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement version")
        verbose_name_plural = _("agreement versions")
        ordering = ["agreement__code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_number_once"),
            models.UniqueConstraint(
                fields=["agreement", "effective_year"],
                condition=Q(state="effective"),
                name="agreement_version_effective_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(effective_year__gte=1990, effective_year__lte=2200), name="agreement_version_year_sensible"
            ),
            choice_check("state", ["draft", "reviewed", "effective"], "agreement_version_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} v{self.number}"

    def get_absolute_url(self) -> str:
        return self.agreement.get_absolute_url()

    @property
    def effective_from(self) -> date:
        return date(self.effective_year, 1, 1)


class OfVersionQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        if reads_all(user):
            return self
        return self.filter(agreement_version__in=AgreementVersion.objects.all().visible_to(user))


class SharingRule(Record):
    """One rule. `code` is stable across versions: pools and cumulative caps go on under it."""

    class Book(models.TextChoices):
        ASSESSMENT = "assessment", _("Assessment book")
        FISCAL = "fiscal", _("Fiscal book")

    class Mode(models.TextChoices):
        SPLIT = "split", _("Split by ratio")
        DUAL_FULL_COUNT = "dual_full_count", _("Counted in full by each")
        SINGLE_PARTY = "single_party", _("All to one party")
        BY_CONTRIBUTION = "by_contribution", _("By contributions paid in")
        BY_EQUITY = "by_equity", _("By shareholding")
        RECOVER_FIRST = "recover_first", _("Outlay recovered first, the rest split")
        LUMP_SUM = "lump_sum", _("A fixed sum")

    class YearMethod(models.TextChoices):
        CALENDAR = "calendar", _("Calendar years, the event's year being the first")
        ANNIVERSARY = "anniversary", _("Twelve-month years from the event's day")
        WINDOW = "window", _("Named calendar years")

    class BasisKind(models.TextChoices):
        TOTAL = "total", _("The whole amount")
        RETAINED = "retained", _("The locally retained part")

    class StartEvent(models.TextChoices):
        NONE = "", _("No start event")
        SIGNED = "signed", _("Contract signed")
        CONSTRUCTION = "construction", _("Construction start")
        PRODUCTION = "production", _("Production")
        FIRST_TAX = "first_tax", _("First tax paid")
        RECOVERY_COMPLETED = "recovery_completed", _("Recovery completed")
        DATE = "date", _("A date")

    class Level(models.TextChoices):
        LOCAL = "local", _("Local")
        PROVINCIAL = "provincial", _("Provincial")
        PREFECTURE = "prefecture", _("Prefecture")
        COUNTY = "county", _("County")

    agreement_version = models.ForeignKey(
        AgreementVersion, models.CASCADE, related_name="rules", verbose_name=_("agreement version")
    )
    code = models.SlugField(_("code"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    book = models.CharField(_("book"), max_length=20, choices=Book)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    tax_codes = models.JSONField(_("taxes"), default=list, blank=True)
    category = models.CharField(_("only for project category"), max_length=40, blank=True)
    mode = models.CharField(_("mode"), max_length=20, choices=Mode)
    basis = models.CharField(_("basis"), max_length=20, choices=BasisKind, default=BasisKind.TOTAL)
    retained_level = models.CharField(_("level that retains"), max_length=20, choices=Level, default=Level.LOCAL)
    less_incentives = models.BooleanField(_("less incentives paid"), default=False)
    increment = models.JSONField(_("only the increment"), null=True, blank=True)
    start_event = models.CharField(_("years count from"), max_length=20, choices=StartEvent, blank=True, default="")
    start_on = models.DateField(_("date that years count from"), null=True, blank=True)
    start_rule = models.SlugField(_("rule whose recovery is meant"), max_length=40, blank=True)
    year_method = models.CharField(_("years"), max_length=20, choices=YearMethod, default=YearMethod.CALENDAR)
    bands = models.JSONField(_("bands of years with ratios"), default=list, blank=True)
    recoverers = models.JSONField(_("parties that recover first"), default=list, blank=True)
    cap = models.JSONField(_("cap"), null=True, blank=True)
    lump_sum = models.JSONField(_("fixed sum"), null=True, blank=True)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sharing rule")
        verbose_name_plural = _("sharing rules")
        ordering = ["agreement_version", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["agreement_version", "code"], name="sharing_rule_code_once"),
            choice_check("book", ["assessment", "fiscal"], "sharing_rule_book_known"),
            choice_check(
                "mode",
                [
                    "split",
                    "dual_full_count",
                    "single_party",
                    "by_contribution",
                    "by_equity",
                    "recover_first",
                    "lump_sum",
                ],
                "sharing_rule_mode_known",
            ),
            choice_check("year_method", ["calendar", "anniversary", "window"], "sharing_rule_years_known"),
            choice_check("basis", ["total", "retained"], "sharing_rule_basis_known"),
            models.CheckConstraint(
                condition=~Q(mode="dual_full_count", book="fiscal"), name="sharing_rule_no_double_money"
            ),
            models.CheckConstraint(
                condition=~Q(start_event="date") | Q(start_on__isnull=False), name="sharing_rule_start_date_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.indicator}"

    def sentence(self) -> str:
        """What the rule means, in the reader's language."""
        from clusters.enclaves.rule_sentences import rule_sentence

        return rule_sentence(self)


class FloorRule(Record):
    """A party's yearly minimum over the fiscal rules; a named payer tops it up (domain.md §6.9)."""

    agreement_version = models.ForeignKey(
        AgreementVersion, models.CASCADE, related_name="floors", verbose_name=_("agreement version")
    )
    code = models.SlugField(_("code"), max_length=40)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    payer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("payer"))
    amount_fen = models.BigIntegerField(_("yearly minimum (fen)"))
    first_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly minimum")
        verbose_name_plural = _("yearly minimums")
        ordering = ["agreement_version", "code"]
        constraints = [
            models.UniqueConstraint(fields=["agreement_version", "code"], name="floor_rule_code_once"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="floor_rule_not_negative"),
            models.CheckConstraint(condition=~Q(party=models.F("payer")), name="floor_rule_payer_is_another"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return self.agreement_version.get_absolute_url()

    def sentence(self) -> str:
        """What the minimum means, in the reader's language."""
        from clusters.enclaves.rule_sentences import floor_sentence

        return floor_sentence(self)
