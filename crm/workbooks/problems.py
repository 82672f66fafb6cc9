"""What can be wrong with a workbook, a row or a cell, each with its sentence.

A problem keeps a code and what fills the sentence, so that it can be stored and shown in each reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.common.credit_codes import credit_code_problem
from crm.common.errors import RuleError

REFUSED = "refused"
WARNED = "warned"

SENTENCES: dict[str, Any] = {
    # the file
    "empty_file": _("The file is empty."),
    "too_big": _("The file has %(size)s MB; at most %(limit)s MB are read. Please split it."),
    "not_a_workbook": _("This is no workbook. Please save it as xlsx, xls, ods or csv."),
    "xlsb": _("Binary workbooks (xlsb) are not read. Please save it as xlsx."),
    "encrypted": _("The workbook is protected by a password. Please save it without one."),
    "damaged": _("The workbook is damaged or incomplete and cannot be read."),
    "zip_bomb": _("The workbook unpacks to far more than a ledger needs and is not read."),
    "macros": _("The workbook contains macros. Please save it as xlsx without them."),
    "external_links": _("The workbook takes values from other files. Please paste them as values and save again."),
    "too_wide": _("Sheet “%(sheet)s” has %(count)s columns; at most %(limit)s are read."),
    "too_many_cells": _("Sheet “%(sheet)s” reaches too far; please delete the empty rows and columns beyond the data."),
    "encoding": _("The text is neither UTF-8 nor GB18030. Please save it as “CSV UTF-8” or xlsx."),
    "no_cells": _("The workbook holds no data."),
    # the sheet
    "no_header": _("No header was found. Looked for: %(columns)s."),
    "other_kind": _("No header of this kind was found; the sheet looks like “%(kind)s”."),
    "sheet_unknown": _("No header was found in this sheet; it is left out."),
    "column_twice": _("Two columns are called “%(label)s”; please rename or delete one."),
    "no_year": _("Neither title, header nor file name says which year this is."),
    "no_indicator": _("Neither title nor sheet name says which indicator this is."),
    # the cell
    "required": _("“%(column)s” is missing."),
    "too_long": _("The text has %(count)s characters; at most %(limit)s fit."),
    "not_a_number": _("“%(value)s” is not a number."),
    "not_whole": _("“%(value)s” is not a whole number."),
    "out_of_range": _("“%(value)s” is out of range."),
    "negative": _("“%(value)s” is negative."),
    "not_a_date": _("“%(value)s” is not a date."),
    "foreign_currency": _("“%(value)s” is not in yuan."),
    "unknown_unit": _("The unit “%(unit)s” does not fit here."),
    "no_unit": _("No unit is given, neither in the header nor in the cell."),
    "unit_assumed": _("No unit is given; read as %(unit)s."),
    "digits_lost": _("The spreadsheet has rounded this long number; please enter it as text."),
    "credit_code": _("%(why)s"),
    "phone": _("“%(value)s” is not a complete phone number."),
    "not_yes_or_no": _("“%(value)s” is neither yes nor no."),
    "unknown_choice": _("“%(value)s” is not one of: %(choices)s."),
    "formula_error": _("The cell's formula gives an error (%(value)s)."),
    "formula_uncounted": _("The cell's formula has no stored result; please open the file, calculate and save it."),
    "formula_text": _("The text looks like a formula; it is kept as plain text."),
    "unknown_name": _("“%(value)s” is not known here."),
    "unknown_name_near": _("“%(value)s” is not known here. Is “%(near)s” meant?"),
    # the row
    "twice_in_file": _("The same as row %(row)s of sheet “%(sheet)s”."),
    "changed_since": _("Someone changed this record after the preview; please look again."),
    "record_gone": _("The record that this row was taken from is gone, or not yours to see."),
    "conflict": _("“%(column)s” was changed here too: it was %(was)s, is %(now)s now, and the workbook says %(new)s."),
    "several": _("Several records are called so; please match by another column."),
    "not_yours": _("You may not change this record."),
    "rule": _("%(why)s"),
}


class WorkbookError(RuleError):
    """The file as a whole cannot be read."""

    def __init__(self, code: str, **params: Any) -> None:
        self.params = params
        super().__init__(sentence(code, params), code=code)


class CellError(Exception):
    """A cell cannot be read as what its column holds."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Problem:
    """One thing that a person should look at, at the place where it stands: `row` is the sheet's own, from 1."""

    code: str
    severity: str = REFUSED
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    again: bool = field(default=False, compare=False)  # told already beside another figure of the same row

    @property
    def message(self) -> str:
        return sentence(self.code, self.params)

    @property
    def is_refusal(self) -> bool:
        return self.severity == REFUSED

    def stored(self) -> dict[str, Any]:
        """As kept in an Import: all but the sentence, which is made anew in each reader's language."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "severity": self.severity,
            "code": self.code,
            "params": {name: value if type(value) is int else str(value) for name, value in self.params.items()},
            **({"again": True} if self.again else {}),
        }

    @property
    def cause(self) -> tuple[str, ...]:
        """The same for problems of a row that one mend takes away: a row that stands twice does so as a whole."""
        column = "" if self.code == "twice_in_file" else self.column
        return self.code, column, str(dict(self.params))

    def told(self) -> dict[str, Any]:
        """As printed by `--json`: with the sentence."""
        return {**{name: value for name, value in self.stored().items() if name != "params"}, "message": self.message}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    if code == "credit_code" and "value" in params:
        params = {**params, "why": credit_code_problem(str(params["value"]))}
    return str(SENTENCES.get(code, SENTENCES["rule"])) % {"why": code, **params}


def add_sentences(sentences: Mapping[str, Any]) -> None:
    """For a kind's own codes, declared beside its models."""
    SENTENCES.update(sentences)
