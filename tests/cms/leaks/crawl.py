"""Every address that somebody without an account can ask for: the resolver's, and all that the answers link to."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

MOST = 8000  # far above what there is; a crawl that does not end is a fault of its own
LINK = re.compile(r"""(?:href|src|action|data-url)=["']([^"'#]+)|<loc>([^<]+)|<link>([^<]+)|url\(["']?([^"')]+)""")
ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
WORDS = ("cx", "photovoltaic", "enclave", "zh-hans", "1")


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)


def filled(route: str, keys: list[int]) -> Iterator[str]:
    """The route with numbers and words in the place of its arguments; routes by regular expression only when plain."""
    if "(?P" in route or "^" in route:
        route = re.sub(r"\(\?P<\w+>[^)]*\)", "<int:pk>", route).replace("^", "").replace("$", "").replace("\\", "")
    if not ARGUMENT.search(route):
        yield "/" + route
        return
    for key, word in zip(keys, islice(WORDS * len(keys), len(keys)), strict=True):
        yield "/" + ARGUMENT.sub(lambda found: str(key) if found[1] == "int" else word, route)  # noqa: B023


def first_keys(most: int = 6) -> list[int]:
    """Keys that exist: the smallest of each of our models."""
    found = set()
    for model in apps.get_models():
        if model.__module__.split(".")[0] in {"clusters", "leads", "cms", "crm"}:
            key = model._base_manager.order_by("pk").values_list("pk", flat=True).first()
            found |= {key} if isinstance(key, int) else set()
    return sorted(found)[:most]


def links_in(address: str, text: str) -> Iterator[str]:
    for groups in LINK.findall(text):
        url = urlsplit(urljoin(address, "".join(groups).replace("&amp;", "&").strip()))
        ours = url.netloc in {"", "testserver", urlsplit(settings.PUBLIC_URL).netloc}
        if url.scheme in {"", "http", "https"} and ours and not url.path.startswith(settings.STATIC_URL):
            yield address_of(url)


def address_of(url: SplitResult) -> str:
    """Where one is sent to sign in is one page, whatever one asked for."""
    return url.path + (f"?{url.query}" if url.query and url.path != settings.WAGTAILADMIN_LOGIN_URL else "")


def body_of(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return headers + "\n" + content.decode("utf-8", "replace")


def crawl(client: Client, seeds: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """(address, status, headers and body) of each, breadth first."""
    waiting = deque(dict.fromkeys(seeds))
    seen = set(waiting)
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        text = body_of(response)
        yield address, response.status_code, unquote(text)
        found = [address_of(urlsplit(response.headers["Location"]))] if "Location" in response.headers else []
        for link in links_in(address, text) if response.status_code < 400 else ():
            found.append(link)
        for link in found:
            if link not in seen and link.startswith("/"):
                seen.add(link)
                waiting.append(link)
        assert len(seen) < MOST, f"no end of addresses: {address}"
