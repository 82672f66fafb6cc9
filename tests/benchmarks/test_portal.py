"""The portal's pages on a server of their own: kept, against a view that says a word; built, against a bare page."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.benchmarks.pairs import take_turns, tell
from tests.browser.lighthouse import CATEGORIES, look_at
from tests.suite.machine import ROOT, free_port

REQUESTS, ROUNDS = 100, 5
PAGES = [
    "/zh-hans/", "/zh-hans/clusters/photovoltaic/", "/en/parks/", "/zh-hans/policy/", "/en/policy/measures/19/",
    "/zh-hans/sites/", "/zh-hans/opportunities/foil/", "/en/fits/",
]  # fmt: skip
KEPT_GOAL = 2.0  # half the rate
BUILT_GOAL = 1 / 0.35
PREPARE = """
from cms.setup import create_portal
from cms.models import HomePage
from wagtail.models import Page
from tests.factories.offers import make_offers, make_opportunity
create_portal()
make_offers()
make_opportunity()
home = HomePage.objects.get(locale__language_code="zh-hans")
home.add_child(instance=Page(title="Bare", slug="bare", locale=home.locale))
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server with the portal on a database of its own, as `make run` serves it."""
    folder, port = tmp_path_factory.mktemp("portal"), free_port()
    environment = os.environ | {
        "VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3", "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.portal_settings", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    run = {"env": environment, "cwd": ROOT, "stdin": subprocess.DEVNULL}
    for arguments in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["shell", "-v0", "-c", PREPARE]):
        subprocess.run([sys.executable, "manage.py", *arguments], check=True, **run)
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    command += ["--workers", "1", "--blocking-threads", "2", "--log-level", "warning", "crm.wsgi:application"]
    process = subprocess.Popen([sys.executable, "-m", *command], **run)
    try:
        await_answer(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def await_answer(port: int) -> None:
    for _second in range(60):
        try:
            return asked(port, ["/constant/"])()
        except OSError:
            time.sleep(1)
    raise RuntimeError("The server did not start.")


def asked(port: int, addresses: list[str]) -> Callable[[], None]:
    """Asks for the addresses by turns on one connection, as a browser does."""

    def ask() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        for number in range(REQUESTS // len(addresses)):
            for address in addresses:
                line.request("GET", address.replace("#", str(number)), headers={"Accept-Encoding": "gzip"})
                answer = line.getresponse()
                answer.read()
                assert answer.status == 200, address
        line.close()

    return ask


@pytest.mark.benchmark
def test_kept_pages(served: int) -> None:
    pair = take_turns(asked(served, PAGES), asked(served, ["/constant/"]), ROUNDS)
    tell("A kept page", pair, "a constant view", KEPT_GOAL, per=1e3 / REQUESTS, unit="a thousand")


@pytest.mark.benchmark
@pytest.mark.parametrize("page", PAGES)
def test_built_pages(served: int, page: str) -> None:
    """A query keeps an address out of the cache."""
    pair = take_turns(asked(served, [f"{page}?n=#"]), asked(served, ["/zh-hans/bare/?n=#"]), ROUNDS)
    tell(f"{page} built anew", pair, "a bare page of Wagtail's", BUILT_GOAL, per=1e3 / REQUESTS, unit="a thousand")


@pytest.mark.benchmark
@pytest.mark.parametrize(
    "page",
    [
        "/zh-hans/",
        "/en/clusters/photovoltaic/",
        "/zh-hans/policy/",
        "/en/enquiry/",
        "/zh-hans/sites/",
        "/en/sites/land/CX-yundian-0/",
        "/zh-hans/opportunities/foil/",
        "/en/fits/?cluster=copper&land=100",
    ],
)
def test_a_phone_gets_it_quickly(served: int, page: str) -> None:
    scores = sorted(look_at(f"http://127.0.0.1:{served}{page}", CATEGORIES).scores["performance"] for _time in range(5))
    print(f"\nLighthouse, {page}: performance {scores[2]} (median of {scores}), goal 97")
