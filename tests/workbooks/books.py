"""Workbooks made on the spot for tests."""

import io
from pathlib import Path
from typing import Any

import xlsxwriter

SAMPLES = Path(__file__).parents[2] / "crm" / "demo" / "workbooks"
GOOD_CODE = "91532301MA6QEYFH70"
OTHER_CODE = "91350100M000100Y43"


def xlsx(*rows: list[Any], sheet: str = "表1", merges: tuple[str, ...] = (), **sheets: list[list[Any]]) -> bytes:
    """A workbook with these rows in its first sheet; `sheets` are further ones by name."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
        for name, content in {sheet: list(rows), **sheets}.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(content):
                page.write_row(number, 0, row)
    return buffer.getvalue()


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()
