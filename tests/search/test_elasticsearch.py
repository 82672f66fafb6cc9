"""The search server: its index, what happens while it lags, and while it is down."""

import subprocess

import pytest
from django.core.cache import cache
from elasticsearch.helpers import BulkIndexError

from search.documents import DOCUMENTS
from search.engines import ELASTICSEARCH, EMBEDDED, EngineBehind, elasticsearch, filling, indexes
from search.models import Change
from search.rebuild import check, rebuild, repair
from search.selectors import search
from search.sync import note_changes, sync
from tests.search.conftest import catch_up
from tests.suite import machine

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def built(elasticsearch, samples):
    rebuild()
    return samples


def names_in(client):
    return sorted(client.indices.get(index=f"{indexes.alias()}-*"))


def test_the_index_is_named_by_its_mapping_and_answers_under_an_alias(built):
    client = elasticsearch.writing()
    first = names_in(client)
    assert first == [f"{indexes.alias()}-{indexes.fingerprint()}"]
    rebuild()
    second = names_in(client)
    assert len(second) == 1 and second != first
    assert indexes.names_under(client, indexes.alias()) == second
    assert indexes.names_under(client, indexes.building_alias()) == []


def test_an_index_that_lacks_records_does_not_take_over(built):
    before = names_in(elasticsearch.writing())
    with pytest.raises(RuntimeError, match="does not take over"):
        filling.rebuild(lambda line: None, read=lambda document, first, last: [])
    assert indexes.names_under(elasticsearch.writing(), indexes.alias()) == before
    assert search("光伏", built.people["manager"]).engine == ELASTICSEARCH


def test_what_the_server_refuses_stops_the_rebuild(built):
    """Other than a record that is there already: that one is newer."""
    before = indexes.names_under(elasticsearch.writing(), indexes.alias())
    lines = filling.lines_of(DOCUMENTS["lead"], [built["l_herb"]])
    filling.send(before[0], lines)
    with pytest.raises(BulkIndexError, match="1 documents"):
        filling.send(before[0], [lines[0].replace(b"lead-", b"lead-9"), b'{"updated": "never"}'])
    assert indexes.names_under(elasticsearch.writing(), indexes.alias()) == before


def test_a_change_during_a_rebuild_reaches_the_new_index(built):

    def while_changing(document, first, last):
        records = filling.between(document, first, last)
        if document.kind == "lead":
            built["l_herb"].name = "灵芝孢子粉加工"
            built["l_herb"].save_by(None)
            sync(ELASTICSEARCH)
        return records

    filling.rebuild(lambda line: None, read=while_changing)
    answer = search("灵芝", built.people["manager"])
    assert answer.engine == ELASTICSEARCH and [each.record for each in answer.results] == [built["l_herb"]]


def test_what_waits_is_left_out_until_it_has_arrived(built):
    """The server answers, without the records whose change it does not know."""
    stranger = built.people["stranger"]
    assert search("铜板带", stranger).total == 2
    built["l_foil"].shared_with.clear()
    answer = search("铜板带", stranger)
    assert (answer.engine, answer.total) == (ELASTICSEARCH, 0)
    catch_up()
    assert search("铜板带", stranger).total == 0
    assert search("铜板带", built.people["manager"]).total == 2


def test_with_too_much_waiting_the_embedded_engine_answers(built, monkeypatch):
    note_changes([("lead", "", number) for number in range(elasticsearch.MOST_WAITING + 1)])
    with pytest.raises(EngineBehind):
        elasticsearch.waiting_keys()
    answer = search("光伏", built.people["manager"])
    assert answer.engine == EMBEDDED and answer.total and not answer.notes


def test_drift_is_seen_and_mended(built):
    elasticsearch.delete("lead", [built["l_park"].pk])
    stray = {"kind": "lead", "object_id": 987654, "updated": 0}
    elasticsearch.writing().index(index=indexes.alias(), id="lead-987654", document=stray)
    elasticsearch.settle()
    off = [drift for drift in check() if drift.is_off]
    assert [(drift.engine, drift.missing, drift.extra) for drift in off] == [
        (ELASTICSEARCH, [built["l_park"].pk], [987654])
    ]
    repair(off)
    assert not [drift for drift in check() if drift.is_off]


