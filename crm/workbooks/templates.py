"""The template of a kind: a workbook to fill in, with drop-downs, units in the headers, notes and one example row.

The example row is marked in its first cell and left out on the way back; so are the sheets of notes and of choices.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from crm.common.units import speaks_chinese, unit_word
from crm.workbooks.cells import Code, CreditCode, Date, Phone, Text
from crm.workbooks.columns import Column, Layout
from crm.workbooks.hints import example_of, hint, unit_of
from crm.workbooks.kinds import Kind
from crm.workbooks.months import english_range
from crm.workbooks.row_sheets import TextSheet
from crm.workbooks.sheets import STYLES
from crm.workbooks.tables import EXAMPLE_MARKS, HELP_SHEETS
from crm.workbooks.writers import name_of_sheet

ROWS = 5000  # that have drop-downs
MESSAGE = 255  # characters that a spreadsheet shows beside a cell
TEXTS = (Text, Code, CreditCode, Phone)


@dataclass(frozen=True)
class Field:
    """A column as the template has it."""

    column: Column
    heading: str
    hint: str
    example: Any
    choices: Sequence[str] = ()


def template_workbook(kind: Kind, actor: Any) -> bytes:
    """An xlsx with one sheet a layout, one of notes and one of choices."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        TemplateWriter(book, kind, kind.choices(actor)).write()
    return buffer.getvalue()


def fields_of(kind: Kind, layout: Layout, choices: Mapping[str, Sequence[str]]) -> list[Field]:
    fields = [field_of(kind, column, choices.get(column.name, ())) for column in layout.columns]
    return [*fields, *month_fields()] if layout.months else fields


def field_of(kind: Kind, column: Column, choices: Sequence[str]) -> Field:
    unit = unit_of(column.type)
    heading = headed(str(column), unit)
    told = [_("Must be filled in.")] if column.required else []
    told += [str(kind.hints[column.name])] if column.name in kind.hints else [hint(column.type)]
    example = kind.examples.get(column.name)
    if example is None:
        example = choices[0] if choices else example_of(column.type)
    return Field(column, heading, " ".join(text for text in told if text), example, choices)


def headed(name: str, unit: str) -> str:
    """A heading with its unit, in the brackets of the language."""
    told = f"（{unit}）" if speaks_chinese() else f" ({unit_word(unit)})"
    return f"{capfirst(name)}{told}" if unit else capfirst(name)


def month_fields() -> Iterator[Field]:
    """Figures since January, month by month: the example has those of the first quarter."""
    note = _("What was made since January, not in the month alone. Leave months to come empty.")
    for month in range(1, 13):
        name = f"1-{month}月" if month > 1 else "1月"
        name = name if speaks_chinese() else english_range(month)
        column = Column(f"month_{month}", Date(), (name,))
        yield Field(column, headed(name, "万元"), note, 1000 * month if month <= 3 else "")


