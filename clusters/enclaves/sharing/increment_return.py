"""The provincial part of four taxes above 2020, returned to the zone (clause 15, domain §7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from .agreement import Basis, BasisKind, Book, Mode, Rule
from .bases import ProjectYear, take_observation, unique_reasons
from .facts import Observation, Rate, RateTable
from .reasons import Code, Reason, SharingError
from .rounding import round_half_up
from .years import POOL

PROVINCE = "province"


class ReturnNetting(StrEnum):
    """The text does not say whether a fall in one tax is netted: a setting, 待州财政局确认."""

    PER_TAX = "per_tax_floor_zero"
    AGGREGATE = "aggregate_floor_zero"
    SIGNED = "aggregate_signed"


@dataclass(frozen=True, slots=True)
class ReturnTerms:
    base_year: int
    first_year: int
    last_year: int
    tax_codes: tuple[str, ...]


CLAUSE_15 = ReturnTerms(2020, 2021, 2025, ("企业所得税", "个人所得税", "耕地占用税", "卷烟企业城市维护建设税"))


@dataclass(frozen=True, slots=True)
class TaxIncrement:
    """Exact provincial parts in fen; `counted` is what the tax adds where taxes are floored one by one."""

    tax_code: str
    base: Fraction | None
    now: Fraction | None
    reasons: tuple[Reason, ...] = ()
    estimated: bool = False

    @property
    def change(self) -> Fraction | None:
        return None if self.base is None or self.now is None else self.now - self.base

    @property
    def counted(self) -> Fraction | None:
        return None if self.change is None else max(self.change, Fraction(0))


@dataclass(frozen=True, slots=True)
class IncrementReturn:
    """`amount` in fen, None where a figure is missing; `estimated` where a rate is unverified: 估算."""

    year: int
    netting: ReturnNetting
    taxes: tuple[TaxIncrement, ...]
    amount: int | None

    @property
    def estimated(self) -> bool:
        return any(tax.estimated for tax in self.taxes)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(reason for tax in self.taxes for reason in tax.reasons)


def return_increment(
    observations: Iterable[Observation],
    rates: Iterable[Rate],
    year: int,
    netting: ReturnNetting,
    terms: ReturnTerms = CLAUSE_15,
) -> IncrementReturn:
    """From receipts: the provincial part as observed (`retained` at level `province`), else amount × that level's rate.

    Raises SharingError `outside_window` for a year outside the terms. A tax without a figure in either year is missing,
    not 0: a tax that came to nothing is entered as 0.
    """
    if not terms.first_year <= year <= terms.last_year:
        raise SharingError("outside_window", year=year, first=terms.first_year, last=terms.last_year)
    table, rows = RateTable(rates), list(observations)
    taxes = tuple(_tax_increment(code, rows, table, year, terms) for code in terms.tax_codes)
    known = all(tax.change is not None for tax in taxes)
    amount = round_half_up(_net(taxes, netting)) if known else None
    return IncrementReturn(year, netting, taxes, amount)


def return_on_figures(base: Mapping[str, int], now: Mapping[str, int], netting: ReturnNetting) -> int:
    """The same on provincial parts that are known already, by tax code; both years must name the same taxes."""
    if base.keys() != now.keys():
        raise SharingError("taxes_differ", base=",".join(sorted(base)), now=",".join(sorted(now)))
    taxes = [TaxIncrement(code, Fraction(base[code]), Fraction(now[code])) for code in base]
    return round_half_up(_net(taxes, netting))


def _net(taxes: Iterable[TaxIncrement], netting: ReturnNetting) -> Fraction:
    rows = list(taxes)
    if netting is ReturnNetting.PER_TAX:
        return sum((tax.counted for tax in rows), Fraction(0))
    total = sum((tax.change for tax in rows), Fraction(0))
    return total if netting is ReturnNetting.SIGNED else max(total, Fraction(0))


def _tax_increment(code: str, rows: list[Observation], rates: RateTable, year: int, terms: ReturnTerms) -> TaxIncrement:
    base, then = _provincial(code, rows, rates, terms.base_year, Code.NO_BASE)
    now, current = _provincial(code, rows, rates, year, Code.NO_FIGURE)
    return TaxIncrement(
        code, base, now, unique_reasons([*then.reasons, *current.reasons]), _estimated(then) or _estimated(current)
    )


def _provincial(
    code: str, rows: list[Observation], rates: RateTable, year: int, missing: Code
) -> tuple[Fraction | None, ProjectYear]:
    rule = Rule("clause-15", Book.FISCAL, "tax", Mode.SINGLE_PARTY, basis=Basis(BasisKind.RETAINED, PROVINCE))
    entry = ProjectYear()
    mine = [row for row in rows if row.tax_code == code and row.on.year == year]
    for row in mine:
        take_observation(entry, POOL, rule, row, rates, None)
    if not mine:
        entry.reasons.append(Reason(missing, {"tax_code": code, "year": year}))
    return (None if entry.reasons else entry.exact), entry


def _estimated(entry: ProjectYear) -> bool:
    return any(portion.unverified_rates() for portion in entry.portions.values())
