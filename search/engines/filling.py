"""The whole index on an Elasticsearch server made anew, beside the one that answers meanwhile."""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import orjson
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from elasticsearch.helpers import BulkIndexError

from search.documents import DOCUMENTS, Document
from search.engines import ELASTICSEARCH, indexes
from search.engines.elasticsearch import DOWN, key_of, source_of, writing
from search.models import Change

# So many batches are sent at once, so many documents in each call.
SENDERS, BATCH = 2, 500
THERE_ALREADY = "version_conflict_engine_exception"
# So many records of a kind are compared word by word afterwards.
SAMPLE = 50


def rebuild(batches: Callable[[Document], Iterator[Sequence[Any]]], tell: Callable[[str], Any]) -> None:
    """A new index is filled beside the old one, compared with the database, and takes its place in one step."""
    index = indexes.begin(writing())
    with translation.override(settings.LANGUAGE_CODE), ThreadPoolExecutor(SENDERS) as senders, settled_memory():
        for document in DOCUMENTS.values():
            whole = document.queryset().order_by().count()
            for count in filled(index, document, batches(document), senders):
                tell(f"{index}  {document.kind:<12} {count} / {whole}")
    writing().indices.refresh(index=index)
    compare(index)
    indexes.take_over(writing(), index)
    cache.delete(DOWN)


@contextmanager
def settled_memory() -> Iterator[None]:
    """What is there by now is not looked through for garbage over and over while millions of objects come and go."""
    gc.freeze()
    yield
    gc.unfreeze()


def filled(index: str, document: Document, batches: Iterable[Sequence[Any]], senders: Executor) -> Iterator[int]:
    """How many are there by now. The server takes a batch in while the next ones are made."""
    sent: deque[tuple[Future[Any], int]] = deque()
    count = 0
    for records in batches:
        for start in range(0, len(records), BATCH):
            part = records[start : start + BATCH]
            sent.append((senders.submit(send, index, lines_of(document, part)), len(part)))
        while len(sent) > SENDERS:
            count += arrived(*sent.popleft())
            yield count
    while sent:
        count += arrived(*sent.popleft())
    yield count


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


def arrived(sending: "Future[Any]", size: int) -> int:
    sending.result()
    return size


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
