"""One table of queries, answered alike by the embedded engine on both databases and by Elasticsearch."""

import pytest

from search.documents import DOCUMENTS
from search.engines import Request, embedded
from search.queries import parse
from search.sync import engine_of
from tests.search.contract import CASES

pytestmark = pytest.mark.django_db
ASIDE = ("measure", "page")


def found_by(engine, query, samples, kinds=None, user=None):
    user = user or samples.people["manager"]
    kinds = kinds or tuple(DOCUMENTS)
    return engine_of(engine).search(Request(parse(query), user, kinds, limit=200))


def test_there_are_queries_enough():
    assert len(CASES) >= 60


def test_every_query_finds_what_it_should_and_first_what_matters_most(engine, indexed):
    kinds = tuple(kind for kind in DOCUMENTS if kind not in ASIDE)
    wrong = []
    for query, (first, others) in CASES.items():
        found = found_by(engine, query, indexed, kinds)
        names = [indexed.name_of(hit.kind, hit.object_id) for hit in found.hits]
        expected = {name for name in (first, *others.split()) if name}
        if set(names) != expected or names[:1] != [first][: len(expected)] or found.total != len(expected):
            wrong.append(f"{query!r}: {names} instead of {first} {others}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.elasticsearch
def test_both_engines_agree_on_every_kind_and_on_the_order(elasticsearch, samples):
    from search.rebuild import rebuild

    rebuild()
    wrong = []
    for query in [*CASES, "招商", "集群", "park", "企业 用地", "政策", "楚雄"]:
        one, other = (found_by(name, query, samples) for name in ("embedded", "elasticsearch"))
        if (one.total, one.counts, one.hits) != (other.total, other.counts, other.hits):
            wrong.append(f"{query!r}: {one} or {other}")
    assert not wrong, "\n".join(wrong)


def test_the_measures_speak_of_photovoltaics(engine, indexed):
    found = found_by(engine, "光伏", indexed, ("measure",))
    numbers = {DOCUMENTS["measure"].model.objects.get(pk=hit.object_id).number for hit in found.hits}
    assert 7 in numbers


def test_ones_own_record_stands_above_an_equal_one_of_others(engine, indexed):
    promoter = indexed.people["promoter"]
    indexed["l_foil"].team = promoter.team
    indexed["l_foil"].save_by(None)
    from tests.search.conftest import catch_up

    catch_up()
    hits = found_by(engine, "xs-2026", indexed, ("lead",), promoter).hits
    assert [indexed.name_of("lead", hit.object_id) for hit in hits] == ["l_wafer", "l_park", "l_foil"]


def test_a_page_of_results_follows_the_other_without_gap_or_repeat(engine, indexed):
    whole = found_by(engine, "光伏", indexed).hits
    kinds, user = tuple(DOCUMENTS), indexed.people["manager"]
    parts = [
        hit
        for offset in range(0, len(whole), 2)
        for hit in engine_of(engine).search(Request(parse("光伏"), user, kinds, offset=offset, limit=2)).hits
    ]
    assert parts == whole


def test_facets_count_every_kind_while_one_is_chosen(engine, indexed):
    kinds, user = tuple(DOCUMENTS), indexed.people["manager"]
    found = engine_of(engine).search(Request(parse("光伏"), user, kinds, kind="lead"))
    assert found.total == 1 and found.counts["company"] == 1 and found.counts["project"] == 1


def test_what_is_near_begins_with_what_holds_most(samples):
    from search.rebuild import rebuild

    rebuild()
    kinds, user = ("lead", "company"), samples.people["manager"]
    hits = embedded.search(Request(parse("光伏新材料化工园"), user, kinds, is_near=True)).hits
    assert samples.name_of(hits[0].kind, hits[0].object_id) in ("l_park", "c_pv")
