"""Slots on a record's page: an app further right shows its part there without the page knowing of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

Context = Callable[[Any, Any], dict[str, Any] | None]
EVERY_RECORD = "*"


@dataclass(frozen=True)
class Panel:
    """A part of a page. `context(record, user)` gives its template what it needs, or None: nothing to show him."""

    key: str
    title: str | Promise
    template: str
    context: Context
    order: int = 100
    side: bool = False


@dataclass(frozen=True)
class ShownPanel:
    panel: Panel
    context: dict[str, Any]


_panels: dict[str, dict[str, Panel]] = {}


def register(
    subject: str,
    *,
    title: str | Promise,
    template: str,
    context: Context,
    order: int = 100,
    side: bool = False,
    key: str = "",
) -> None:
    """`register("clusters.company", title=…, template=…, context=…)`; `*` is every record. Idempotent by key.

    `side` panels stand in the narrow column beside the main one on wide screens.
    """
    key = key or template
    _panels.setdefault(subject.lower(), {})[key] = Panel(key, title, template, context, order, side)


def registered_for(model: type[models.Model]) -> list[Panel]:
    return [*_panels.get(model._meta.label_lower, {}).values(), *_panels.get(EVERY_RECORD, {}).values()]


def panels_of(
    record: models.Model, user: Any, own: Iterable[Panel] = (), without: Iterable[str] = ()
) -> list[ShownPanel]:
    """The panels of a record's page that have something for this person, in order."""
    left_out = set(without)
    panels = [panel for panel in (*own, *registered_for(type(record))) if panel.key not in left_out]
    shown = ((panel, panel.context(record, user)) for panel in sorted(panels, key=lambda panel: panel.order))
    return [ShownPanel(panel, context) for panel, context in shown if context is not None]
