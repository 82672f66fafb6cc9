"""What was settled: a settlement of an agreement and period, its lines, a statement for each party (domain.md §6)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models.agreements import (
    Agreement,
    OfAgreementQuerySet,
    Party,
    choice_check,
    partner_organisation_id,
    reads_all,
)
from clusters.enclaves.models.versions import AgreementVersion, SharingRule
from clusters.models import Indicator, Project
from crm.common.records import Record, VisibleQuerySet

PERSON = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class SettlementQuerySet(OfAgreementQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Partners see a settlement of theirs once it was issued."""
        seen = super().visible_to(user)
        return seen if reads_all(user) else seen.exclude(state=Settlement.State.COMPUTED)


class Settlement(Record):
    """One agreement and year, or quarter where it is settled so. `round` counts issues: reopening starts one."""

    class State(models.TextChoices):
        COMPUTED = "computed", _("Computed")
        ISSUED = "issued", _("Issued")
        LOCKED = "locked", _("Locked")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="settlements", verbose_name=_("agreement"))
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), null=True, blank=True)
    number = models.CharField(_("number"), max_length=60, unique=True)
    agreement_version = models.ForeignKey(
        AgreementVersion, models.PROTECT, related_name="settlements", verbose_name=_("agreement version")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COMPUTED)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    computed_by = models.ForeignKey(verbose_name=_("computed by"), **PERSON)
    computed_at = models.DateTimeField(_("computed"), null=True, blank=True)
    issued_by = models.ForeignKey(verbose_name=_("issued by"), **PERSON)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    locked_by = models.ForeignKey(verbose_name=_("locked by"), **PERSON)
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["-year", F("quarter").desc(nulls_first=True), "agreement__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "year"], condition=Q(quarter__isnull=True), name="settlement_year_once"
            ),
            models.UniqueConstraint(
                fields=["agreement", "year", "quarter"],
                condition=Q(quarter__isnull=False),
                name="settlement_quarter_once",
            ),
            models.CheckConstraint(
                condition=Q(quarter__isnull=True) | Q(quarter__gte=1, quarter__lte=4), name="settlement_quarter_known"
            ),
            choice_check("state", ["computed", "issued", "locked"], "settlement_state_known"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return f"/office/settlements/{self.pk}/"

    @property
    def period(self) -> str:
        return str(self.year) if self.quarter is None else f"{self.year} Q{self.quarter}"

    @property
    def is_locked(self) -> bool:
        return self.state == self.State.LOCKED

    @property
    def is_estimated(self) -> bool:
        """Its rules were not yet checked against the signed paper: 估算."""
        return not self.agreement_version.is_verified


class LineQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The zone's readers see all lines, a partner its own of what was issued."""
        if reads_all(user):
            return self
        organisation_id = partner_organisation_id(user)
        if not organisation_id:
            return self.none()
        mine = self.filter(party__organisation_id=organisation_id, round=F("settlement__round"))
        return mine.exclude(settlement__state=Settlement.State.COMPUTED)

    def current(self) -> Self:
        """Those of the settlement's present round."""
        return self.filter(round=F("settlement__round"))


class SettlementLine(models.Model):
    """One party's part of one rule, project and indicator. Never edited; chained when locked.

    `amount` is in `unit`, the indicator's smallest; None when blocked. `basis` is what the line's group divides.
    """

    class State(models.TextChoices):
        SHARED = "shared", _("Shared")
        NOT_SHARED = "not_shared", _("Not yet shared")
        ENDED = "ended", _("Years of sharing are over")
        BLOCKED = "blocked", _("Blocked")

    class Kind(models.TextChoices):
        SHARE = "share", _("Share of a party")
        RECOVERY = "recovery", _("Recovery of outlay")
        CAP_EXCESS = "cap_excess", _("Excess over the cap")
        FLOOR_TOP_UP = "floor_top_up", _("Top-up to the minimum")
        LUMP_SUM = "lump_sum", _("Fixed sum")

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="lines", verbose_name=_("settlement"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    number = models.PositiveIntegerField(_("number"))
    book = models.CharField(_("book"), max_length=20, choices=SharingRule.Book)
    rule = models.ForeignKey(
        SharingRule, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("rule")
    )
    rule_code = models.CharField(max_length=40)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="settlement_lines", verbose_name=_("project")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("indicator")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="lines", verbose_name=_("party"))
    counterparty = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("other side")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SHARE)
    segment = models.CharField(max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State)
    amount = models.BigIntegerField(_("amount"), null=True, blank=True)
    basis = models.BigIntegerField(_("divided amount"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, choices=Indicator.Unit, default=Indicator.Unit.FEN)
    is_estimated = models.BooleanField(_("estimated"), default=False)
    reasons = models.JSONField(default=list)
    trace = models.JSONField(default=dict)
    about_year = models.PositiveSmallIntegerField(_("settlement year it is about"))
    restates = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="restated_by", verbose_name=_("restates")
    )
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement line")
        verbose_name_plural = _("settlement lines")
        ordering = ["settlement", "round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "round", "number"], name="settlement_line_number_once"),
            models.CheckConstraint(
                condition=Q(state="blocked", amount__isnull=True) | (~Q(state="blocked") & Q(amount__isnull=False)),
                name="settlement_line_blocked_has_no_amount",
            ),
            choice_check("state", ["shared", "not_shared", "ended", "blocked"], "settlement_line_state_known"),
            choice_check("book", ["assessment", "fiscal"], "settlement_line_book_known"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement} #{self.number}"

    def get_absolute_url(self) -> str:
        return f"/office/lines/{self.pk}/"

    @property
    def is_blocked(self) -> bool:
        return self.state == self.State.BLOCKED


class StatementQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        if reads_all(user):
            return self
        organisation_id = partner_organisation_id(user)
        if not organisation_id:
            return self.none()
        issued = self.exclude(settlement__state=Settlement.State.COMPUTED)
        return issued.filter(party__organisation_id=organisation_id, round=F("settlement__round"))

    def current(self) -> Self:
        return self.filter(round=F("settlement__round"))


class Statement(models.Model):
    """A party's paper of a settlement. Number and code check it; a later round supersedes it."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="statements", verbose_name=_("settlement"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="statements", verbose_name=_("party"))
    round = models.PositiveSmallIntegerField(_("round"))
    number = models.CharField(_("number"), max_length=80, unique=True)
    verification_code = models.CharField(_("verification code"), max_length=20, unique=True)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField(_("issued"))

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["settlement", "round", "party__order"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "round", "party"], name="statement_once_per_round")
        ]

    def __str__(self) -> str:
        return self.number


class OfSettlementQuerySet(OfAgreementQuerySet):
    agreement_path = "settlement__agreement"

    def visible_to(self, user: Any) -> Self:
        return self if reads_all(user) else self.none()


class Reopening(Record):
    """An issued settlement opened again: one person asks, another agrees."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="reopenings", verbose_name=_("settlement"))
    round = models.PositiveSmallIntegerField(_("round"))
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    agreed_by = models.ForeignKey(verbose_name=_("agreed by"), **PERSON)
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)

    objects = OfSettlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        ordering = ["settlement", "round"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "round"], name="reopening_once_per_round"),
            models.CheckConstraint(condition=~Q(asked_by=F("agreed_by")), name="reopening_by_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement} · {self.round}"
