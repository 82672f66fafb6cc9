"""Search inside the project's own database: nothing to install, and permission is exact, for `visible_to` is a part of
every query."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from search.documents import Document
from search.engines import EMBEDDED, EVER, Found, Hit, Request
from search.engines.tables import table_of
from search.models import Entry
from search.queries import Level, Query, Term

name = EMBEDDED


# --- Asking ---


def search(request: Request) -> Found:
    """Counts by kind in one query, the page's keys in another."""
    if not request.query.terms:
        return Found()
    found = matching(request)
    if found is None:
        return Found()
    counts = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    total = sum(count for kind, count in counts.items() if kind in request.asked_kinds)
    if request.offset >= total:
        return Found(total, [], counts)
    page = ranked(found.filter(kind__in=request.asked_kinds), request)
    rows = page.values_list("kind", "object_id")[request.offset : request.offset + request.limit]
    return Found(total, [Hit(*row) for row in rows], counts)


def matching(request: Request) -> QuerySet | None:
    """All that is found of all kinds that the person sees."""
    terms = request.query.pieces() if request.is_near else request.query.terms
    every = not request.is_near
    expression = table_of().expression(terms, Level.ALL, uncovered=request.uncovered, every=every)
    if not expression:
        return None
    found = Entry.objects.filter(table_of().matching(expression))
    if request.language:
        found = found.filter(language__in=["", request.language])
    return found.visible_to_kinds(request.user, request.kinds)


def ranked(found: QuerySet, request: Request) -> QuerySet:
    """Titles over names over bodies, one's own a little higher, then the fresh ones, then by key."""
    score = nearness(request.query) if request.is_near else depth(request.query)
    if request.user_id:
        own = Case(When(owner_id=request.user_id, then=Value(1)), default=Value(0), output_field=IntegerField())
        score = score * 2 + own
    return found.annotate(score=score).order_by("-score", "-updated_at", "kind", "object_id")


def depth(query: Query) -> Any:
    """4 is the title itself, 3 all in the title, 2 with names, 1 with the body, 0 by covered numbers."""
    cases = [When(title_key=query.key, then=Value(4))] if query.key else []
    for level, score in ((Level.TITLE, 3), (Level.NAME, 2), (Level.BODY, 1)):
        expression = table_of().expression(query.terms, level, uncovered=False)
        cases.append(When(table_of().matching(expression), then=Value(score)))
    return Case(*cases, default=Value(0), output_field=IntegerField())


def nearness(query: Query) -> Any:
    """How many pieces of the query are found."""
    total: Any = Value(0)
    for piece in query.pieces():
        total = total + Case(When(holds(piece), then=Value(1)), default=Value(0), output_field=IntegerField())
    return Coalesce(total, Value(0))


def holds(term: Term) -> Q:
    return table_of().matching(table_of().expression([term], Level.BODY, uncovered=False))


# --- Writing ---


def write(document: Document, records: Sequence[Any]) -> None:
    """Enter these records, or enter them again."""
    if not records:
        return
    with transaction.atomic():
        entries = Entry.objects.bulk_create(
            [entry_of(document, record) for record in records],
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=["title_key", "language", "owner_id", "updated_at"],
        )
        rows = ((entry.pk, document.columns(record)) for entry, record in zip(entries, records, strict=True))
        table_of().write(connection, rows)


def entry_of(document: Document, record: Any) -> Entry:
    return Entry(
        kind=document.kind,
        object_id=record.pk,
        title_key=document.title_key(record),
        language=document.language(record),
        owner_id=document.owner(record),
        updated_at=document.updated(record) or EVER,
    )


def delete(kind: str, object_ids: Iterable[int]) -> None:
    Entry.objects.filter(kind=kind, object_id__in=list(object_ids)).delete()


def keys(kind: str) -> QuerySet:
    """The records of a kind that the index holds."""
    return Entry.objects.filter(kind=kind).values_list("object_id", flat=True)


def stamps(kind: str) -> Iterable[tuple[int, Any]]:
    """Key → time of the last change that the index knows."""
    return Entry.objects.filter(kind=kind).values_list("object_id", "updated_at")


def settle() -> None:
    """What is written here is found at once."""
