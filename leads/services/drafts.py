"""Enquiries being written: begun, saved step by step, sent or discarded; old ones vanish."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.office.services import attachment_add
from crm.office.services.attachments import checked_media_type
from leads.models import DraftFile, Enquiry, EnquiryDraft
from leads.services.enquiries import enquiry_receive

FILES_AT_MOST = 5
WORD_LENGTH = 20_000  # of what is kept while it is being typed; what may be sent is shorter


def draft_begin(*, language: str, words: Mapping[str, str], came_from: str, utm: Mapping[str, str]) -> EnquiryDraft:
    draft = EnquiryDraft(language=language[:10], came_from=came_from[:300], utm=dict(utm))
    draft.words = storable(words)
    draft.save()
    return draft


def draft_find(key: str) -> EnquiryDraft | None:
    """The key is the permission. One that is too old is no longer there, even before the day's work erases it."""
    since = timezone.now() - timedelta(days=settings.ENQUIRY_DRAFT_DAYS)
    return EnquiryDraft.objects.filter(key=key, touched_at__gte=since).select_related("enquiry").first()


@transaction.atomic
def draft_save(*, draft: EnquiryDraft, words: Mapping[str, str]) -> EnquiryDraft:
    """What was typed in one step, right or wrong; the other steps stay."""
    locked = EnquiryDraft.objects.select_for_update().get(pk=draft.pk)
    if locked.enquiry_id is None:
        locked.words = {**locked.words, **storable(words)}
        locked.save(update_fields=["words", "touched_at"])
    return locked


def storable(words: Mapping[str, str]) -> dict[str, str]:
    """No database takes a zero byte, and nothing is unbounded."""
    return {name: str(value).replace("\x00", "")[:WORD_LENGTH] for name, value in words.items()}


@transaction.atomic
def draft_file_add(*, draft: EnquiryDraft, file: File) -> DraftFile:
    EnquiryDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.files.count() >= FILES_AT_MOST:
        raise RuleError(_("At most %(most)d files can be sent along.") % {"most": FILES_AT_MOST}, code="many")
    checked_media_type(file)
    return DraftFile.objects.create(draft=draft, name=file.name[-200:], file=file, size=file.size)


def draft_file_remove(*, draft: EnquiryDraft, file_id: int) -> None:
    remove_files(list(draft.files.filter(pk=file_id)))


@transaction.atomic
def draft_discard(*, draft: EnquiryDraft) -> None:
    remove_files(list(draft.files.all()))
    draft.delete()


def remove_files(files: list[DraftFile]) -> None:
    """Rows now, bytes once that is certain."""
    for row in files:
        transaction.on_commit(bytes_gone(row.file))
        row.delete()


def bytes_gone(file: Any) -> Callable[[], None]:
    return lambda: file.storage.delete(file.name)


@transaction.atomic
def draft_send(*, draft: EnquiryDraft, **facts: Any) -> Enquiry:
    """The enquiry with its files. Sent twice, as by two clicks, it is the same enquiry."""
    locked = EnquiryDraft.objects.select_for_update().get(pk=draft.pk)
    if locked.enquiry_id:
        return locked.enquiry
    enquiry = enquiry_receive(language=locked.language, came_from=locked.came_from, utm=locked.utm, **facts)
    rows = list(locked.files.all())
    for row in rows:
        with row.file.open("rb") as stored:
            attachment_add(subject=enquiry, file=File(stored, name=row.name), actor=None)
    remove_files(rows)
    locked.enquiry, locked.words = enquiry, {}
    locked.save(update_fields=["enquiry", "words", "touched_at"])
    return enquiry


def drafts_expire(day: date) -> int:
    """Erase what nobody touched for ENQUIRY_DRAFT_DAYS; returns how many."""
    before = day - timedelta(days=settings.ENQUIRY_DRAFT_DAYS)
    old = list(EnquiryDraft.objects.filter(touched_at__date__lt=before))
    for draft in old:
        draft_discard(draft=draft)
    return len(old)
