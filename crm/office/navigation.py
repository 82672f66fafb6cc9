"""The shell's menu: each app registers its pages in AppConfig.ready()."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

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


@dataclass(frozen=True)
class ShownItem:
    item: NavItem
    url: str
    active: bool


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
    return [
        ShownItem(item, address(item), item.key == active)
        for item in wanted
        if may_see(user, item.roles, side) and address(item)
    ]


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
