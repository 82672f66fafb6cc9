"""Keeping the indexes in step: changes are noted with the transaction that makes them, and a task carries them over."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from crm.common.bulk import insert_rows
from crm.office.outbox import enqueue, handler
from search.documents import DOCUMENTS, Document
from search.engines import ELASTICSEARCH, EMBEDDED
from search.models import Change

log = structlog.get_logger(__name__)

MESSAGE = "search_sync"
BATCH = 500
FEW = 50  # more are written without an object for each
CHANGE = ("engine", "kind", "path", "object_id", "error")


def engines_in_use() -> list[str]:
    """The embedded index is always kept: it answers when the other one cannot."""
    return [EMBEDDED, ELASTICSEARCH] if settings.ELASTICSEARCH_URL else [EMBEDDED]


def engine_of(name: str) -> Any:
    return import_module(f"search.engines.{name}")


def note_changes(keys: Iterable[tuple[str, str, int]]) -> None:
    """Keys are kind, path and object id (see Change). They commit, or vanish, with what changed."""
    found = list(keys)
    if not found:
        return
    engines = engines_in_use()
    rows = [(engine, kind, path, pk, "") for engine in engines for kind, path, pk in found]
    if len(rows) > FEW:
        insert_rows(Change, CHANGE, rows)
    else:
        Change.objects.bulk_create([Change(**dict(zip(CHANGE, row, strict=True))) for row in rows])
    for engine in engines:
        send_after_commit(SENDERS[engine])


def send_after_commit(sender: Callable[[], None]) -> None:
    """Once a transaction, however much it changes."""
    noted = transaction.get_connection().run_on_commit
    if not any(entry[1] is sender for entry in noted):
        transaction.on_commit(sender, robust=True)


def send(engine: str) -> None:
    """One message for all that waits. If it cannot be left now, the changes stay and go with the next one."""
    enqueue(MESSAGE, {"engine": engine}, key=engine)


SENDERS = {engine: partial(send, engine) for engine in (EMBEDDED, ELASTICSEARCH)}


@handler(MESSAGE)
def carry_changes(payload: dict[str, Any]) -> None:
    sync(payload["engine"])


def sync(engine: str = EMBEDDED) -> int:
    """Bring an index up to date with all noted changes; the number of changes carried over."""
    count = 0
    while batch := list(Change.objects.waiting(engine).order_by("pk")[:BATCH]):
        # Read first, taken out last: a record that changes meanwhile is noted anew and carried again.
        for kind, object_ids in records_of(batch).items():
            carry(engine, DOCUMENTS[kind], object_ids)
        engine_of(engine).settle()
        Change.objects.filter(pk__in=[change.pk for change in batch]).delete()
        count += len(batch)
    return count


def records_of(changes: Sequence[Change]) -> dict[str, list[int]]:
    """Kind → keys of the records that these changes are about, those that hang on another record included."""
    found: dict[str, set[int]] = defaultdict(set)
    paths: dict[tuple[str, str], set[int]] = defaultdict(set)
    for change in changes:
        if change.kind not in DOCUMENTS:
            continue
        if change.path:
            paths[change.kind, change.path].add(change.object_id)
        else:
            found[change.kind].add(change.object_id)
    for (kind, path), object_ids in paths.items():
        rows = DOCUMENTS[kind].queryset().filter(**{f"{path}__in": object_ids})
        found[kind].update(rows.order_by().values_list("pk", flat=True))
    return {kind: sorted(keys) for kind, keys in found.items()}


def carry(engine: str, document: Document, object_ids: Sequence[int]) -> None:
    """All at once. Where the index refuses, one by one: the others arrive, what was refused is noted with its error.
    An engine that is out of reach is no refusal: then all of it is tried again later."""
    errors: dict[int, str] = {}
    try:
        entered(engine, document, object_ids)
    except engine_of(engine).OUT_OF_REACH:
        raise
    except Exception:  # whatever it is, it is asked of each record below and kept
        errors = refused(engine, document, object_ids)
    Change.objects.failed().filter(engine=engine, kind=document.kind, object_id__in=object_ids).delete()
    now = timezone.now()
    Change.objects.bulk_create(
        Change(engine=engine, kind=document.kind, object_id=key, failed_at=now, error=error)
        for key, error in errors.items()
    )


def entered(engine: str, document: Document, object_ids: Sequence[int]) -> None:
    with transaction.atomic():
        refresh(engine, document, object_ids)


def refused(engine: str, document: Document, object_ids: Sequence[int]) -> dict[int, str]:
    """Key → error of those that the index does not take."""
    found: dict[int, str] = {}
    for key in object_ids:
        try:
            entered(engine, document, [key])
        except engine_of(engine).OUT_OF_REACH:
            raise
        except Exception as error:  # kept with the record and shown
            log.warning("search_refused", engine=engine, kind=document.kind, object_id=key, exc_info=error)
            found[key] = f"{type(error).__name__}: {error}"[:2000]
    return found


def retry(*, change: Change) -> None:
    """Have a record that was refused tried again, with the next message of the outbox."""
    Change.objects.filter(pk=change.pk).update(failed_at=None, error="")
    send(change.engine)


def refresh(engine: str, document: Document, object_ids: Sequence[int]) -> None:
    """Enter what is there, take out what is gone."""
    index = engine_of(engine)
    for start in range(0, len(object_ids), BATCH):
        keys = object_ids[start : start + BATCH]
        records = list(document.queryset().filter(pk__in=keys))
        index.write(document, records)
        index.delete(document.kind, set(keys) - {record.pk for record in records})
