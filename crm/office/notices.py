"""Notices of one kind tell of several things in one sentence: eight leads went back to the pool.

An app registers in AppConfig.ready() what the sentence of its kinds is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crm.office.models import Notice

_sentences: dict[str, Any] = {}


def register(sentences: dict[str, Any]) -> None:
    """Idempotent by kind. A sentence is an `ngettext_lazy` of `count`."""
    _sentences.update(sentences)


@dataclass
class News:
    """One line: a notice, or those of one kind, the newest first."""

    notices: list[Notice] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.notices[0].at

    @property
    def text(self) -> str:
        first, count = self.notices[0], len(self.notices)
        return first.text if count == 1 else str(_sentences[first.kind] % {"count": count})


def folded(notices: Iterable[Notice]) -> list[News]:
    """In the order of the newest of each kind; what has no sentence stands for itself."""
    lines: dict[Any, News] = {}
    for notice in notices:
        key = notice.kind if notice.kind in _sentences else notice.pk
        lines.setdefault(key, News()).notices.append(notice)
    return list(lines.values())
