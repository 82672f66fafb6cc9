"""A statement as a workbook: totals and exact shares are live formulas, so that a reader can check them."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from clusters.enclaves.amounts import PLACES, finite_places, unit_word
from clusters.enclaves.models import Statement
from clusters.enclaves.papers.content import Paper, PaperGroup, PaperLine, assessment_mark, paper_of
from clusters.models import Indicator
from crm.workbooks.row_sheets import EXACT_DIGITS
from crm.workbooks.sheets import Cell, Sheet, SheetPaper

WIDTHS = (6, 16, 34, 14, 20, 12, 20, 14, 10, 70)
BASIS, RATIO, AMOUNT = "E", "F", "G"
RATIO_FORMAT = "0.##########%"
PAGE_FOOTER = "&L&8{foot}&R&8&P / &N"


def statement_workbook(statement: Statement) -> bytes:
    return statement_sheets(statement).workbook()


def statement_sheets(statement: Statement) -> SheetPaper:
    paper = paper_of(statement)
    sheets = [group_sheet(group, paper) for group in paper.groups]
    titles = unique_names(paper.groups)
    for sheet, name in zip(sheets, titles, strict=True):
        sheet.name = name
    cover = cover_sheet(paper, sheets)
    return SheetPaper(f"{paper.title} {statement.number}", [cover, *sheets], statement.issued_at)


def unique_names(groups: tuple[PaperGroup, ...]) -> list[str]:
    """By book and indicator; short enough for a sheet, so that the first sheet's formulas find them."""
    return [f"{number} {group.title}"[:31].strip() for number, group in enumerate(groups, start=1)]


# --- The first sheet ------------------------------------------------------------------------------------------------


def cover_sheet(paper: Paper, sheets: list[Sheet]) -> Sheet:
    rows: list[list[Cell | None]] = [[Cell(paper.title, "title")], []]
    rows += [[Cell(name, "label"), Cell(value)] for name, value in paper.facts]
    rows += [[Cell(words, "mark")] for words in paper.warnings]
    rows += [[], [Cell(words, "heading") for words in (_("Indicator"), _("Book"), _("Unit"), _("Total"), _("Remarks"))]]
    rows += [total_row(group, sheet) for group, sheet in zip(paper.groups, sheets, strict=True)]
    return Sheet(_("Statement"), (26, 46, 12, 22, 60), rows, footer=foot_of(paper))


def total_row(group: PaperGroup, sheet: Sheet) -> list[Cell | None]:
    """The group's total, taken live from its own sheet; groups are never added up."""
    quoted = sheet.name.replace("'", "''")
    total = amount_cell(group.total, group.unit, style="total", formula=f"='{quoted}'!{AMOUNT}{len(sheet.rows)}")
    mark = Cell(assessment_mark(), "mark") if group.is_assessment else None
    return [Cell(group.title), Cell(group.book), Cell(group.unit_word), total, mark]


# --- A sheet for each book and indicator ----------------------------------------------------------------------------


def group_sheet(group: PaperGroup, paper: Paper) -> Sheet:
    rows: list[list[Cell | None]] = [[Cell(f"{group.title} · {group.book} · {group.unit_word}", "title")]]
    if group.is_assessment:
        rows.append([Cell(assessment_mark(), "mark")])
    rows += [[Cell(words, "label")] for words in group.rules]
    rows.append([Cell(words, "heading") for words in headings(group)])
    first = len(rows) + 1
    rows += [line_row(line, group.unit, first + place) for place, line in enumerate(group.lines)]
    rows.append(sum_row(group, first, len(rows)))
    header = f"&L&8{escaped(assessment_mark())}" if group.is_assessment else ""
    return Sheet("", WIDTHS, rows, frozen=(first - 1, 2), header=header, footer=foot_of(paper))


def headings(group: PaperGroup) -> list[str]:
    unit = unit_word(group.unit)
    return [
        _("No."),
        _("Project"),
        _("Name"),
        _("Kind"),
        f"{_('Divided')} ({unit})",
        _("Ratio"),
        f"{_('Amount')} ({unit})",
        _("State"),
        _("Estimate"),
        _("How it was computed"),
    ]


def line_row(line: PaperLine, unit: str, row: int) -> list[Cell | None]:
    basis, ratio = share_cells(line, unit)
    live = f"={BASIS}{row}*{RATIO}{row}" if line.share and is_number(basis) and is_number(ratio) else ""
    if live:
        live = f"=ROUND({live[1:]},{PLACES[Indicator.Unit(unit)]})"  # takes away what floating point adds
    return [
        Cell(line.line.number),
        Cell(line.project),
        Cell(line.name, "wrapped"),
        Cell(line.kind),
        basis,
        ratio,
        None if line.amount is None else amount_cell(line.amount, unit, formula=live),
        Cell(line.state, "mark" if line.is_blocked else "text"),
        Cell(_("Estimate"), "mark") if line.is_estimated else None,
        Cell("\n".join((*line.formula, *line.remarks)), "wrapped"),
    ]


def share_cells(line: PaperLine, unit: str) -> tuple[Cell | None, Cell | None]:
    """What is divided and the ratio; a ratio without an end (`1/3`) is text and makes no formula."""
    share = (line.line.trace or {}).get("share")
    if not share or line.amount is None:
        return (None, None) if line.line.basis is None else (amount_cell(line.line.basis, unit), None)
    return amount_cell(share["of"], unit), ratio_cell(Fraction(share["ratio"]))


def ratio_cell(ratio: Fraction) -> Cell:
    places = finite_places(ratio.denominator)
    if places is None or places > EXACT_DIGITS:
        return Cell(f"{ratio.numerator}/{ratio.denominator}")
    scaled = ratio * 10**places
    return Cell(Decimal(scaled.numerator).scaleb(-places), number_format=RATIO_FORMAT)


def sum_row(group: PaperGroup, first: int, last: int) -> list[Cell | None]:
    amounts = [amount_cell(line.amount, group.unit) for line in group.lines if line.amount is not None]
    live = f"=SUM({AMOUNT}{first}:{AMOUNT}{last})" if all(map(is_number, amounts)) else ""
    empty = [Cell("", "total")] * 5
    return [Cell(group.total_label, "total"), *empty, amount_cell(group.total, group.unit, style="total", formula=live)]


def amount_cell(amount: int, unit: str, *, style: str = "text", formula: str = "") -> Cell:
    """Fen as 元 with two decimals, other smallest units in theirs."""
    places = PLACES[Indicator.Unit(unit)]
    number_format = "#,##0" + (f".{'0' * places}" if places else "")
    return Cell(Decimal(amount).scaleb(-places), style, number_format, formula)


def is_number(cell: Cell | None) -> bool:
    """Whether a spreadsheet keeps it to the last digit; text is left out of sums in silence."""
    if cell is None or not isinstance(cell.value, Decimal):
        return False
    return len(cell.value.as_tuple().digits) <= EXACT_DIGITS


def foot_of(paper: Paper) -> str:
    facts = dict(paper.facts)
    words = (paper.statement.number, facts[_("Verification code")], facts[_("To be checked at")])
    return PAGE_FOOTER.format(foot=escaped("  ".join(words)))


def escaped(words: str) -> str:
    """A sheet's header and footer read `&` as a command."""
    return words.replace("&", "&&")
