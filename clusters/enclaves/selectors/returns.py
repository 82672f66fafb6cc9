"""The sheet of clause 15: the provincial part of four taxes above 2020, by the treasury's figures as they are now."""

from dataclasses import dataclass, replace
from datetime import date

from clusters.enclaves import sharing
from clusters.enclaves.models import ReturnRules, TaxTotal
from clusters.enclaves.models.versions import SharingRule
from clusters.enclaves.selectors.facts import rates
from clusters.enclaves.sentences import reason_sentence, sharing_error
from clusters.models import Fact, Tax
from crm.common.errors import RuleError

# Clause 15 names four taxes in Chinese; the window and the base year are its own (domain.md §7).
TAXES = ("corporate_income", "personal_income", "farmland_occupation", "tobacco_urban_maintenance")
TERMS = replace(sharing.CLAUSE_15, tax_codes=TAXES)


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One tax: what was received, how much of it is the province's, and by which rate where it was not told."""

    tax: Tax
    base: TaxTotal | None
    now: TaxTotal | None
    increment: sharing.TaxIncrement
    base_rate: sharing.Rate | None
    now_rate: sharing.Rate | None

    @property
    def reasons(self) -> list[str]:
        return [reason_sentence(reason.as_data()) for reason in self.increment.reasons]


@dataclass(frozen=True, slots=True)
class Sheet:
    year: int
    rows: tuple[TaxRow, ...]
    amounts: dict[str, int | None]
    rules: ReturnRules

    @property
    def amount(self) -> int | None:
        """By the netting that is set."""
        return self.amounts[self.rules.netting]

    @property
    def is_estimated(self) -> bool:
        return any(row.increment.estimated for row in self.rows)

    @property
    def reasons(self) -> list[str]:
        return list(dict.fromkeys(reason for row in self.rows for reason in row.reasons))


def return_sheet(year: int) -> Sheet:
    """RuleError for a year outside 2021–2025."""
    totals = {
        (row.tax.code, row.year): row
        for row in TaxTotal.objects.current()
        .filter(tax__code__in=TAXES, year__in=(TERMS.base_year, year))
        .select_related("tax")
    }
    known = [provincial(rate) for rate in rates() if rate.level == SharingRule.Level.PROVINCIAL]
    observed = [observation(row) for row in totals.values()]
    try:
        found = {
            netting: sharing.return_increment(observed, known, year, netting, TERMS)
            for netting in sharing.ReturnNetting
        }
    except sharing.SharingError as error:
        raise RuleError(sharing_error(error), code=error.code) from error
    rules = ReturnRules.current()
    taxes = {tax.code: tax for tax in Tax.objects.filter(code__in=TAXES)}
    table = sharing.RateTable(known)
    rows = tuple(
        TaxRow(
            taxes[increment.tax_code],
            totals.get((increment.tax_code, TERMS.base_year)),
            totals.get((increment.tax_code, year)),
            increment,
            table.find(increment.tax_code, sharing.PROVINCE, last_day(TERMS.base_year)),
            table.find(increment.tax_code, sharing.PROVINCE, last_day(year)),
        )
        for increment in found[sharing.ReturnNetting.PER_TAX].taxes
    )
    return Sheet(year, rows, {netting.value: one.amount for netting, one in found.items()}, rules)


def observation(total: TaxTotal) -> sharing.Observation:
    return sharing.Observation(
        id=str(total.pk),
        project="",
        indicator="tax",
        on=last_day(total.year),
        amount=total.receipts_fen,
        tax_code=total.tax.code,
        retained=total.provincial_fen,
        retained_level=sharing.PROVINCE if total.provincial_fen is not None else "",
        period=sharing.Period.YEAR,
        verified=total.state == Fact.State.VERIFIED,
        revision=total.revision,
    )


def provincial(rate: sharing.Rate) -> sharing.Rate:
    return replace(rate, level=sharing.PROVINCE)


def last_day(year: int) -> date:
    return date(year, 12, 31)
