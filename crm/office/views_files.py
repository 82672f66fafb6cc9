"""Files are served to whoever sees the record that they hang on, and each download is logged."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from crm.audit.models import Access
from crm.audit.services import access_log
from crm.office.models import Attachment


@login_required
@require_GET
def attachment_file(request: HttpRequest, pk: int) -> FileResponse:
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    access_log(
        kind=Access.Kind.DOWNLOAD,
        actor=request.user,
        subject=attachment.title,
        subject_key=f"attachment:{attachment.pk}",
    )
    response = FileResponse(
        attachment.file.open("rb"), content_type=attachment.media_type, filename=attachment.title, as_attachment=True
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
