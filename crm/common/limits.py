"""How often one connection may ask: counted in the cache, kept as long as the window and nowhere else."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone


def client_address(request: HttpRequest) -> str:
    """The visitor's address: behind a proxy from the header that the proxy sets (CLIENT_ADDRESS_HEADER)."""
    told = request.headers.get(settings.CLIENT_ADDRESS_HEADER, "") if settings.CLIENT_ADDRESS_HEADER else ""
    return told.strip() or request.META.get("REMOTE_ADDR", "")


def too_many(request: HttpRequest, name: str, *, limit: int, window_seconds: int) -> bool:
    """Whether this request is one more than `limit` from its connection in the running window; it is counted.

    A window begins with a connection's first request, so that nobody has two for one where a minute turns.
    """
    key, now = f"{name}:{client_address(request)}", timezone.now().timestamp()
    cache.add(key, now, timeout=window_seconds)
    counter = f"{key}:{cache.get(key, now)}"
    cache.add(counter, 0, timeout=2 * window_seconds)  # outlives the window that it counts
    return cache.incr(counter) > limit
