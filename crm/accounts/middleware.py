"""Which language a page speaks, and who must have a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_path, get_supported_language_variant
from django.utils.translation import gettext as _

OPEN_WITHOUT_SECOND_FACTOR = ("/accounts/", "/static/", "/livez", "/readyz", "/language/")


def language_of(request: HttpRequest) -> str:
    """The address says it on the portal, the cookie elsewhere, the caller's header for the API; Chinese otherwise."""
    in_path = get_language_from_path(request.path_info)
    if in_path:
        return in_path
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if not wanted and request.path_info.startswith("/api/"):
        wanted = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    try:
        return get_supported_language_variant(wanted)
    except LookupError:
        return settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Unlike Django's, it does not follow the browser's languages: staff work in Chinese unless they say otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate(language_of(request))
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class SecondFactorMiddleware:
    """Sends people who must have a second factor, and have none yet, to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.must_set_up(request):
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            message = _("Your account needs a second factor. Please set one up on the web pages first.")
            return JsonResponse({"code": "second_factor", "message": message}, status=403)
        return redirect(reverse("mfa_activate_totp"))

    def must_set_up(self, request: HttpRequest) -> bool:
        required = settings.SECOND_FACTOR_REQUIRED
        if not required or not request.user.is_authenticated:
            return False
        if request.path_info.startswith(OPEN_WITHOUT_SECOND_FACTOR):
            return False
        side = "partner" if request.user.is_partner else "staff"
        return side in required and not is_mfa_enabled(request.user)
