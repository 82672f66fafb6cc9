"""What can be done to many records of a list at once. Apps register their actions in AppConfig.ready().

An action calls, record by record, the service that the page of one record calls: the same rights, the same rules.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True)
class Applied:
    """What an action changed: values to put back on undoing, and the version that it left."""

    before: dict[str, Any]
    version: int


@dataclass(frozen=True)
class BulkAction:
    """`apply(pk, answers, actor)` returns None where there was nothing to change and raises RuleError to refuse.

    `restore(pk, before, version, actor)` puts back what `apply` changed, as a new change, and refuses where the record
    has another version by now. `finish(bulk, answers, pks)` is told of all that were done. Without
    `apply` it is what the page of one record does, and only undoing goes this way.
    """

    key: str
    label: str | Promise
    icon: str
    model: type[models.Model]
    apply: Callable[[int, dict[str, Any], Any], Applied | None] | None
    restore: Callable[[int, dict[str, Any], int, Any], Any]
    form_class: type[forms.Form] = forms.Form
    roles: tuple[str, ...] = ()
    finish: Callable[[Any, dict[str, Any], list[int]], None] | None = None


_actions: dict[str, BulkAction] = {}
_lists: dict[str, list[str]] = {}


def register(page: str, action: BulkAction) -> None:
    """`register("leads:leads", BulkAction("leads.assign", …))`. Idempotent by the action's key."""
    _actions[action.key] = action
    keys = _lists.setdefault(page, [])
    if action.apply and action.key not in keys:
        keys.append(action.key)


def action_of(key: str) -> BulkAction | None:
    return _actions.get(key)


def actions_for(page: str, user: Any) -> list[BulkAction]:
    """Those of a list that this person's roles allow."""
    found = (_actions[key] for key in _lists.get(page, ()))
    return [action for action in found if not action.roles or user.has_role(*action.roles)]


def picked(texts: list[str]) -> list[int]:
    """The keys among what an address gives as `pk`."""
    return list(dict.fromkeys(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19))
