"""Reading the cells of one column of a sheet, each way of writing a value once."""

from typing import Any

from crm.workbooks.cells import LONGEST_MARK, Cell, Text, is_clean, parse, written
from crm.workbooks.columns import Column
from crm.workbooks.headers import Header
from crm.workbooks.problems import REFUSED, WARNED, CellError

REMEMBERED = 5_000  # values of a column that are told again without being read again

# What a cell says: as written, its value, and what is to be told of it (code, severity, params).
Told = tuple[str, str, dict[str, Any]]
Reading = tuple[str, Any, tuple[Told, ...]]


class Reader:
    """A column at its place. A refused cell has no value at all: None would mean that it is empty."""

    def __init__(self, column: Column, header: Header, epoch_1904: bool) -> None:
        place = header.places[column.name]
        self.column, self.name = column, column.name
        self.index, self.label = place.index, place.label
        self.unit, self.epoch_1904 = header.unit(column), epoch_1904
        self.known: dict[Any, Reading] = {}
        # The usual text needs no closer look: that is most of what ledgers hold.
        self.limit = column.type.limit if type(column.type) is Text else 0

    def read(self, raw: Any) -> Reading:
        if raw.__class__ is str and LONGEST_MARK < len(raw) <= self.limit and raw[0] not in "=@+-" and is_clean(raw):
            return raw, raw, ()
        key = raw if raw.__class__ is str else (raw.__class__, raw)
        found = self.known.get(key)
        if found is None:
            found = read_cell(self.column, raw, self.label, self.unit, self.epoch_1904)
            if len(self.known) < REMEMBERED:
                self.known[key] = found
        return found


REFUSED_VALUE = object()


def read_cell(column: Column, raw: Any, label: str, unit: str = "", epoch_1904: bool = False) -> Reading:
    cell = Cell(unit, epoch_1904)
    text = written(raw)
    try:
        value = parse(column.type, raw, cell)
    except CellError as error:
        return text, REFUSED_VALUE, ((error.code, REFUSED, error.params),)
    if value is None and column.required:
        return text, None, (("required", REFUSED, {"column": label}),)
    return text, value, tuple((code, WARNED, params) for code, params in cell.warnings)


def readers_of(columns: tuple[Column, ...], header: Header, epoch_1904: bool) -> list[Reader]:
    return [Reader(column, header, epoch_1904) for column in columns if column.name in header.places]
