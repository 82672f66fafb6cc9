"""Every module stands in a layer, and what may import an outside library is where it belongs.

The directions themselves are held by import-linter (`make check`); its contracts are in pyproject.toml.
"""

import ast
import sys
import tomllib

from tests.structure import PACKAGES, ROOT

EXEMPT = {"crm.settings", "crm.wsgi"}
NO_MODULES = {"__init__", "migrations", "management", "templatetags"}
SHARING = ROOT / "clusters" / "enclaves" / "sharing"


def contracts() -> dict[str, dict]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return {contract["id"]: contract for contract in tomllib.load(file)["tool"]["importlinter"]["contracts"]}


def layered(contract: str) -> set[str]:
    separators = str.maketrans("|:()", "    ")
    return {name for layer in contracts()[contract]["layers"] for name in layer.translate(separators).split()}


def modules_in(package: str) -> set[str]:
    """The modules and packages directly inside a package, by their dotted names."""
    folder = ROOT.joinpath(*package.split("."))
    files = {path.stem for path in folder.glob("*.py")}
    folders = {path.parent.name for path in folder.glob("*/__init__.py")}
    return {f"{package}.{name}" for name in (files | folders) - NO_MODULES}


def test_every_module_of_crm_has_a_layer():
    assert modules_in("crm") - EXEMPT <= layered("layers")


def test_every_other_package_has_a_layer():
    assert set(PACKAGES) - {"crm"} <= layered("layers")


def imported_names(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return names


def test_the_arithmetic_of_shares_uses_the_standard_library_only():
    foreign = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in SHARING.rglob("*.py")
        for name in imported_names(ast.parse(path.read_text(encoding="utf-8")))
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("clusters.enclaves.sharing")
    }
    assert not foreign
