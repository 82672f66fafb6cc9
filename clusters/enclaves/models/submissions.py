"""What partners hand in: figures of enrolled projects, and sealed papers that the zone registers."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models.agreements import Agreement, choice_check, partner_organisation_id, reads_all
from clusters.enclaves.models.settlements import PERSON, Statement
from clusters.models import Indicator, Observation, Project, Tax
from crm.accounts.models import Organisation
from crm.common.records import Record, VisibleQuerySet


class FigureSubmissionQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The zone's readers see all of them, a partner what its own organisation handed in."""
        if reads_all(user):
            return self
        organisation_id = partner_organisation_id(user)
        return self.filter(organisation_id=organisation_id) if organisation_id else self.none()


class FigureSubmission(Record):
    """A figure as a partner hands it in. It decides nothing: accepting it makes a verified observation of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the zone")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="submissions", verbose_name=_("agreement"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("handed in by"))
    project = models.ForeignKey(Project, models.PROTECT, related_name="submissions", verbose_name=_("project"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    tax = models.ForeignKey(Tax, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tax"))
    period_start = models.DateField(_("from"), null=True, blank=True)
    period_end = models.DateField(_("to"))
    entered_value = models.CharField(_("value as entered"), max_length=40)
    entered_unit = models.CharField(_("unit as entered"), max_length=20)
    retained = models.CharField(_("of it locally retained"), max_length=40, blank=True)
    slip_number = models.CharField(_("slip number"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    answered_by = models.ForeignKey(verbose_name=_("answered by"), **PERSON)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    observation = models.ForeignKey(
        Observation, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("observation")
    )

    objects = FigureSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure handed in")
        verbose_name_plural = _("figures handed in")
        ordering = ["-pk"]
        constraints = [
            choice_check("state", ["waiting", "accepted", "returned", "withdrawn"], "figure_submission_state_known"),
            models.CheckConstraint(
                condition=Q(state="accepted", observation__isnull=False)
                | (~Q(state="accepted") & Q(observation__isnull=True)),
                name="figure_submission_accepted_has_observation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.code} {self.tax or self.indicator} {self.period_end} {self.written}"

    def get_absolute_url(self) -> str:
        return f"/office/figures/{self.pk}/"

    @property
    def written(self) -> str:
        """The value as its author wrote it, with its unit."""
        return f"{self.entered_value} {self.entered_unit}"


class SealedConfirmationQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The zone's readers, and the party whose seal it bears."""
        if reads_all(user):
            return self
        return self.filter(statement__in=Statement.objects.all().visible_to(user))


class SealedConfirmation(Record):
    """A statement that a party confirmed on paper: a scan with seal and 文号, registered by one, checked by another."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("Waiting for the second person")
        CHECKED = "checked", _("Checked")
        REFUSED = "refused", _("Refused")

    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="sealed_confirmations", verbose_name=_("statement")
    )
    document_number = models.CharField(_("document number"), max_length=100)
    document_date = models.DateField(_("date of the document"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REGISTERED)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("registered by")
    )
    checked_by = models.ForeignKey(verbose_name=_("checked by"), **PERSON)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = SealedConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed confirmation")
        verbose_name_plural = _("sealed confirmations")
        ordering = ["-pk"]
        constraints = [
            choice_check("state", ["registered", "checked", "refused"], "sealed_confirmation_state_known"),
            models.CheckConstraint(
                condition=~Q(registered_by=F("checked_by")), name="sealed_confirmation_by_two_people"
            ),
            models.UniqueConstraint(
                fields=["statement"], condition=Q(state="registered"), name="sealed_confirmation_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement} · {self.document_number}"

    def get_absolute_url(self) -> str:
        return f"/office/sealed/{self.pk}/"
