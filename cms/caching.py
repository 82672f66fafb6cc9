"""The cache of the portal's pages: whole answers, the same for everybody, kept until something that they show changes.

A page is kept where `keep` marked its answer as public: every page of Wagtail's that is shown to all, and whatever view
asks for it. Never kept are forms (they carry a token and cookies), restricted pages (Wagtail marks them private),
addresses with a query, and what is shown to somebody with a shortlist, whose header counts it. All entries belong to a
generation: forgetting it forgets them all, for the menu, the map and the clusters stand on every page.
"""

import gzip
import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, ClassVar, NamedTuple, TypeVar

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

from cms.sites.shortlist import COOKIE
from crm.office.outbox import enqueue

T = TypeVar("T")
ALIAS = "pages"
GENERATION = "generation"
PREFIXES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
# Of the answer itself, or of who asked for it first; the rest is kept with the body.
NOT_KEPT = {"content-length", "vary", "etag", "content-encoding"}
MOST_NEAR = 5_000  # entries; beyond it the process begins anew
PACKED_WORTHWHILE = 6  # gzip's own default: a page takes a millisecond, once


class Kept(NamedTuple):
    packed: bytes
    headers: dict[str, str]
    etag: str


def keep(response: HttpResponse) -> HttpResponse:
    """Mark an answer as the same for everybody; browsers ask each time whether theirs is still the newest."""
    if response.status_code == HTTPStatus.OK and not response.has_header("Cache-Control"):
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view whose answer hangs on nothing but its address and the public data."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep(view(request, *args, **kwargs))

    return marked


class PageCacheMiddleware:
    """Stands before sessions, sign-in and the database: what is kept costs none of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if COOKIE in request.COOKIES and request.path_info.startswith(PREFIXES):
            return own(self.get_response(request))
        if not may_be_asked(request):
            return self.get_response(request)
        store = caches[ALIAS]
        key = key_of(request, generation(store))  # read first: what changes meanwhile is kept under a dead generation
        page = store.get(key)
        if page is None:
            response = self.get_response(request)
            if not may_be_kept(request, response):
                return response
            page = pack(response)
            store.set(key, page)
        return answer(request, page)


def own(response: HttpResponse) -> HttpResponse:
    """What was built for one visitor is no proxy's to keep."""
    if "public" in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


def may_be_asked(request: HttpRequest) -> bool:
    """Previews come as made-up requests for the page's own address."""
    plain = request.method == "GET" and not request.META.get("QUERY_STRING") and not hasattr(request, "is_dummy")
    return plain and request.path_info.startswith(PREFIXES)


def key_of(request: HttpRequest, generation: str) -> str:
    """By address, its host and scheme among it; a foreign host is refused here as everywhere."""
    address = f"{generation} {request.scheme} {request.get_host()} {request.path}"
    return hashlib.sha256(address.encode()).hexdigest()


def generation(store: BaseCache) -> str:
    found = store.get(GENERATION)
    if found is None:
        store.add(GENERATION, secrets.token_hex(8), timeout=None)
        found = store.get(GENERATION) or ""
    return found


def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")  # the page holds a form's token
        and "public" in response.headers.get("Cache-Control", "")
    )


def pack(response: HttpResponse) -> Kept:
    headers = {name: value for name, value in response.items() if name.lower() not in NOT_KEPT}
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    return Kept(gzip.compress(response.content, PACKED_WORTHWHILE, mtime=0), headers, etag)


def answer(request: HttpRequest, page: Kept) -> HttpResponse:
    takes_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body = page.packed if takes_packed else gzip.decompress(page.packed)
    headers = {**page.headers, "Content-Length": str(len(body)), "Vary": "Accept-Encoding", "ETag": page.etag}
    response = HttpResponse(body, headers={**headers, "Content-Encoding": "gzip"} if takes_packed else headers)
    return get_conditional_response(request, etag=page.etag, response=response)


def remembered(name: str, build: Callable[[], T]) -> T:
    """What many pages show and few changes alter, such as the menu: kept in the same generation as the pages.

    What this process has read once it does not read again as long as the generation lasts: nobody changes it.
    """
    store = caches[ALIAS]
    read = generation(store)
    near = Near.of(read)
    if name not in near:
        key = f"{read} {name}".replace(" ", ":")
        value = store.get(key)
        if value is None:
            value = build()
            store.set(key, value)
        near[name] = value
    return near[name]


def shelf(name: str) -> dict[Any, Any]:
    """A dict that this process fills as it goes and that goes with the generation: for small parts of pages."""
    return Near.of(generation(caches[ALIAS])).setdefault(f"shelf {name}", {})


class Near:
    """What this process knows of the one generation that it saw last."""

    held: ClassVar[tuple[str, dict[str, Any]]] = ("", {})

    @classmethod
    def of(cls, generation: str) -> dict[str, Any]:
        """Empty without a generation: then nothing is kept."""
        if not generation:
            return {}
        held = cls.held  # read once: other threads set it
        if held[0] != generation or len(held[1]) > MOST_NEAR:
            held = cls.held = (generation, {})
        return held[1]


def forget() -> None:
    caches[ALIAS].delete(GENERATION)


def purge() -> None:
    """Forget all pages when this transaction commits: at once, and by the outbox if the cache is out of reach then."""
    if any(entry[1] is forget for entry in transaction.get_connection().run_on_commit):
        return
    transaction.on_commit(forget, robust=True)
    enqueue("cache_purge", {"cache": ALIAS, "keys": [GENERATION]}, key=ALIAS)
