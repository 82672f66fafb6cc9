"""Facts of an agreement that decide money: versioned, never edited (clusters.models.facts)."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models.agreements import Agreement, OfAgreementQuerySet, Party, reads_all
from clusters.enclaves.models.versions import SharingRule
from clusters.models import Fact, FactQuerySet, Project, Tax
from clusters.models.facts import withdrawn_is_past


class AgreementFactQuerySet(FactQuerySet, OfAgreementQuerySet):
    """Whoever sees the agreement; only the current revisions count."""


class ZoneFactQuerySet(FactQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self if reads_all(user) else self.none()


class PartyFact(Fact):
    """Something dated that a party of an agreement did. `rule_code` empty: for every rule that asks for it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="%(class)ss", verbose_name=_("agreement"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="%(class)ss", verbose_name=_("party"))
    happened_on = models.DateField(_("date"))
    rule_code = models.SlugField(_("for rule"), max_length=40, blank=True)

    objects = AgreementFactQuerySet.as_manager()

    class Meta:
        abstract = True


class Contribution(PartyFact):
    """Paid in by a party; a repayment is negative."""

    amount_fen = models.BigIntegerField(_("amount (fen)"))

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["agreement__code", "happened_on", "pk"]
        constraints = [withdrawn_is_past("contribution")]

    def __str__(self) -> str:
        return f"{self.agreement} {self.party} {self.happened_on}"


class Shareholding(PartyFact):
    """A party's share from that day until its next entry; exact text such as `51/100` or `0.51`."""

    ratio = models.CharField(_("share"), max_length=40)

    class Meta:
        verbose_name = _("shareholding")
        verbose_name_plural = _("shareholdings")
        ordering = ["agreement__code", "happened_on", "pk"]
        constraints = [withdrawn_is_past("shareholding")]

    def __str__(self) -> str:
        return f"{self.agreement} {self.party} {self.ratio}"


class Outlay(PartyFact):
    """What a party laid out and recovers first under the rule."""

    amount_fen = models.BigIntegerField(_("amount (fen)"))

    class Meta:
        verbose_name = _("outlay")
        verbose_name_plural = _("outlays")
        ordering = ["agreement__code", "happened_on", "pk"]
        constraints = [withdrawn_is_past("outlay")]

    def __str__(self) -> str:
        return f"{self.agreement} {self.party} {self.happened_on}"


class Incentive(Fact):
    """Paid to a project's company. A year in which nothing was paid is entered as 0 (domain.md §6.5)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="incentives", verbose_name=_("project"))
    tax = models.ForeignKey(Tax, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tax"))
    happened_on = models.DateField(_("date"))
    rule_code = models.SlugField(_("for rule"), max_length=40, blank=True)
    amount_fen = models.BigIntegerField(_("amount (fen)"))

    objects = ZoneFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("incentive paid")
        verbose_name_plural = _("incentives paid")
        ordering = ["project__code", "happened_on", "pk"]
        constraints = [withdrawn_is_past("incentive")]

    def __str__(self) -> str:
        return f"{self.project.code} {self.happened_on}"


class RetainedRate(Fact):
    """The part of a tax that a level keeps of receipts from `valid_from` on. Unverified: figures are 估算."""

    tax = models.ForeignKey(Tax, models.PROTECT, related_name="retained_rates", verbose_name=_("tax"))
    level = models.CharField(_("level"), max_length=20, choices=SharingRule.Level, default=SharingRule.Level.LOCAL)
    valid_from = models.DateField(_("valid from"))
    rate = models.DecimalField(
        _("rate"), max_digits=12, decimal_places=10, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    is_verified = models.BooleanField(_("checked against the document"), default=False)

    objects = ZoneFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("retained rate")
        verbose_name_plural = _("retained rates")
        ordering = ["tax__order", "level", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["tax", "level", "valid_from"], condition=Q(is_current=True), name="retained_rate_once"
            ),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=1), name="retained_rate_between_0_and_1"),
            withdrawn_is_past("retainedrate"),
        ]

    def __str__(self) -> str:
        return f"{self.tax} {self.get_level_display()} {self.rate}"
