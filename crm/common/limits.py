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
    """Whether this request is one more than `limit` from its connection in the running window; it is counted."""
    slot = int(timezone.now().timestamp()) // window_seconds
    key = f"{name}:{client_address(request)}:{slot}"
    cache.add(key, 0, timeout=window_seconds)
    return cache.incr(key) > limit
