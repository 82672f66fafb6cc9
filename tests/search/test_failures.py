"""A record that an index refuses holds up no other; an administrator sees why and has it tried again."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounts.roles import Role
from crm.office.models import OutboxMessage
from search.documents import DOCUMENTS, Part, register
from search.models import Change
from search.selectors import search
from search.sync import MESSAGE, retry
from tests.search.conftest import catch_up

pytestmark = pytest.mark.django_db
REFUSED = "无法读取的记录"


def refuse(record):
    if record.name == REFUSED:
        raise ValueError("this record cannot be read")
    return ""


@pytest.fixture
def choosy():
    """Leads have a part that some record does not give."""
    lead = DOCUMENTS["lead"]
    register(replace(lead, parts=(*lead.parts, Part("choosy", "choosy", refuse))))
    yield
    register(lead)


@pytest.fixture
def failed(choosy, indexed):
    """Two leads change; one of them is refused."""
    for name, words in (("l_herb", REFUSED), ("l_foil", "灵芝孢子粉加工")):
        indexed[name].name = words
        indexed[name].save_by(None)
    catch_up()
    return Change.objects.failed().filter(kind="lead").first()


def rename(lead, words):
    lead.name = words
    lead.save_by(None)


def test_the_others_arrive_and_what_was_refused_is_kept_with_its_error(indexed, failed, engine):
    assert search("灵芝", indexed.people["manager"]).results[0].record == indexed["l_foil"]
    assert failed.object_id == indexed["l_herb"].pk and "cannot be read" in failed.error
    assert not Change.objects.filter(failed_at=None).exists()


def test_a_refused_record_is_not_shown_by_its_old_words_on_the_server(indexed, failed, engine):
    answer = search("饮片加工", indexed.people["manager"])
    assert answer.engine == engine and answer.total == len(answer.results)
    assert engine == "embedded" or not answer.total


def test_tried_again_it_arrives_once_it_can_be_read(indexed, failed, choosy):
    type(indexed["l_herb"]).objects.filter(pk=indexed["l_herb"].pk).update(name="石斛种植")
    for each in Change.objects.failed():
        retry(change=each)
    catch_up()
    assert not Change.objects.exists()
    assert [each.record for each in search("石斛种植", indexed.people["manager"]).results] == [indexed["l_herb"]]


def test_tried_again_in_vain_it_comes_back_once(failed):
    for each in Change.objects.failed():
        retry(change=each)
    catch_up()
    engines = list(Change.objects.failed().values_list("engine", flat=True))
    assert engines and len(engines) == len(set(engines))


def test_a_change_that_mends_it_takes_it_off_the_list(indexed, failed):
    rename(indexed["l_herb"], "石斛种植")
    catch_up()
    assert not Change.objects.exists()


@pytest.mark.parametrize("size", [2, 12])
def test_the_administrator_sees_kind_key_and_error(db, client_for, size, django_assert_max_num_queries):
    for key in range(size):
        Change.objects.create(
            engine="embedded", kind="lead", object_id=900 + key, failed_at=timezone.now(), error="坏了"
        )
    Change.objects.create(engine="embedded", kind="lead", object_id=7777)
    client = client_for(Role.ADMINISTRATOR)
    client.get("/office/search/failures/")
    with django_assert_max_num_queries(14):
        text = client.get("/office/search/failures/").content.decode()
    assert "900" in text and "坏了" in text and "7777" not in text


def test_the_button_has_it_tried_again_and_leaves_a_message(db, client_for):
    change = Change.objects.create(engine="embedded", kind="lead", object_id=900, failed_at=timezone.now(), error="x")
    client = client_for(Role.ADMINISTRATOR)
    assert client.get(f"/office/search/failures/{change.pk}/retry/").status_code == 200
    assert client.post(f"/office/search/failures/{change.pk}/retry/").status_code == 302
    change.refresh_from_db()
    assert change.failed_at is None and change.error == ""
    assert OutboxMessage.objects.filter(kind=MESSAGE, payload={"engine": "embedded"}).exists()
    assert client.post(f"/office/search/failures/{change.pk}/retry/").status_code == 404, "it does not fail now"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LEADER, Role.AUDITOR, Role.PARTNER])
def test_nobody_else_sees_or_starts_them(db, client_for, role):
    change = Change.objects.create(engine="embedded", kind="lead", object_id=900, failed_at=timezone.now(), error="x")
    client = client_for(role)
    assert client.get("/office/search/failures/").status_code == 403
    assert client.post(f"/office/search/failures/{change.pk}/retry/").status_code == 403
    assert not Change.objects.visible_to(client.user).exists()
    assert Client().get("/office/search/failures/").status_code == 302
