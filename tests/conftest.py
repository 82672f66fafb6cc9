"""What every test has: settings of a test, people of each role, and no silent skip where all must run."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import setting_changed
from django.utils import translation

from tests.suite import machine

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    folder = Path(tempfile.mkdtemp(prefix="crm-tests-"))
    config.stash[FOLDER] = folder
    _set_database(folder)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.TASKS["default"]["BACKEND"] = "django_tasks_db.DatabaseBackend"  # tasks wait; a test calls those it means
    settings.MEDIA_ROOT, settings.STATIC_ROOT = folder / "media", folder / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder / "private", "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Models asked for their storage while they loaded: forget what was made of the settings before.
    setting_changed.send(sender=None, setting="STORAGES", value=settings.STORAGES, enter=True)
    # Nothing is kept from one test to the next: those of the page cache give themselves one.
    settings.CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES["jobs"] |= {"LOCATION": str(folder / "jobs")}
    settings.ELASTICSEARCH_URL = ""
    settings.SECOND_FACTOR_REQUIRED = []
    settings.STAGE_NAMES_SECONDS = 3600


def _set_database(folder: Path) -> None:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, as on a desk: each thread of a live server has a connection of its own there. The name, never opened,
        # only keeps pytest-django from taking the database for one in memory, whose one connection they would share.
        database["NAME"] = str(folder / "unused.sqlite3")
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(folder / "test.sqlite3")}
    else:
        database["OPTIONS"].pop("pool", None)  # a pool would hold connections to a database about to be dropped


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(FOLDER, None):
        shutil.rmtree(folder, ignore_errors=True)


# --- What cannot run here -------------------------------------------------------------------------------------------


@pytest.hookimpl(trylast=True)  # after the marks have chosen
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, with a reason, what this run cannot hold: the parts of the suite choose by mark and never come here."""
    checks = {
        "postgres": _not_on_postgresql,
        "migrations": lambda: "this run migrates nothing (--migrations does)" if config.option.nomigrations else None,
        "elasticsearch": lambda: _missing(machine.needs_elasticsearch),
        "browser": lambda: _missing(machine.needs_browser),
        "libreoffice": lambda: _missing(machine.libreoffice),
    }
    for mark, check in checks.items():
        marked = [item for item in items if item.get_closest_marker(mark)]
        if marked and (reason := check()):
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=reason))


def _not_on_postgresql() -> str | None:
    return None if settings.DATABASES["default"]["ENGINE"].endswith("postgresql") else "this run is on SQLite"


def _missing(need: Callable[[], object]) -> str | None:
    try:
        need()
    except machine.Missing as missing:
        return str(missing)
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = call.excinfo and call.excinfo.value
        report.outcome, report.longrepr = "failed", f"skipped, though REQUIRE_ALL=1: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    if REQUIRE_ALL and report.skipped:
        report.outcome, report.longrepr = "failed", f"skipped, though REQUIRE_ALL=1: {report.longrepr}"
    return report


# --- Servers --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """A real Elasticsearch node, started once for the run. Each test makes and drops its own indexes."""
    with machine.elasticsearch() as url:
        yield url


# --- People ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def zone(db: None) -> Any:
    """The high-tech zone's own organisation."""
    from tests.factories.accounts import zone

    return zone()


@pytest.fixture
def partner_place(db: None) -> Any:
    """A partner park's organisation."""
    from tests.factories.accounts import OrganisationFactory

    return OrganisationFactory()


@pytest.fixture
def user_for(db: None) -> Callable[..., Any]:
    """`user_for(Role.PROMOTER, username="li")`: a person of that role, in an organisation that goes with it."""
    from tests.factories.accounts import person

    return person


@pytest.fixture
def client_for(user_for: Callable[..., Any]) -> Callable[..., Any]:
    """`client_for(Role.PROMOTER)` or `client_for(user)`: a client signed in as that person, who is `client.user`."""
    from django.test import Client

    def sign_in(who: Any, **fields: Any) -> Client:
        client = Client()
        client.user = user_for(who, **fields) if isinstance(who, str) else who
        client.force_login(client.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def _person_of(role: str) -> Any:
    @pytest.fixture(name=role)
    def of_role(user_for: Callable[..., Any]) -> Any:
        return user_for(role)

    return of_role


promoter = _person_of("promoter")
manager = _person_of("manager")
finance = _person_of("finance")
department = _person_of("department")
partner = _person_of("partner")
editor = _person_of("editor")
leader = _person_of("leader")
administrator = _person_of("administrator")
auditor = _person_of("auditor")


# --- Rows that the database keeps -----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _kept_rows_are_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test with transactions of its own all tables are emptied: refusing triggers step aside."""
    mark = request.node.get_closest_marker("django_db")
    transactional = {"live_server", "transactional_db"} & set(request.fixturenames)
    if not transactional and not (mark and mark.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("_django_db_helper")  # set up before, so that it empties the tables after us
    yield
    from tests.kept_rows import empty_kept_tables

    empty_kept_tables()


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Each test begins in Chinese: a request of the one before may have left this thread in English."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _stages() -> None:
    """Each test begins with the program's own names of stages: what is read now and then would unsettle its queries."""
    from leads.models.stage_names import StagesInForce

    StagesInForce.keep({})
