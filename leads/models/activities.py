"""What was done about a lead."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.common.records import Record
from leads.models.leads import Lead, OfLeadQuerySet


class Activity(Record):
    """A visit, a call, a note."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit")
        RECEPTION = "reception", _("Reception")
        CALL = "call", _("Call")
        MEETING = "meeting", _("Meeting")
        MAIL = "mail", _("Mail")
        NOTE = "note", _("Note")

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="activities", verbose_name=_("lead"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    happened_on = models.DateField(_("date"))
    text = models.TextField(_("what happened"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"
