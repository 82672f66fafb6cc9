"""Evidence: checked for size and for being what its name says, kept outside the public files."""

import hashlib
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.office.models import Attachment
from crm.office.services.subjects import check_subject

# Suffix → media type, and the first bytes of a real one. Office files since 2007 are zip archives.
ACCEPTED: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".webp": ("image/webp", (b"RIFF",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (b"PK\x03\x04",)),
    ".doc": ("application/msword", (b"\xd0\xcf\x11\xe0",)),
    ".xls": ("application/vnd.ms-excel", (b"\xd0\xcf\x11\xe0",)),
    ".zip": ("application/zip", (b"PK\x03\x04",)),
    ".txt": ("text/plain", ()),
    ".csv": ("text/csv", ()),
}


@transaction.atomic
def attachment_add(
    *,
    subject: models.Model,
    file: UploadedFile,
    actor: Any,
    title: str = "",
    kind: str = Attachment.Kind.OTHER,
    number: str = "",
) -> Attachment:
    """Hang a file on a record. Confidentiality and its people are copied from the record, where it has them."""
    check_subject(subject, actor)
    media_type = checked_media_type(file)
    attachment = Attachment(
        subject=subject,
        kind=kind,
        title=(title or PurePath(file.name).name)[:200],
        number=number,
        file=file,
        size=file.size,
        media_type=media_type,
        sha256=digest(file),
        uploaded_by=actor,
        is_confidential=getattr(subject, "is_confidential", False),
    )
    attachment.save_by(actor, _("Attached"))
    if attachment.is_confidential:
        attachment.named_people.set(subject.named_people.all())
    return attachment


def checked_media_type(file: UploadedFile) -> str:
    suffix = PurePath(file.name).suffix.lower()
    if suffix not in ACCEPTED:
        raise RuleError(
            _("Files of the kind “%(suffix)s” are not accepted. Accepted are: %(accepted)s.")
            % {"suffix": suffix or file.name, "accepted": " ".join(sorted(ACCEPTED))},
            code="file_kind",
            field="file",
        )
    limit = settings.UPLOAD_LIMIT_BYTES
    if file.size > limit:
        raise RuleError(
            _("The file has %(size)d MB; at most %(limit)d MB are accepted.")
            % {"size": -(-file.size // 1024**2), "limit": limit // 1024**2},
            code="file_size",
            field="file",
        )
    check_content(file, suffix)
    return ACCEPTED[suffix][0]


def check_content(file: UploadedFile, suffix: str) -> None:
    """The first bytes must be those of the kind that the name claims; plain text holds no zero byte."""
    head = file.read(4096)
    file.seek(0)
    if not head:
        raise RuleError(_("The file is empty."), code="file_empty", field="file")
    marks = ACCEPTED[suffix][1]
    fits = head.startswith(marks) if marks else b"\x00" not in head
    if not fits:
        raise RuleError(
            _("The file is named %(suffix)s, but its content is of another kind.") % {"suffix": suffix},
            code="file_content",
            field="file",
        )


def digest(file: UploadedFile) -> str:
    total = hashlib.sha256()
    for chunk in file.chunks():
        total.update(chunk)
    file.seek(0)
    return total.hexdigest()
