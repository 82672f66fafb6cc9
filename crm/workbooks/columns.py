"""What a kind of workbook declares: its columns, the layouts a sheet may have, and how rows meet records."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from crm.workbooks.cells import Type


@dataclass(frozen=True)
class Column:
    """One column: `name` is the kind's own word for it, `names` are what headers call it, in any language.

    A required column's cell must not be empty. People are shown the first name in their language.
    """

    name: str
    type: Type
    names: tuple[str, ...]
    required: bool = False

    def __str__(self) -> str:
        english = next((name for name in self.names if name.isascii()), self.names[0])
        return self.names[0] if (get_language() or "").startswith("zh") else english


@dataclass(frozen=True)
class Layout:
    """One shape that a sheet of a kind may have.

    A sheet has this layout if its header has all columns of `needs` and at least `least` in all; `months` says that
    columns such as `1-3月` carry the figures, `year` that title, sheet or file must name the year they are of. `title`
    heads its sheet in a template, the kind's label where it is empty; `%(year)s` in it is this year.
    """

    name: str
    columns: tuple[Column, ...]
    needs: frozenset[str]
    months: bool = False
    year: bool = False
    least: int = 1
    title: Any = ""

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def layout(name: str, columns: Iterable[Column], needs: str, **traits: Any) -> Layout:
    """`needs` is blank-separated; traits: months, year, least, title."""
    return Layout(name, tuple(columns), frozenset(needs.split()), **traits)


def called(names: str) -> tuple[str, ...]:
    """`called("企业名称、公司名称、company")`: what headers call a column, the best name first."""
    return tuple(names.split("、"))


def normalise_header(text: object) -> str:
    """`其中：地方留成（元）` without its unit, `容积率≥`, `Credit_code` → `地方留成`, `容积率`, `creditcode`."""
    name = unicodedata.normalize("NFKC", str(text)).lower()
    name = re.sub(r"^(其中|注)[:：]", "", re.sub(r"\s+", "", name))
    return re.sub(r"[\W_]+", "", name)


@dataclass
class Names:
    """The names of a layout's columns, as headers are compared with them; an earlier name of a column counts more."""

    by_name: Mapping[str, tuple[int, Column]] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    @classmethod
    def of(cls, columns: Iterable[Column], memory: Mapping[str, str] | None = None) -> "Names":
        """`memory` holds what a person once made of headers: the column's own name, or nothing."""
        columns = tuple(columns)
        known: dict[str, tuple[int, Column]] = {}
        for column in columns:
            for rank, name in enumerate((*column.names, column.name)):
                known.setdefault(normalise_header(name), (rank, column))
        own = {column.name: column for column in columns}
        for header, name in (memory or {}).items():
            if name in own:
                known[header] = (-1, own[name])
        return cls(known, frozenset(header for header, name in (memory or {}).items() if not name))

    def find(self, candidates: Iterable[str]) -> tuple[int, Column] | None:
        for candidate in candidates:
            header = normalise_header(candidate)
            if header in self.ignored:
                return None
            found = self.by_name.get(header)
            if found:
                return found
        return None
