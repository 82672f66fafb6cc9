"""Settlements as pages show them: grouped by book and indicator, totals of each party, what still waits."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from clusters.enclaves.amounts import PLACES, shown_amount, unit_word
from clusters.enclaves.models import LineAnswer, Objection, Party, Settlement, SettlementLine, SharingRule
from clusters.enclaves.names import name_of
from clusters.enclaves.selectors.answers import with_answers
from clusters.models import Indicator
from crm.office.charts import Chart
from crm.office.charts import Series as ChartSeries

Book = SharingRule.Book
MONEY_DRAWN = 1_000_000  # fen of 万元
RELATED = ("settlement", "project", "indicator", "party__organisation", "counterparty", "rule__indicator")


@dataclass
class PartyTotal:
    party: Party
    amount: int = 0
    waiting: int = 0
    blocked: int = 0
    disputed: int = 0


@dataclass
class Heading:
    """What figures stand under: their book, indicator and unit."""

    book: str
    indicator: Indicator | None
    unit: str

    @property
    def title(self) -> str:
        return name_of(self.indicator) if self.indicator else ""

    @property
    def unit_word(self) -> str:
        return unit_word(self.unit)

    @property
    def is_assessment(self) -> bool:
        return self.book == Book.ASSESSMENT


@dataclass
class Group(Heading):
    """The lines of one book and indicator: a row for each project and kind, a column for each party."""

    parties: list[Party]
    rows: list[dict[str, Any]] = field(default_factory=list)
    totals: list[PartyTotal] = field(default_factory=list)


def lines_for(settlement: Settlement, user: Any) -> QuerySet:
    """The present round's lines that this person may see, each with the last answer to it."""
    rows = settlement.lines.visible_to(user).filter(round=settlement.round).order_by("number")
    return with_answers(rows).select_related(*RELATED)


def groups_of(lines: Iterable[SettlementLine], parties: list[Party]) -> list[Group]:
    """Fiscal first; within a book by indicator; a project's lines side by side."""
    groups: dict[tuple[str, int | None], Group] = {}
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in lines:
        key = (line.book, line.indicator_id)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(line.book, line.indicator, line.unit, parties)
            group.totals = [PartyTotal(party) for party in parties]
        row_key = (*key, line.project_id, line.kind, line.segment, line.rule_code, line.about_year)
        if row_key not in rows:
            rows[row_key] = {"project": line.project, "line": line, "cells": [None] * len(parties)}
            rows[row_key]["is_restated"] = line.about_year != line.settlement.year
            group.rows.append(rows[row_key])
        place = next(number for number, party in enumerate(parties) if party.pk == line.party_id)
        rows[row_key]["cells"][place] = line
        count(group.totals[place], line)
    return sorted(groups.values(), key=lambda group: (group.book != Book.FISCAL, order_of(group.indicator)))


def order_of(indicator: Indicator | None) -> int:
    return indicator.order if indicator else 999


def count(total: PartyTotal, line: SettlementLine) -> None:
    total.amount += line.amount or 0
    if line.is_blocked:
        total.blocked += 1
    elif line.last_answer == LineAnswer.Answer.DISPUTE and line.objection_state != Objection.State.DISMISSED:
        total.disputed += 1
    elif line.last_answer is None:
        total.waiting += 1


def with_progress(settlements: QuerySet) -> QuerySet:
    """Each settlement with its counts of lines, blocked, unanswered and disputed ones."""
    lines = with_answers(SettlementLine.objects.filter(settlement=OuterRef("pk"), round=OuterRef("round")))
    disputed = Objection.objects.filter(
        line__settlement=OuterRef("pk"), line__round=OuterRef("round"), state__in=["open", "answered", "accepted"]
    )
    blocked = Q(state=SettlementLine.State.BLOCKED)
    return settlements.annotate(
        line_count=counted(lines),
        blocked_count=counted(lines.filter(blocked)),
        unanswered_count=counted(lines.exclude(blocked).filter(last_answer__isnull=True)),
        disputed_count=counted(disputed, "line__settlement"),
    )


def counted(rows: QuerySet, by: str = "settlement") -> Any:
    numbers = rows.order_by().values(by).annotate(number=Count("pk", distinct=True)).values("number")
    return Coalesce(Subquery(numbers[:1]), 0)


def fiscal_balance(settlements: list[Settlement]) -> dict[int, list[tuple[Party, int]]]:
    """By settlement, what the fiscal book gives each party but the host: what the host's treasury owes them."""
    lines = SettlementLine.objects.filter(settlement__in=settlements, round=F("settlement__round"))
    shares = fiscal_shares(lines.exclude(party__role=Party.PartyRole.HOST))
    found: dict[int, list[tuple[Party, int]]] = defaultdict(list)
    for party in Party.objects.filter(pk__in={party for _settlement, party in shares}).order_by("order"):
        for settlement in settlements:
            if (settlement.pk, party.pk) in shares:
                found[settlement.pk].append((party, shares[settlement.pk, party.pk]))
    return found


def fiscal_shares(lines: QuerySet) -> dict[tuple[int, int], int]:
    """By settlement and party, what the fiscal book gives in the lines given (fen)."""
    rows = lines.filter(book=Book.FISCAL, amount__isnull=False).order_by().values("settlement_id", "party_id")
    return {(row["settlement_id"], row["party_id"]): row["total"] for row in rows.annotate(total=Sum("amount"))}


# --- Shared figures over the years, for one party -------------------------------------------------------------------


@dataclass
class Series(Heading):
    """One party's figures of an indicator by year."""

    years: list[dict[str, Any]] = field(default_factory=list)

    def chart(self, link: Callable[["Series", int], str]) -> Chart:
        """Its years as bars; `link` gives the address of the lines behind one. Money is drawn in 万元."""
        size = MONEY_DRAWN if self.unit == Indicator.Unit.FEN else 10 ** PLACES[Indicator.Unit(self.unit)]
        values = [None if row["amount"] is None else Decimal(row["amount"]) / size for row in self.years]
        return Chart(
            f"shared-{self.book}-{self.indicator.pk if self.indicator else 0}",
            _("%(title)s by year") % {"title": self.title},
            "bars",
            [str(row["year"]) for row in self.years],
            [ChartSeries(_("Your share"), values)],
            unit="万元" if self.unit == Indicator.Unit.FEN else self.unit_word,
            mark=_("For the yearly assessment only, not to be made public") if self.is_assessment else "",
            links=[link(self, row["year"]) for row in self.years],
            table=False,
        )


def series_of(lines: QuerySet) -> list[Series]:
    """Sums by book, indicator and year of the lines given: those of one party."""
    rows = (
        lines.order_by()
        .values("book", "indicator_id", "unit", "about_year")
        .annotate(total=Sum("amount"), blocked=Count("pk", filter=Q(state=SettlementLine.State.BLOCKED)))
        .order_by("about_year")
    )
    indicators = Indicator.objects.in_bulk()
    found: dict[tuple[str, int | None], Series] = {}
    for row in rows:
        key = (row["book"], row["indicator_id"])
        series = found.setdefault(key, Series(row["book"], indicators.get(row["indicator_id"]), row["unit"]))
        series.years.append(
            {
                "year": row["about_year"],
                "amount": row["total"],
                "shown": shown_amount(row["total"], row["unit"]),
                "blocked": row["blocked"],
            }
        )
    return sorted(found.values(), key=lambda series: (series.book != Book.FISCAL, order_of(series.indicator)))
