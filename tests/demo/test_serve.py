"""One process that starts the others and ends with them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from crm.demo.management.commands.serve import ADDRESSES, children, ended, first_to_end
from tests.suite.machine import ROOT, free_port

LASTING = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILING = [sys.executable, "-c", "raise SystemExit(3)"]
START_SECONDS = 300


def test_children_end_with_the_block_that_started_them():
    with children({"one": LASTING, "other": LASTING}) as running:
        assert not ended(running)
    assert all(child.poll() is not None for child in running.values())


def test_children_end_when_starting_one_of_them_fails():
    with pytest.raises(FileNotFoundError), children({"one": LASTING, "other": ["/no/such/program"]}):
        pytest.fail("the block is not entered")


def test_the_first_to_end_is_named_with_its_code():
    with children({"lasting": LASTING, "failing": FAILING}) as running:
        assert first_to_end(running) == ("failing", 3)


def test_a_taken_port_is_refused_before_anything_is_prepared():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=str(port)):
            call_command("serve", port=port, prepare=True)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen, Path]]:
    """The whole system as `make run` starts it, on an empty folder: its address, its process, its output."""
    port, output = free_port(), tmp_path / "output"
    environment = os.environ | {"VAR_DIR": str(tmp_path / "var"), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "serve", "--prepare", "--port", str(port)]
    with output.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)
    try:
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C" not in output.read_text() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.3)
        yield f"http://127.0.0.1:{port}", process, output
    finally:
        process.terminate()
        process.wait(timeout=60)


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.system
def test_the_whole_system_starts_answers_and_ends(system):
    address, process, output = system
    assert process.poll() is None, output.read_text()
    paths = [*ADDRESSES.values(), "/livez", "/readyz"]
    assert {path: status(address + path) for path in paths} == dict.fromkeys(paths, 200)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0, output.read_text()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=5)