def test_the_public_searches_under_an_alias_of_its_own(built):
    found = elasticsearch.writing().search(index=indexes.public_alias(), size=1000)["hits"]["hits"]
    kinds = {hit["_source"]["kind"] for hit in found}
    assert kinds and kinds <= {"measure", "page", "parcel", "building", "opportunity"}
    assert built["s_kept"].pk not in [
        hit["_source"]["object_id"] for hit in found if hit["_source"]["kind"] == "parcel"
    ]


class Node:
    """A server of one test's own, that can be killed and started again on its data."""

    def __init__(self, folder):
        self.folder, self.port = folder, machine.free_port(neighbours=1)
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        command = [machine.ROOT / "tests" / "elasticsearch_node" / "run", str(self.port), str(self.folder / "data")]
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
        machine._await_node(self.process, self.url, self.folder / "output")

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def node(tmp_path):
    found = Node(tmp_path)
    found.start()
    yield found
    found.kill()


def test_while_the_server_is_down_saving_works_and_search_falls_back_and_later_it_catches_up(node, settings, samples):
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX = node.url, "outage"
    cache.clear()
    rebuild()
    manager, lead = samples.people["manager"], samples["l_herb"]
    assert search("光伏", manager).engine == ELASTICSEARCH

    node.kill()
    lead.name = "灵芝孢子粉加工"
    lead.save_by(None)
    sync(EMBEDDED)
    with pytest.raises(elasticsearch.FAILURES):
        sync(ELASTICSEARCH)
    answer = search("灵芝", manager)
    assert answer.engine == EMBEDDED and [each.record for each in answer.results] == [lead]
    assert len(answer.notes) == 1, "the person is told"
    assert Change.objects.filter(engine=ELASTICSEARCH, kind="lead", object_id=lead.pk).exists()

    node.start()
    sync(ELASTICSEARCH)
    answer = search("灵芝", manager)
    assert answer.engine == ELASTICSEARCH and [each.record for each in answer.results] == [lead]
    assert not answer.notes and not Change.objects.filter(engine=ELASTICSEARCH).exists()


def test_the_outbox_tries_again_what_the_dead_server_did_not_take(settings, samples):
    from crm.office.models import OutboxMessage
    from crm.office.outbox import carry
    from search.sync import MESSAGE, send

    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{machine.free_port()}"
    samples["l_herb"].save_by(None)
    send(ELASTICSEARCH)
    message = OutboxMessage.objects.get(kind=MESSAGE, payload={"engine": ELASTICSEARCH})
    carry.func(message.pk)
    message.refresh_from_db()
    assert message.state == OutboxMessage.State.WAITING and message.attempts == 1 and message.error


def test_an_index_that_holds_something_else_than_the_database_does_not_take_over(built):
    def with_another_name(document, first, last):
        records = filling.between(document, first, last)
        for record in records:
            if document.kind == "lead" and record.pk == built["l_herb"].pk:
                record.name = "别的名字"
        return records

    with pytest.raises(RuntimeError, match="holds another lead"):
        filling.rebuild(lambda line: None, read=with_another_name)


def asking_for_what_is_not_there(document, first, last):
    return elasticsearch.writing().get(index="nowhere", id="lead-1")


@pytest.mark.django_db(transaction=True)
def test_processes_of_their_own_fill_the_index_or_tell_what_is_wrong(built):
    """`compare` holds a sample of each kind against what is made here; no record is missing, none comes twice."""
    before = indexes.names_under(elasticsearch.writing(), indexes.alias())
    ends = filling.ranges(DOCUMENTS["lead"])
    with filling.beside(1) as run, pytest.raises(RuntimeError, match="refused lead .*404"):
        list(run(filling.enter, before, ["lead"], [asking_for_what_is_not_there], *ends))
    lines = []
    filling.rebuild(lines.append, makers=2)
    assert any(line.endswith("5 / 5") and " lead " in line for line in lines)
    assert indexes.names_under(elasticsearch.writing(), indexes.alias()) != before
    assert not [drift for drift in check() if drift.is_off]


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_batches_leave_no_record_out(built, monkeypatch, size):
    monkeypatch.setattr(filling, "BATCH", size)
    document = DOCUMENTS["lead"]
    read = [
        record for ends in zip(*filling.ranges(document), strict=True) for record in filling.between(document, *ends)
    ]
    assert read == list(document.queryset().order_by("pk"))


def test_a_rebuild_tells_how_far_it_is(built):
    lines = []
    rebuild(tell=lines.append)
    assert any(line.endswith("5 / 5") and " lead " in line for line in lines)
