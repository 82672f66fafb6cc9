"""The parts of the suite: which tests each runs, with what, and on which database."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from tests.suite import machine

ELSEWHERE = "browser or elasticsearch or migrations or system or benchmark"


@dataclass(frozen=True)
class Part:
    """One run of pytest over the tests with certain marks, `database` giving its address ("" is SQLite)."""

    name: str
    title: str
    marks: str
    options: tuple[str, ...] = ()
    needs: Callable[[], object] = lambda: None
    database: Callable[[], AbstractContextManager[str]] = lambda: nullcontext("")

    def run(self) -> int:
        """Run the part and return pytest's exit code. Raises Missing if the machine lacks what it needs."""
        self.needs()
        with self.database() as address:
            # Whatever database or search server the developer works with is none of the tests' business.
            environment = os.environ | {"DATABASE_URL": address or "sqlite://:memory:", "ELASTICSEARCH_URL": ""}
            command = [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "--durations=5",
                "--durations-min=3",
                "-m",
                self.marks,
                *self.options,
            ]
            return subprocess.run(command, env=environment, cwd=machine.ROOT, check=False).returncode


PARALLEL = ("-n", "auto")
MIGRATED = ("-n", "0", "--migrations")
# A busy machine may keep a browser waiting for longer than it does: once more, told as a rerun.
WAITED_IN_VAIN = ("-rR", "--reruns", "1", "--only-rerun", "TimeoutError|Locator expected")

PARTS = (
    Part("sqlite", "on SQLite", f"not ({ELSEWHERE} or postgres)", PARALLEL),
    Part("sqlite-migrated", "on SQLite as the migrations make it", "migrations and not postgres", MIGRATED),
    Part("postgresql", "on PostgreSQL", f"not ({ELSEWHERE})", PARALLEL, database=machine.postgresql),
    Part(
        "postgresql-migrated",
        "on PostgreSQL as the migrations make it",
        "migrations",
        MIGRATED,
        database=machine.postgresql,
    ),
    Part("elasticsearch", "on Elasticsearch", "elasticsearch", ("-n", "0"), needs=machine.needs_elasticsearch),
    Part("browser", "in a browser", "browser", (*MIGRATED, *WAITED_IN_VAIN), needs=machine.needs_browser),
    Part("system", "of the system as `make run` starts it", "system", ("-n", "0")),
)
