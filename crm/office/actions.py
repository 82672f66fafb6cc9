"""Buttons of a page."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Action:
    """A button with an address. `post` sends it as a form, after `confirm` is answered (which a page without
    JavaScript cannot ask: what cannot be undone goes through an ActionPage, which asks on a page of its own)."""

    label: str | Promise
    url: str | Promise
    icon: str = ""
    roles: tuple[str, ...] = ()
    primary: bool = False
    danger: bool = False
    post: bool = False
    confirm: str | Promise = ""

    def allowed_to(self, user: Any) -> bool:
        return not self.roles or user.has_role(*self.roles)
