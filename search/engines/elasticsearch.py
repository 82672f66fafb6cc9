"""Search on an Elasticsearch server, built from the same declarations and answering the same as the embedded engine.

Used where ELASTICSEARCH_URL is set. Texts come normalised (search.text), so that both engines cut them alike; Chinese
is cut by the server's `cjk_bigram`. Permission stands in every query as tokens (search.visibility), and records whose
change has not arrived yet are left out, so that nothing is counted by a rule that no longer holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query as Clause
from elasticsearch.helpers import BulkIndexError, bulk, scan
from elasticsearch.serializer import OrjsonSerializer

from crm.common.prepared import Prepared
from search.documents import COLUMNS, DOCUMENTS, LOW, Document
from search.engines import ELASTICSEARCH, EVER, EngineBehind, EngineDown, Found, Hit, Request, indexes
from search.facets import COUNTED, KIND, values_of
from search.filters import Filter
from search.models import Change
from search.places import Circle, Point
from search.queries import Level, Term, Way
from search.text import is_cjk, spaced

name = ELASTICSEARCH
ASK_SECONDS = 3
WRITE_SECONDS = 60
# More waiting changes than this and the embedded engine answers, which is always exact.
MOST_WAITING = 1000
# More keys than any counted field has.
MOST_KEYS = 1000
READ = {Level.TITLE: COLUMNS[:1], Level.NAME: COLUMNS[:2], Level.BODY: COLUMNS[:3], Level.ALL: COLUMNS[:3]}
# After a failure the server is left alone for a while, so that a slow one does not slow every search.
DOWN, PAUSE_SECONDS = "search.elasticsearch.down", 20
ORDER = ({"_score": "desc"}, {"updated": "desc"}, {"kind": "asc"}, {"object_id": "asc"})
OUT_OF_REACH = (ApiError, TransportError)
FAILURES = (*OUT_OF_REACH, BulkIndexError)


@lru_cache(maxsize=4)
def client_of(url: str, key: str, seconds: int) -> Elasticsearch:
    written = OrjsonSerializer()
    return Elasticsearch(
        url, api_key=key or None, request_timeout=seconds, retry_on_timeout=False, max_retries=0, serializer=written
    )


def client(seconds: int = ASK_SECONDS) -> Elasticsearch:
    return client_of(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY, seconds)


# --- Asking ---


def search(request: Request) -> Found:
    """One call: hits of the kind asked for, counts of all kinds."""
    if request.finds_nothing or (request.is_near and not request.query.pieces()):
        return Found()
    if cache.get(DOWN):
        raise EngineDown("it did not answer a moment ago")
    waiting = waiting_keys()
    try:
        answer = asking(request, waiting).execute().to_dict()
    except FAILURES as error:
        cache.set(DOWN, True, PAUSE_SECONDS)
        raise EngineDown(str(error)) from error
    counts = keys_of(answer["aggregations"]["kinds"])
    hits = [hit_of(hit["_id"]) for hit in answer["hits"]["hits"]]
    fields = counts_of(answer["aggregations"]["asked"]) if request.counted else {}
    return Found(answer["hits"]["total"]["value"], hits, counts, fields)


def keys_of(counted: dict[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in counted["buckets"]}


def counts_of(asked: dict[str, Any]) -> dict[str, dict[str, int]]:
    """By field and key."""
    found = {name: keys_of(asked[name]) for name in COUNTED}
    return {name: keys for name, keys in found.items() if keys}


def waiting_keys() -> list[str]:
    """Records that the index may still show by an old rule."""
    rows = list(noted_changes().asked([name]))
    found = {key_of(kind, object_id) for kind, path, object_id in rows if not path}
    followed: dict[tuple[str, str], set[int]] = defaultdict(set)
    for kind, path, object_id in rows:
        if path and kind in DOCUMENTS:
            followed[kind, path].add(object_id)
    for (kind, path), parents in followed.items():
        hanging = DOCUMENTS[kind].queryset().filter(**{f"{path}__in": parents}).order_by()
        found.update(key_of(kind, pk) for pk in hanging.values_list("pk", flat=True)[: MOST_WAITING + 1])
    if max(len(rows), len(found)) > MOST_WAITING:
        raise EngineBehind("too many changes wait for the index")
    return sorted(found)


@lru_cache(maxsize=1)
def noted_changes() -> Prepared:
    noted = Change.objects.filter(engine=name).values_list("kind", "path", "object_id")
    return Prepared(noted[: MOST_WAITING + 1])


def asking(request: Request, waiting: list[str]) -> Search:
    found = [*wanted(request), *permitted(request), *narrowed(request.filters)]
    query = Q("bool", filter=found, should=scores(request), must_not=left_out(waiting))
    index = indexes.alias() if request.user_id else indexes.public_alias()
    asked = Search(using=client(), index=index).query(query).source(False)
    asked = asked.extra(track_total_hits=True, from_=request.offset, size=request.limit)
    asked = asked.sort(*by_distance(request), *ORDER)
    asked.aggs.bucket("kinds", "terms", field="kind", size=len(DOCUMENTS))
    if request.counted:
        asked.aggs.bucket("asked", "filter", Q("terms", kind=list(request.asked_kinds)))
        for field in COUNTED:
            asked.aggs["asked"].bucket(field, "terms", field=f"fields.{field}", size=MOST_KEYS)
    return asked.post_filter("terms", kind=list(request.asked_kinds))


def by_distance(request: Request) -> list[dict[str, Any]]:
    """Where nothing but a place was asked for, the nearest stand first."""
    if not (nearest := request.nearest):
        return []
    name, ring = nearest
    return [{"_geo_distance": {f"fields.{name}": held(ring.middle), "order": "asc", "unit": "m"}}]


def wanted(request: Request) -> list[Clause]:
    """Every word; of what is near, any piece."""
    if request.is_near:
        pieces = [any_way(piece, Level.ALL, request.uncovered) for piece in request.query.pieces()]
        return [Q("bool", should=pieces, minimum_should_match=1)]
    return [any_way(term, Level.ALL, request.uncovered) for term in request.query.terms]


def narrowed(filters: Iterable[Filter]) -> list[Clause]:
    found: list[Clause] = []
    for each in filters:
        name = each.name if each.name == KIND else f"fields.{each.name}"
        if each.is_number:
            ends = {"gte": each.low, "lte": each.high}
            found.append(Q("range", **{name: {end: value for end, value in ends.items() if value is not None}}))
        elif each.circles:
            found += [within(name, ring) for ring in each.circles]
        else:
            found.append(Q("terms", **{name: list(each.keys)}))
    return found


def within(name: str, ring: Circle) -> Clause:
    return Q("geo_distance", distance=f"{ring.metres}m", **{name: held(ring.middle)})


def left_out(waiting: list[str]) -> list[Clause]:
    return [Q("ids", values=waiting)] if waiting else []


def permitted(request: Request) -> list[Clause]:
    """One of the tokens that this person holds for the kind."""
    held = {f"{kind}:{token}" for kind in request.kinds for token in DOCUMENTS[kind].tokens.of_user(request.user)}
    found = [Q("terms", tokens=sorted(held))]
    if request.language:
        found.append(Q("terms", language=["", request.language]))
    return found


def every(terms: Iterable[Term], level: Level, uncovered: bool = False) -> Clause:
    return Q("bool", filter=[any_way(term, level, uncovered) for term in terms])


def any_way(term: Term, level: Level, uncovered: bool) -> Clause:
    clauses = [clause for way in term.ways(level, uncovered=uncovered) for clause in clauses_of(way, term, level)]
    return Q("bool", should=clauses, minimum_should_match=1)


def clauses_of(way: Way, term: Term, level: Level) -> list[Clause]:
    if way.is_text:
        return [text_clause(way, term, column) for column in READ[level]]
    (token,) = way.tokens
    columns = [LOW] if way.level == Level.ALL else READ[level]
    kind = "prefix" if way.is_prefix else "term"
    return [Q(kind, **{f"{column}_marks": way.mark + token}) for column in columns]


def text_clause(way: Way, term: Term, column: str) -> Clause:
    """Pairs of characters side by side; single characters and phrases go by characters, for pairs would hide them."""
    words = " ".join(term.words)
    if term.is_cjk and len(term.text) == 1:
        return Q("match_phrase", **{f"{column}.single": words})
    if len(term.words) > 1 and any(is_cjk(word) for word in term.words):
        parts = [Q("match_phrase", **{column: word}) for word in term.words if is_cjk(word) and len(word) > 1]
        return Q("bool", filter=[Q("match_phrase", **{f"{column}.single": words}), *parts])
    if term.is_cjk:
        return Q("match_phrase", **{column: words})
    if way.is_prefix:
        return Q("match_phrase_prefix", **{column: {"query": words, "max_expansions": 1000}})
    return Q("match_phrase", **{column: words})


def scores(request: Request) -> list[Clause]:
    """The same classes as search.engines.embedded.depth: each step counts two, one's own record one."""
    query = request.query
    if request.is_near:
        steps = [any_way(piece, Level.BODY, False) for piece in query.pieces()]
    elif query.terms:
        steps = [every(query.terms, level) for level in (Level.TITLE, Level.NAME, Level.BODY)]
        steps.insert(0, Q("bool", filter=[Q("term", title_key=query.key), steps[0]]))
    else:
        steps = []
    found = [scored(step, 2) for step in steps]
    if request.user_id:
        found.append(scored(Q("term", owner_id=request.user_id), 1))
    return found


