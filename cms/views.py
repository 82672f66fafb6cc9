"""What the portal answers beside its pages: what is not there, what went wrong, and what search engines ask for."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound, HttpResponseServerError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views import defaults
from django.views.static import serve
from wagtail.models import Page, Site

from cms.caching import kept
from cms.models.pages import not_restricted
from cms.tree import home_in

PICTURE_SECONDS = 365 * 86_400
PREFIXES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
STAFF = ("/office/", "/partner/", "/files/", "/accounts/", "/cms/", "/api/")  # what robots are asked to leave alone


def is_portal(request: HttpRequest) -> bool:
    return request.path_info.startswith(PREFIXES)


def language_asked_for(request: HttpRequest) -> str:
    """What the reader chose before, else what the browser asks for; English where it asks for neither of ours."""
    asked = request.headers.get("Accept-Language", "")
    wanted = [code for code, _weight in parse_accept_lang_header(asked.lower()) if code != "*"]
    for code in (request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), *wanted):
        with suppress(LookupError):
            return get_supported_language_variant(code)
    return "en" if wanted else settings.LANGUAGE_CODE


def entrance(request: HttpRequest) -> HttpResponse:
    answer = redirect(f"/{language_asked_for(request)}/")
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Outside the rooms of the staff it is the portal's."""
    if request.path_info.startswith(STAFF):
        return defaults.page_not_found(request, exception)
    if not is_portal(request):
        request.LANGUAGE_CODE = language_asked_for(request)
        translation.activate(request.LANGUAGE_CODE)
    return HttpResponseNotFound(render_to_string("cms/not_found.html", {"noindex": True}, request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Too much at once, or a host that is not ours: nothing of the request is read again."""
    if not is_portal(request):
        return defaults.bad_request(request, exception)
    with translation.override(request.path_info.split("/")[1]):  # the middleware that does so may not have been asked
        return HttpResponseBadRequest(render_to_string("cms/bad_request.html"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks the database nothing: it may be what failed."""
    if not is_portal(request):
        return defaults.server_error(request)
    return HttpResponseServerError(render_to_string("cms/server_error.html"))


@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """The published pages of the address's language, each with its translations."""
    home = home_in(request, request.LANGUAGE_CODE)
    pages = listed(home) if home else []
    others = translations_of(pages, request)
    entries = [entry for page in pages for entry in entries_of(page, request, others.get(page.translation_key, {}))]
    return render(request, "cms/sitemap.xml", {"entries": entries}, content_type="application/xml")


def listed(home: Page) -> list[Page]:
    """Only those that list more than themselves are read in full."""
    found = Page.objects.live().filter(not_restricted()).descendant_of(home, inclusive=True)
    pages = found.select_related("locale", "content_type")
    return [
        page.specific if page.specific_class.get_sitemap_urls is not Page.get_sitemap_urls else page for page in pages
    ]


def translations_of(pages: list[Page], request: HttpRequest) -> dict[Any, dict[str, str]]:
    keys = [page.translation_key for page in pages]
    found: dict[Any, dict[str, str]] = {}
    for page in Page.objects.live().filter(not_restricted()).filter(translation_key__in=keys).select_related("locale"):
        found.setdefault(page.translation_key, {})[page.locale.language_code] = page.get_full_url(request) or ""
    return found


def entries_of(page: Page, request: HttpRequest, others: dict[str, str]) -> list[dict[str, Any]]:
    own = page.get_full_url(request) or ""
    return [
        {
            "location": entry["location"],
            "lastmod": entry.get("lastmod"),
            "others": {code: address + entry["location"].removeprefix(own) for code, address in others.items()},
        }
        for entry in page.get_sitemap_urls(request)
    ]


def robots(request: HttpRequest) -> HttpResponse:
    site = Site.find_for_request(request)
    root = site.root_url if site else ""
    return render(
        request,
        "cms/robots.txt",
        {"root": root, "languages": settings.LANGUAGES, "staff": STAFF},
        content_type="text/plain",
    )


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture as pages show it, in its format and width. Originals and other uploads are not served from here."""
    answer = serve(request, path, document_root=Path(settings.MEDIA_ROOT) / "images")
    patch_cache_control(answer, public=True, max_age=PICTURE_SECONDS, immutable=True)  # another picture, another name
    return answer
