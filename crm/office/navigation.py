"""The shell's menu: each app registers its pages in AppConfig.ready()."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from crm.accounts.roles import OFFICE_ROLES

Side = Literal["office", "partner"]


@dataclass(frozen=True)
class NavItem:
    """A line of the menu. Without `roles` everybody on that side sees it; icons: vendor/icons/names.txt."""

    key: str
    label: str | Promise
    icon: str
    url_name: str
    roles: tuple[str, ...] = ()
    order: int = 100
    side: Side = "office"


# What the lines from this order on are about; a menu of few lines needs no such words.
HEADINGS: tuple[tuple[int, str | Promise], ...] = (
    (20, gettext_lazy("Recruiting")),
    (30, gettext_lazy("Industrial base")),
    (60, gettext_lazy("Enclave sharing")),
    (80, gettext_lazy("Settings and data")),
)
FEW = 9


@dataclass(frozen=True)
class ShownItem:
    """`heading` stands above the first line of its kind."""

    item: NavItem
    url: str
    active: bool
    heading: str | Promise = ""


@dataclass(frozen=True)
class Crumb:
    """A step of the way to this page; the last one has no address."""

    label: str | Promise
    url: str = ""


_items: dict[tuple[Side, str], NavItem] = {}


def register(item: NavItem) -> None:
    """Idempotent by side and key."""
    _items[(item.side, item.key)] = item


def items_for(user: Any, active: str = "", side: Side = "office") -> list[ShownItem]:
    """What this person's menu shows, in order."""
    wanted = sorted((item for item in _items.values() if item.side == side), key=lambda item: item.order)
    shown = [item for item in wanted if may_see(user, item.roles, side) and address(item)]
    kinds = [heading_of(item) if len(shown) > FEW else "" for item in shown]
    return [
        ShownItem(item, address(item), item.key == active, kind if kind != before else "")
        for item, kind, before in zip(shown, kinds, ["", *kinds], strict=False)
    ]


def heading_of(item: NavItem) -> str | Promise:
    return next((words for order, words in reversed(HEADINGS) if item.order >= order), "")


def may_see(user: Any, roles: Iterable[str], side: Side) -> bool:
    if side == "partner":
        return bool(getattr(user, "is_partner", False))
    return bool(getattr(user, "is_authenticated", False)) and user.has_role(*(roles or OFFICE_ROLES))


def address(item: NavItem) -> str:
    """Empty while an app's addresses are not mounted, so that a menu never breaks a page."""
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def item_of(key: str, side: Side = "office") -> NavItem | None:
    return _items.get((side, key))