def scored(clause: Clause, boost: int) -> Clause:
    return Q("constant_score", filter=clause, boost=boost)


# --- Writing ---


def key_of(kind: str, object_id: int) -> str:
    return f"{kind}-{object_id}"


def hit_of(key: str) -> Hit:
    kind, _dash, object_id = key.partition("-")
    return Hit(kind, int(object_id))


def source_of(document: Document, record: Any) -> dict[str, Any]:
    columns = document.columns(record)
    found: dict[str, Any] = {
        "kind": document.kind,
        "object_id": record.pk,
        "title_key": document.title_key(record),
        "language": document.language(record),
        "owner_id": document.owner(record),
        "updated": stamp_of(document.updated(record) or EVER),
        "fields": {name: held(value) for name, value in values_of(document, record).items()},
        "tokens": sorted(f"{document.kind}:{token}" for token in document.tokens.of_record(record)),
    }
    for name, column in columns.items():
        found[name] = [spaced(text) for text in column.texts]
        found[f"{name}_marks"] = sorted(column.marks)
    return found


def held(value: Any) -> Any:
    return {"lat": value.latitude, "lon": value.longitude} if isinstance(value, Point) else value


def actions_of(document: Document, records: Sequence[Any], index: str) -> list[dict[str, Any]]:
    return [
        {
            "_index": index,
            "_id": key_of(document.kind, record.pk),
            "_source": source_of(document, record),
        }
        for record in records
    ]


