"""Whatever is typed gets an answer or a sentence, on every engine, and from that engine itself."""

import pytest

from search.filters import read
from search.queries import LONGEST_QUERY, MOST_TERMS

pytestmark = pytest.mark.django_db

BAD = [
    "光" * 10_000,
    "a" * 10_000,
    " ".join("ab" for _ in range(5000)),
    "!!!???。。。",
    '"unbalanced',
    "*" * 300,
    "a*b*c*d*e*" * 50,
    "'; DROP TABLE search_entry; --",
    '{"query": {"match_all": {}}}',
    "NEAR(a b, 3) OR NOT c",
    "光伏 & | ! <-> 'x':*",
    "\x00光伏\x00",
    "<script>alert(1)</script>",
    "😀🌞",
    "stage:nowhere foo:bar",
    "投资>" + "9" * 5000,
    "投资>1e999999亿",
    "面积:" + "9" * 30 + "亩",
    "日期:9999..0000",
    "年份>0",
    '阶段:"',
    " ".join(f"阶段:签约{number}" for number in range(300)),
]

PATHS = ("/office/search/", "/office/search/suggest/", "/api/v1/search/", "/zh-hans/search/")


@pytest.fixture
def office(indexed, client_for):
    return client_for(indexed.people["manager"])


def engine_that_answered(response):
    if response["Content-Type"].startswith("application/json"):
        return response.json()["engine"]
    return response.context["answer"].engine


def test_strange_input_gets_an_answer_from_the_engine_asked(engine, office):
    wrong = []
    for query in BAD:
        for path in PATHS:
            response = office.get(path, {"q": query})
            # The API says what is wrong with a character that no text may hold.
            if "api" in path and "\x00" in query:
                assert response.status_code == 400 and "q" in response.json()
                continue
            assert response.status_code == 200, f"{path} {query[:40]}"
            asked = read(query)
            nothing = asked.is_empty or any(each.finds_nothing for each in asked.filters)
            if engine_that_answered(response) != engine and not nothing:
                wrong.append(f"{path} {query[:40]!r}: another engine answered, for this one could not")
            if "api" not in path:
                assert b"<script>alert" not in response.content
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("query", BAD, ids=range(len(BAD)))
def test_what_is_asked_of_an_engine_is_bounded(query):
    asked = read(query)
    assert len(asked.query.terms) <= MOST_TERMS and len(asked.query.key) <= 2 * LONGEST_QUERY
    assert len(asked.query.pieces()) <= MOST_TERMS and len(asked.notes) <= 3


@pytest.mark.parametrize("query", ["光" * 10_000, " ".join("ab" for _ in range(5000))])
def test_a_long_search_says_that_it_was_cut(office, query):
    assert len(office.get("/api/v1/search/", {"q": query}).json()["notes"]) >= 1


def test_only_punctuation_and_an_unknown_filter_get_a_sentence(office):
    assert office.get("/api/v1/search/", {"q": "!!!???。。。"}).json()["notes"]
    assert "foo" in office.get("/api/v1/search/", {"q": "foo:bar"}).json()["notes"][0]


@pytest.mark.parametrize("page", ["0", "-1", "10000", "99999999999", "x", "", "１"])
def test_a_page_that_is_none_is_answered(office, page):
    assert office.get("/office/search/", {"q": "光伏", "page": page}).status_code == 200
    assert office.get("/zh-hans/search/", {"q": "光伏", "page": page}).status_code == 200


def test_page_ten_thousand_says_how_far_one_can_turn(engine, office):
    answer = office.get("/api/v1/search/", {"q": "光伏", "page": 10_000}).json()
    assert answer["engine"] == engine and answer["results"] == [] and answer["total"] and len(answer["notes"]) == 1
