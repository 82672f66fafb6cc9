"""What both engines take and give."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from search.documents import DOCUMENTS
from search.filters import Filter
from search.places import Circle
from search.queries import Query

EMBEDDED, ELASTICSEARCH = "embedded", "elasticsearch"
# Beyond this a list helps nobody: narrow the search instead.
DEEPEST = 10_000
# The age of what has none.
EVER = datetime(2000, 1, 1, tzinfo=UTC)


class EngineDown(Exception):
    """The engine cannot answer now; another one may."""


class EngineBehind(EngineDown):
    """It would answer by what was true before: not wrong enough to be told, but too wrong to be shown."""


@dataclass(frozen=True)
class Request:
    """What is asked: by whom, among which kinds, in which language ("" is any), which part of the list.

    `counted` says whether the fields of what is found are counted too.
    """

    query: Query
    user: Any
    kinds: tuple[str, ...]
    kind: str = ""
    language: str = ""
    offset: int = 0
    limit: int = 20
    is_near: bool = False
    filters: tuple[Filter, ...] = ()
    counted: bool = False

    @property
    def finds_nothing(self) -> bool:
        """Nothing was asked, or something that no record can be."""
        nothing_asked = not self.query.terms and not self.filters
        return nothing_asked or any(each.finds_nothing for each in self.filters)

    @property
    def asked_kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind in self.kinds if not self.kind or kind == self.kind)

    @property
    def nearest(self) -> tuple[str, Circle] | None:
        """The place that results are put in order by, and the name of its field: where no words are asked for."""
        if self.query.terms or self.is_near:
            return None
        return next(((each.name, each.circles[0]) for each in self.filters if each.circles), None)

    @property
    def uncovered(self) -> bool:
        """Whether covered parts may be looked through."""
        return any(DOCUMENTS[kind].uncovers(self.user) for kind in self.kinds)

    @property
    def user_id(self) -> int | None:
        return getattr(self.user, "pk", None)


@dataclass(frozen=True)
class Hit:
    kind: str
    object_id: int


@dataclass(frozen=True)
class Found:
    """`total` and `hits` are of the kind asked for; `counts` of every kind. `fields` counts by field and key within the
    kind asked for."""

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    fields: dict[str, dict[str, int]] = field(default_factory=dict)
