"""Where a person can go and what he can begin, gathered from the menu and the pages behind it, for the palette; first
of all what he can do with the record whose page is open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.office.navigation import Side, items_for
from crm.office.views import DetailPage, OfficePage
from search.text import normalise, pinyin_tokens, squeeze

LANGUAGES = ("zh-hans", "en")
MOST_FOUND = 8
# A person's own pages, which stand in no menu.
OWN_PAGES = (
    ("id", "office:profile"),
    ("bell", "office:reminders"),
    ("file-export", "office:exports"),
    ("eye", "office:access"),
)
# After g: where to.
GO_KEYS: dict[Side, dict[str, str]] = {
    "office": {
        "t": "dashboards:today",
        "l": "leads:leads",
        "b": "leads:board",
        "e": "leads:enquiries",
        "a": "office:tasks",
        "n": "dashboards:numbers",
    },
    "partner": {"h": "partner:home", "l": "partner_leads:introduced"},
}


@dataclass(frozen=True)
class Command:
    """A page that opens. Equal addresses are one command."""

    label: str | Promise
    url: str
    icon: str


def commands_for(user: Any, side: Side = "office") -> list[Command]:
    """In the order of the menu; what is begun on a page stands behind it."""
    found: dict[str, Command] = {}
    for command in offered(user, side):
        found.setdefault(command.url, command)
    return list(found.values())


def offered(user: Any, side: Side) -> Iterator[Command]:
    for shown in items_for(user, side=side):
        yield Command(shown.item.label, shown.url, shown.item.icon)
        yield from behind(shown.url, user)
    for icon, name in OWN_PAGES:
        page = page_at(reverse(name))
        if page and page().may_enter(user):
            yield Command(page.title, reverse(name), icon)


def behind(url: str, user: Any) -> Iterator[Command]:
    """The buttons of a menu's page, and its other ways to look, as far as this person may open them."""
    page = page_at(url)
    for layout in getattr(page, "layouts", ()):
        if may_open(reverse(layout.url_name), user):
            yield Command(page_at(reverse(layout.url_name)).title, reverse(layout.url_name), layout.icon)
    for action in getattr(page, "actions", ()):
        if not action.post and action.allowed_to(user) and may_open(str(action.url), user):
            yield Command(action.label, str(action.url), action.icon or "plus")


@dataclass(frozen=True)
class OpenRecord:
    """The record whose page the palette was opened on, and what this person can do there."""

    name: str = ""
    commands: tuple[Command, ...] = ()


def open_record(path: str, request: HttpRequest) -> OpenRecord:
    """Nothing where the page is none of a record, or where he may not see it."""
    page_class = page_at(path)
    if page_class is None or not issubclass(page_class, DetailPage):
        return OpenRecord()
    page, match = page_class(), resolve(path)
    page.setup(request, *match.args, **match.kwargs)
    if not page.may_enter(request.user):
        return OpenRecord()
    try:
        page.object = page.get_object()
    except Http404:
        return OpenRecord()
    found: dict[str, Command] = {}
    for action in (*page.get_actions(), *page.get_further_actions()):
        url = str(action.url)
        if not action.post and url not in found and may_open(url, request.user):
            found[url] = Command(action.label, url, action.icon or "arrow-right")
    return OpenRecord(page.get_title(), tuple(found.values()))


def page_at(url: str) -> type[OfficePage] | None:
    try:
        page = getattr(resolve(url.partition("?")[0]).func, "view_class", None)
    except Resolver404:
        return None
    return page if page and issubclass(page, OfficePage) else None


def may_open(url: str, user: Any) -> bool:
    page = page_at(url)
    return page is not None and page().may_enter(user)


def matching(commands: Sequence[Command], text: str) -> Sequence[Command]:
    """Those whose name in either language holds the text, or sounds like it; names that begin with it first."""
    asked = squeeze(normalise(text))
    if not asked:
        return commands
    ranked = [(rank(command.label, asked), command) for command in commands]
    found = sorted((pair for pair in ranked if pair[0] is not None), key=lambda pair: pair[0])
    return [command for _rank, command in found][:MOST_FOUND]


def rank(label: str | Promise, asked: str) -> int | None:
    names = [squeeze(name) for name in names_of(label)]
    if any(name.startswith(asked) for name in names):
        return 0
    sounds = [sound for name in names for sound in pinyin_tokens(name)]
    if any(asked in name for name in names) or any(sound.startswith(asked) for sound in sounds):
        return 1
    return None


def names_of(label: str | Promise) -> tuple[str, ...]:
    return tuple(in_language(label, language) for language in LANGUAGES)


def in_language(label: str | Promise, language: str) -> str:
    with override(language):
        return str(label)


def go_keys(user: Any, side: Side) -> list[tuple[str, str, str]]:
    """Key, name and address of the pages that g and a letter open."""
    found = []
    for key, name in GO_KEYS[side].items():
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if may_open(url, user):
            found.append((key, str(page_at(url).title) or _("Overview"), url))
    return found
