"""What keeps machines out of the enquiry without asking people to solve puzzles."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.common import limits
from leads.models import EnquiryDraft

TRAP = "website"  # a field that people do not see
STEP_SECONDS = 60


@dataclass(frozen=True)
class Refusal:
    """The form comes back as it was typed, with this sentence."""

    status: int
    sentence: str
    retry_after: int = 0


def refusal_of(request: HttpRequest) -> Refusal | None:
    """Of any post: too many from one connection, or a machine that fills in what people do not see."""
    limit = settings.ENQUIRY_STEP_LIMIT
    if limits.too_many(request, "enquiry-step", limit=limit, window_seconds=STEP_SECONDS):
        return too_many(STEP_SECONDS)
    if request.POST.get(TRAP):
        return Refusal(
            409, _("A field that is not meant for people was filled in. It is empty again: please send once more.")
        )
    window, files = settings.ENQUIRY_WINDOW_SECONDS, len(request.FILES.getlist("files"))
    for _file in range(min(files, settings.ENQUIRY_FILE_LIMIT + 1)):
        if limits.too_many(request, "enquiry-file", limit=settings.ENQUIRY_FILE_LIMIT, window_seconds=window):
            return too_many(window)
    return None


def refusal_to_send(request: HttpRequest, draft: EnquiryDraft) -> Refusal | None:
    """A draft left open for days is fine; one that is sent as soon as it was begun is not a person's."""
    if timezone.now() < draft.begun_at + timedelta(seconds=settings.ENQUIRY_SECONDS_AT_LEAST):
        return Refusal(409, _("That was very quick. Please look over your entries and send them once more."))
    window = settings.ENQUIRY_WINDOW_SECONDS
    if limits.too_many(request, "enquiry", limit=settings.ENQUIRY_LIMIT, window_seconds=window):
        return too_many(window)
    return None


def too_many(window: int) -> Refusal:
    minutes = max(1, window // 60)
    sentence = ngettext(
        "Too many enquiries came from your connection. Your entries are kept: please send them in a minute.",
        "Too many enquiries came from your connection. Your entries are kept: please send them in %(minutes)d minutes.",
        minutes,
    )
    return Refusal(429, sentence % {"minutes": minutes}, retry_after=window)
