"""Search against the bare engines: the whole API against Elasticsearch's own call, the embedded engine against one
plain full-text query, and filling an index against sending what was made beforehand."""

import os
import random
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import islice
from statistics import median, quantiles
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client, RequestFactory
from elasticsearch.helpers import bulk

from clusters.models import Cluster, Company, Park
from crm.accounts.models import User
from crm.accounts.roles import Role
from leads.models import Lead
from search.documents import DOCUMENTS
from search.engines import Request, embedded, filling, indexes
from search.engines.tables import table_of
from search.filters import read
from search.models import Change
from search.queries import Level
from search.rebuild import batches, fill
from tests.benchmarks import search_urls
from tests.factories.accounts import person

ON_SERVER = int(os.environ.get("SEARCH_BENCH_SERVER", "1000000"))
EMBEDDED = int(os.environ.get("SEARCH_BENCH_EMBEDDED", "200000"))
SENT_BARE = 50_000  # so many made beforehand fit in memory
ROUNDS = 100
CHUNK = 5000
KINDS = ("company", "lead")


def words(text: str) -> list[str]:
    return text.split()


PLACES = words("楚雄 上海 嘉定 宿迁 苏州 昆明 深圳 杭州 成都 重庆 曲靖 玉溪 大理 保山 红河 文山 普洱 临沧 昭通 丽江")
FIRST, SECOND = "华中天金宏恒瑞盛泰兴永远大新东南西北云彩", "源达通隆科创晶能辉阳光诚信和丰润泽康宁安"
GOODS = words(
    "光伏组件 电子铜箔 单晶硅片 光伏玻璃 再生铜 铜杆 铜板带 线缆 中药饮片 配方颗粒 彝药 原料药 药用辅料 绿色食品 "
    "石英坩埚 金刚线 逆变器 支架 多晶硅 工业硅 银浆 胶膜 储能电池 精密模具 智能装备"
)
FORMS = ("有限公司", "股份有限公司", "科技有限公司", "新材料有限公司", "（云南）有限公司")
ASKED = [
    *(f"{place} {goods}" for place in PLACES[:10] for goods in GOODS[:3]),
    *(first + second for first in FIRST[:10] for second in SECOND[:2]),
    *GOODS,
    *words("cxgf guangfu tongbo 00123 077777 XS-B-0004 “光伏玻璃有限公司” photovoltaic 科技 项目"),
    *("光伏 阶段:签约", "铜箔 投资>1亿", "集群:铜 硅片", "片区:庄甸 储能", "年份:2025 模具"),
    *words(
        "华源光伏组件 中达电子铜箔 天通单晶硅片 金隆光伏玻璃 宏科再生铜 恒创铜杆 瑞晶铜板带 盛能线缆 "
        "泰辉饮片 兴阳彝药 永光原料药 远诚辅料"
    ),
][:ROUNDS]


def companies(count: int, chance: random.Random) -> Iterator[Company]:
    clusters, parks = list(Cluster.objects.all()), list(Park.objects.all())
    for number in range(count):
        goods = chance.choice(GOODS)
        name = f"{chance.choice(PLACES)}{chance.choice(FIRST)}{chance.choice(SECOND)}{goods}{chance.choice(FORMS)}"
        yield Company(
            name=name,
            name_key=f"{name}{number}",
            name_en=f"Sample {number % 977} {'Photovoltaic' if '光' in goods else 'Materials'} Co., Ltd.",
            cluster=chance.choice(clusters),
            park=chance.choice(parks),
            registered_place=chance.choice(PLACES),
            founded_on=date(2005, 1, 1) + timedelta(days=number % 7000),
        )


def leads(count: int, owner: User, chance: random.Random) -> Iterator[Lead]:
    keys = Company.objects.order_by("pk").values_list("pk", flat=True)[:count]
    clusters = list(Cluster.objects.all())
    for number, company in enumerate(keys.iterator()):
        yield Lead(
            code=f"XS-B-{number:07}",
            name=f"{chance.choice(GOODS)}与{chance.choice(GOODS)}项目{number % 50}期",
            company_id=company,
            cluster=chance.choice(clusters),
            stage=chance.choice(["clue", "assessment", "negotiation", "approval", "signed"]),
            owner=owner,
            investment_fen=chance.randrange(1, 500) * 10**8,
            first_contact_on=date(2023, 1, 1) + timedelta(days=number % 1300),
            note=f"需要{chance.randrange(10, 400)}亩用地，{chance.choice(PLACES)}的{chance.choice(GOODS)}企业介绍。",
        )


