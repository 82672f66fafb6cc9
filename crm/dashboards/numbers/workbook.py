"""The numbers as tables that go out, each with its title and sentence above it."""

from crm.common.units import unit_word
from crm.dashboards.numbers.reports import Head, Report
from crm.workbooks.listings import Head as OutHead
from crm.workbooks.listings import Listing


def listing_of(report: Report) -> Listing:
    heads = [OutHead("label", str(report.label_title))]
    heads += [OutHead(f"figure_{number}", heading(head)) for number, head in enumerate(report.heads, 1)]
    rows = [[str(line.label), *(figure.plain for figure in line.figures)] for line in report.lines]
    return Listing(str(report.title), heads, rows, len(rows), (str(report.title), str(report.sentence)))


def heading(head: Head) -> str:
    return f"{head.label}（{unit_word(str(head.unit))}）" if head.unit else str(head.label)
