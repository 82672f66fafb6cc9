"""What keeps machines out of the enquiry form without asking people to solve puzzles."""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.common import limits

TRAP = "website"  # a field that people do not see
STAMP = "stamp"
STAMPER = TimestampSigner(salt="cms.enquiry.shown")


@dataclass(frozen=True)
class Refusal:
    """The form comes back as it was typed, with this sentence."""

    status: int
    sentence: str
    retry_after: int = 0


def stamp() -> str:
    """When the form was shown, signed."""
    return STAMPER.sign("enquiry")


def refusal_of(request: HttpRequest) -> Refusal | None:
    if refused := too_many(request):
        return refused
    if request.POST.get(TRAP):
        return Refusal(
            409, _("A field that is not meant for people was filled in. It is empty again: please send once more.")
        )
    return too_fast(request)


def too_fast(request: HttpRequest) -> Refusal | None:
    """A form left open for days is fine; one that was never shown, or sent at once, is asked to be sent again."""
    again = Refusal(409, _("That was very quick. Please look over your entries and send them once more."))
    value = request.POST.get(STAMP, "")
    try:
        STAMPER.unsign(value)
        STAMPER.unsign(value, max_age=settings.ENQUIRY_SECONDS_AT_LEAST)
    except BadSignature as error:  # SignatureExpired is one of these: then enough time has passed
        return None if type(error) is not BadSignature else again
    return again


def too_many(request: HttpRequest) -> Refusal | None:
    window = settings.ENQUIRY_WINDOW_SECONDS
    if not limits.too_many(request, "enquiry", limit=settings.ENQUIRY_LIMIT, window_seconds=window):
        return None
    minutes = max(1, window // 60)
    sentence = ngettext(
        "Too many enquiries came from your connection. Your entries are kept: please send them in a minute.",
        "Too many enquiries came from your connection. Your entries are kept: please send them in %(minutes)d minutes.",
        minutes,
    )
    return Refusal(429, sentence % {"minutes": minutes}, retry_after=window)
