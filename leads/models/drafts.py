"""Enquiries that are still being written. Nobody reads them: the address with the key is the only way to one."""

import secrets
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.common.records import VisibleQuerySet
from crm.office.models import private_storage
from leads.models.enquiries import Enquiry


def new_key() -> str:
    return secrets.token_urlsafe(24)


class NobodysQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.none()


class EnquiryDraft(models.Model):
    """Without history: what was typed and not sent vanishes when it is discarded or too old."""

    key = models.CharField(max_length=64, primary_key=True, default=new_key, editable=False)
    language = models.CharField(_("language"), max_length=10)
    words = models.JSONField(_("as typed"), default=dict)
    came_from = models.CharField(_("page before the form"), max_length=300, blank=True)
    utm = models.JSONField(_("campaign in full"), default=dict, blank=True)
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last touched"), auto_now=True, db_index=True)
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, null=True, blank=True, related_name="+")

    objects = NobodysQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry being written")
        verbose_name_plural = _("enquiries being written")

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d %H:%M}"


class DraftFile(models.Model):
    """A file that waits with its draft; on sending it becomes an attachment of the enquiry."""

    draft = models.ForeignKey(EnquiryDraft, models.CASCADE, related_name="files")
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), upload_to="drafts/%Y/%m", storage=private_storage)
    size = models.PositiveBigIntegerField(_("bytes"))

    objects = NobodysQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an enquiry being written")
        verbose_name_plural = _("files of enquiries being written")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
