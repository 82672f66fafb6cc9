"""The sheet of clause 15 as a workbook: figures as entered, everything else as live formulas."""

from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.enclaves.models import ReturnRules, TaxTotal
from clusters.enclaves.names import name_of
from clusters.enclaves.selectors.returns import TERMS, Sheet, TaxRow
from crm.common.money import FEN_PER_UNIT
from crm.workbooks.sheets import Cell, SheetPaper
from crm.workbooks.sheets import Sheet as Page

FIRST = 6  # the first tax's row
MONEY = "#,##0.00"


def return_paper(sheet: Sheet) -> SheetPaper:
    """Amounts in 元. A part that the treasury told is a number, one by rate a formula over receipts and rate."""
    title = _("Tax increment returned %(year)s") % {"year": sheet.year}
    last = FIRST + len(sheet.rows) - 1
    rows: list[list[Cell | None]] = [[Cell(title, "title")], [Cell(marks(sheet), "mark")], [], []]
    rows.append([Cell(words, "heading") for words in headings(sheet)])
    rows += [tax_row(row, FIRST + place) for place, row in enumerate(sheet.rows)]
    rows += [[], *(total_row(sheet, netting, last) for netting in ReturnRules.Netting)]
    return SheetPaper(title, [Page(title, (30, *[18] * 8), rows, frozen=(5, 1))], timezone.now())


def headings(sheet: Sheet) -> list[str]:
    words = [_("Tax")]
    for year in (TERMS.base_year, sheet.year):
        named = {"year": year}
        words += [
            _("Receipts %(year)s") % named,
            _("Provincial rate %(year)s") % named,
            _("Provincial %(year)s") % named,
        ]
    return [*words, _("Change"), _("Not below zero")]


def marks(sheet: Sheet) -> str:
    found = [_("In yuan.")]
    if not sheet.rules.is_confirmed:
        found.append(_("Netting: to be confirmed by the prefecture's finance bureau."))
    if sheet.is_estimated:
        found.append(_("Estimate: a provincial rate was not checked against its document."))
    return " ".join(found)


def tax_row(row: TaxRow, at: int) -> list[Cell | None]:
    base = part_cells(row.base, row.base_rate, row.increment.base, f"B{at}*C{at}")
    now = part_cells(row.now, row.now_rate, row.increment.now, f"E{at}*F{at}")
    change = yuan(row.increment.change, f"=G{at}-D{at}")
    return [Cell(name_of(row.tax)), *base, *now, change, yuan(row.increment.counted, f"=MAX(H{at},0)")]


def part_cells(total: TaxTotal | None, rate: object, part: Fraction | None, formula: str) -> list[Cell | None]:
    if total is None:
        return [None, None, None]
    told = total.provincial_fen is not None
    ratio = None if told or rate is None else Cell(float(rate.ratio), number_format="0.##########%")
    return [yuan(Fraction(total.receipts_fen)), ratio, yuan(part, "" if told else f"={formula}")]


def total_row(sheet: Sheet, netting: ReturnRules.Netting, last: int) -> list[Cell | None]:
    formulas = {
        ReturnRules.Netting.PER_TAX: f"=SUM(I{FIRST}:I{last})",
        ReturnRules.Netting.AGGREGATE: f"=MAX(SUM(H{FIRST}:H{last}),0)",
        ReturnRules.Netting.SIGNED: f"=SUM(H{FIRST}:H{last})",
    }
    amount = sheet.amounts[netting.value]
    label = _("%(netting)s (as set)") % {"netting": netting.label} if netting == sheet.rules.netting else netting.label
    return [Cell(str(label), "total"), yuan(None if amount is None else Fraction(amount), formulas[netting])]


def yuan(fen: Fraction | None, formula: str = "") -> Cell | None:
    if fen is None:
        return None
    exact = fen / FEN_PER_UNIT["元"]
    return Cell(float(exact), "text", MONEY, formula)
