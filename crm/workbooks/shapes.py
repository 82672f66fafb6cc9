"""What a sheet looks like to whoever puts its columns right: headers, what each is taken for, some values."""

from typing import Any

from crm.workbooks.cells import is_empty, written
from crm.workbooks.headers import LOOK, Header, labels_of
from crm.workbooks.reading import Sheet

SAMPLES, WIDEST = 3, 60


def shape_of(sheet: Sheet, header: Header | None) -> dict[str, Any]:
    """As an import keeps it: `labels` by index, `columns` (index → column), `samples` by index."""
    begin = header.data_row if header else guess(sheet) + 1
    labels = header.labels if header else texts_of(sheet.rows[begin - 1 : begin])
    rows = [row for row in sheet.rows[begin : begin + 10] if not all(map(is_empty, row))][:SAMPLES]
    return {
        "labels": labels[:WIDEST],
        "columns": {str(place.index): name for name, place in header.places.items()} if header else {},
        "samples": [
            [written(row[index])[:40] for row in rows if index < len(row) and not is_empty(row[index])]
            for index in range(min(len(labels), WIDEST))
        ],
        "months": [place.index for place, _month in header.months] if header else [],
    }


def guess(sheet: Sheet) -> int:
    """Where no header was recognised: the row with most words."""
    rows = range(min(LOOK, len(sheet.rows)))
    words = [sum(isinstance(cell, str) and not is_empty(cell) for cell in sheet.rows[index]) for index in rows]
    return words.index(max(words))


def texts_of(rows: list[list[Any]]) -> list[str]:
    return [label.text if label else "" for label in labels_of(rows)]
