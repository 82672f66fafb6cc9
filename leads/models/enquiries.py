"""What investors send through the portal, kept in their own words."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models import Building, Opportunity, Parcel
from crm.accounts.roles import Role
from crm.common.records import Record, VisibleQuerySet
from leads.models.leads import Lead


class EnquiryQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Managers and leaders see all but those of confidential leads that they do not know of; promoters those whose
        lead they see, and those that nobody has taken yet."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        seen = Lead.objects.all().visible_to(user)
        if user.has_role(Role.MANAGER, Role.LEADER):
            return self.filter(models.Q(lead__in=seen) | models.Q(lead__isnull=True))
        if not user.has_role(Role.PROMOTER):
            return self.none()
        untaken = Lead.objects.known_to_exist(user).filter(owner=None)
        return self.filter(models.Q(lead__in=seen) | models.Q(lead__in=untaken) | models.Q(lead__isnull=True))

    def waiting(self) -> Self:
        """Those that somebody has to answer: not yet answered, or answered and written to again."""
        open_states = [Enquiry.State.RECEIVED, Enquiry.State.IN_HAND]
        return self.filter(models.Q(state__in=open_states) | models.Q(waiting_since__isnull=False))

    def to_erase(self) -> Self:
        return self.filter(erasure_asked=True, erased_at=None)


class Enquiry(Record):
    """An enquiry. `sent` is what the investor sent and is never changed but by erasing personal information
    (`leads.services.erasure`); the lead is the working copy."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        IN_HAND = "in_hand", _("In hand")
        ANSWERED = "answered", _("Answered")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class MatchedBy(models.TextChoices):
        CREDIT_CODE = "credit_code", _("Credit code")
        NAME = "name", _("Name")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    lead = models.ForeignKey(
        Lead, models.PROTECT, null=True, blank=True, related_name="enquiries", verbose_name=_("lead")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.RECEIVED)
    language = models.CharField(_("language"), max_length=10)
    page = models.CharField(_("sent from"), max_length=300, blank=True)
    came_from = models.CharField(_("page before the form"), max_length=300, blank=True)
    campaign = models.CharField(_("campaign"), max_length=100, blank=True)
    utm = models.JSONField(_("campaign in full"), default=dict, blank=True)
    sent = models.JSONField(_("as sent"), editable=False)
    opportunities = models.ManyToManyField(
        Opportunity, blank=True, related_name="enquiries", verbose_name=_("opportunities")
    )
    parcels = models.ManyToManyField(Parcel, blank=True, related_name="enquiries", verbose_name=_("parcels"))
    buildings = models.ManyToManyField(Building, blank=True, related_name="enquiries", verbose_name=_("factory units"))
    matched_by = models.CharField(
        _("known company found by"), max_length=20, choices=MatchedBy, blank=True, default="", editable=False
    )
    consented_at = models.DateTimeField(_("consent given"))
    consent_version = models.CharField(_("version of the consent text"), max_length=40, blank=True, editable=False)
    consent_text = models.TextField(_("consent text as shown"), blank=True, editable=False)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    due_on = models.DateField(_("answer due"), null=True, blank=True, db_index=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken by")
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    problem = models.TextField(_("why no lead was opened"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    waiting_since = models.DateTimeField(_("written again after the answer"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    erasure_asked = models.BooleanField(_("asks to erase personal information"), default=False)
    erased_at = models.DateTimeField(_("personal information erased"), null=True, blank=True, editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("leads:enquiry", args=[self.pk])

    @property
    def waits_for_erasure(self) -> bool:
        return self.erasure_asked and self.erased_at is None

    @property
    def is_waiting(self) -> bool:
        return self.state in (self.State.RECEIVED, self.State.IN_HAND) or self.waiting_since is not None


class OfEnquiryQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(enquiry__in=Enquiry.objects.all().visible_to(user))


class EnquiryMessage(Record):
    """What was written after the enquiry: by the investor, or by whoever answers (`author`)."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="messages", verbose_name=_("enquiry"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    text = models.TextField(_("text"))

    objects = OfEnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message about an enquiry")
        verbose_name_plural = _("messages about enquiries")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.enquiry} · {self.created_at:%Y-%m-%d}"
