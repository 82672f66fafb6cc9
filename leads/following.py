"""The address on which an investor follows an enquiry: its number, signed. The signature is the permission."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, Signer

from leads.models import Enquiry

SIGNER = Signer(salt="cms.enquiry.follow")


def key_of(number: str) -> str:
    return SIGNER.signature(number)


def is_key_of(number: str, key: str) -> bool:
    try:
        SIGNER.unsign(f"{number}:{key}")
    except BadSignature:
        return False
    return True


def follow_path(page: str, number: str) -> str:
    """Below the page that the form stands on."""
    return f"{page}{number}/?{urlencode({'key': key_of(number)})}"


def follow_address(enquiry: Enquiry) -> str:
    """In full, at the public address whatever host the request named; empty for one that came by no page."""
    return settings.PUBLIC_URL.rstrip("/") + follow_path(enquiry.page, enquiry.number) if enquiry.page else ""
