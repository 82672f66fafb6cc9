"""What was taken out or uncovered, and by whom. History of fields is kept beside each record (crm.common.records)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from crm.common.records import VisibleQuerySet


class AccessQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Auditors read the whole log; everybody reads what he did himself, and what others did with what he held."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if user.has_role(Role.AUDITOR):
            return self
        held = Access.holders.through.objects.filter(user_id=user.pk).values("access_id")
        return self.filter(Q(user=user) | Q(pk__in=held))


class Access(models.Model):
    """One export, unmasking, download or erasure of personal information. Append-only."""

    class Kind(models.TextChoices):
        EXPORT = "export", _("Export")
        UNMASK = "unmask", _("Unmasking")
        DOWNLOAD = "download", _("Download")
        ERASURE = "erasure", _("Erasure")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    subject = models.CharField(_("what"), max_length=200)
    subject_key = models.CharField(max_length=100, blank=True)
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    count = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    holders = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("who held it then")
    )

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"
