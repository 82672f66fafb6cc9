"""Filters in the box and counts by field: alike on every engine, and no more than the person may see."""

import pytest
from django.core.management import call_command
from django.utils import translation

from search.documents import DOCUMENTS
from search.engines import Request
from search.facets import COUNTED, FIELDS
from search.filters import Filter, read
from search.rebuild import rebuild
from search.selectors import search
from search.sync import engine_of
from tests.search.conftest import catch_up
from tests.search.contract import FILTERS
from tests.search.test_contract import ASIDE

pytestmark = pytest.mark.django_db


def found_by(engine, text, user, kinds=None):
    asked = read(text, user)
    kinds = kinds or tuple(kind for kind in DOCUMENTS if kind not in ASIDE)
    return engine_of(engine).search(Request(asked.query, user, kinds, limit=200, filters=asked.filters, counted=True))


def test_every_filter_finds_what_it_should(engine, indexed):
    wrong = []
    for text, expected in FILTERS.items():
        found = found_by(engine, text, indexed.people["manager"])
        names = {indexed.name_of(hit.kind, hit.object_id) for hit in found.hits}
        if names != set(expected.split()) or found.total != len(names):
            wrong.append(f"{text}: {names} instead of {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.elasticsearch
def test_both_engines_agree_on_filters_counts_and_order(elasticsearch, samples):
    rebuild()
    wrong = []
    for who in ("manager", "promoter", "partner", "department"):
        for text in (*FILTERS, "光伏", "项目", "铜", "示例", "2026"):
            one, other = (found_by(name, text, samples.people[who]) for name in ("embedded", "elasticsearch"))
            if one != other:
                wrong.append(f"{who} {text}: {one} or {other}")
    assert not wrong, "\n".join(wrong)


def test_fields_are_counted_among_what_is_found(engine, indexed):
    found = found_by(engine, "铜", indexed.people["manager"])
    assert found.fields["cluster"] == {"copper": 3}
    assert found.fields["stage"] == {"approval": 2, "construction": 1}
    assert set(found.fields) <= set(COUNTED)


def test_counts_of_fields_hold_nothing_that_is_hidden(engine, indexed):
    """As many as there are records that pass visible_to."""
    for user in indexed.people.values():
        for text in ("示例", "项目", "铜", "2026", "更新>2000"):
            found = found_by(engine, text, user)
            for name, keys in found.fields.items():
                held = [
                    DOCUMENTS[hit.kind].facets[name](DOCUMENTS[hit.kind].visible_to(user).get(pk=hit.object_id))
                    for hit in found.hits
                    if name in DOCUMENTS[hit.kind].facets
                ]
                assert sum(keys.values()) == len([value for value in held if value]), (text, name)


def test_a_filter_follows_a_change_of_what_it_narrows_by(engine, indexed):
    indexed["l_wafer"].stage = "signed"
    indexed["l_wafer"].save_by(None)
    catch_up()
    found = found_by(engine, "阶段:签约", indexed.people["manager"], ("lead",))
    assert {indexed.name_of(hit.kind, hit.object_id) for hit in found.hits} == {"l_park", "l_wafer"}


def test_all_names_of_a_field_are_its_own():
    words = [word for field in FIELDS.values() for word in {field.name, *field.words}]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_example_of_the_help_is_understood(samples, language):
    with translation.override(language):
        for field in FIELDS.values():
            asked = read(field.typed, samples.people["manager"]) if field.example else None
            assert asked is None or (not asked.notes and not asked.filters[0].finds_nothing), field.typed


def test_an_unknown_filter_is_told_and_looked_for_as_a_word():
    asked = read("县区:楚雄 光伏")
    assert not asked.filters and "县区" in asked.notes[0]
    assert [term.text for term in asked.query.terms] == ["县区", "楚雄", "光伏"]


@pytest.mark.parametrize("text", ["http://a.cn/x", "10:30", "a b", "铜:", ":铜", ">1亿", "stage :", '"阶段:签约"'])
def test_what_only_looks_like_a_filter_is_none(text):
    asked = read(text)
    assert not asked.filters and not asked.notes


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("阶段:没有", "没有"),
        ("投资>100", "100"),
        ("投资>很多", "很多"),
        ("面积:大", "大"),
        ("日期:2026-02-30", "2026-02-30"),
        ("年份:99", "99"),
    ],
)
def test_a_value_that_a_field_cannot_hold_is_told_and_finds_nothing(samples, text, sentence):
    rebuild()
    answer = search(f"光伏 {text}", samples.people["manager"])
    assert answer.total == 0 and len(answer.notes) == 1 and sentence in answer.notes[0]


def test_a_chip_takes_its_filter_away():
    asked = read("光伏 阶段:签约 投资>1亿")
    assert [chip.text for chip in asked.chips] == ["阶段：签约", "投资额>1亿"]
    assert [chip.without for chip in asked.chips] == ["光伏 投资>1亿", "光伏 阶段:签约"]


def test_bounds_of_one_field_are_all_of_them_and_keys_any():
    assert read("投资>1亿 投资<=2亿").filters == (Filter("investment", (), 10**10 + 1, 2 * 10**10),)
    assert read("阶段:线索 阶段:研判").filters == (Filter("stage", ("clue", "assessment")),)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_key_that_is_offered_narrows_to_as_many_as_it_says(samples, language):
    rebuild()
    with translation.override(language):
        for text in ("铜", "示例", "项目"):
            answer = search(text, samples.people["manager"])
            for group in answer.groups:
                for each in group.narrowers:
                    assert search(each.text, samples.people["manager"]).total == each.count, each.text


def test_page_api_and_command_take_filters(samples, client_for, capsys):
    rebuild()
    client = client_for(samples.people["manager"])
    page = client.get("/office/search/", {"q": "阶段:签约 类型:线索"})
    assert [result.record for result in page.context["answer"].results] == [samples["l_park"]]
    answer = client.get("/api/v1/search/", {"q": "铜"}).json()
    stages = {each["key"]: each["count"] for each in answer["facets"]["stage"]}
    assert stages == {"approval": 2, "construction": 1}
    narrowed = client.get("/api/v1/search/", {"q": answer["facets"]["stage"][0]["q"]}).json()
    assert narrowed["total"] == 2 and narrowed["filters"][0]["without"] == "铜"
    call_command("search", "投资>1亿", "--as", samples.people["manager"].username)
    assert samples["l_park"].name in capsys.readouterr().out
