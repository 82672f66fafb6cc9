"""The board: a column a stage, with the figures of all its leads and the first of its cards."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from crm.office.lists import Totals
from leads.models import Lead, LeadStage

CARDS = 25
SUMS = ("investment_fen", "land_sqm")


@dataclass(frozen=True)
class BoardColumn:
    """`more` is how many cards stand before the next ones, where there are any."""

    stage: str
    label: str
    count: int
    investment_fen: int
    land_sqm: Any
    cards: list[Lead]

    @property
    def more(self) -> int | None:
        return len(self.cards) if self.count > len(self.cards) else None


def board(leads: QuerySet, whole: QuerySet) -> list[BoardColumn]:
    """One query for the figures, one for the cards of all stages. `whole` fetches what a card shows."""
    figures = {
        row["stage"]: row
        for row in leads.order_by().values("stage").annotate(count=Count("pk"), **{name: Sum(name) for name in SUMS})
    }
    first = Q(pk__in=[])
    for stage in figures:
        first |= Q(pk__in=in_order(leads.filter(stage=stage)).values("pk")[:CARDS])
    cards: dict[str, list[Lead]] = {stage: [] for stage in LeadStage.values}
    for card in in_order(whole.filter(first)) if figures else ():
        cards[card.stage].append(card)
    return [column_of(stage, figures.get(stage.value, {}), cards[stage.value]) for stage in LeadStage]


def column_of(stage: LeadStage, figure: dict[str, Any], cards: list[Lead]) -> BoardColumn:
    return BoardColumn(
        stage=stage.value,
        label=str(stage.label),
        count=figure.get("count", 0),
        investment_fen=figure.get("investment_fen") or 0,
        land_sqm=figure.get("land_sqm") or 0,
        cards=cards,
    )


def next_cards(leads: QuerySet, stage: str, after: int) -> tuple[list[Lead], int | None]:
    """The next cards of a column, and how many stand before those that follow, if any do."""
    found = list(in_order(leads.filter(stage=stage))[after : after + CARDS + 1])
    return found[:CARDS], after + CARDS if len(found) > CARDS else None


def in_order(leads: QuerySet) -> QuerySet:
    """Those longest without progress come first."""
    return leads.order_by("progressed_on", "pk")


def totals_of(columns: Iterable[BoardColumn]) -> Totals:
    """The same figures as the list's, by the keys of its columns."""
    columns = list(columns)
    sums = {name: sum(getattr(column, name) for column in columns) for name in SUMS}
    return Totals(sum(column.count for column in columns), sums)
