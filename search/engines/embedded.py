"""Search inside the project's own database: nothing to install, and permission is exact, for `visible_to` is a part of
every query.

The queries are written as SQL: putting them together by the ORM would take longer than most of them take to run.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

from search.documents import DOCUMENTS, LOW, Column, Document
from search.engines import EMBEDDED, EVER, Found, Hit, Request, words
from search.engines.tables import ENTRY, Clause, any_of, every, table_of
from search.facets import COUNTED, KIND, plain_key, values_of
from search.filters import Filter
from search.models import Entry
from search.permission import permitted
from search.places import Circle, Point
from search.queries import Level, Query, Term
from search.text import CHOSEN

name = EMBEDDED
OUT_OF_REACH = (OperationalError, InterfaceError)
EVERYBODYS = Clause("1 = 1")
# So many of the first are tried before all that is found is asked for permission.
CANDIDATES = 400


# --- Asking ---


def search(request: Request) -> Found:
    """Counts in one query, the page's keys in another."""
    found = None if request.finds_nothing else matching(request, Level.ALL)
    if found is None:
        return Found()
    counts, fields = counted(found, request)
    total = sum(count for kind, count in counts.items() if kind in request.asked_kinds)
    kinds = tuple(kind for kind in request.kinds if kind in counts)
    hits = best(replace(request, kinds=kinds), total) if request.offset < total else []
    return Found(total, hits, counts, fields)


def rows_of(sql: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, tuple(params))
        return cursor.fetchall()


def counted(found: Clause, request: Request) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """By kind; and, of the kinds asked for, by each counted field."""
    by = "kind, shelf" if request.counted else "kind"
    counts: dict[str, int] = defaultdict(int)
    fields: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for kind, *shelf, count in rows_of(f"SELECT {by}, count(*) {found.sql} GROUP BY {by}", found.params):
        counts[kind] += count
        if shelf and kind in request.asked_kinds:
            for name, key in (pair.split("=", 1) for pair in shelf[0].split()):
                fields[name][key] += count
    return dict(counts), {name: dict(keys) for name, keys in fields.items()}


def best(request: Request, total: int) -> list[Hit]:
    """The page that was asked for. What is found in titles stands above the rest, so where that fills the page the rest
    need not be put in order. Where much is found, permission is asked of the first candidates only, if that saves the
    database something: they fill most pages."""
    staged = request.query.terms and not request.is_near and total > request.offset + request.limit
    tried = table_of().has_candidates and total > CANDIDATES and request.offset + request.limit <= CANDIDATES // 4
    rows: list[tuple[Any, ...]] = []
    for level in (Level.TITLE, Level.NAME, Level.ALL) if staged else (Level.ALL,):
        for found in (candidates, page) if tried else (page,):
            rows = found(request, level)
            if len(rows) == request.limit:
                return [Hit(*row) for row in rows]
    return [Hit(*row) for row in rows]


def page(request: Request, level: Level) -> list[tuple[Any, ...]]:
    found = matching(request, level)
    if found is None:
        return []
    listed = placed(found, request, level)
    return rows_of(f"SELECT kind, object_id {listed.sql} LIMIT %s OFFSET %s", [*listed.params, *window(request)])


def candidates(request: Request, level: Level) -> list[tuple[Any, ...]]:
    """The page among the first of all that is found, whoever may see it; not full where too few of them are seen."""
    found = matching(request, level, EVERYBODYS)
    if found is None:
        return []
    first, seen = placed(found, request, level), permitted(request.user, request.kinds)
    first_of_all = f"SELECT kind, object_id {first.sql} LIMIT {CANDIDATES}"
    in_order = f"SELECT kind, object_id, row_number() OVER () AS place FROM ({first_of_all}) AS first_of_all"
    sql = f"SELECT kind, object_id FROM ({in_order}) AS {ENTRY} WHERE {seen.sql} ORDER BY place LIMIT %s OFFSET %s"
    return rows_of(sql, [*first.params, *seen.params, *window(request)])


def window(request: Request) -> tuple[int, int]:
    return request.limit, request.offset


def placed(found: Clause, request: Request, level: Level) -> Clause:
    """Titles over names over bodies, one's own a little higher, then the fresh ones, then by key."""
    score = nearness(request.query) if request.is_near else depth(request.query, level)
    asked, nearest = any_of("kind", request.asked_kinds), by_distance(request)
    sql = (
        f"{found.sql} AND {asked.sql} ORDER BY {nearest.sql}{score.sql} DESC, "
        "CASE WHEN owner_id = %s THEN 1 ELSE 0 END DESC, updated_at DESC, kind, object_id"
    )
    return Clause(sql, (*found.params, *asked.params, *nearest.params, *score.params, request.user_id))


