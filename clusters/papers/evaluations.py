"""A year's per-mu evaluation as a workbook: figures as numbers, points and totals as live formulas."""

from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models.units import SCALES, shown_unit
from clusters.selectors.evaluations import Evaluation, Figure, Row
from crm.common.units import unit_word
from crm.workbooks.sheets import Cell, Sheet, SheetPaper, column_letters

FIRST = 6  # the first company's row
BASELINES, WEIGHTS, CAPS = 3, 4, 5  # rows that the formulas look at


def evaluation_paper(evaluation: Evaluation) -> SheetPaper:
    title = _("Per-mu evaluation %(year)s") % {"year": evaluation.year}
    return SheetPaper(title, [graded_sheet(evaluation, title), others_sheet(evaluation)], timezone.now())


def graded_sheet(evaluation: Evaluation, title: str) -> Sheet:
    """Three columns a criterion: numerator, denominator, points; then total, rank and grade."""
    rows: list[list[Cell | None]] = [[Cell(title, "title"), Cell(evaluation.scheme.name)]]
    heads = [Cell(_("Company"), "heading")]
    for criterion in evaluation.criteria:
        heads += [
            Cell(f"{one} ({unit_word(shown_unit(one.unit))})", "heading")
            for one in (criterion.numerator, criterion.denominator)
        ]
        heads.append(Cell(criterion.shown_name, "heading"))
    rows.append([*heads, *(Cell(text, "heading") for text in (_("Total"), _("Rank"), _("Grade")))])
    for label, name in ((_("Baseline"), "baseline"), (_("Weight"), "weight"), (_("Most points"), "cap")):
        line: list[Cell | None] = [Cell(label, "label")]
        for criterion in evaluation.criteria:
            value = getattr(criterion, name)
            line += [None, None, None if value is None else Cell(float(value), "text", "0.######")]
        rows.append(line)
    rows += [company_row(row, FIRST + place) for place, row in enumerate(evaluation.graded)]
    widths = (36, *[16] * (3 * len(evaluation.criteria)), 12, 8, 8)
    return Sheet(title, widths, rows, frozen=(FIRST - 1, 1))


def company_row(row: Row, at: int) -> list[Cell | None]:
    cells: list[Cell | None] = [Cell(row.company.name)]
    points = []
    for part in row.parts:
        above, below, own = (column_letters(len(cells) + step) for step in range(3))
        earned = f"{above}{at}/{below}{at}/{own}${BASELINES}*{own}${WEIGHTS}"
        formula = f"=MIN({earned},{own}${CAPS})" if part.criterion.cap is not None else f"={earned}"
        cells += [
            total_of(part.above),
            total_of(part.below),
            Cell(float(part.points), "text", "0.00", formula),
        ]
        points.append(f"{own}{at}")
    total = Cell(float(row.total), "total", "0.00", "=" + "+".join(points))
    return [*cells, total, Cell(row.rank), Cell(str(row.grade))]


def total_of(figures: tuple[Figure, ...]) -> Cell:
    """Σ in the unit of the heading."""
    unit = figures[0].indicator.unit
    exact = Fraction(sum(figure.value for figure in figures)) / SCALES[unit].size(shown_unit(unit))
    return Cell(float(exact), "text", "#,##0.00####")


def others_sheet(evaluation: Evaluation) -> Sheet:
    rows: list[list[Cell | None]] = [[Cell(text, "heading") for text in (_("Company"), _("State"), _("Reasons"))]]
    rows += [
        [Cell(row.company.name), Cell(_("Exempt")), Cell("\n".join(row.grounds), "wrapped")]
        for row in evaluation.exempt
    ]
    rows += [
        [Cell(row.company.name), Cell(_("Not graded")), Cell("\n".join(row.missing), "wrapped")]
        for row in evaluation.missing
    ]
    return Sheet(_("Exempt and not graded"), (36, 16, 80), rows, frozen=(1, 1))
