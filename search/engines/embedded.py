"""Search inside the project's own database: nothing to install, and permission is exact, for `visible_to` is a part of
every query."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from search.documents import LOW, Column, Document
from search.engines import EMBEDDED, EVER, Found, Hit, Request, words
from search.engines.tables import table_of
from search.facets import COUNTED, KIND, plain_key, values_of
from search.filters import Filter
from search.models import Entry
from search.queries import Level, Query, Term
from search.text import CHOSEN

name = EMBEDDED


# --- Asking ---


def search(request: Request) -> Found:
    """Counts by kind in one query, the page's keys in another."""
    found = None if request.finds_nothing else matching(request)
    if found is None:
        return Found()
    counts, fields = counted(found, request)
    total = sum(count for kind, count in counts.items() if kind in request.asked_kinds)
    if request.offset >= total:
        return Found(total, [], counts, fields)
    page = ranked(found.filter(kind__in=request.asked_kinds), request)
    rows = page.values_list("kind", "object_id")[request.offset : request.offset + request.limit]
    return Found(total, [Hit(*row) for row in rows], counts, fields)


def counted(found: QuerySet, request: Request) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """By kind; and, of the kinds asked for, by each counted field."""
    by = ("kind", "shelf") if request.counted else ("kind",)
    counts: dict[str, int] = defaultdict(int)
    fields: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for kind, *shelf, count in found.order_by().values_list(*by).annotate(Count("pk")):
        counts[kind] += count
        if shelf and kind in request.asked_kinds:
            for name, key in (pair.split("=", 1) for pair in shelf[0].split()):
                fields[name][key] += count
    return dict(counts), {name: dict(keys) for name, keys in fields.items()}


def matching(request: Request) -> QuerySet | None:
    """All that is found of all kinds that the person sees."""
    terms = request.query.pieces() if request.is_near else request.query.terms
    every = not request.is_near
    chosen = [each for each in request.filters if each.keys and each.name != KIND]
    expression = table_of().expression([*terms, *chosen], Level.ALL, uncovered=request.uncovered, every=every)
    if not expression and not request.filters:
        return None
    found = Entry.objects.filter(table_of().matching(expression)) if expression else Entry.objects.all()
    found = narrowed(found, request.filters)
    if request.language:
        found = found.filter(language__in=["", request.language])
    return found.visible_to_kinds(request.user, request.kinds)


def narrowed(found: QuerySet, filters: Iterable[Filter]) -> QuerySet:
    """By kinds and by numbers; other keys are words of the index."""
    for each in filters:
        if each.name == KIND:
            found = found.filter(kind__in=each.keys)
        if each.low is not None:
            found = found.filter(**{f"numbers__{each.name}__gte": each.low})
        if each.high is not None:
            found = found.filter(**{f"numbers__{each.name}__lte": each.high})
    return found


def ranked(found: QuerySet, request: Request) -> QuerySet:
    """Titles over names over bodies, one's own a little higher, then the fresh ones, then by key."""
    score = nearness(request.query) if request.is_near else depth(request.query)
    if request.user_id:
        own = Case(When(owner_id=request.user_id, then=Value(1)), default=Value(0), output_field=IntegerField())
        score = score * 2 + own
    return found.annotate(score=score).order_by("-score", "-updated_at", "kind", "object_id")


def depth(query: Query) -> Any:
    """4 is the title itself, 3 all in the title, 2 with names, 1 with the body, 0 by covered numbers."""
    if not query.terms:
        return Value(0)
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
            update_fields=["title_key", "language", "owner_id", "shelf", "numbers", "updated_at"],
        )
        columns = [document.columns(record) for record in records]
        rows = ((entry.pk, with_fields(held, entry)) for entry, held in zip(entries, columns, strict=True))
        table_of().write(connection, rows)
        words.keep(document, columns)


def with_fields(columns: dict[str, Column], entry: Entry) -> dict[str, Column]:
    """What can be chosen stands among the words, so that one look into the index serves both."""
    for name, key in (pair.split("=", 1) for pair in entry.shelf.split()):
        columns[LOW].marks.add(f"{CHOSEN}{name}_{plain_key(key)}")
    return columns


def entry_of(document: Document, record: Any) -> Entry:
    values = values_of(document, record)
    return Entry(
        kind=document.kind,
        object_id=record.pk,
        title_key=document.title_key(record),
        language=document.language(record),
        owner_id=document.owner(record),
        shelf=" ".join(f"{name}={values[name]}" for name in COUNTED if name in values),
        numbers={name: value for name, value in values.items() if isinstance(value, int)},
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
