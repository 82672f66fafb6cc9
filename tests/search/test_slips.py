"""A mistyped Latin word finds what was meant and tells nobody what is hidden; every engine offers what is near."""

import pytest

from search.documents import DOCUMENTS
from search.engines import Request, embedded
from search.models import Change, Word
from search.rebuild import rebuild
from search.selectors import search
from tests.factories.clusters import CompanyFactory
from tests.search.conftest import catch_up

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("photovoltiac", "photovoltaic"),
        ("fotovoltaic", "photovoltaic"),
        ("photovoltaicc", "photovoltaic"),
        ("quarz", "quartz"),
        ("Quratz", "quartz"),
        ("shanghia", "shanghai"),
    ],
)
def test_a_slip_finds_what_was_meant_and_says_so(engine, indexed, typed, meant):
    answer = search(typed, indexed.people["manager"])
    right = search(meant, indexed.people["manager"])
    assert answer.engine == engine and answer.meant == meant
    assert [each.record for each in answer.results] == [each.record for each in right.results] != []
    assert answer.total == right.total and typed.lower() in answer.notes[0] and meant in answer.notes[0]


def test_a_slip_among_right_words_is_set_right(engine, indexed):
    assert search("石英 quarz", indexed.people["manager"]).results[0].record == indexed["o_shown"]


@pytest.mark.parametrize("typed", ["zzzz", "abcdefgh", "qu4z", "1234567"])
def test_what_is_near_no_word_stays_not_found(engine, indexed, typed):
    answer = search(typed, indexed.people["manager"])
    assert (answer.total, answer.meant, answer.notes) == (0, "", [])


def test_a_word_of_a_hidden_record_is_no_correction(engine, indexed):
    secret = CompanyFactory(name="隐名示例二公司", name_en="Zyxomat", is_confidential=True)
    secret.named_people.add(indexed.people["manager"])
    catch_up()
    assert search("zyxomta", indexed.people["manager"]).meant == "zyxomat"
    for name, user in indexed.people.items():
        if name != "manager":
            answer = search("zyxomta", user)
            assert not answer.meant and not answer.total and "zyxomat" not in str(answer.as_json())


def test_names_of_contacts_are_no_words_and_a_rebuild_forgets_what_is_gone(samples):
    samples["k_wang"].name = "Fangwang"
    samples["k_wang"].save_by(None)
    Word.objects.create(word="bygone", size=6)
    rebuild()
    assert not Word.objects.filter(word__in=["fangwang", "bygone"]).exists()
    assert Word.objects.filter(word="photovoltaic").exists()


def test_what_is_near_is_offered_by_every_engine_in_the_same_order(engine, indexed):
    answer = search("光伏新材料化工园", indexed.people["manager"])
    assert answer.engine == engine and not answer.total and len(answer.near) == 5
    near = Request(answer.query, indexed.people["manager"], tuple(DOCUMENTS), limit=5, is_near=True)
    wanted = [(hit.kind, hit.object_id) for hit in embedded.search(near).hits]
    assert [(each.kind, each.record.pk) for each in answer.near] == wanted


def test_signing_in_is_no_change(indexed, client):
    Change.objects.all().delete()
    client.force_login(indexed.people["promoter"], backend="django.contrib.auth.backends.ModelBackend")
    assert not Change.objects.exists()


def test_a_renamed_team_and_owner_reach_their_leads(engine, indexed):
    promoter = indexed.people["promoter"]
    promoter.team.name = "招商先锋队"
    promoter.team.save()
    promoter.full_name = "欧阳某某"
    promoter.save()
    catch_up()
    for text in ("先锋队", "欧阳某某"):
        found = search(text, indexed.people["manager"])
        names = {indexed.name_of(each.kind, each.record.pk) for each in found.results}
        assert found.engine == engine and names == {"l_park", "l_wafer"}
