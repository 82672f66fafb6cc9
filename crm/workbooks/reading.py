"""A file becomes sheets of cells. Bounded in bytes, unpacked bytes and cells before anything is unpacked for good.

xlsx, xls and ods go through calamine; csv through the standard library. Formulas are never run: a cell holds what the
spreadsheet stored as its result. What calamine leaves empty in silence (a formula's error, a formula without a result)
is found in the XML and kept as a `Fault`, so that no figure is lost without a word.
"""

import csv
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from crm.workbooks.guards import unguarded
from crm.workbooks.problems import WorkbookError

MEGABYTE = 1024 * 1024
UNPACKED_PER_LIMIT = 20  # a 20 MB ledger unpacks to less than 400 MB
CELLS = 20_000_000
COLUMNS = 1_000
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = b"PK\x03\x04"
TEXT_ENDINGS = ("csv", "txt", "tsv")


@dataclass(frozen=True)
class Fault:
    """A cell whose formula failed (`formula_error`) or was stored without its result (`formula_uncounted`)."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass
class Sheet:
    """`rows[0]` is the sheet's row 1: nothing above or left of the data is cut away."""

    name: str
    rows: list[list[Any]]


@dataclass
class Book:
    name: str
    sheets: list[Sheet]
    epoch_1904: bool = False


@dataclass
class Inside:
    """What the XML of an xlsx says beside its values."""

    faults: dict[str, dict[tuple[int, int], Fault]] = field(default_factory=dict)
    epoch_1904: bool = False


def read_book(data: bytes, name: str, *, limit: int | None = None) -> Book:
    """The sheets of a workbook; WorkbookError with a sentence for whatever cannot or must not be read."""
    limit = limit or settings.UPLOAD_LIMIT_BYTES
    refuse_big(len(data), limit)
    if not data.strip(b"\x00 \r\n\t"):
        raise WorkbookError("empty_file")
    if data.startswith(ZIP):
        book = read_zip(data, name, limit * UNPACKED_PER_LIMIT)
    elif data.startswith(OLE):
        refuse_ole(data)
        book = Book(name, read_calamine(data))
    elif name.lower().rpartition(".")[2] in TEXT_ENDINGS:
        book = Book(name, [Sheet(name.rpartition(".")[0] or name, list(read_text(data)))])
    else:
        raise WorkbookError("not_a_workbook")
    if not any(sheet.rows for sheet in book.sheets):
        raise WorkbookError("no_cells")
    return book


