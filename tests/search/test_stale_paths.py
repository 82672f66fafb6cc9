"""Between a change and its arrival in the index, over HTTP: pages, suggestions, palette, portal and API show and count
for nobody what he may not see any more, by any of its words; on each engine."""

import html
import re
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from search.models import Change
from search.selectors import Place, place_of

pytestmark = pytest.mark.django_db

# What changes, with words that find it: in its title, its code, its body, by pinyin, by a filter.
WORDS = {
    "l_park": ("产业园", "00101", "gfxcl", "阶段:签约"),
    "l_wafer": ("硅片", "00102", "千伏", "投资:1亿"),
    "l_foil": ("铜板带", "阶段:拟签约"),
    "l_herb": ("饮片加工", "石斛"),
    "c_cu": ("电子铜箔股份", "tongbo"),
    "k_wang": ("王芳", "6789"),
    "p_scrap": ("再生铜", "FD-2022-014", "投资>2亿"),
    "s_shown": ("CX-ZD-012", "片区:庄甸"),
    "a_md": ("XY-MD-2021", "牟定"),
}


def change(samples):
    """Confidential, another owner, no longer shared, no longer public, no party any more: none of it is indexed."""
    for name in ("l_park", "c_cu", "p_scrap"):
        samples[name].is_confidential = True
        samples[name].save_by(None)
    for name in ("l_wafer", "l_herb"):
        samples[name].owner, samples[name].team = samples.people["stranger"], None
        samples[name].save_by(None)
    samples["l_foil"].shared_with.clear()
    samples["s_shown"].is_public = False
    samples["s_shown"].save_by(None)
    samples["a_md"].parties.get().delete()
    assert Change.objects.exists(), "no index knows of it yet"


def people_of(samples):
    return {**samples.people, "nobody": AnonymousUser()}


def client_of(user):
    client = Client()
    if user.is_authenticated:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sees(user, record):
    return type(record).objects.visible_to(user).filter(pk=record.pk).exists()


def mark_of(record):
    """What no other record says, so that a page that shows it shows this one. Its leads still name a company."""
    return getattr(record, "code", "") or (
        record.get_absolute_url() if record._meta.model_name == "company" else str(record)
    )


def pages_of(user):
    """The portal's too: there everybody is a visitor."""
    office = ("/office/search/", "/office/search/suggest/", "/office/search/palette/")
    partner = ("/partner/search/", "/partner/search/suggest/")
    return {Place.OFFICE: office, Place.PARTNER: partner, Place.PORTAL: ("/zh-hans/search/",)}[place_of(user)]


def told(answer):
    return re.sub(r"</?mark>", "", html.unescape(answer.content.decode()))


def test_no_page_shows_by_any_word_what_changed_hands(indexed):
    before = {(name, each) for name, user in people_of(indexed).items() for each in WORDS if sees(user, indexed[each])}
    change(indexed)
    wrong, asked = [], 0
    for name, user in people_of(indexed).items():
        client = client_of(user)
        for sample, words in WORDS.items():
            record, mark = indexed[sample], mark_of(indexed[sample])
            if (name, sample) not in before or sees(user, record):
                continue
            for path, word in product(pages_of(user), words):
                answer, asked = client.get(path, {"q": word}), asked + 1
                assert answer.status_code == 200, f"{name} {path}"
                if mark != word and mark in told(answer):
                    wrong.append(f"{name} {path} {word}: {mark}")
    assert not wrong, "\n".join(wrong)
    assert asked > 100, "some lose sight of most of these"


def test_the_api_neither_shows_nor_counts_what_changed_hands(indexed):
    """As many counted, of each kind and under each filter, as the caller is shown."""
    change(indexed)
    wrong = []
    for name, user in people_of(indexed).items():
        client = client_of(user)
        for sample, words in WORDS.items():
            record = indexed[sample]
            for word in words:
                answer = client.get("/api/v1/search/", {"q": word, "page_size": 100}).json()
                kinds = [result["kind"] for result in answer["results"]]
                shown = (record._meta.model_name, record.pk) in [
                    (each["kind"], each["id"]) for each in answer["results"]
                ]
                counted = {kind: kinds.count(kind) for kind in kinds}
                most = max((sum(each["count"] for each in keys) for keys in answer["facets"].values()), default=0)
                if (shown and not sees(user, record)) or answer["kinds"] != counted or most > len(kinds):
                    wrong.append(f"{name} {word}: {answer['kinds']} counted, {counted} shown, {answer['facets']}")
    assert not wrong, "\n".join(wrong)


def test_who_gets_a_record_finds_it_as_soon_as_the_index_knows(indexed):
    """Hiding is at once; showing may wait for the index, and does not for ever."""
    from tests.search.conftest import catch_up

    change(indexed)
    catch_up()
    answer = client_of(indexed.people["stranger"]).get("/api/v1/search/", {"q": "硅片", "kind": "lead"}).json()
    assert [each["id"] for each in answer["results"]] == [indexed["l_wafer"].pk]
    answer = client_of(indexed.people["promoter"]).get("/api/v1/search/", {"q": "硅片", "kind": "lead"}).json()
    assert answer["total"] == 0 and answer["results"] == []
