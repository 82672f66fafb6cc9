"""The portal's search page: what is found counted by kind and field, of what anybody may see and nothing else."""

import pytest
from django.test import Client

from search.rebuild import rebuild

pytestmark = pytest.mark.django_db
OPEN_KINDS = {"page", "measure", "opportunity", "parcel", "building"}


@pytest.fixture
def portal(samples):
    from cms.setup import create_portal

    create_portal()
    rebuild()
    return samples


def ask(address, **asked):
    return Client().get(address, asked)


def test_each_kind_is_offered_with_its_count_and_leads_to_as_many(portal):
    answer = ask("/zh-hans/search/", q="光伏").context["answer"]
    counts = {facet.document.kind: facet.count for facet in answer.facets}
    assert len(counts) > 1 and set(counts) <= OPEN_KINDS and sum(counts.values()) == answer.total
    for kind, count in counts.items():
        chosen = ask("/zh-hans/search/", q="光伏", kind=kind).context["answer"]
        assert chosen.total == count and {result.kind for result in chosen.results} == {kind}


@pytest.mark.parametrize(("language", "query", "words"), [("zh-hans", "庄甸", "全部"), ("en", "Zhuangdian", "All")])
def test_the_page_shows_them_as_links_in_its_language(portal, language, query, words):
    response = ask(f"/{language}/search/", q=query)
    text = response.content.decode()
    answer = response.context["answer"]
    assert words in text and answer.facets
    for facet in answer.facets:
        assert f"kind={facet.document.kind}" in text and f"<span>{facet.count}</span>" in text


def test_a_key_that_is_offered_narrows_to_as_many_as_it_says(portal):
    for query in ("庄甸", "楚雄", "用地"):
        for group in ask("/zh-hans/search/", q=query).context["answer"].groups:
            for each in group.narrowers:
                narrowed = ask("/zh-hans/search/", q=each.text).context["answer"]
                assert narrowed.total == each.count and narrowed.chips


def test_a_kind_that_is_not_the_publics_is_no_choice(portal):
    everything = ask("/zh-hans/search/", q="光伏").context["answer"].total
    for kind in ("lead", "contact", "company", "x'"):
        response = ask("/zh-hans/search/", q="光伏", kind=kind)
        assert response.context["kind"] == "" and response.context["answer"].total == everything


def test_nothing_that_is_not_public_is_counted(portal):
    for query in ("CX-YD-003", "银浆", "碳化硅", "产业园 5gw"):
        answer = ask("/zh-hans/search/", q=query).context["answer"]
        assert portal["s_kept"] not in [result.record for result in answer.results]
        assert {facet.document.kind for facet in answer.facets} <= OPEN_KINDS
        assert answer.total == len(answer.results)


def test_the_page_asks_few_queries(portal, django_assert_max_num_queries):
    ask("/zh-hans/search/", q="光伏")
    with django_assert_max_num_queries(20):
        ask("/zh-hans/search/", q="光伏")
