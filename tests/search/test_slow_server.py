"""A search server that takes requests and does not answer in time: nobody waits for it twice, and nothing is lost."""

import pytest

from search.engines import ELASTICSEARCH, EMBEDDED
from search.models import Change
from search.rebuild import rebuild
from search.sync import sync
from tests.search.slow_server import SlowDoor

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def door(elasticsearch, settings, samples):
    """The server behind a door, with the samples in its index."""
    found = SlowDoor(elasticsearch)
    settings.ELASTICSEARCH_URL = found.url
    rebuild()
    yield found
    found.close()
    settings.ELASTICSEARCH_URL = elasticsearch


def ask(client, query):
    return client.get("/api/v1/search/", {"q": query}).json()


def test_while_the_server_is_slow_the_embedded_engine_answers_and_says_so(door, samples, client_for):
    client, lead = client_for(samples.people["manager"]), samples["l_herb"]
    whole = ask(client, "光伏")
    assert whole["engine"] == ELASTICSEARCH and not whole["notes"]

    door.be_slow()
    lead.name = "灵芝孢子粉加工"
    lead.save_by(None)  # saving asks the server for nothing
    sync(EMBEDDED)
    late = ask(client, "光伏")
    assert late["engine"] == EMBEDDED and late["results"] == whole["results"] and late["kinds"] == whole["kinds"]
    assert late["notes"] == ["搜索服务器暂无响应，已改用内置搜索。"]
    assert [each["id"] for each in ask(client, "灵芝")["results"]] == [lead.pk]


def test_a_slow_server_is_left_alone_for_a_while(door, samples, client_for):
    """One search waits for it; those after it do not even ask."""
    client = client_for(samples.people["manager"])
    door.be_slow()
    ask(client, "光伏")
    asked = door.asked
    for query in ("铜", "项目", "cxgf", "6789"):
        answer = ask(client, query)
        assert answer["engine"] == EMBEDDED and answer["total"] and len(answer["notes"]) == 1
    assert door.asked == asked
    for path in ("/office/search/", "/office/search/suggest/", "/zh-hans/search/"):
        assert client.get(path, {"q": "光伏"}).status_code == 200
    assert door.asked == asked


def test_what_changed_while_it_was_slow_arrives_when_it_is_quick_again(door, samples, client_for):
    client, lead = client_for(samples.people["manager"]), samples["l_herb"]
    door.be_slow()
    lead.name = "灵芝孢子粉加工"
    lead.save_by(None)
    assert ask(client, "灵芝")["engine"] == EMBEDDED
    assert Change.objects.filter(engine=ELASTICSEARCH, kind="lead", object_id=lead.pk).exists()

    door.be_quick()
    sync(ELASTICSEARCH)
    answer = ask(client, "灵芝")
    assert answer["engine"] == ELASTICSEARCH and [each["id"] for each in answer["results"]] == [lead.pk]
    assert not answer["notes"] and not Change.objects.filter(engine=ELASTICSEARCH).exists()