def by_distance(request: Request) -> Clause:
    """Where nothing but a place was asked for, the nearest stand first."""
    if not (nearest := request.nearest):
        return Clause("")
    apart = distance(*nearest)
    return Clause(f"{apart.sql}, ", apart.params)


def matching(request: Request, level: Level, seen: Clause | None = None) -> Clause | None:
    """FROM and WHERE of all that is found of all kinds that the person sees, with every word at this level."""
    table = table_of()
    terms = request.query.pieces() if request.is_near else request.query.terms
    words = table.expression(terms, level, uncovered=request.uncovered, every=not request.is_near)
    if not words and not request.filters:
        return None
    chosen = [each for each in request.filters if each.keys and each.name != KIND]
    keys = table.expression(chosen, Level.ALL, uncovered=False)
    conditions = [*narrowed(request.filters), seen or permitted(request.user, request.kinds)]
    if request.language:
        conditions.insert(0, any_of("language", ("", request.language)))
    return table.found([each for each in (words, keys) if each], every(conditions))


def narrowed(filters: Iterable[Filter]) -> list[Clause]:
    """By kinds and by numbers; other keys are words of the index."""
    found = [any_of("kind", each.keys) for each in filters if each.name == KIND]
    for each in filters:
        ends = ((each.low, ">="), (each.high, "<="))
        number = table_of().number(each.name)
        found += [Clause(f"{number} {sign} %s", (end,)) for end, sign in ends if end is not None]
        if each.circles:
            found.append(any_of("kind", [kind for kind, held in DOCUMENTS.items() if each.name in held.facets]))
        found += [within(each.name, circle) for circle in each.circles]
    return found


AXES = "xyz"


def within(name: str, circle: Circle) -> Clause:
    apart = distance(name, circle)
    return Clause(f"{apart.sql} <= %s", (*apart.params, circle.chord_squared))


def distance(name: str, circle: Circle) -> Clause:
    """The square of the straight way from the middle, on a globe of radius 1."""
    steps = [f"({table_of().real(f'{name}_{axis}')} - %s)" for axis in AXES]
    params = [value for value in circle.middle.on_globe for _twice in range(2)]
    return Clause(" + ".join(f"{step} * {step}" for step in steps), tuple(params))


def globe_numbers(name: str, point: Point) -> dict[str, float]:
    return {f"{name}_{axis}": value for axis, value in zip(AXES, point.on_globe, strict=True)}


def depth(query: Query, found_at: Level) -> Clause:
    """4 is the title itself, 3 all in the title, 2 with names, 1 with the body, 0 by covered numbers."""
    if not query.terms:
        return Clause("0 + 0")
    cases = [Clause("WHEN title_key = %s THEN 4", (query.key,))]
    if found_at > Level.TITLE:
        levels = {Level.TITLE: 3, Level.NAME: 2, Level.BODY: 1}
        clauses = {level: holds(query.terms, level) for level in levels}
        title = clauses[Level.TITLE]
        cases = [Clause(f"WHEN title_key = %s AND {title.sql} THEN 4", (query.key, *title.params))]
        cases += [Clause(f"WHEN {each.sql} THEN {levels[level]}", each.params) for level, each in clauses.items()]
    params = tuple(param for case in cases for param in case.params)
    return Clause(f"CASE {' '.join(case.sql for case in cases)} ELSE 0 END", params)


def nearness(query: Query) -> Clause:
    """How many pieces of the query are found."""
    found = [holds([piece], Level.BODY) for piece in query.pieces()]
    params = tuple(param for each in found for param in each.params)
    return Clause("(" + " + ".join(f"CASE WHEN {each.sql} THEN 1 ELSE 0 END" for each in found) + ")", params)


def holds(terms: Iterable[Term], level: Level) -> Clause:
    return table_of().holds(table_of().expression(terms, level, uncovered=False))


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
        numbers=numbers_of(values),
        updated_at=document.updated(record) or EVER,
    )


def numbers_of(values: dict[str, Any]) -> dict[str, float]:
    """What is compared."""
    found: dict[str, float] = {name: value for name, value in values.items() if isinstance(value, int)}
    for name, value in values.items():
        if isinstance(value, Point):
            found |= globe_numbers(name, value)
    return found


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
