"""What parties say to their lines, what became of objections, and the money that went (domain.md §6)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models.agreements import OfAgreementQuerySet, Party, choice_check, reads_all
from clusters.enclaves.models.settlements import PERSON, Settlement, SettlementLine, Statement
from crm.common.records import Record, VisibleQuerySet


class OfLineQuerySet(VisibleQuerySet):
    """Rows about a line: whoever sees the line."""

    line_path = "line"

    def visible_to(self, user: Any) -> Self:
        if reads_all(user):
            return self
        return self.filter(**{f"{self.line_path}__in": SettlementLine.objects.all().visible_to(user)})


class LineAnswer(models.Model):
    """A party's word on one of its lines. The last one counts, none is ever changed. Files: attachments of it."""

    class Answer(models.TextChoices):
        CONFIRM = "confirm", _("Confirmed")
        DISPUTE = "dispute", _("Objected to")

    line = models.ForeignKey(SettlementLine, models.PROTECT, related_name="answers", verbose_name=_("line"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="answers", verbose_name=_("party"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    text = models.TextField(_("text"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), auto_now_add=True)

    objects = OfLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["line", "pk"]
        constraints = [
            choice_check("answer", ["confirm", "dispute"], "line_answer_known"),
            models.CheckConstraint(condition=~Q(answer="dispute", text=""), name="line_answer_objection_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.get_answer_display()}"


class Objection(Record):
    """From an objection to its end: the zone answers; the party withdraws by confirming, or the dispute body rules."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for the zone's answer")
        ANSWERED = "answered", _("Answered")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DISMISSED = "dismissed", _("Ruled: the line stands")
        ACCEPTED = "accepted", _("Ruled: the line is to be corrected")

    line = models.ForeignKey(SettlementLine, models.PROTECT, related_name="objections", verbose_name=_("line"))
    dispute = models.OneToOneField(LineAnswer, models.PROTECT, related_name="objection", verbose_name=_("objection"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reply = models.TextField(_("the zone's answer"), blank=True)
    replied_by = models.ForeignKey(verbose_name=_("answered by"), **PERSON)
    replied_at = models.DateTimeField(_("answered"), null=True, blank=True)
    ruling = models.TextField(_("ruling"), blank=True)
    ruling_number = models.CharField(_("document number of the ruling"), max_length=100, blank=True)
    ruled_by = models.ForeignKey(verbose_name=_("recorded by"), **PERSON)
    ruled_at = models.DateTimeField(_("ruled"), null=True, blank=True)

    objects = OfLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-pk"]
        constraints = [
            choice_check("state", ["open", "answered", "withdrawn", "dismissed", "accepted"], "objection_state_known"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(state__in=["open", "answered"]), name="objection_one_open_per_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.OPEN, self.State.ANSWERED)


class OfStatementQuerySet(OfAgreementQuerySet):
    agreement_path = "statement__settlement__agreement"

    def visible_to(self, user: Any) -> Self:
        return self if reads_all(user) else self.filter(statement__in=Statement.objects.all().visible_to(user))


class Transfer(Record):
    """Money that went between parties, recorded against the payee's statement of a locked settlement."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="transfers", verbose_name=_("settlement"))
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="transfers", verbose_name=_("statement"))
    payer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("payer"))
    payee = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("payee"))
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    paid_on = models.DateField(_("paid on"))
    voucher_number = models.CharField(_("voucher number"), max_length=100, unique=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    objects = OfStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["settlement", "paid_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="transfer_positive"),
            models.CheckConstraint(condition=~Q(payer=F("payee")), name="transfer_between_two"),
        ]

    def __str__(self) -> str:
        return self.voucher_number
