"""The whole index: filled anew, and compared with the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from search.documents import DOCUMENTS, Document, documents
from search.engines import ELASTICSEARCH, EMBEDDED, embedded, words
from search.models import Change
from search.sync import BATCH, engine_of, engines_in_use, refresh

Tell = Callable[[str], Any]


def rebuild(kind: str = "", *, tell: Tell = lambda line: None) -> None:
    """Each record is entered over what the index had of it, so that searches find something all the while."""
    if ELASTICSEARCH in engines_in_use():
        from search.engines import filling

        with settled_changes(ELASTICSEARCH):
            filling.rebuild(tell)
    with settled_changes(EMBEDDED, kind):
        if not kind:
            words.forget()
        for document in documents(kind):
            count, whole = 0, document.queryset().order_by().count()
            for size in fill(document):
                count += size
                tell(f"{document.kind:<12} {count} / {whole}")
            embedded.delete(document.kind, gone(EMBEDDED, document))


@contextmanager
def settled_changes(engine: str, kind: str = "") -> Iterator[None]:
    """What waited before is in the index afterwards. By key: others may commit meanwhile, with lower keys even."""
    waiting = Change.objects.filter(engine=engine, **({"kind": kind} if kind else {}))
    noted = list(waiting.values_list("pk", flat=True))
    yield
    for start in range(0, len(noted), BATCH):
        Change.objects.filter(pk__in=noted[start : start + BATCH]).delete()


def fill(document: Document) -> Iterator[int]:
    for records in batches(document):
        embedded.write(document, records)
        yield len(records)


def batches(document: Document) -> Iterator[list[Any]]:
    """All records by key, so many at a time, each read once."""
    last = 0
    while records := list(document.queryset().filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield records
        last = records[-1].pk


# --- Index against database ---


@dataclass(frozen=True)
class Drift:
    """What one index lacks of a kind, holds too much, or holds in an old state."""

    engine: str
    kind: str
    count: int
    missing: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)

    @property
    def is_off(self) -> bool:
        return bool(self.missing or self.extra or self.stale)

    def as_json(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "kind": self.kind,
            "count": self.count,
            "missing": len(self.missing),
            "extra": len(self.extra),
            "stale": len(self.stale),
        }

    def __str__(self) -> str:
        return "{engine:<14} {kind:<12} {count:>8}  missing {missing}  extra {extra}  stale {stale}".format(
            **self.as_json()
        )


def check() -> list[Drift]:
    return [drift_of(engine, document) for engine in engines_in_use() for document in documents()]


def drift_of(engine: str, document: Document) -> Drift:
    """By key and time of last change."""
    there = dict(stamps(document))
    held = dict(engine_of(engine).stamps(document.kind))
    return Drift(
        engine=engine,
        kind=document.kind,
        count=len(there),
        missing=sorted(there.keys() - held.keys()),
        extra=sorted(held.keys() - there.keys()),
        stale=sorted(key for key in there.keys() & held.keys() if there[key] and there[key] != held[key]),
    )


def stamps(document: Document) -> Iterator[tuple[int, Any]]:
    for record in document.queryset().order_by("pk").iterator(chunk_size=2000):
        yield record.pk, document.updated(record)


def gone(engine: str, document: Document) -> list[int]:
    there = set(document.queryset().order_by().values_list("pk", flat=True))
    return sorted(set(engine_of(engine).keys(document.kind)) - there)


def repair(drifts: list[Drift]) -> None:
    for drift in drifts:
        refresh(drift.engine, DOCUMENTS[drift.kind], sorted({*drift.missing, *drift.stale, *drift.extra}))
    for engine in engines_in_use():
        engine_of(engine).settle()
