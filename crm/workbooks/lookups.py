"""Finding what a cell's word names: a cluster by its nickname, a park, a source, an organisation."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from crm.common.names import normalise_name
from crm.workbooks.kinds import Entry

PLACE_SUFFIX = re.compile(
    r"(产业|工业|高新技术产业|高新|经济技术|经济|高科技|科技)?(开发区|园区|经开区|高新区|工业区|片区|园|区|县|市)$"
)


def all_names(row: Any) -> list[str]:
    """Code, names and other names of a reference row."""
    names = [getattr(row, field, "") for field in ("name", "name_en", "code")]
    return [name for name in (*names, *getattr(row, "aliases", ())) if name]


class Lookup:
    """Rows by their names. An exact name wins; else the only row whose name holds the word, or the word its name."""

    def __init__(self, rows: Iterable[Any], names: Callable[[Any], Iterable[str]] = all_names) -> None:
        self.names = names
        self.rows: dict[str, Any] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Any) -> None:
        for name in self.names(row):
            self.rows.setdefault(normalise_name(name), row)

    def titles(self) -> list[str]:
        """Each row's own name once, in the order of the rows."""
        return [str(row) for row in {id(row): row for row in self.rows.values()}.values()]

    def exact(self, text: str) -> Any:
        return self.rows.get(normalise_name(text))

    def find(self, text: str) -> Any:
        name = normalise_name(text)
        return self.rows.get(name) or self.only(lambda known: known in name or name in known)

    def find_place(self, text: str) -> Any:
        """As `find`, for 双柏产业园区 and 双柏县, 嘉定工业区 and 上海嘉定: what counts is the place's own name."""
        stem = place_stem(text)
        return self.rows.get(normalise_name(text)) or self.only(
            lambda known: len(stem) > 1 and (place_stem(known).endswith(stem) or stem.endswith(place_stem(known)))
        )

    def only(self, fits: Callable[[str], bool]) -> Any:
        found = {id(row): row for known, row in self.rows.items() if len(known) > 1 and fits(known)}
        return next(iter(found.values())) if len(found) == 1 else None

    def nearest(self, text: str) -> str:
        """The name most like the word, for a hint; empty if none is like it."""
        close = get_close_matches(normalise_name(text), list(self.rows), n=1, cutoff=0.5)
        return str(self.rows[close[0]]) if close else ""


def place_stem(text: str) -> str:
    name = normalise_name(text)
    stem = PLACE_SUFFIX.sub("", name)
    return stem if len(stem) > 1 else name


def refuse_unknown(entry: Entry, column: str, lookup: Lookup) -> None:
    tell_unknown(entry.refuse, entry, column, lookup)


def warn_unknown(entry: Entry, column: str, lookup: Lookup) -> None:
    tell_unknown(entry.warn, entry, column, lookup)


def tell_unknown(tell: Callable[..., None], entry: Entry, column: str, lookup: Lookup) -> None:
    text = entry.get(column)
    near = lookup.nearest(text)
    if near:
        tell("unknown_name_near", column, value=text, near=near)
    else:
        tell("unknown_name", column, value=text)
