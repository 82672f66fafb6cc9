"""A year over all agreements: what each party is settled to have, and what the facts as they are now would give it.

The fiscal book only. Most agreements go by columns, all at once (`clusters.enclaves.bulk`); those whose rules that path
does not take go one by one. Nothing is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum

from clusters.enclaves import sharing
from clusters.enclaves.models import Agreement, Party, SettlementLine
from clusters.enclaves.selectors.facts import sharing_facts
from clusters.enclaves.selectors.rules import indicators_named, sharing_agreement
from clusters.enclaves.sentences import sharing_error

FISCAL = sharing.Book.FISCAL
Totals = dict[tuple[str, str], tuple[int, int]]  # by agreement and party: fen, blocked lines


@dataclass(frozen=True, slots=True)
class PartyStanding:
    """In fen. `settled` is None where nothing of the year was computed yet."""

    party: Party
    now: int
    blocked: int
    settled: int | None

    @property
    def difference(self) -> int | None:
        return None if self.settled is None else self.now - self.settled


@dataclass(slots=True)
class Standing:
    agreement: Agreement
    parties: list[PartyStanding] = field(default_factory=list)
    problem: str = ""

    @property
    def differs(self) -> bool:
        return any(row.difference for row in self.parties)


def standings(agreements: Iterable[Agreement], year: int) -> list[Standing]:
    """One for each agreement that has a version in force that year."""
    found, run = [], Run(year)
    for agreement in agreements:
        said = sharing_agreement(agreement)
        if said.versions and year >= said.first_year:
            found.append(Standing(agreement, problem=run.take(agreement, said)))
    now, settled = run.totals(), settled_totals([row.agreement for row in found], year)
    for row in found:
        code = row.agreement.code
        begun = any(key[0] == code for key in settled)
        for party in row.agreement.parties.all():
            key = (code, party.code)
            amount, blocked = now.get(key, (0, 0))
            row.parties.append(PartyStanding(party, amount, blocked, settled.get(key, (0, 0))[0] if begun else None))
    return found


class Run:
    """Gathers agreements for one pass by columns; what that does not take is settled as it comes."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.agreements: list[sharing.Agreement] = []
        self.facts: dict[str, sharing.Facts] = {}
        self.found: Totals = {}

    def take(self, agreement: Agreement, said: sharing.Agreement) -> str:
        """A sentence where the year cannot be computed."""
        from clusters.enclaves.bulk import refusal  # pandas takes 50 MiB: only where somebody asks

        try:
            version = said.version_in(self.year)
            facts = sharing_facts(agreement, indicators=indicators_named(said.versions), until_year=self.year)
            if refusal(version, said.parties):
                self.add(sharing.settle(said, facts, self.year, traces=False))
            else:
                self.agreements.append(said)
                self.facts[said.code] = facts
        except sharing.SharingError as error:
            return sharing_error(error)
        return ""

    def add(self, settlement: sharing.Settlement) -> None:
        for line in settlement.lines:
            if line.book is FISCAL:
                key = (settlement.agreement, line.party)
                amount, blocked = self.found.get(key, (0, 0))
                self.found[key] = (amount + (line.amount or 0), blocked + (line.amount is None))

    def totals(self) -> Totals:
        if self.agreements:
            from clusters.enclaves.bulk import Columns, settle_columns

            settled = settle_columns(self.agreements, Columns.of(self.facts), [self.year])
            self.found |= settled.totals(FISCAL)
        return self.found


def settled_totals(agreements: list[Agreement], year: int) -> Totals:
    """What was computed or posted about the year, its restatements among it."""
    rows = (
        SettlementLine.objects.current()
        .filter(settlement__agreement__in=agreements, about_year=year, book=FISCAL)
        .values("settlement__agreement__code", "party__code")
        .annotate(total=Sum("amount"), blocked=Count("pk", filter=Q(amount=None)))
        .order_by()
    )
    return {
        (row["settlement__agreement__code"], row["party__code"]): (row["total"] or 0, row["blocked"]) for row in rows
    }