def populate(count: int) -> User:
    """Half companies, half leads about them; past the signals, as a dump would be read in. The person who searches."""
    manager, chance = person(Role.MANAGER), random.Random(7)
    for rows in (companies(count - count // 2, chance), leads(count // 2, manager, chance)):
        while chunk := list(islice(rows, CHUNK)):
            type(chunk[0]).objects.bulk_create(chunk, batch_size=CHUNK)
    Change.objects.all().delete()
    return manager


def request_of(text: str, user: User) -> Request:
    asked = read(text)
    kinds = tuple(DOCUMENTS)
    return Request(asked.query, user, kinds, limit=20, filters=asked.filters, counted=True)


def timed(work: Callable[..., Any], *given: Any) -> float:
    started = time.perf_counter()
    work(*given)
    return time.perf_counter() - started


def in_turns(measured: Callable[[str], Any], plain: Callable[[str], Any]) -> tuple[list[float], list[float]]:
    """Each query by both, now the one first, now the other; the faster of two tries."""
    times: tuple[list[float], list[float]] = ([], [])
    for number, text in enumerate(ASKED):
        first, second = (plain, measured) if number % 2 else (measured, plain)
        tries = [(timed(first, text), timed(second, text)) for _turn in range(2)]
        fastest = [min(each) for each in zip(*tries, strict=True)]
        for held, seconds in zip(times, reversed(fastest) if number % 2 else fastest, strict=True):
            held.append(seconds)
    return times


def tell(title: str, measured: list[float], plain: list[float], goals: tuple[float, float]) -> None:
    print(f"\n{title}: {len(measured)} queries")
    for name, of, goal in (("median", median, goals[0]), ("95th", lambda each: quantiles(each, n=20)[18], goals[1])):
        one, other = of(measured), of(plain)
        verdict = f"goal {goal:g}: {'reached' if one / other <= goal else 'NOT reached'}"
        print(f"  {name}: {one * 1000:.1f} ms against {other * 1000:.1f} ms, ratio {one / other:.2f}, {verdict}")


def api_of(user: User, path: str = "/api/v1/search/") -> Callable[[str], Any]:
    """Asks as a web server does: the whole application, and none of the test client's own work."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the data are there within the transaction of the test only
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookies = "; ".join(f"{name}={held.value}" for name, held in client.cookies.items())
    application, factory = WSGIHandler(), RequestFactory(headers={"cookie": cookies})

    def ask(text: str) -> None:
        told: list[str] = []
        environ = factory.get(path, {"q": text, "page_size": 20}).environ
        answer = application(environ, lambda status, headers: told.append(status))
        body = b"".join(answer)
        answer.close()
        assert told == ["200 OK"] and body.startswith(b"{"), told

    return ask


# --- Elasticsearch ---


@pytest.fixture
def server(elasticsearch_url: str, settings: Any) -> Iterator[Any]:
    from search.engines import elasticsearch

    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX = elasticsearch_url, "bench"
    yield elasticsearch
    elasticsearch.writing().indices.delete(index=",".join(elasticsearch.writing().indices.get(index="bench-*")))


def bare_rate(server: Any, count: int) -> float:
    """Documents a second when nothing has to be made: into an index of the same mapping."""
    each = min(count, SENT_BARE) // len(KINDS)
    actions = []
    for kind in KINDS:
        records = (record for rows in batches(DOCUMENTS[kind]) for record in rows)
        actions += server.actions_of(DOCUMENTS[kind], list(islice(records, each)), "bench-bare")
    client = server.writing()
    client.indices.create(index="bench-bare", settings=indexes.FILLING, mappings=indexes.mappings())
    seconds = timed(lambda: bulk(client, actions, chunk_size=filling.BATCH))
    client.indices.delete(index="bench-bare")
    return len(actions) / seconds


@pytest.mark.benchmark
@pytest.mark.django_db(transaction=True)  # processes of their own fill the index
def test_the_api_on_elasticsearch(server: Any, settings: Any):
    manager = populate(ON_SERVER)
    before = bare_rate(server, ON_SERVER)
    seconds = timed(lambda: filling.rebuild(lambda line: None))
    after = bare_rate(server, ON_SERVER)
    rate, bare = ON_SERVER / seconds, (before + after) / 2
    verdict = "reached" if rate / bare >= 0.6 else "NOT reached"
    print(f"\n{ON_SERVER} documents indexed on Elasticsearch: {rate:.0f} a second, the bare bulk call {bare:.0f}")
    print(f"  ratio {rate / bare:.2f}, goal at least 0.6: {verdict}")
    name = indexes.alias()
    server.client(600).indices.forcemerge(index=name, max_num_segments=1)
    held = server.writing().indices.stats(index=name)["indices"].popitem()[1]["primaries"]
    print(f"  {held['store']['size_in_bytes'] / held['docs']['count']:.0f} bytes a document")

    bodies = {text: server.asking(request_of(text, manager), []).to_dict() for text in ASKED}
    ask, client = api_of(manager), server.client()
    one = client.search(index=name, **renamed(bodies[ASKED[0]]))
    assert one["hits"]["total"]["value"] == server.search(request_of(ASKED[0], manager)).total
    calls: dict[str, Callable[[], Any]] = {
        text: partial(client.search, index=name, **renamed(body)) for text, body in bodies.items()
    }
    plain = lambda text: calls[text]()  # noqa: E731
    tell(f"The API on Elasticsearch, {ON_SERVER} documents", *in_turns(ask, plain), (1.5, 2))
    settings.ROOT_URLCONF, search_urls.CALLS = "tests.benchmarks.search_urls", calls
    bare = in_turns(api_of(manager, "/bare/"), plain)
    tell("Beside it, a view of Django REST that makes this call and nothing else", *bare, (1.5, 2))


def renamed(body: dict[str, Any]) -> dict[str, Any]:
    return {"source" if key == "_source" else "from_" if key == "from" else key: value for key, value in body.items()}


# --- The embedded engine ---


def bare_query(text: str) -> list[Any]:
    """The best twenty, as the database's own full-text search ranks them: no permission, no counts."""
    asked = read(text)
    terms = [*asked.query.terms, *(each for each in asked.filters if each.keys)]
    expression = table_of().expression(terms, Level.ALL, uncovered=True)
    sql = {
        "sqlite": "SELECT rowid FROM search_text WHERE search_text MATCH %s ORDER BY rank LIMIT 20",
        "postgresql": "SELECT id FROM search_entry, CAST(%s AS tsquery) asked WHERE words @@ asked "
        "ORDER BY ts_rank(words, asked) DESC LIMIT 20",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression])
        return cursor.fetchall()


RANK = {"sqlite": "rank", "postgresql": "ts_rank(words, %s::tsquery) DESC"}


def permitted_query(text: str, user: User) -> list[Any]:
    """The same with the condition of permission, and the counts by kind and field: all of it plain SQL."""
    asked = request_of(text, user)
    found = embedded.matching(asked, Level.ALL)
    counts = embedded.rows_of(f"SELECT kind, shelf, count(*) {found.sql} GROUP BY kind, shelf", found.params)
    terms = table_of().expression(asked.query.terms or asked.filters, Level.ALL, uncovered=True)
    given = (*found.params, terms) if connection.vendor == "postgresql" else found.params
    sql = f"SELECT kind, object_id {found.sql} ORDER BY {RANK[connection.vendor]} LIMIT 20"
    return [*counts, *embedded.rows_of(sql, given)]


@pytest.mark.benchmark
@pytest.mark.django_db
def test_the_embedded_engine():
    manager = populate(EMBEDDED)
    seconds = timed(lambda: [sum(fill(DOCUMENTS[kind])) for kind in KINDS])
    print(f"\n{EMBEDDED} documents indexed in {connection.vendor}: {EMBEDDED / seconds:.0f} a second")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    bare_query("光伏")
    ask = api_of(manager)
    engine = in_turns(lambda text: embedded.search(request_of(text, manager)), bare_query)
    tell(f"The embedded engine on {connection.vendor}, {EMBEDDED} documents, against the bare query", *engine, (3, 3))
    tell("The whole API, against the bare query", *in_turns(ask, bare_query), (3, 3))
    for title, measured in (("The engine", lambda text: embedded.search(request_of(text, manager))), ("The API", ask)):
        both = in_turns(measured, lambda text: permitted_query(text, manager))
        tell(f"{title}, against the query with permission and counts", *both, (3, 3))
