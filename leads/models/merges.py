"""Two companies, or two leads, that were one all along."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Company
from crm.accounts.roles import Role
from crm.common.records import Record, VisibleQuerySet
from leads.models.leads import Lead


class MergeQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Managers and leaders, of records that they see."""
        if not getattr(user, "is_authenticated", False) or not user.has_role(Role.MANAGER, Role.LEADER):
            return self.none()
        leads, companies = Lead.objects.all().visible_to(user), Company.objects.all().visible_to(user)
        return self.filter(
            Q(kind=Merge.Kind.LEAD, kept_id__in=leads.values("pk"))
            | Q(kind=Merge.Kind.COMPANY, kept_id__in=companies.values("pk"))
        )


class Merge(Record):
    """What a merge moved, row by row, and which empty fields it filled: enough to undo it."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        LEAD = "lead", _("Lead")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    kept_id = models.PositiveBigIntegerField(_("kept"))
    dropped_id = models.PositiveBigIntegerField(_("merged into it"))
    kept_name = models.CharField(_("kept"), max_length=300)
    dropped_name = models.CharField(_("merged into it"), max_length=300)
    reason = models.CharField(_("reason"), max_length=300)
    moved = models.JSONField(_("moved"), default=dict, editable=False)
    filled = models.JSONField(_("filled in"), default=list, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["kind", "kept_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "dropped_id"], condition=Q(undone_at=None), name="merge_once_until_undone"
            ),
            models.CheckConstraint(condition=Q(kind__in=["company", "lead"]), name="merge_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.dropped_name} → {self.kept_name}"
