"""What changes reaches the index: saving, deleting, people named, what hangs on another record, many at once."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from clusters.models import Company, Park
from crm.common.records import bulk_create_by, bulk_update_by
from crm.office.models import OutboxMessage
from crm.office.outbox import carry
from leads.models import Lead
from search.engines import EMBEDDED, embedded
from search.models import Change, Entry
from search.rebuild import check, rebuild, repair
from search.selectors import search
from search.sync import BATCH, MESSAGE, sync
from tests.search.conftest import catch_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(samples):
    rebuild()
    return samples


def finds(samples, text, who="manager"):
    return [samples.name_of(each.kind, each.record.pk) for each in search(text, samples.people[who]).results]


def test_a_saved_record_is_found_by_its_new_words_only(built):
    built["l_herb"].name = "灵芝孢子粉加工"
    built["l_herb"].save_by(None)
    assert finds(built, "灵芝") == []
    catch_up()
    assert finds(built, "灵芝") == ["l_herb"]
    assert "l_herb" not in finds(built, "加工基地")


def test_a_renamed_company_is_found_in_all_that_bears_its_name(built):
    built["c_cu"].name = "云铜示例线缆有限公司"
    built["c_cu"].save_by(None)
    catch_up()
    assert set(finds(built, "示例线缆")) == {"c_cu", "l_foil", "k_zhao", "p_scrap"}


def test_a_renamed_park_reaches_its_sites(built):
    park = Park.objects.get(code="zhuangdian")
    park.name = "庄甸新区"
    park.save_by(None)
    catch_up()
    assert {"b_shown", "s_shown", "c_pv"} <= set(finds(built, "庄甸新区"))


def test_a_party_that_comes_and_one_that_goes_change_their_agreement(built):
    party = built["a_md"].parties.get()
    party.name = "牟定新城"
    party.save_by(None)
    catch_up()
    assert finds(built, "牟定新城") == ["a_md"]
    party.delete()
    catch_up()
    assert finds(built, "牟定新城") == []


def test_a_deleted_record_leaves_the_index(built):
    built["k_zhao"].delete()
    catch_up()
    assert finds(built, "赵铜生") == []
    assert not Entry.objects.filter(kind="contact", title_key="赵铜生").exists()


def test_people_named_on_a_record_are_a_change(built):
    Change.objects.all().delete()
    built["l_secret"].named_people.add(built.people["stranger"])
    built["l_foil"].shared_with.add(built.people["colleague"])
    kinds = set(Change.objects.values_list("kind", "object_id"))
    assert {("lead", built["l_secret"].pk), ("lead", built["l_foil"].pk)} <= kinds


def test_many_written_at_once_are_noted_in_few_queries_and_indexed_in_bulk(built, django_assert_max_num_queries):
    rows = [Company(name=f"批量示例{number}有限公司", name_key=f"批量示例{number}") for number in range(300)]
    with django_assert_max_num_queries(25):
        bulk_create_by(Company, rows, None)
    with django_assert_max_num_queries(30):
        sync(EMBEDDED)
    assert search("批量示例", built.people["manager"]).total == 300
    for row in rows:
        row.registered_place = "永仁"
    bulk_update_by(Company, rows, ["registered_place"], None)
    catch_up()
    assert search("批量示例 永仁", built.people["manager"]).total == 300


def test_what_is_rolled_back_is_no_change(built):
    before = Change.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        built["l_herb"].save_by(None)
        raise RuntimeError
    assert Change.objects.count() == before


def test_after_commit_one_message_waits_for_the_worker(built, django_capture_on_commit_callbacks):
    OutboxMessage.objects.all().delete()
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        built["l_herb"].name = "灵芝孢子粉加工"
        built["l_herb"].save_by(None)
        built["l_foil"].save_by(None)
    assert len(callbacks) == 1
    message = OutboxMessage.objects.get(kind=MESSAGE)
    carry.func(message.pk)
    message.refresh_from_db()
    assert (message.state, message.error) == (OutboxMessage.State.DONE, "")
    assert finds(built, "灵芝") == ["l_herb"] and not Change.objects.exists()


def test_drift_is_told_by_kind_and_mended(built, capsys):
    embedded.delete("lead", [built["l_park"].pk])
    Entry.objects.create(kind="company", object_id=987654, title_key="x", updated_at="2020-01-01T00:00Z")
    Entry.objects.filter(kind="project", object_id=built["p_glass"].pk).update(updated_at="2020-01-01T00:00Z")
    off = {drift.kind: drift for drift in check() if drift.is_off}
    assert off["lead"].missing == [built["l_park"].pk]
    assert off["company"].extra == [987654]
    assert off["project"].stale == [built["p_glass"].pk]
    with pytest.raises(SystemExit):
        call_command("search_check")
    call_command("search_check", "--repair")
    assert not [drift for drift in check() if drift.is_off]
    assert "l_park" in finds(built, "产业园")
    repair([])


def test_building_anew_twice_gives_the_same(built):
    before = list(Entry.objects.order_by("kind", "object_id").values_list("kind", "object_id", "title_key"))
    rebuild()
    assert list(Entry.objects.order_by("kind", "object_id").values_list("kind", "object_id", "title_key")) == before
    assert search("光伏", built.people["manager"]).total == search("光伏", built.people["manager"]).total > 0


def test_a_rebuild_takes_in_more_records_than_are_read_at_once(engine, samples):
    owner, more = samples.people["promoter"], BATCH + 20
    Company.objects.bulk_create(
        Company(name=f"批量示例{number}", name_key=f"批量示例{number}") for number in range(more)
    )
    held = Company.objects.filter(name__startswith="批量示例")
    Lead.objects.bulk_create(
        Lead(code=f"PL-{each.pk}", name="批量项目", company=each, stage="clue", owner=owner) for each in held
    )
    rebuild()
    manager = samples.people["manager"]
    assert search("批量示例", manager, kind="company").total == more and search("批量项目", manager).total == more
    assert not any(drift.is_off for drift in check())
