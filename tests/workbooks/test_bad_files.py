"""Files that must not harm: each gets its sentence from the page, within bounds, and nothing is kept."""

import io
import resource
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clusters.models import Company
from crm.workbooks.models import Import
from tests.workbooks.books import GOOD_CODE, OTHER_CODE, xlsx
from tests.workbooks.test_reading import replaced, with_part, zipped

pytestmark = pytest.mark.django_db
HEADER = ["企业名称", "信用代码", "注册资本（万元）"]
GOOD = xlsx(HEADER, ["甲公司", GOOD_CODE, 5])
SHEET = "xl/worksheets/sheet1.xml"
MORE_MEMORY_MIB = 400


def upload(client: Any, data: bytes, name: str = "企业.xlsx") -> Any:
    return client.post("/office/imports/new/", {"kind": "companies", "file": SimpleUploadedFile(name, data)})


def empty_rows(count: int) -> bytes:
    """As formats left behind in Excel do it: rows without a value down to the last."""
    rows = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(3, count + 3))
    return replaced(GOOD, SHEET, b"</sheetData>", f"{rows}</sheetData>".encode())


def wide(columns: int) -> bytes:
    return xlsx([*HEADER, *(f"列{number}" for number in range(columns))], ["甲公司", GOOD_CODE, 5])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("zip bomb", zipped(xl__workbook_xml=b"0" * 420_000_000)),
        ("external links", with_part(GOOD, "xl/externalLinks/externalLink1.xml", b"<x/>")),
        ("macros", with_part(GOOD, "xl/vbaProject.bin", b"x")),
        ("encrypted", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        ("16 000 columns", wide(16_000)),
        ("truncated", GOOD[: len(GOOD) * 2 // 3]),
        ("two headers alike", xlsx(["企业名称", "信用代码", "信用代码"], ["甲公司", GOOD_CODE, OTHER_CODE])),
    ],
)
def test_a_sentence_and_nothing_kept(client_for: Any, name: str, data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    client = client_for("manager")
    answer = upload(client, data)
    if name == "two headers alike":  # kept, for its columns can be put right by hand
        page = client.get(answer.url).content.decode()
        assert "信用代码" in page
        assert Import.objects.get().counts["rows"] == 0
    else:
        assert answer.status_code == 422
        assert answer.context["form"].errors["file"][0]
        assert not Import.objects.exists()
    assert Company.objects.count() == 0
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024 < MORE_MEMORY_MIB


def test_a_wrong_encoding_is_told(client_for: Any) -> None:
    answer = upload(client_for("manager"), b"\x81\xff\xff,\x80\n", "a.csv")
    assert answer.status_code == 422
    assert "UTF-8" in answer.context["form"].errors["file"][0]


def test_a_million_empty_rows_are_read_over(client_for: Any) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    upload(client_for("manager"), empty_rows(1_000_000))
    brought = Import.objects.get()
    if brought.job is not None:
        from crm.workbooks.jobs import carry

        carry.call(brought.job.pk)
        brought.refresh_from_db()
    assert brought.counts["rows"] == 1
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024 < MORE_MEMORY_MIB * 2


def test_a_formulas_error_is_told_in_its_cell(client_for: Any) -> None:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["甲公司", GOOD_CODE])
        sheet.write_formula("C2", "=1/0", None, "#DIV/0!")
    client = client_for("manager")
    page = client.get(upload(client, buffer.getvalue()).url).content.decode()
    assert "#DIV/0!" in page
    assert Import.objects.get().counts["refused"] == 1


def test_two_headers_alike_are_told_apart_by_hand(client_for: Any) -> None:
    client = client_for("manager")
    data = xlsx(["企业名称", "信用代码", "信用代码"], ["甲公司", GOOD_CODE, OTHER_CODE])
    url = upload(client, data).url
    assert url.endswith("/columns/")
    client.post(url, {"use_0": "on", "column_0_0": "name", "column_0_1": "credit_code", "column_0_2": ""})
    assert Import.objects.get().rows.get().values["credit_code"] == GOOD_CODE
