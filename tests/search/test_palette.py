"""The palette: every role's own pages and records, by name, pinyin, initials or code, and nothing else."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from crm.accounts.roles import Role
from leads.models import Lead
from leads.views.choices import choices_for
from leads.views.settings import SettingsPage
from search.commands import LANGUAGES, Command, commands_for, go_keys, in_language, matching
from search.rebuild import rebuild
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db

PALETTE = "/office/search/palette/"
APPS = ("crm", "clusters", "leads", "search")


def addresses(client, text="", url=PALETTE):
    response = client.get(url, {"q": text})
    assert response.status_code == 200
    return re.findall(r'data-url="([^"]+)"', response.content.decode())


@pytest.mark.parametrize("typed", ["登记", "dengji", "djxs", "Register a lead", "REGISTER"])
def test_finds_an_action_by_name_in_either_language_by_pinyin_and_by_initials(client_for, typed):
    client = client_for(Role.PROMOTER)
    assert reverse("leads:register") in addresses(client, typed)
    assert reverse("leads:register") not in addresses(client, "完全没有")


@pytest.mark.parametrize("typed", ["碳化硅", "tanhuagui", "thg", "00777"])
def test_finds_a_record_by_chinese_pinyin_initials_and_code(client_for, typed):
    client = client_for(Role.PROMOTER)
    lead = LeadFactory(owner=client.user, name="碳化硅外延项目", code="XS-00777")
    rebuild()
    assert lead.get_absolute_url() in addresses(client, typed)


def test_offers_everything_at_first_and_the_full_search_at_last(client_for):
    client = client_for(Role.MANAGER)
    first = addresses(client)
    assert {reverse("leads:board"), reverse("leads:visit"), reverse("office:profile")} <= set(first)
    assert len(first) == len(set(first)) and not any("?q=" in url for url in first)
    assert addresses(client, "光 伏&")[-1].endswith("?q=%E5%85%89%20%E4%BC%8F%26")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PARTNER])
def test_every_page_that_a_role_is_offered_opens_for_it(client_for, role):
    client = client_for(role)
    offered = [command.url for command in commands_for(client.user)]
    assert offered
    for url in [*offered, *(url for _key, _label, url in go_keys(client.user, "office"))]:
        if not url.startswith("/cms/"):
            assert client.get(url).status_code == 200, url


def test_partners_have_their_own(client_for):
    client = client_for(Role.PARTNER)
    offered = addresses(client, url="/partner/search/palette/")
    assert reverse("partner:home") in offered
    assert not [url for url in offered if url.startswith("/office/leads")]
    assert client.get(PALETTE).status_code == 403
    for url in offered:
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("role", list(Role))
def test_no_palette_shows_what_is_hidden_from_its_role(client_for, user_for, role):
    owner = user_for(Role.PROMOTER)
    secret = LeadFactory(owner=owner, name="碳化硅外延项目", code="XS-00777", is_confidential=True)
    others = LeadFactory(owner=owner, name="铜箔二期项目", code="XS-00888")
    rebuild()
    client = client_for(role)
    url = "/partner/search/palette/" if role == Role.PARTNER else PALETTE
    seen = set(Lead.objects.visible_to(client.user))
    assert secret not in seen
    for lead, words in ((secret, ("碳化硅", "thg", "00777")), (others, ("铜箔", "tbeq", "00888"))):
        for word in words:
            shown = re.sub("</?mark>", "", client.get(url, {"q": word}).content.decode())
            assert (lead.get_absolute_url() in shown) == (lead in seen)
            assert ("外延项目" in shown or "二期项目" in shown) == (lead in seen)


def test_strangers_are_sent_to_the_door(client):
    assert client.get(PALETTE).status_code == 302


def test_strange_words_are_only_words(client_for):
    client = client_for(Role.PROMOTER)
    for typed in ("<script>", "\x00", "光" * 5000, "' OR 1=1", "😀"):
        assert "<script>" not in client.get(PALETTE, {"q": typed}).content.decode()


def test_number_of_queries_does_not_grow_with_what_is_found(client_for, django_assert_max_num_queries):
    client = client_for(Role.MANAGER)
    for count in (2, 20):
        for _each in range(count):
            LeadFactory(name=f"铜箔项目{_each}")
        rebuild()
        with django_assert_max_num_queries(3):
            assert commands_for(client.user)
        with django_assert_max_num_queries(30):
            addresses(client, "铜箔")


def test_names_that_begin_with_the_words_come_first(user_for):
    commands = commands_for(user_for(Role.MANAGER))
    assert str(matching(commands, "线索")[0].label).startswith("线索")


def labels_of_actions():
    """Where each button of a page is made, and its label as the module that makes it understands it."""
    files = [path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py") if "views" in str(path)]
    for path in sorted(files):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        for call in calls:
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            label = call.args[0 if name == "Action" else 1] if name in ("Action", "step") and call.args else None
            if isinstance(label, ast.Call):
                yield path, label


def test_every_action_is_found_by_both_its_names(user_for):
    """A label that is put into words before anybody asks would be known in the language of the page only."""
    made = []
    for path, label in labels_of_actions():
        module = ".".join(Path(path).relative_to(settings.BASE_DIR).with_suffix("").parts)
        assert getattr(import_module(module), label.func.id) is gettext_lazy, f"{module}:{label.lineno}"
        made.append(gettext_lazy(label.args[0].value))
    lead = LeadFactory(owner=user_for(Role.PROMOTER))
    made += [action.label for action in choices_for(lead, user_for(Role.MANAGER))]
    made += [label for label, _name, _icon in SettingsPage.others()]
    assert len(made) > 80 and all(isinstance(label, Promise) for label in made)
    for label in made:
        for typed in (in_language(label, language) for language in LANGUAGES):
            for shown in LANGUAGES:
                with override(shown):
                    assert matching([Command(label, "/", "plus")], typed), (typed, shown)


class TestOnARecordsPage:
    def offered(self, client, record_url, text="", url=PALETTE):
        response = client.get(
            url, {"q": text}, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=f"http://testserver{record_url}"
        )
        return re.findall(r'id="palette-o\d+" data-url="([^"]+)"', response.content.decode())

    def test_its_own_actions_come_first(self, client_for):
        client = client_for(Role.PROMOTER)
        here = LeadFactory(owner=client.user).get_absolute_url()
        offered = self.offered(client, here)
        assert offered[:4] == [f"{here}visit/", f"{here}activity/", f"{here}move/", f"{here}edit/"]
        assert {f"{here}share/", f"{here}hold/", f"{here}release/"} <= set(offered) and len(offered) == len(
            set(offered)
        )
        assert f"{here}assign/" not in offered and f"{here}merge/" not in offered
        for url in offered:
            assert client.get(url).status_code == 200, url

    @pytest.mark.parametrize("typed", ["推进", "tuijin", "tjjd", "move on"])
    def test_they_are_found_as_all_others(self, client_for, typed):
        client = client_for(Role.PROMOTER)
        here = LeadFactory(owner=client.user).get_absolute_url()
        assert self.offered(client, here, typed) == [f"{here}move/"]

    @pytest.mark.parametrize("role", [Role.LEADER, Role.FINANCE, Role.AUDITOR, Role.PROMOTER])
    def test_who_may_not_is_offered_nothing(self, client_for, role):
        here = LeadFactory(is_confidential=role == Role.PROMOTER).get_absolute_url()
        assert self.offered(client_for(role), here) == []

    def test_a_manager_has_more_and_other_pages_have_none(self, client_for):
        client = client_for(Role.MANAGER)
        lead = LeadFactory()
        assert f"{lead.get_absolute_url()}assign/" in self.offered(client, lead.get_absolute_url())
        assert f"{lead.company.get_absolute_url()}edit/" in self.offered(client, lead.company.get_absolute_url())
        for elsewhere in ("/office/leads/", "/office/leads/999/", "/nowhere/", "/zh-hans/", "", "//["):
            assert self.offered(client, elsewhere) == []

    def test_partners_have_those_of_their_own_pages(self, client_for):
        lead = LeadFactory()
        partner = client_for(Role.PARTNER)
        assert self.offered(partner, lead.get_absolute_url(), url="/partner/search/palette/") == []
