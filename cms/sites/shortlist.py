"""The shortlist: codes of sites in a signed cookie. Nothing is kept here, and nobody is known by it.

Who has one is given pages of his own (`cms.caching`), for they count his sites in their header.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "shortlist"
SALT = "cms.sites.shortlist"
MOST = 12
DAYS = 90


@dataclass(frozen=True)
class Shortlist:
    codes: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        return len(self.codes) >= MOST

    def with_codes(self, more: list[str]) -> "Shortlist":
        return Shortlist(tuple(dict.fromkeys([*self.codes, *more]))[:MOST])

    def without(self, codes: list[str]) -> "Shortlist":
        return Shortlist(tuple(code for code in self.codes if code not in codes))


def shortlist_of(request: HttpRequest) -> Shortlist:
    """A cookie that was changed, is too old or from another server counts as none."""
    if not hasattr(request, "portal_shortlist"):
        request.portal_shortlist = read(request.COOKIES.get(COOKIE, ""))
    return request.portal_shortlist


def read(value: str) -> Shortlist:
    try:
        codes = signing.loads(value, salt=SALT, max_age=DAYS * 86_400) if value else []
    except signing.BadSignature:
        return Shortlist()
    return Shortlist(tuple(str(code) for code in codes)[:MOST])


def write(response: HttpResponse, shortlist: Shortlist) -> None:
    if not shortlist.codes:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    value = signing.dumps(list(shortlist.codes), salt=SALT, compress=True)
    response.set_cookie(
        COOKIE, value, max_age=DAYS * 86_400, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
