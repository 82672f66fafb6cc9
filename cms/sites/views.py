"""What the site finder answers beside its pages: the shortlist's changes, places for the map, the brochure."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms import selectors, tree
from cms.caching import kept, remembered
from cms.maps import places_of
from cms.sites import plan
from cms.sites.brochure import brochure_pdf
from cms.sites.finder import Finder
from cms.sites.shortlist import Shortlist, shortlist_of, write
from crm.common import limits

BROCHURES, WINDOW_SECONDS = 10, 600
OURS = {"same-origin", "none"}


@csrf_exempt
@require_POST
def shortlist_change(request: HttpRequest) -> HttpResponse:
    """Kept pages hold no form's token; the worst that another site could do here is refused by where it comes from."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in OURS:
        raise PermissionDenied
    codes, before = request.POST.getlist("site")[: selectors.MOST_CODES], shortlist_of(request)
    is_full = False
    if request.POST.get("do") == "clear":
        after = Shortlist()
    elif request.POST.get("do") == "remove":
        after = before.without(codes)
    else:
        shown = [site.code for site in selectors.sites_coded(codes)]
        after = before.with_codes(shown)
        is_full = not set(shown) <= set(after.codes)
    response = HttpResponseRedirect(f"{shortlist_url(request)}?full=1" if is_full else back(request), status=303)
    write(response, after)
    add_never_cache_headers(response)
    return response


def back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else shortlist_url(request)


def shortlist_url(request: HttpRequest) -> str:
    sites = tree.menu_of(request).sites
    return f"{sites.url}shortlist/" if sites else reverse("root")


@kept
def places(request: HttpRequest) -> HttpResponse:
    """GeoJSON of the parks and of the sites that the address asks for, in units of the drawing."""
    language = get_language() or ""
    finder = Finder(request.GET, language)
    marks = remembered(f"map {language}", lambda: places_of(list(tree.park_pages(language)), language))
    sites = tree.menu_of(request).sites
    told: dict[str, Any] = plan.collection(finder.found, finder.offers, marks, sites.url if sites else "")
    told["note"] = _("A drawing, not to scale: it shows neither true positions nor borders.")
    return JsonResponse(told, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


def brochure(request: HttpRequest) -> HttpResponse:
    """Of the sites in the address, otherwise of the visitor's shortlist."""
    codes = request.GET.getlist("site") or list(shortlist_of(request).codes)
    sites = selectors.sites_coded(codes)
    if not sites:
        return HttpResponseRedirect(shortlist_url(request))
    if limits.too_many(request, "brochure", limit=BROCHURES, window_seconds=WINDOW_SECONDS):
        response = render(request, "cms/wait.html", {"noindex": True, "minutes": WINDOW_SECONDS // 60}, status=429)
        response["Retry-After"] = str(WINDOW_SECONDS)
        return response
    today = timezone.localdate()
    response = HttpResponse(brochure_pdf(sites, request, today), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name(today)}"'
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def file_name(today: date) -> str:
    return f"chuxiong-sites-{today:%Y%m%d}-{get_language()}.pdf"
