"""A real browser for tests marked `browser`. They run on a migrated database and one at a time."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.suite import machine

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# WCAG 2.2 AA, and what is good practice besides.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, so Django must be told that its calls here are not from one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[LiveServer]:
    """The system on a free port. Unlike pytest-django's `live_server` it leaves the database alone."""
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def pristine(django_db_setup: None, django_db_blocker: Any) -> Iterator[sqlite3.Connection]:
    """The database as the migrations left it: with Wagtail's first pages and the reference data."""
    copy = sqlite3.connect(":memory:")
    with django_db_blocker.unblock():
        connection.ensure_connection()
        connection.connection.backup(copy)
        connection.close()
    yield copy
    copy.close()


@pytest.fixture
def _django_db_helper(pristine: sqlite3.Connection, django_db_blocker: Any) -> Iterator[None]:
    """What the mark `django_db` does here: a database that test and server both write to, put back afterwards.

    pytest-django's own would empty every table instead: the pages of the portal would be gone for the next test, and
    the triggers that keep posted lines from vanishing would refuse.
    """
    with django_db_blocker.unblock():
        yield
        connection.ensure_connection()
        pristine.backup(connection.connection)
        connection.close()


@pytest.fixture
def new_page(browser: Browser, server: LiveServer, db: None) -> Iterator[Callable[..., Page]]:
    """`new_page(user, width=360, locale="en")`: a page of its own context, signed in as that user if there is one.

    Addresses are relative to the live server. An error of a script on the page, or what the page's security policy
    refuses, fails the test.
    """
    contexts, faults = [], []

    def open_page(user: Any = None, *, width: int = 1280, height: int = 900, language: str = "zh-hans") -> Page:
        context = browser.new_context(base_url=server.url, viewport={"width": width, "height": height})
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if user:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": k, "value": v, "url": server.url} for k, v in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if is_fault(said) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def is_fault(said: Any) -> bool:
    return said.type == "error" and "Content Security Policy" in said.text


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page that nobody is signed in on, 1280 pixels wide, in Chinese."""
    return new_page()


@pytest.fixture(scope="session")
def axe_script() -> str:
    return machine.axe().read_text(encoding="utf-8")


@pytest.fixture
def violations(axe_script: str) -> Callable[[Page], list[str]]:
    """`assert not violations(page)`: what axe-core finds that keeps people out, each with where it stands."""

    def look(page: Page) -> list[str]:
        page.evaluate(axe_script)  # by the debugger's way in, which the page's security policy does not concern
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        return [
            f"{page.url}: {rule['id']}: {rule['help']}: {node['html'][:200]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    return look


@pytest.fixture
def looked(violations: Callable[[Page], list[str]]) -> Callable[[Page], None]:
    """`looked(page)` asserts that axe-core finds nothing there and that nothing is wider than the screen."""

    def look(page: Page) -> None:
        assert not violations(page)
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), (
            page.url
        )

    return look