class TemplateWriter:
    """Writes the sheets of one template."""

    def __init__(self, book: xlsxwriter.Workbook, kind: Kind, choices: Mapping[str, Sequence[str]]) -> None:
        self.book, self.kind = book, kind
        self.names: set[str] = set()
        self.layouts = [(layout, fields_of(kind, layout, choices)) for layout in kind.layouts]
        self.lists = {field.heading: field.choices for _, fields in self.layouts for field in fields if field.choices}
        self.notes_name, self.lists_name = HELP_SHEETS[0 if speaks_chinese() else 1]
        self.heads = [book.add_format(STYLES["heading"] | more) for more in ({}, {"bg_color": "#F6D9B8"})]
        self.title, self.label = book.add_format(STYLES["title"]), book.add_format(STYLES["label"])
        self.wrapped = book.add_format(STYLES["wrapped"])
        self.text, self.day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
        faint = {"font_color": "#7A5C00", "bg_color": "#FFF7E0"}
        self.example, self.example_day = (
            book.add_format(faint | {"num_format": form}) for form in ("General", "yyyy-mm-dd")
        )

    def write(self) -> None:
        for layout, fields in self.layouts:
            self.write_sheet(layout, fields)
        self.write_notes()
        if self.lists:
            self.write_lists()

    def sheet_title(self, layout: Layout) -> str:
        return str(layout.title or self.kind.label) % {"year": timezone.localdate().year}

    def add_sheet(self, name: str) -> Any:
        return self.book.add_worksheet(name_of_sheet(name, self.names), TextSheet)

    def write_sheet(self, layout: Layout, fields: Sequence[Field]) -> None:
        sheet = self.add_sheet(self.sheet_title(layout))
        sheet.write_string(0, 0, self.sheet_title(layout), self.title)
        sheet.freeze_panes(2, 1)
        for place, field in enumerate(fields):
            is_text = isinstance(field.column.type, TEXTS)
            is_day = isinstance(field.column.type, Date) and not field.column.name.startswith("month_")
            width = max(14, min(34, 2 * len(field.heading) + 2))
            sheet.set_column(place, place, width, self.text if is_text else self.day if is_day else None)
            sheet.write_string(1, place, field.heading, self.heads[field.column.required])
            self.write_example(sheet, place, field)
            sheet.data_validation(2, place, ROWS, place, self.validation(field))

    def write_example(self, sheet: Any, place: int, field: Field) -> None:
        value = field.example
        if place == 0:
            sheet.write_string(2, 0, f"{EXAMPLE_MARKS[0 if speaks_chinese() else 1]}{value}", self.example)
        elif isinstance(value, date):
            sheet.write_datetime(2, place, value, self.example_day)
        elif isinstance(value, int | float):
            sheet.write_number(2, place, value, self.example)
        else:
            sheet.write_string(2, place, str(value), self.example)

    def validation(self, field: Field) -> dict[str, Any]:
        """A list to choose from where there is one, and the note beside the cell. Other words are asked about, not
        refused: the import knows nicknames too."""
        told = {"input_title": field.heading[:32], "input_message": field.hint[:MESSAGE]} if field.hint else {}
        if not field.choices:
            return {"validate": "any", **told}
        column = xl_col_to_name(list(self.lists).index(field.heading), col_abs=True)
        source = f"='{self.lists_name}'!{column}$2:{column}${len(field.choices) + 1}"
        return {"validate": "list", "source": source, "error_type": "warning", **told}

    def write_notes(self) -> None:
        sheet = self.add_sheet(self.notes_name)
        for place, width in enumerate((26, 22, 10, 64, 34)):
            sheet.set_column(place, place, width)
        row = self.write_rules(sheet)
        for layout, fields in self.layouts:
            sheet.write_string(row, 0, self.sheet_title(layout), self.title)
            for place, head in enumerate((_("Column"), _("Unit"), _("Required"), _("What to enter"), _("Example"))):
                sheet.write_string(row + 1, place, head, self.heads[0])
            for number, field in enumerate(fields, row + 2):
                for place, text in enumerate(self.note_of(field)):
                    sheet.write_string(number, place, text, self.wrapped)
            row += len(fields) + 3

    def write_rules(self, sheet: Any) -> int:
        """What holds for every sheet; the next free row."""
        rules = (
            _("The row marked %(mark)s is an example. It is left out when the workbook is taken in.")
            % {"mark": EXAMPLE_MARKS[0 if speaks_chinese() else 1]},
            _("Coloured headings must be filled in. Columns that you do not need may be deleted or left empty."),
            _("An empty cell changes nothing in a record that exists already."),
            _("Another unit may stand in the heading or behind the number in a cell, such as 1.2 亿元."),
            _("This sheet and the sheet of choices are not taken in."),
        )
        for row, rule in enumerate(rules):
            sheet.write_string(row, 0, rule, self.label)
        return len(rules) + 1

    def note_of(self, field: Field) -> list[str]:
        needed = _("yes") if field.column.required else ""
        unit = unit_word(unit_of(field.column.type))
        told = f"{field.hint} {_('Choose from the list.')}" if field.choices else field.hint
        return [capfirst(str(field.column)), unit, needed, told.strip(), str(field.example)]

    def write_lists(self) -> None:
        sheet = self.add_sheet(self.lists_name)
        for place, (heading, choices) in enumerate(self.lists.items()):
            sheet.set_column(place, place, 24)
            sheet.write_string(0, place, heading, self.heads[0])
            for row, choice in enumerate(choices, 1):
                sheet.write_string(row, place, choice, self.wrapped)
