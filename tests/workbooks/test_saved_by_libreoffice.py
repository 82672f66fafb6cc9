"""Workbooks saved by another program give the same rows: the samples, and what lists export."""

from collections.abc import Callable
from typing import Any

import pytest

from crm.accounts.roles import Role
from crm.workbooks.cells import written
from crm.workbooks.reading import read_book
from crm.workbooks.tables import TOTAL
from tests.suite.machine import saved_by_libreoffice
from tests.workbooks.books import SAMPLES, sample
from tests.workbooks.test_round_trips import LISTS, back, nothing_new, samples, taken_out

pytestmark = [pytest.mark.libreoffice, pytest.mark.django_db]
ENDINGS = ("xlsx", "xls", "ods")

__all__ = ["samples"]


def rows_of(data: bytes, name: str) -> dict[str, list[list[str]]]:
    """Each sheet's cells as a person reads them, without what is empty at the ends.

    Totals are left out, as the import does: their formulas have no results before a program has saved them.
    """
    sheets = {}
    for sheet in read_book(data, name).sheets:
        rows = [trimmed([written(cell) for cell in row]) for row in sheet.rows]
        sheets[sheet.name] = trimmed([row for row in rows if not row or not TOTAL.match(row[0])])
    return sheets


def trimmed(parts: list[Any]) -> list[Any]:
    while parts and not parts[-1]:
        parts.pop()
    return parts


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_samples_have_the_same_rows(ending: str) -> None:
    names = sorted(path.name for path in SAMPLES.glob("*.xlsx"))
    assert len(names) == 5
    saved = saved_by_libreoffice({name: sample(name) for name in names}, ending)
    for name in names:
        assert rows_of(saved[name], f"a.{ending}") == rows_of(sample(name), name), name


@pytest.mark.parametrize("ending", ENDINGS)
def test_exported_lists_come_back_unchanged(client_for: Callable, samples: None, ending: str) -> None:
    client: Any = client_for(Role.MANAGER)
    exported = {f"{kind}.xlsx": taken_out(client, kind, "xlsx") for kind in LISTS}
    for name, data in saved_by_libreoffice(exported, ending).items():
        kind = name.removesuffix(".xlsx")
        nothing_new(back(kind, data, ending), client.get(LISTS[kind]).context["total"])
