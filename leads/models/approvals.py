"""A manager's leave to enter a stage."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.common.records import Record
from leads.models.leads import Lead, OfLeadQuerySet
from leads.models.stages import stage_choices


class StageApproval(Record):
    """Asked for by whoever works the lead, granted or refused by a manager. A correction withdraws it."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("No longer valid")

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="approvals", verbose_name=_("lead"))
    stage = models.CharField(_("for stage"), max_length=20, choices=stage_choices)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage approval")
        verbose_name_plural = _("stage approvals")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "stage"],
                condition=Q(state__in=["asked", "granted"]),
                name="stage_approval_one_open_per_stage",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "granted", "refused", "withdrawn"]), name="stage_approval_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead.code}: {self.get_stage_display()} {self.get_state_display()}"
