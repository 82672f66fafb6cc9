"""Figures per mu: ratios, never multiplied by a share and never averaged (domain §6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from .lines import Kind, Settlement
from .rounding import round_half_up

MU = Fraction(200_000, 3)  # in 0.01 m²: 1 亩 = 2000/3 m²


class PerMuMethod(StrEnum):
    ALLOCATE_BOTH = "allocate_both"
    NUMERATOR_ONLY = "numerator_only"


@dataclass(frozen=True, slots=True)
class PerMuItem:
    """A project's numerator by party as finally shared, and its land (0.01 m²) at the year's end."""

    project: str
    amounts: Mapping[str, int | None]
    land: int | None
    fully_counted: bool = False

    @property
    def is_blocked(self) -> bool:
        return self.land is None or None in self.amounts.values()


@dataclass(frozen=True, slots=True)
class PerMuFigure:
    """`numerator` / `land`; land None means that the figure is undefined and shown as "—"."""

    numerator: int
    land: Fraction | None

    @property
    def mu(self) -> Fraction | None:
        return None if self.land is None else self.land / MU

    @property
    def exact(self) -> Fraction | None:
        """Smallest units per mu."""
        return None if not self.land else self.numerator / self.land * MU

    def shown(self, unit: int = 1_000_000) -> Decimal | None:
        """Per mu in `unit` smallest units (1 000 000 fen = 1 万元), two decimals half up."""
        exact = self.exact
        return None if exact is None else Decimal(round_half_up(exact * 100 / unit)).scaleb(-2)


@dataclass(frozen=True, slots=True)
class PerMuTable:
    """By party, Σ numerator / Σ mu over what is not blocked; by project the parts it is made of."""

    totals: dict[str, PerMuFigure]
    projects: dict[str, dict[str, PerMuFigure]]
    blocked: tuple[str, ...]


def per_mu(items: Iterable[PerMuItem], parties: Sequence[str], host: str, method: PerMuMethod) -> PerMuTable:
    rows = sorted(items, key=lambda item: item.project)
    projects = {
        item.project: {party: _figure(item, party, host, method) for party in parties}
        for item in rows
        if not item.is_blocked
    }
    totals = {party: _total([figures[party] for figures in projects.values()]) for party in parties}
    return PerMuTable(totals, projects, tuple(item.project for item in rows if item.is_blocked))


def _figure(item: PerMuItem, party: str, host: str, method: PerMuMethod) -> PerMuFigure:
    amount, land = item.amounts.get(party) or 0, Fraction(item.land)
    if item.fully_counted:
        return PerMuFigure(amount, land)
    whole = sum(item.amounts.values())
    if method is PerMuMethod.ALLOCATE_BOTH and whole > 0 and min(item.amounts.values()) >= 0:
        return PerMuFigure(amount, land * Fraction(amount, whole))
    # numerator_only; and where shares of nothing cannot split the land, it stays with the host as well
    return PerMuFigure(amount, land if party == host else None)


def _total(figures: Sequence[PerMuFigure]) -> PerMuFigure:
    """Σ/Σ over the projects where the figure is defined; undefined where it is so in all."""
    defined = [figure for figure in figures if figure.land is not None]
    if not defined:
        return PerMuFigure(sum(figure.numerator for figure in figures), None)
    return PerMuFigure(
        sum(figure.numerator for figure in defined), sum((figure.land for figure in defined), Fraction(0))
    )


def items_from(
    settlement: Settlement, rule: str, land: Mapping[str, int | None], *, fully_counted: bool = False
) -> list[PerMuItem]:
    """The items of one rule's project lines: shares and recovery together are a project's final shares."""
    amounts: dict[str, dict[str, int | None]] = {}
    for line in settlement.lines:
        if line.rule == rule and line.project and line.kind in (Kind.SHARE, Kind.RECOVERY):
            mine = amounts.setdefault(line.project, {})
            before = mine.get(line.party, 0)
            mine[line.party] = None if line.amount is None or before is None else before + line.amount
    return [PerMuItem(project, shares, land.get(project), fully_counted) for project, shares in amounts.items()]
