"""`manage.py serve`: the whole system on one machine (web, task worker, daily work) until Ctrl-C or one ends.

With --prepare it first migrates, collects the static files and loads the demo: that is `make run`.
"""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 15
ADDRESSES = {
    "Portal": "/zh-hans/",
    "Portal in English": "/en/",
    "Staff": "/office/",
    "Partner parks": "/partner/",
    "Portal's editors": "/cms/",
    "API": "/api/v1/schema/",
    "Sign-in": "/accounts/login/",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare", action="store_true", help="first migrate, collect static files, load the demo")
        parser.add_argument("--no-demo", action="store_true", help="leave the demo out of what is prepared")

    def handle(self, *, port: int, prepare: bool, no_demo: bool, **options: Any) -> None:
        if answers(port):
            raise CommandError(f"Port {port} of this machine is taken: choose another with PORT=…")
        signal.signal(signal.SIGTERM, interrupt)
        try:
            if prepare:
                self.prepare(demo=not no_demo)
            with children(commands(port)) as running:
                self.announce(port, running)
                name, code = first_to_end(running)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")
            return
        raise CommandError(f"The {name} ended by itself with code {code}; the rest was stopped.")

    def prepare(self, *, demo: bool) -> None:
        self.stdout.write("Preparing the database and the static files …")
        call_command("migrate", interactive=False, verbosity=0)
        collect_static()
        if demo:
            self.stdout.write("Loading the demo …")
            call_command("demo")
            os.environ.setdefault("DEMO_SIGN_INS", "true")  # the sign-in page of the web server tells them

    def announce(self, port: int, running: dict[str, subprocess.Popen]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers(port) and time.monotonic() < deadline and not ended(running):
            time.sleep(0.1)
        if not answers(port):
            return
        width = max(map(len, ADDRESSES))
        lines = (f"  {name:<{width}}  http://{HOST}:{port}{path}" for name, path in ADDRESSES.items())
        self.stdout.write("\n".join(["", "The system runs. Ctrl-C ends it.", *lines]))
        self.stdout.flush()


def collect_static() -> None:
    """Collect and compress the static files, half a minute's work, if any has changed since the last time."""
    files = (
        (name, info.st_size, info.st_mtime_ns)
        for finder in get_finders()
        for name, storage in finder.list([])
        for info in [os.stat(storage.path(name))]
    )
    fingerprint = hashlib.sha256(repr(sorted(files)).encode()).hexdigest()
    kept = Path(settings.STATIC_ROOT) / ".collected"
    if not kept.exists() or kept.read_text() != fingerprint:
        call_command("collectstatic", interactive=False, verbosity=0)
        kept.write_text(fingerprint)


def commands(port: int) -> dict[str, list[str]]:
    web = ["-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-ws"]
    web += ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "crm.wsgi:application"]
    worker = [str(settings.BASE_DIR / "manage.py"), "db_worker", "--queue-name", "*", "--no-reload", "--verbosity", "0"]
    clock = [str(settings.BASE_DIR / "manage.py"), "daily", "--forever"]
    programs = {"web server": web, "task worker": worker, "daily work": clock}
    return {name: [sys.executable, *arguments] for name, arguments in programs.items()}


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def ended(running: dict[str, subprocess.Popen]) -> tuple[str, int] | None:
    return next(((name, code) for name, child in running.items() if (code := child.poll()) is not None), None)


def first_to_end(running: dict[str, subprocess.Popen]) -> tuple[str, int]:
    while not (found := ended(running)):
        time.sleep(0.3)
    return found


@contextmanager
def children(commands: dict[str, list[str]]) -> Iterator[dict[str, subprocess.Popen]]:
    """Start the processes and end them all on the way out, whatever the reason."""
    running: dict[str, subprocess.Popen] = {}
    try:
        for name, command in commands.items():
            # A session of its own: Ctrl-C reaches this process only, which then ends the others in order.
            running[name] = subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)
        yield running
    finally:
        for child in running.values():
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in running.values():
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