def stamp_of(moment: datetime) -> int:
    """Microseconds since 1970: the server's own dates know milliseconds only."""
    return round(moment.timestamp() * 1_000_000)


def writing() -> Elasticsearch:
    return client(WRITE_SECONDS)


def write(document: Document, records: Sequence[Any]) -> None:
    """Enter these records, or enter them again."""
    for index in indexes.written_to(writing()) if records else []:
        bulk(writing(), actions_of(document, records, index))


def delete(kind: str, object_ids: Iterable[int]) -> None:
    keys = [key_of(kind, each) for each in object_ids]
    for index in indexes.written_to(writing()) if keys else []:
        bulk(writing(), ({"_op_type": "delete", "_index": index, "_id": key} for key in keys), ignore_status=404)


def settle() -> None:
    """What was written is found from now on."""
    for index in indexes.written_to(writing()):
        writing().indices.refresh(index=index)
    cache.delete(DOWN)


# --- What it holds ---


def stamps(kind: str) -> Iterator[tuple[int, datetime]]:
    """Key → time of the last change that the index knows."""
    asked = {"query": {"term": {"kind": kind}}, "_source": ["object_id", "updated"]}
    for hit in scan(writing(), index=indexes.alias(), query=asked):
        source = hit["_source"]
        yield source["object_id"], datetime.fromtimestamp(source["updated"] / 1_000_000, UTC)


def keys(kind: str) -> list[int]:
    return [key for key, _stamp in stamps(kind)]
