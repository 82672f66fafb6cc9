"""The whole index on an Elasticsearch server made anew, beside the one that answers meanwhile."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any

import orjson
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from elasticsearch import ApiError
from elasticsearch.helpers import BulkIndexError

from crm.common.processes import processes
from search.documents import DOCUMENTS, Document
from search.engines import ELASTICSEARCH, indexes
from search.engines.elasticsearch import DOWN, key_of, source_of, writing
from search.models import Change

# So many documents in each call.
BATCH = 1000
# For fewer records no processes are started: each takes some seconds to begin.
FEW = 20_000
THERE_ALREADY = "version_conflict_engine_exception"
# So many records of a kind are compared word by word afterwards.
SAMPLE = 50

Read = Callable[[Document, int, int], Sequence[Any]]
Run = Callable[..., Iterator[int]]


def between(document: Document, first: int, last: int) -> list[Any]:
    """The records with these keys and all between."""
    return list(document.queryset().filter(pk__gte=first, pk__lte=last).order_by("pk"))


def rebuild(tell: Callable[[str], Any], *, read: Read = between, makers: int | None = None) -> None:
    """A new index is filled beside the old one, compared with the database, and takes its place in one step.

    Unless `makers` says in how many processes the documents are made, it is one a processor where they are many.
    """
    index = indexes.begin(writing())
    wholes = {kind: document.queryset().order_by().count() for kind, document in DOCUMENTS.items()}
    if makers is None:
        makers = (os.cpu_count() or 1) if sum(wholes.values()) > FEW else 0
    with beside(makers) if makers else here() as run:
        for kind, whole in wholes.items():
            count = 0
            for size in run(enter, repeat(index), repeat(kind), repeat(read), *ranges(DOCUMENTS[kind])):
                count += size
                tell(f"{index}  {kind:<12} {count} / {whole}")
    writing().indices.refresh(index=index)
    compare(index)
    indexes.take_over(writing(), index)
    cache.delete(DOWN)


def ranges(document: Document) -> tuple[list[int], list[int]]:
    """The first and the last key of each batch. A record that comes later is noted as a change."""
    keys = list(document.queryset().order_by("pk").values_list("pk", flat=True))
    return keys[::BATCH], [*keys[BATCH - 1 :: BATCH], *keys[-1:]][: len(keys[::BATCH])]


@contextmanager
def here() -> Iterator[Run]:
    with translation.override(settings.LANGUAGE_CODE):
        yield map


@contextmanager
def beside(count: int) -> Iterator[Run]:
    with processes(count, ELASTICSEARCH_URL=settings.ELASTICSEARCH_URL) as pool:
        yield pool.map


def enter(index: str, kind: str, read: Read, first: int, last: int) -> int:
    """How many there were."""
    document = DOCUMENTS[kind]
    try:
        if records := read(document, first, last):
            send(index, lines_of(document, records))
    except ApiError as error:  # cannot leave its process as it is
        raise RuntimeError(f"{index} refused {kind} {first} to {last}: {error}") from error
    return len(records)


def lines_of(document: Document, records: Sequence[Any]) -> list[bytes]:
    """As the bulk call has them: what to do, and the document."""
    found: list[bytes] = []
    for record in records:
        found.append(orjson.dumps({"create": {"_id": key_of(document.kind, record.pk)}}))
        found.append(orjson.dumps(source_of(document, record)))
    return found


def send(index: str, lines: list[bytes]) -> None:
    """A record that changed meanwhile is there already, and newer: only another error is one."""
    answer = writing().bulk(index=index, operations=lines, filter_path="errors,items.*.error")
    refused = [each["create"]["error"] for each in answer.get("items", ())]
    if errors := [each for each in refused if each["type"] != THERE_ALREADY]:
        raise BulkIndexError(f"{len(errors)} documents were refused.", errors)


def compare(index: str) -> None:
    """Refuses an index that lacks what the database has, or holds something else; what still waits comes by itself."""
    for document in DOCUMENTS.values():
        compare_sample(index, document)
        held = writing().count(index=index, query={"term": {"kind": document.kind}})["count"]
        there = document.queryset().order_by().count()
        waiting = Change.objects.filter(engine=ELASTICSEARCH).count()
        if held + waiting < there:
            raise RuntimeError(f"{index} holds {held} of {there} {document.kind}: it does not take over.")


def compare_sample(index: str, document: Document) -> None:
    """Records from all over the kind, each word of each of them."""
    keys = list(document.queryset().order_by("pk").values_list("pk", flat=True))
    sample = keys[:: max(1, len(keys) // SAMPLE)]
    waiting = set(waiting_keys_of(document.kind))
    with translation.override(settings.LANGUAGE_CODE):
        records = [each for each in document.queryset().filter(pk__in=sample) if each.pk not in waiting]
        wanted = {key_of(document.kind, record.pk): source_of(document, record) for record in records}
    if not wanted:
        return
    for hit in writing().mget(index=index, ids=list(wanted))["docs"]:
        if hit.get("_source") != wanted[hit["_id"]]:
            raise RuntimeError(f"{index} holds another {hit['_id']} than the database: it does not take over.")


def waiting_keys_of(kind: str) -> Iterable[int]:
    return Change.objects.filter(engine=ELASTICSEARCH, kind=kind, path="").values_list("object_id", flat=True)