def refuse_big(size: int, limit: int | None = None) -> None:
    """Before a file is read into memory."""
    limit = limit or settings.UPLOAD_LIMIT_BYTES
    if size > limit:
        raise WorkbookError("too_big", size=-(-size // MEGABYTE), limit=f"{limit / MEGABYTE:g}")


def refuse_outright(data: bytes) -> None:
    """What a glance tells before a large file is left to the background: the archive's list of parts, as it is."""
    if data.startswith(OLE):
        refuse_ole(data)
    elif data.startswith(ZIP):
        infos = listed(data, settings.UPLOAD_LIMIT_BYTES * UNPACKED_PER_LIMIT)
        if any(info.flag_bits & 1 for info in infos):
            raise WorkbookError("encrypted")
        refuse_parts({info.filename for info in infos})


# --- csv ---


def read_text(data: bytes) -> Iterator[list[str]]:
    text = decode(data)
    if "\x00" in text or re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE):
        raise WorkbookError("not_a_workbook")
    head = text[:10_000].partition("\n")[0]
    delimiter = max(",\t;", key=head.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False):
            if len(row) > COLUMNS:
                raise WorkbookError("too_wide", sheet="csv", count=len(row), limit=COLUMNS)
            yield [unquote(cell) for cell in row]
    except csv.Error as error:
        raise WorkbookError("damaged") from error


def decode(data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WorkbookError("encoding")


def unquote(cell: str) -> str:
    """Excel's way to keep a code as text in csv: `="007"` → `007`; our own before a formula: `'=1` → `=1`."""
    found = re.fullmatch(r'="([^"]*)"', cell)
    return found[1] if found else unguarded(cell)


# --- xls ---


def refuse_ole(data: bytes) -> None:
    """Names of streams stand in an OLE file's directory as UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise WorkbookError("encrypted")
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise WorkbookError("macros")
    if "Workbook".encode("utf-16-le") not in data and "Book".encode("utf-16-le") not in data:
        raise WorkbookError("not_a_workbook")


def read_calamine(data: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except PasswordError as error:
        raise WorkbookError("encrypted") from error
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise WorkbookError("damaged") from error


# --- xlsx and ods ---


def read_zip(data: bytes, name: str, unpacked: int) -> Book:
    parts = unpack(data, unpacked)
    names = set(parts)
    refuse_parts(names)
    if "xl/workbook.xml" in names:
        inside = look_inside(parts)
    elif "content.xml" in names:
        refuse_far_ods(parts["content.xml"])
        inside = Inside()
    else:
        raise WorkbookError("not_a_workbook")
    parts.clear()
    sheets = read_calamine(data)
    for sheet in sheets:
        for (row, column), fault in inside.faults.get(sheet.name, {}).items():
            put(sheet.rows, row, column, fault)
    return Book(name, sheets, inside.epoch_1904)


def refuse_parts(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise WorkbookError("xlsb")
    if any(part.endswith("vbaProject.bin") for part in names) or any(part.startswith("Basic/") for part in names):
        raise WorkbookError("macros")
    if any(part.startswith("xl/externalLinks/") for part in names):
        raise WorkbookError("external_links")


def put(rows: list[list[Any]], row: int, column: int, fault: Fault) -> None:
    while len(rows) <= row:
        rows.append([])
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    if rows[row][column] in ("", None):
        rows[row][column] = fault


WANTED = re.compile(r"^(xl/(workbook|worksheets/[^/]+)\.xml|xl/_rels/workbook\.xml\.rels|content\.xml)$")


def unpack(data: bytes, most: int) -> dict[str, bytes]:
    """The parts by name, those that are looked into with their bytes. Sizes are counted: what headers say may lie."""
    infos = listed(data, most)
    parts: dict[str, bytes] = {}
    left = most
    for info in infos:
        if info.flag_bits & 1:
            raise WorkbookError("encrypted")
        content = inflate(data, info, left)
        left -= len(content)
        parts[info.filename] = content if WANTED.match(info.filename) else b""
    return parts


def listed(data: bytes, most: int) -> list[zipfile.ZipInfo]:
    """What the archive says it holds."""
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise WorkbookError("damaged") from error
    if len(infos) > 10_000 or sum(info.file_size for info in infos) > most:
        raise WorkbookError("zip_bomb")
    return infos


def inflate(data: bytes, info: zipfile.ZipInfo, most: int) -> bytes:
    header = data[info.header_offset : info.header_offset + 30]
    if len(header) < 30 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise WorkbookError("damaged")
    begin = info.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = data[begin : begin + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        content = packed
    else:
        try:
            content = zlib.decompressobj(-15).decompress(packed, most + 1)
        except zlib.error as error:
            raise WorkbookError("damaged") from error
    if len(content) > most:
        raise WorkbookError("zip_bomb")
    return content


REFERENCE = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
WIDE = re.compile(rb' r="([A-Z]{2,3})\d')
DEEP = re.compile(rb' r="[A-Z]{1,3}(\d{6,7})"')
ONE_LETTER, FIVE_DIGITS = 26, 99_999
ERROR = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*\bt="e"[^>]*>.{0,2000}?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
UNCOUNTED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>/]*><(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v></(?:\w+:)?v>|<(?:\w+:)?v/>)?</(?:\w+:)?c>"
)


def look_inside(parts: dict[str, bytes]) -> Inside:
    inside = Inside(epoch_1904=bool(re.search(rb'date1904="(1|true)"', parts["xl/workbook.xml"])))
    for name, part in sheet_parts(parts).items():
        content = parts.get(part, b"")
        refuse_far(name, content)
        inside.faults[name] = dict(faults(content))
    return inside


def sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Each sheet's name and the part that holds its cells."""
    links = parts.get("xl/_rels/workbook.xml.rels", b"").decode("utf-8", "replace")
    targets = {}
    for link in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        attributes = dict(re.findall(r'([\w:]+)="([^"]*)"', link))
        target = attributes.get("Target", "")
        targets[attributes.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", parts["xl/workbook.xml"].decode("utf-8", "replace")):
        attributes = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
        found[html.unescape(attributes.get("name", ""))] = targets.get(attributes.get("r:id"), "")
    return found


def refuse_far(sheet: str, content: bytes) -> None:
    """calamine makes a full grid from A1 to the farthest cell: one cell at XFD1048576 would fill the memory."""
    columns = max((column_number(found[1]) for found in WIDE.finditer(content)), default=ONE_LETTER)
    rows = max((int(found[1]) for found in DEEP.finditer(content)), default=FIVE_DIGITS)
    if columns <= COLUMNS and columns * rows <= CELLS:
        return
    columns = rows = 0
    for found in REFERENCE.finditer(content):
        columns, rows = max(columns, column_number(found[1])), max(rows, int(found[2]))
    if columns > COLUMNS:
        raise WorkbookError("too_wide", sheet=sheet, count=columns, limit=COLUMNS)
    if columns * rows > CELLS:
        raise WorkbookError("too_many_cells", sheet=sheet)


TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"')


def refuse_far_ods(content: bytes) -> None:
    """As `refuse_far`: a few bytes can say that a cell is repeated over the whole sheet."""
    next_row = column = columns = rows = 0
    for tag, attributes in TAG.findall(content):
        repeated = REPEATED.search(attributes)
        times = int(repeated[1]) if repeated else 1
        if tag == b"table":
            next_row = columns = rows = 0
        elif tag == b"table-row":
            next_row, column = next_row + times, 0
        else:
            column += times
            if b"value-type" in attributes:
                columns, rows = max(columns, column), max(rows, next_row)
        if columns > COLUMNS:
            raise WorkbookError("too_wide", sheet="ods", count=columns, limit=COLUMNS)
        if columns * rows > CELLS:
            raise WorkbookError("too_many_cells", sheet="ods")


def faults(content: bytes) -> Iterator[tuple[tuple[int, int], Fault]]:
    if b"<f" not in content and b't="e"' not in content:
        return
    for letters, digits, text in ERROR.findall(content):
        yield (int(digits) - 1, column_number(letters) - 1), Fault("formula_error", text.decode("utf-8", "replace"))
    for letters, digits in UNCOUNTED.findall(content):
        yield (int(digits) - 1, column_number(letters) - 1), Fault("formula_uncounted", "=")


def column_number(letters: bytes) -> int:
    """`A` → 1, `XFD` → 16 384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
