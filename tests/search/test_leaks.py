"""Nothing is shown, counted, suggested or marked that the person may not see: roles × kinds × paths, also on an index
that does not know yet what changed."""

import html
import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.management import call_command
from django.db.models import F
from django.test import Client

from clusters.models import Company, Parcel
from crm.accounts.models import User
from crm.accounts.roles import Role
from leads.models import Lead
from search.documents import DOCUMENTS
from search.engines import Request
from search.queries import parse
from search.selectors import Place, place_of, search
from search.sync import engine_of

pytestmark = pytest.mark.django_db

# One word that finds each sample, where it may be seen.
WORDS = {
    "l_park": "产业园", "l_wafer": "硅片", "l_foil": "铜板带", "l_herb": "饮片加工", "l_secret": "碳化硅",
    "c_secret": "隐名", "p_secret": "外延片", "k_wang": "王芳", "k_zhao": "赵铜生", "s_shown": "CX-ZD-012",
    "s_kept": "CX-YD-003", "o_shown": "石英坩埚配套", "o_kept": "银浆", "a_md": "XY-MD-2021", "a_dy": "XY-DY-2021",
}  # fmt: skip
PHONES = {"6789": "k_wang", "13987654321": "k_zhao", "zhao@example.com": "k_zhao"}


def people_of(samples):
    return {**samples.people, "nobody": AnonymousUser()}


def may_see(record, user):
    return type(record).objects.all().visible_to(user).filter(pk=record.pk).exists()


def test_each_person_finds_what_he_may_see_and_no_more(indexed):
    wrong = []
    for name, user in people_of(indexed).items():
        for sample, word in WORDS.items():
            record = indexed[sample]
            answer = search(word, user, place=Place.OFFICE)
            found = record in [result.record for result in answer.results]
            counted = sum(facet.count for facet in answer.facets)
            if found != may_see(record, user) or answer.total != len(answer.results) or counted != answer.total:
                wrong.append(f"{name} {word}: found {found}, total {answer.total}, counted {counted}")
    assert not wrong, "\n".join(wrong)


def test_every_result_of_a_broad_search_passes_visible_to(indexed):
    for user in people_of(indexed).values():
        for kind in ("", *DOCUMENTS):
            for word in ("示例", "项目", "铜", "2", "a", "x"):
                answer = search(word, user, kind=kind, size=100)
                assert answer.total == len(answer.results)
                assert all(may_see(each.record, user) for each in answer.results if each.kind != "page")
                assert all(may_see(each.record, user) for each in answer.near if each.kind != "page")


def test_covered_numbers_find_nobody_for_those_who_may_not_read_them(indexed):
    for name, user in people_of(indexed).items():
        for number, sample in PHONES.items():
            answer = search(number, user)
            found = indexed[sample] in [result.record for result in answer.results]
            reads = name in ("manager", "promoter", "colleague", "stranger") and may_see(indexed[sample], user)
            assert found == reads, f"{name} {number}"
            if not reads:
                assert answer.total == 0 and number not in json.dumps(answer.as_json())


def test_the_marks_of_the_index_are_no_words(indexed):
    for word in ("_h_6789", "h6789", "_c_fd2023007x", "low_marks:_h_6789", "_p_guangfux"):
        assert search(word, indexed.people["leader"]).total == 0


# --- An index that is behind ---


def changed_behind_the_index(samples):
    """As the database is after a commit and before the task: no signal has told the index's task to run."""
    samples["l_park"].is_confidential = True
    samples["l_park"].save_by(None)
    samples["l_foil"].shared_with.clear()
    samples["l_herb"].owner, samples["l_herb"].team = samples.people["stranger"], None
    samples["l_herb"].save_by(None)
    samples["c_cu"].is_confidential = True
    samples["c_cu"].save_by(None)
    samples["s_shown"].is_public = False
    samples["s_shown"].save_by(None)
    samples["a_md"].parties.get().delete()


def test_a_stale_index_shows_and_counts_nothing_that_is_hidden_by_now(indexed):
    changed_behind_the_index(indexed)
    wrong = []
    for name, user in people_of(indexed).items():
        for word in (*WORDS.values(), "铜箔", "光伏", "再生铜", "FD-2022-014"):
            answer = search(word, user, size=100)
            shown = [result.record for result in answer.results]
            if answer.total != len(shown) or not all(may_see(each, user) for each in shown if hasattr(each, "version")):
                wrong.append(f"{name} {word}: {answer.total} counted, {shown}")
    assert not wrong, "\n".join(wrong)


