"""Slots on the Today page: each app registers its cards in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Context = Callable[[Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Card:
    """A card. `context(user)` gives its template what it needs, or None: nothing for him."""

    key: str
    title: str | Promise
    template: str
    context: Context
    order: int = 100
    roles: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class ShownCard:
    card: Card
    context: dict[str, Any]


_cards: dict[str, Card] = {}


def register(
    key: str,
    *,
    title: str | Promise,
    template: str,
    context: Context,
    order: int = 100,
    roles: tuple[str, ...] = (),
    wide: bool = False,
) -> None:
    """Idempotent by key."""
    _cards[key] = Card(key, title, template, context, order, roles, wide)


def cards_for(user: Any) -> list[ShownCard]:
    """What this person's Today page shows, in order."""
    allowed = [card for card in _cards.values() if not card.roles or user.has_role(*card.roles)]
    shown = ((card, card.context(user)) for card in sorted(allowed, key=lambda card: card.order))
    return [ShownCard(card, context) for card, context in shown if context is not None]
