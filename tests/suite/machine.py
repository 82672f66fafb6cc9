"""What the tests may need of the machine: each is started here for the time of a run, or said to be missing and why."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
LIBREOFFICE_SECONDS = 240
NODE_START_SECONDS = 300  # the first start downloads the server's jars


class Missing(Exception):
    """What this machine lacks, in one sentence."""


def free_port(*, neighbours: int = 0) -> int:
    """A loopback port that is free, and so are the next `neighbours`."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if all(_is_free(port + step) for step in range(1, neighbours + 1)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def chromium() -> str:
    """The path of the browser that the tests drive."""
    for name in (os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES):
        if path := shutil.which(name):
            return path
    raise Missing("there is no chromium (apt-get install chromium, or set CHROMIUM to its path)")


def axe() -> Path:
    """The script that looks for what keeps people out of a page."""
    return _from_npm("axe-core/axe.min.js")


def lighthouse() -> Path:
    """The program that rates a page as a search engine's makers do."""
    if not shutil.which("node"):
        raise Missing("there is no node to run lighthouse with (apt-get install nodejs)")
    return _from_npm("lighthouse/cli/index.js")


def _from_npm(path: str) -> Path:
    """A file of what the browser tests take from npm, all of it installed the first time one is asked for."""
    folder = ROOT / "tests" / "browser"
    found = folder / "node_modules" / path
    if not found.exists():
        if not shutil.which("npm"):
            raise Missing("there is no npm to install what the browser tests need (apt-get install npm)")
        subprocess.run(["npm", "ci", "--silent"], cwd=folder, stdin=subprocess.DEVNULL, check=True)
    return found


def libreoffice() -> str:
    """The path of the office program that saves workbooks as people's programs do."""
    for name in ("soffice", "libreoffice"):
        if path := shutil.which(name):
            return path
    raise Missing("there is no LibreOffice (apt-get install libreoffice-calc)")


def saved_by_libreoffice(files: dict[str, bytes], ending: str) -> dict[str, bytes]:
    """The workbooks as LibreOffice saves them in another form. It has its own folder, and so long and no longer."""
    program = libreoffice()
    with tempfile.TemporaryDirectory(prefix="crm-libreoffice-") as name:
        folder = Path(name)
        for part in ("in", "out"):
            (folder / part).mkdir()
        for file, data in files.items():
            (folder / "in" / file).write_bytes(data)
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
        command += ["--convert-to", ending, "--outdir", str(folder / "out"), *map(str, (folder / "in").iterdir())]
        with (folder / "output").open("wb") as output:
            # A session of its own: the program starts others, which are ended with it.
            process = subprocess.Popen(
                command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True
            )
            try:
                process.wait(timeout=LIBREOFFICE_SECONDS)
            except subprocess.TimeoutExpired:
                raise RuntimeError(f"LibreOffice took more than {LIBREOFFICE_SECONDS} seconds") from None
            finally:
                end_session(process)
        saved = {file: folder / "out" / f"{file.rpartition('.')[0]}.{ending}" for file in files}
        if process.returncode or not all(path.exists() for path in saved.values()):
            raise RuntimeError(f"LibreOffice failed:\n{(folder / 'output').read_text(errors='replace')}")
        return {file: path.read_bytes() for file, path in saved.items()}


def end_session(process: subprocess.Popen) -> None:
    """End a process and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def needs_browser() -> None:
    """Raise Missing if pages cannot be tested in a browser here."""
    chromium()
    axe()
    lighthouse()


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL to test on: that of TEST_POSTGRES_URL, or a cluster of our own on loopback, gone afterwards."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given
        return
    programs = _postgresql_programs()
    prefix, owner = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="crm-postgresql-"))
    data, port, password = folder / "data", free_port(), secrets.token_hex(16)
    (folder / "password").write_text(password)
    if owner:
        shutil.chown(folder, owner)
        shutil.chown(folder / "password", owner)
    initdb = ["--pgdata", data, "--pwfile", folder / "password", "--auth=scram-sha-256", "--username=crm"]
    # What is lost in a crash of these minutes is nobody's, so nothing waits for the disk.
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    options += " -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    control = [*prefix, programs / "pg_ctl", "--pgdata", data, "--log", folder / "log", "--silent", "-w"]
    try:
        _run([*prefix, programs / "initdb", *initdb, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], folder)
        _run([*control, "--options", options, "start"], folder)
        yield f"postgres://crm:{password}@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _run([*control, "--mode=immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def _postgresql_programs() -> Path:
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise Missing("there is no PostgreSQL server (apt-get install postgresql, or set TEST_POSTGRES_URL)")
    return found[-1].resolve().parent


def _unprivileged() -> tuple[list[str], str]:
    """How to start a program that refuses to run as root: a prefix to its command, and the user who then owns it."""
    if os.geteuid() != 0:
        return [], ""
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        raise Missing("PostgreSQL does not run as root and there is no user postgres") from None
    if shutil.which("runuser") is None:
        raise Missing("PostgreSQL does not run as root and there is no runuser to start it as another user")
    return ["runuser", "-u", "postgres", "--"], "postgres"


def _run(command: list, folder: Path) -> None:
    # Output goes to a file: a server that outlives the command would keep a pipe open.
    with (folder / "output").open("ab") as output:
        done = subprocess.run([str(part) for part in command], stdout=output, stderr=output, cwd=folder, check=False)
    if done.returncode:
        files = [path for path in (folder / "output", folder / "log") if path.exists()]
        logs = "\n".join(path.read_text(errors="replace") for path in files)
        raise RuntimeError(f"{Path(str(command[-1])).name or 'PostgreSQL'} failed:\n{logs}")


def needs_elasticsearch() -> None:
    """Raise Missing if no Elasticsearch node can be started here."""
    if os.environ.get("TEST_ELASTICSEARCH_URL"):
        return
    lacking = [name for name in ("java", "javac", "jar", "mvn", "unzip") if not shutil.which(name)]
    if lacking:
        raise Missing(f"there is no {', '.join(lacking)} (apt-get install default-jdk-headless maven unzip)")


@contextmanager
def elasticsearch() -> Iterator[str]:
    """An Elasticsearch to test on: that of TEST_ELASTICSEARCH_URL, or a loopback node of our own, gone afterwards."""
    needs_elasticsearch()
    if given := os.environ.get("TEST_ELASTICSEARCH_URL"):
        yield given
        return
    port = free_port(neighbours=1)
    folder = Path(tempfile.mkdtemp(prefix="crm-elasticsearch-"))
    with (folder / "output").open("wb") as output:
        command = [ROOT / "tests" / "elasticsearch_node" / "run", str(port), str(folder)]
        process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _await_node(process, url, folder / "output")
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _await_node(process: subprocess.Popen, url: str, output: Path) -> None:
    deadline = time.monotonic() + NODE_START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s", timeout=10):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"Elasticsearch did not start:\n{output.read_text(errors='replace')[-4000:]}")
