"""Files are served to whoever sees the record that they hang on, and each opening is logged; a thumbnail is not one."""

import io
from typing import Any

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_GET
from PIL import Image, ImageOps

from crm.audit.models import Access
from crm.audit.services import access_log
from crm.common.errors import RuleError
from crm.office.models import Attachment
from crm.office.record_views import OnRecord
from crm.office.services import attachment_add

log = structlog.get_logger(__name__)

# What a browser shows by itself without running anything in it.
SHOWN_IN_PAGE = ("image/jpeg", "image/png", "image/webp", "application/pdf")
THUMBNAIL = (240, 160)
THUMBNAIL_SECONDS = 86_400
LARGEST_PIXELS = 60_000_000
FILES_AT_ONCE = 20


@login_required
@require_GET
def attachment_file(request: HttpRequest, pk: int) -> FileResponse:
    """To keep; with `?show=1` images and PDF are shown in the browser."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    access_log(
        kind=Access.Kind.DOWNLOAD,
        actor=request.user,
        subject=attachment.title,
        subject_key=f"attachment:{attachment.pk}",
        holders=[attachment.uploaded_by_id, getattr(attachment.subject, "owner_id", None)],
    )
    in_page = bool(request.GET.get("show")) and attachment.media_type in SHOWN_IN_PAGE
    response = FileResponse(
        attachment.file.open("rb"),
        content_type=attachment.media_type,
        filename=attachment.title,
        as_attachment=not in_page,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_GET
def attachment_thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    content = thumbnail(attachment)
    if content is None:
        raise Http404
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/webp", headers=headers)


def thumbnail(attachment: Attachment) -> bytes | None:
    """A WebP of at most 240 × 160; None for what is no picture or cannot be read as one."""
    if not attachment.media_type.startswith("image/"):
        return None
    key = f"thumbnail:{attachment.sha256}"
    content = cache.get(key)
    if content is None:
        try:
            content = drawn_small(attachment)
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            log.warning("thumbnail_failed", attachment=attachment.pk, exc_info=error)
            return None
        cache.set(key, content, THUMBNAIL_SECONDS)
    return content


def drawn_small(attachment: Attachment) -> bytes:
    with attachment.file.open("rb") as file, Image.open(file) as picture:
        if picture.width * picture.height > LARGEST_PIXELS:
            raise ValueError(f"{picture.width} × {picture.height} pixels")
        picture.draft("RGB", THUMBNAIL)  # a JPEG is decoded at a fraction of its size
        small = ImageOps.exif_transpose(picture).convert("RGB")
        small.thumbnail(THUMBNAIL)
        buffer = io.BytesIO()
        small.save(buffer, "WEBP", quality=80)
    return buffer.getvalue()


class AttachmentsDrop(OnRecord, View):
    """Several files at once, dropped, pasted or chosen on the record's own page. Each is taken or refused by itself."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record, files = self.get_record(), request.FILES.getlist("files")
        taken = sum(self.take(record, file) for file in files[:FILES_AT_ONCE])
        if taken:
            words = ngettext("%(count)d file is kept.", "%(count)d files are kept.", taken)
            messages.success(request, words % {"count": taken})
        if not files:
            messages.error(request, _("Please choose a file."))
        if len(files) > FILES_AT_ONCE:
            words = _("At most %(most)d files at once: the last %(count)d were not taken.")
            messages.error(request, words % {"most": FILES_AT_ONCE, "count": len(files) - FILES_AT_ONCE})
        return redirect(f"{record.get_absolute_url()}#panel-attachments")

    def take(self, record: Any, file: Any) -> bool:
        try:
            attachment_add(subject=record, file=file, actor=self.request.user)
        except RuleError as error:
            messages.error(self.request, f"{file.name}: {error.message}")
            return False
        return True
