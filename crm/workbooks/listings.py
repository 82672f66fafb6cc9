"""What goes out: tables of rows that are pulled one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Head:
    """A column that goes out. A hidden one is for the way back."""

    key: str
    text: str
    is_hidden: bool = False


# Columns that tell on the way back which record a row is, and which version of it the workbook shows.
RECORD_ID = Head("__id", "__id", is_hidden=True)
RECORD_VERSION = Head("__version", "__version", is_hidden=True)


@dataclass(frozen=True)
class Listing:
    """One table of an export. `rows` are pulled once, one by one; `notes` stand above the header, `holders` are the
    keys of the people who hold its records."""

    title: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Any]]
    count: int
    notes: Sequence[str] = ()
    holders: Iterable[int | None] = ()
