"""What apps to the right put above every page of the shell, such as the search box. They register in ready()."""

from dataclasses import dataclass

from crm.office.navigation import Side


@dataclass(frozen=True)
class HeadItem:
    """A template, drawn above the pages of a side with the context of the page."""

    template: str
    sides: tuple[Side, ...] = ("office",)


_items: dict[str, HeadItem] = {}


def register(item: HeadItem) -> None:
    """Idempotent by template."""
    _items[item.template] = item


def templates_of(side: Side) -> list[str]:
    return [item.template for item in _items.values() if side in item.sides]
