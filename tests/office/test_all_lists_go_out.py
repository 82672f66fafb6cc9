"""A walk over every list of the house: what it exports is what it shows, row for row and cell for cell."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import URLPattern, URLResolver, get_resolver

from crm.accounts.roles import Role
from crm.office.lists import ListPage
from crm.workbooks.guards import unguarded
from tests.factories.accounts import OrganisationFactory
from tests.factories.leads import ActivityFactory, EnquiryFactory
from tests.workbooks.test_samples import ALL, bring

pytestmark = pytest.mark.django_db
# Lists of one's own files and work: they are no data of the house. Board and map show the rows of the list of leads.
NOT_EXPORTED = {"jobs", "exports", "imports", "board", "map"}
AT_LEAST = 12  # lists that have rows here


def lists() -> Iterator[tuple[str, type[ListPage]]]:
    """The address and view of each list that has no key of a record in its address."""
    for path, pattern in walk(get_resolver().url_patterns, ""):
        view = getattr(pattern.callback, "view_class", None)
        if view is not None and issubclass(view, ListPage) and "<" not in path:
            yield f"/{path}", view


def walk(patterns: list[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        path = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, path)
        else:
            yield path, pattern


@pytest.fixture
def world(client_for: Callable) -> dict[str, Any]:
    """The samples, some further rows, and a client of each role."""
    for kind, name, _created, _refused in ALL:
        bring(kind, name)
    ActivityFactory()
    EnquiryFactory()
    clients = {str(role): client_for(role) for role in Role if role != Role.PARTNER}
    return clients | {"partner": client_for(Role.PARTNER, organisation=OrganisationFactory())}


def client_of(world: dict[str, Any], address: str) -> Any:
    """The first person who may open the list."""
    return next((client for client in world.values() if client.get(address).status_code == 200), None)


def shown(response: Any) -> list[list[str]]:
    """The table's cells."""
    rows = BeautifulSoup(response.content, "html.parser").select("#list table tbody tr")
    return [[squeezed(cell.get_text(" ")) for cell in row.find_all(["th", "td"])] for row in rows]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("—", "")


def exported(response: Any) -> list[list[str]]:
    text = response.getvalue().decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text, newline=""))
    kept = [place for place, head in enumerate(heads) if not head.startswith("__")]
    return [[squeezed(unguarded(row[place])) for place in kept] for row in rows]


def alike(cell: str, out: str) -> bool:
    """The same words, or the same number as exactly as the page has it."""
    if squeezed(out) in cell and bool(out) == bool(cell):
        return True
    try:
        page, file = (Decimal(text.replace(",", "")) for text in (cell, out))
    except InvalidOperation:
        return False
    return round(file, -page.as_tuple().exponent) == page or abs(page - file) <= Decimal("0.01")


def test_every_list_exports_what_it_shows(world: dict[str, Any]) -> None:
    filled = []
    for address, view in lists():
        client = client_of(world, address)
        assert client is not None, address
        page = client.get(address)
        if any(address.rstrip("/").endswith(name) for name in NOT_EXPORTED):
            assert not view.can_export
            continue
        assert view.can_export, address
        out, cells = exported(client.get(address, {"export": "csv"})), shown(page)
        assert len(out) == page.context["total"], address
        for number, (row, told) in enumerate(zip(cells, out, strict=False), 1):
            wrong = [pair for pair in zip(row, told, strict=True) if not alike(*pair)]
            assert not wrong, f"{address} row {number}: {wrong}"
        filled += [address] if out else []
    assert len(filled) >= AT_LEAST, filled


def test_no_filter_shows_dashes_for_what_is_not_chosen(client_for):
    clients = {str(role): client_for(role) for role in Role if role != Role.PARTNER}
    clients["partner"] = client_for(Role.PARTNER, organisation=OrganisationFactory())
    dashed, looked_at = [], 0
    for address, _view in lists():
        if client := client_of(clients, address):
            looked_at += 1
            dashed += [address] if "-----" in client.get(address).text else []
    assert looked_at > AT_LEAST and not dashed
