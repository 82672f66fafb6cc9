"""The lists of what is installed are pinned and name no host, so that each machine takes its own registry."""

import json
import re

from tests.structure import ROOT

PINNED = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z0-9,_-]+\])?(==\S+|>=\S+,<\S+)( *;.*)?$")


def listed(name: str) -> list[str]:
    lines = (line.split(" #")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def test_requirements_are_pinned_and_name_no_host():
    development = listed("requirements-dev.txt")
    assert development[0] == "-r requirements.txt"
    loose = [line for line in listed("requirements.txt") + development[1:] if not PINNED.match(line)]
    assert not loose


def test_no_lock_file_of_npm_names_a_host():
    locks = [path for path in ROOT.rglob("package-lock.json") if "node_modules" not in path.parts]
    resolved = [
        f"{path.relative_to(ROOT)}: {package}"
        for path in locks
        for package, facts in json.loads(path.read_text(encoding="utf-8")).get("packages", {}).items()
        if "resolved" in facts
    ]
    assert not resolved, "set omit-lockfile-registry-resolved=true in .npmrc and lock again"
