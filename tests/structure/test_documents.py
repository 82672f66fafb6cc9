"""What the documents say is there is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.structure import ROOT

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
COMMAND = re.compile(r"(?:^|`|&& |\w=\S+ )make ([a-z-]+)", re.MULTILINE)
LONGEST_DECISION = 30


def documents() -> Iterator[Path]:
    yield from ROOT.glob("*.md")
    yield from (ROOT / "docs").rglob("*.md")
    yield from (ROOT / "deploy").rglob("*.md")


def test_links_between_documents_resolve():
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents()
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target
        and not target.startswith(("#", "mailto:"))
        and not (path.parent / target.split("#")[0]).exists()
    ]
    assert not broken, "\n".join(broken)


def test_commands_named_in_documents_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    unknown = [
        f"{path.relative_to(ROOT)}: make {command}"
        for path in documents()
        for code in CODE.findall(path.read_text(encoding="utf-8"))
        for command in COMMAND.findall(code)
        if command not in targets
    ]
    assert not unknown, "\n".join(unknown)


def test_decisions_are_short():
    decisions = (ROOT / "docs" / "decisions").glob("*.md")
    long = [path.name for path in decisions if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_DECISION]
    assert not long


def test_every_setting_of_the_environment_is_listed():
    asked = set(
        re.findall(r"\benv(?:\.\w+)?\(\s*[\"']([A-Z_]+)", (ROOT / "crm" / "settings.py").read_text(encoding="utf-8"))
    )
    listed = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert asked == listed
