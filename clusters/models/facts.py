"""Facts that decide money are versioned, never edited (domain.md §6, architecture.md)."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.common.records import VisibleQuerySet


class FactQuerySet(VisibleQuerySet):
    def current(self) -> Self:
        """The newest revision of each fact; none of one that was withdrawn."""
        return self.filter(is_current=True)

    def as_of(self, moment: datetime | None) -> Self:
        """The revisions that were current then; what is current now without a moment."""
        if moment is None:
            return self.current()
        later = models.Q(superseded_by__isnull=True) | models.Q(superseded_by__entered_at__gt=moment)
        return self.filter(later, entered_at__lte=moment, is_withdrawn=False)


def withdrawn_is_past(model_name: str) -> models.CheckConstraint:
    """A withdrawal is the last revision and nothing current: what was withdrawn may be entered anew."""
    return models.CheckConstraint(
        condition=models.Q(is_withdrawn=False) | models.Q(is_current=False), name=f"{model_name}_withdrawn_is_past"
    )


class Fact(models.Model):
    """One revision of something observed. A correction is a new row that supersedes this one; this one stays.

    A withdrawal is such a row, too: it repeats the last values and says who found when, and why, that they do not hold.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        VERIFIED = "verified", _("Verified")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", editable=False
    )
    is_current = models.BooleanField(default=True, editable=False)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    reason = models.CharField(_("reason of the correction"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("verified by")
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)

    class Meta:
        abstract = True

    def verified_by_then(self, moment: datetime | None) -> bool:
        """Verified now, or at that moment already: verifying is written into the revision itself."""
        return was_verified(self.state, self.verified_at, moment)

    @property
    def version(self) -> int:
        """For ETags and forms: what a person read. Facts count revisions; records count saves."""
        return self.revision

    def successor(self, **changes: Any) -> Self:
        """An unsaved next revision with these changes; `clusters.services.facts.correct` saves it."""
        keep = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if not field.primary_key and field.name not in {"entered_at", "verified_at", "verified_by", "supersedes"}
        }
        keep.update(revision=self.revision + 1, supersedes_id=self.pk, is_current=True, state=self.State.SUBMITTED)
        return type(self)(**{**keep, **changes})


def was_verified(state: str, verified_at: datetime | None, moment: datetime | None) -> bool:
    if state != Fact.State.VERIFIED:
        return False
    return moment is None or verified_at is None or verified_at <= moment
