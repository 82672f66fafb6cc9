"""Rows copied from a workbook as rows of the grid: cells are parted by tabs."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clusters.enclaves.forms.amounts import read_limit
from clusters.enclaves.models.simulations import YEARS
from clusters.models import Indicator, Tax

YEAR = re.compile(r"((?:19|20|21)\d\d)\s*年?")
MONEY_WORDS = ("元", "万元", "亿元")


def read_pasted(text: str, years: list[int], projects: list[str]) -> list[dict[str, Any]]:
    """ValidationError names the line that cannot be read; nothing is taken over then."""
    columns: dict[int, int] = {}
    found: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if header := years_in(cells, years):
            columns = header
        elif any(cells):
            found.append(read_row(cells, columns, number, projects))
    return found


def years_in(cells: list[str], years: list[int]) -> dict[int, int]:
    """A row of years: which of the ten years stands in which column."""
    named = {column: int(match[1]) for column, cell in enumerate(cells) if (match := YEAR.fullmatch(cell))}
    if len(named) < 2:
        return {}
    return {column: years.index(year) for column, year in named.items() if year in years}


def read_row(cells: list[str], columns: dict[int, int], number: int, projects: list[str]) -> dict[str, Any]:
    """Without a row of years, the first number is the first year's."""
    numbers = [column for column, cell in enumerate(cells) if is_number(cell)]
    start = min(numbers, default=len(cells))
    words = [cell for cell in cells if cell and not is_number(cell)]
    row = read_words([word for word in words if word not in MONEY_WORDS], number)
    unit = Indicator.objects.get(code=row["indicator"]).unit
    scale = next((word for word in words if word in MONEY_WORDS), "")
    columns = columns or {start + place: place for place in range(YEARS)}
    values: list[int | None] = [None] * YEARS
    for column in numbers:
        if column in columns:
            values[columns[column]] = read_limit(with_unit(cells[column], scale), unit)
    return {**row, "project": row["project"] or (projects[0] if len(projects) == 1 else ""), "values": values}


def with_unit(cell: str, scale: str) -> str:
    """The row's unit, where the number has none of its own."""
    return cell if not scale or cell[-1] in "元万亿" else f"{cell}{scale}"


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?[\d,]+(\.\d+)?\s*(万元?|亿元?|元)?", cell))


def read_words(words: list[str], number: int) -> dict[str, Any]:
    """An indicator, a tax (whose indicator is tax) and a project's name, in any order."""
    row = {"project": "", "indicator": "", "tax": ""}
    known = {
        name: {word: one.code for one in model.objects.all() for word in (one.code, one.name, one.name_en)}
        for name, model in (("indicator", Indicator), ("tax", Tax))
    }
    for word in words:
        kind = next((kind for kind, codes in known.items() if word in codes), "project")
        if row[kind]:
            given = {"line": number, "word": word}
            raise ValidationError(_("Line %(line)s: “%(word)s” is no indicator and no tax.") % given, "unknown_word")
        row[kind] = known[kind][word] if kind in known else word
    row["indicator"] = row["indicator"] or ("tax" if row["tax"] else "")
    if not row["indicator"]:
        raise ValidationError(_("Line %(line)s names no indicator.") % {"line": number}, "no_indicator")
    return row
