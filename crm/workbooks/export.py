"""Rows out into a file: as a workbook, as text or as JSON, row by row, however many there are."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from crm.workbooks.jobs import Watch, unseen
from crm.workbooks.listings import Listing
from crm.workbooks.writers import write_csv, write_json, write_xlsx

TELL_EACH = 500  # rows


@dataclass(frozen=True)
class Form:
    """A kind of file. `write` puts listings into a binary file."""

    key: str
    label: str
    media_type: str
    write: Callable[[str, Sequence[Listing], BinaryIO], None]


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {
    form.key: form
    for form in (
        Form("xlsx", "Excel (xlsx)", XLSX, write_xlsx),
        Form("csv", "CSV (UTF-8)", "text/csv; charset=utf-8", write_csv),
        Form("json", "JSON", "application/json", write_json),
    )
}


def write_export(form: str, title: str, listings: Sequence[Listing], file: BinaryIO, watch: Watch = unseen) -> int:
    """Write all rows; how many there were."""
    counter = Counter(sum(listing.count for listing in listings), watch)
    counted = [Listing(each.title, each.heads, counter.through(each.rows), each.count, each.notes) for each in listings]
    FORMS[form].write(title, counted, file)
    return counter.done


class Counter:
    """Counts rows on their way and tells of them."""

    def __init__(self, total: int, watch: Watch) -> None:
        self.done, self.total, self.watch = 0, total, watch

    def through(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for row in rows:
            if self.done % TELL_EACH == 0:
                self.watch(self.done, max(self.total, self.done))
            self.done += 1
            yield row