def test_counts_by_field_know_nothing_hidden_while_the_index_is_stale(indexed):
    """Each count is at most that of the records that may be seen now; a key that only hidden ones have is not there."""
    changed_behind_the_index(indexed)
    wrong = []
    for name, user in people_of(indexed).items():
        for word in ("项目", "铜", "示例", "2026", "投资>1000万", "更新>2000"):
            answer = search(word, user, size=100)
            counted = {group.field.name: sum(each.count for each in group.narrowers) for group in answer.groups}
            if answer.total != len(answer.results) or any(count > answer.total for count in counted.values()):
                wrong.append(f"{name} {word}: {answer.total}, {len(answer.results)} shown, {counted}")
        stages = engine_of(search("铜", user).engine).search(request_of("铜箔", user)).fields.get("stage", {})
        if not may_see(indexed["l_foil"], user) and "approval" in stages:
            wrong.append(f"{name}: {stages}")
    assert not wrong, "\n".join(wrong)


def request_of(text, user):
    return Request(parse(text), user, tuple(DOCUMENTS), limit=100, counted=True)


def test_rows_changed_past_every_signal_are_still_hidden(samples):
    """A hand in the database: the embedded engine asks it in each query."""
    from search.rebuild import rebuild

    rebuild()
    Lead.objects.update(is_confidential=True, owner=None, version=F("version") + 1)
    Company.objects.update(is_confidential=True)
    Parcel.objects.update(is_public=False)
    for user in people_of(samples).values():
        answer = search("光伏", user, size=100)
        assert answer.total == len(answer.results)
        assert all(may_see(each.record, user) for each in answer.results if each.kind != "page")


def test_who_changes_team_role_or_organisation_finds_by_that_at_once(indexed):
    """What was kept of a person's standing is not what he finds by afterwards."""
    people = indexed.people

    def agrees(who, sample, word):
        user = User.objects.get(pk=people[who].pk)
        found = indexed[sample] in [result.record for result in search(word, user, place=Place.OFFICE).results]
        assert found == may_see(indexed[sample], user)
        return found

    assert agrees("colleague", "l_wafer", "硅片")
    User.objects.filter(pk=people["colleague"].pk).update(team=None)
    assert not agrees("colleague", "l_wafer", "硅片")
    people["colleague"].groups.set(Group.objects.filter(name=Role.MANAGER))
    assert agrees("colleague", "l_wafer", "硅片")
    User.objects.filter(pk=people["colleague"].pk).update(is_active=False)
    assert not agrees("colleague", "l_wafer", "硅片")
    assert agrees("partner", "a_md", "XY-MD-2021") and not agrees("partner", "a_dy", "XY-DY-2021")
    User.objects.filter(pk=people["partner"].pk).update(organisation=people["other_partner"].organisation)
    assert not agrees("partner", "a_md", "XY-MD-2021") and agrees("partner", "a_dy", "XY-DY-2021")


# --- Paths ---


def secrets(samples):
    return ("碳化硅衬底", "隐名示例", "外延片一期", "13800006789", "13987654321", "zhao@example.com", "XS-2026-00999")


def pages_of(user):
    place = place_of(user)
    if place == Place.PORTAL:
        return ("/api/v1/search/", "/zh-hans/search/")
    side = "/office/search/" if place == Place.OFFICE else "/partner/search/"
    return (side, f"{side}suggest/", "/api/v1/search/", "/zh-hans/search/")


def test_no_path_tells_a_secret(indexed):
    wrong = []
    for name, user in people_of(indexed).items():
        client = Client()
        if name != "nobody":
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for path in pages_of(user):
            for word in ("碳化硅", "隐名", "外延片", "半导体", "6789", "4321", "zhao", "赵铜生", "硅"):
                answer = client.get(path, {"q": word})
                assert answer.status_code == 200, f"{name} {path}"
                text = re.sub(r"</?mark>", "", html.unescape(answer.content.decode()))
                told = [secret for secret in secrets(indexed) if secret in text and secret != word]
                knows = {"manager"} | ({"promoter", "colleague", "stranger"} if told and told[0][0] in "1z" else set())
                if told and (name not in knows or path.startswith("/zh-hans/")):
                    wrong.append(f"{name} {path} {word}: {told}")
    assert not wrong, "\n".join(wrong)


def test_the_command_tells_no_secret_to_the_public(indexed, capsys):
    for word in ("碳化硅", "6789", "CX-YD-003", "光伏新材料产业园"):
        call_command("search", word, "--json")
        answer = json.loads(capsys.readouterr().out)
        assert {result["kind"] for result in answer["results"]} <= {
            "measure",
            "page",
            "parcel",
            "building",
            "opportunity",
        }
        assert not [secret for secret in secrets(indexed) if secret in json.dumps(answer, ensure_ascii=False)]
