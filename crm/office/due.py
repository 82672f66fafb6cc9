"""What is due for a person, from all apps: the morning's digest and the calendar read it.

An app registers a source in AppConfig.ready(). A source begins at visible_to and gives only what is for that person to
do.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Due:
    """One thing to do by a day. `key` stays the same as long as it is the same thing; `url` begins with a slash."""

    key: str
    on: date
    title: str
    url: str


@dataclass(frozen=True)
class Source:
    """`find(user, since, until)` gives what is still open and due on those days, both included."""

    key: str
    title: str | Promise
    find: Callable[[Any, date, date], Iterable[Due]]


_sources: dict[str, Source] = {}


def register(key: str, title: str | Promise, find: Callable[[Any, date, date], Iterable[Due]]) -> None:
    """Idempotent by key."""
    _sources[key] = Source(key, title, find)


def due_for(user: Any, since: date, until: date) -> list[tuple[Source, list[Due]]]:
    """By source, the earliest first; sources without anything are left out."""
    found = [
        (source, sorted(source.find(user, since, until), key=lambda due: (due.on, due.key)))
        for source in _sources.values()
    ]
    return [(source, dues) for source, dues in found if dues]
