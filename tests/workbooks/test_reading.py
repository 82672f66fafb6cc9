"""Files that are read, and files that get a sentence instead."""

import io
import zipfile

import pytest

from crm.workbooks.problems import WorkbookError
from crm.workbooks.reading import Fault, read_book
from tests.workbooks.books import SAMPLES, xlsx


def refusal(data: bytes, name: str = "a.xlsx", limit: int | None = None) -> str:
    with pytest.raises(WorkbookError) as error:
        read_book(data, name, limit=limit)
    assert error.value.message
    return error.value.code


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def test_every_sample_is_read() -> None:
    for path in SAMPLES.iterdir():
        assert read_book(path.read_bytes(), path.name).sheets


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_each_encoding(encoding: str) -> None:
    book = read_book('企业名称,信用代码\n"示例,公司",="007"\n'.encode(encoding), "企业.csv")
    assert book.sheets[0].rows == [["企业名称", "信用代码"], ["示例,公司", "007"]]


def test_csv_with_semicolons_or_tabs() -> None:
    assert read_book(b"a;b\n1;2\n", "a.csv").sheets[0].rows == [["a", "b"], ["1", "2"]]
    assert read_book(b"a\tb\n1\t2\n", "a.txt").sheets[0].rows == [["a", "b"], ["1", "2"]]


def test_no_workbook() -> None:
    assert refusal(b"") == "empty_file"
    assert refusal(b" \n\n") == "empty_file"
    assert refusal(b"hello", "a.xlsx") == "not_a_workbook"
    assert refusal(b"%PDF-1.7 ...", "a.pdf") == "not_a_workbook"
    assert refusal(b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv") in ("not_a_workbook", "encoding")
    assert refusal(b"<html><table></table>", "a.csv") == "not_a_workbook"
    assert refusal(zipped(readme_txt=b"x")) == "not_a_workbook"
    assert refusal(b"\xff\xfe\xff\xff\x81", "a.csv") in ("encoding", "not_a_workbook")
    assert refusal(b"\x81\xff\xff", "a.csv") == "encoding"


def test_an_empty_workbook() -> None:
    assert refusal(xlsx()) == "no_cells"


def test_too_big() -> None:
    assert refusal(b"x" * 50 * 1024 * 1024) == "too_big"
    assert refusal(xlsx(["a"]), limit=100) == "too_big"


def test_truncated() -> None:
    data = xlsx(["项目名称"], ["甲"])
    assert refusal(data[: len(data) // 2]) == "damaged"
    assert refusal(bytes.fromhex("D0CF11E0A1B11AE1") + "Workbook".encode("utf-16-le"), "a.xls") == "damaged"


def test_encrypted() -> None:
    ole = bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert refusal(ole) == "encrypted"


def test_zip_bombs() -> None:
    assert refusal(zipped(xl__workbook_xml=b"0" * 3_000_000), limit=100_000) == "zip_bomb"


def test_a_bomb_that_lies_about_its_size() -> None:
    data = bytearray(zipped(xl__workbook_xml=b"0" * 3_000_000))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(data), limit=100_000) == "zip_bomb"


def test_macros_and_links_to_other_files() -> None:
    data = xlsx(["项目名称"], ["甲"])
    assert refusal(with_part(data, "xl/vbaProject.bin", b"x")) == "macros"
    assert refusal(with_part(data, "xl/externalLinks/externalLink1.xml", b"<x/>")) == "external_links"


def replaced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    source, buffer = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info.filename, content.replace(old, new) if info.filename == name else content)
    return buffer.getvalue()


def test_one_cell_at_the_end_of_the_world() -> None:
    sheet, cell = "xl/worksheets/sheet1.xml", b'<c r="A2"'
    data = xlsx(["a"], ["b"])
    assert refusal(replaced(data, sheet, cell, b'<c r="XFD1048576"')) == "too_wide"
    assert refusal(replaced(data, sheet, cell, b'<c r="ZZ1048576"')) == "too_many_cells"


def test_formulas_that_failed_or_were_never_counted() -> None:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("甲")
        sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("A2", "=B1", None, "")
        sheet.write_formula("A3", "=1+1", None, 2)
        sheet.write_string("A4", "=1+1")
    rows = read_book(buffer.getvalue(), "a.xlsx").sheets[0].rows
    assert rows[0][0] == Fault("formula_error", "#DIV/0!")
    assert rows[1][0] == Fault("formula_uncounted", "=")
    assert rows[2][0] == 2
    assert rows[3][0] == "=1+1"


ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    '<office:body><office:spreadsheet><table:table table:name="表">{rows}'
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def ods(rows: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return buffer.getvalue()


def text_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def test_ods_with_its_million_empty_rows() -> None:
    number = '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12.5</text:p></table:table-cell>'
    rows = (
        f"<table:table-row>{text_cell('名称')}{text_cell('数')}</table:table-row>"
        f"<table:table-row>{text_cell('甲')}{number}</table:table-row>"
    )
    assert read_book(ods(rows), "a.ods").sheets[0].rows == [["名称", "数"], ["甲", 12.5]]


def test_ods_that_repeats_a_cell_over_the_whole_sheet() -> None:
    wide = text_cell("甲", ' table:number-columns-repeated="16384"')
    assert refusal(ods(f"<table:table-row>{wide}</table:table-row>"), "a.ods") == "too_wide"
    deep = '<table:table-row table:number-rows-repeated="1000000">'
    assert refusal(ods(f"{deep}{text_cell('甲') * 100}</table:table-row>"), "a.ods") == "too_many_cells"
