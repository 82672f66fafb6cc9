"""Short functions and files: the limits of the house style."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.structure import PACKAGES, ROOT

LONGEST_FUNCTION = 50
LONGEST_FILE = 400
FOREIGN = {"migrations", "node_modules"}


def sources() -> Iterator[Path]:
    for package in (*PACKAGES, "tests"):
        yield from (path for path in (ROOT / package).rglob("*.py") if not FOREIGN & set(path.parts))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_functions_are_short():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in sources()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_files_are_short():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    long = [f"{path.relative_to(ROOT)}: {lines} lines" for path, lines in lengths.items() if lines > LONGEST_FILE]
    assert not long, "\n".join(long)
