"""Who holds a lead, over time: the pool, contests about a first report, what a leaver hands over."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from crm.common.records import Record, VisibleQuerySet
from leads.models.leads import Lead, OfLeadQuerySet


class PoolMove(models.Model):
    """Into the pool (公海) or out of it, by whom and why. Written once; the daily cap counts these rows."""

    class Kind(models.TextChoices):
        RELEASED = "released", _("Released")
        RECYCLED = "recycled", _("Recycled")
        CLAIMED = "claimed", _("Claimed")

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="pool_moves", verbose_name=_("lead"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("held before by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("move of the pool")
        verbose_name_plural = _("moves of the pool")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["actor", "day", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["released", "recycled", "claimed"]), name="pool_move_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lead.code} {self.get_kind_display()}"


class ContestQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Whoever contests sees his own contest; who sees the lead sees all about it."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        mine = Q(contested_by=user) if user.has_role(Role.PROMOTER, Role.MANAGER) else Q(pk__in=[])
        return self.filter(mine | Q(lead__in=Lead.objects.all().visible_to(user)))


class Contest(Record):
    """Somebody says that he, not the holder, was first with this lead. A manager settles it."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a decision")
        HOLDER = "holder", _("Stays with the holder")
        CONTESTANT = "contestant", _("Goes to whoever contested")
        SHARED = "shared", _("Both work it")

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="contests", verbose_name=_("lead"))
    contested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("contested by")
    )
    grounds = models.TextField(_("grounds"), max_length=2000)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contest about a lead")
        verbose_name_plural = _("contests about leads")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "contested_by"], condition=Q(state="open"), name="contest_one_open_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "holder", "contestant", "shared"]), name="contest_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead.code}: {self.get_state_display()}"


class HandoverQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Managers and leaders, and the two people it is about."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if user.has_role(Role.MANAGER, Role.LEADER):
            return self
        return self.filter(Q(leaver=user) | Q(successor=user))


class Handover(Record):
    """What a leaver held and a successor took over. `items` lists the rows by kind, so that the report stays as it was.

    Names are not kept: they are read when the report is shown, by what its reader may see.
    """

    leaver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers_given", verbose_name=_("leaver")
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers_taken", verbose_name=_("successor")
    )
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    reason = models.CharField(_("reason"), max_length=300)
    items = models.JSONField(_("items"), default=dict, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.leaver} → {self.successor}"

    def get_absolute_url(self) -> str:
        return reverse("leads:handover", args=[self.pk])

    @property
    def total(self) -> int:
        return sum(len(keys) for keys in self.items.values())
