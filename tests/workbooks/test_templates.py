"""Templates: what they hold, and that they go in again once filled."""

import io
from typing import Any

import pytest
import xlsxwriter
from django.utils.translation import override

from clusters.models import Building, Company, Observation, Opportunity, Parcel, Project
from crm.workbooks.kinds import KINDS, Kind
from crm.workbooks.plans import plan_book
from crm.workbooks.reading import Book, read_book
from crm.workbooks.services import import_file
from crm.workbooks.tables import EXAMPLE_MARKS, HELP_SHEETS
from crm.workbooks.templates import template_workbook
from leads.models import Lead
from tests.factories.clusters import ClusterFactory, ProjectFactory

pytestmark = pytest.mark.django_db
EVERY_KIND = ("companies", "parcels", "buildings", "opportunities", "observations", "enclave_projects", "leads")
LANGUAGES = ("zh-hans", "en")


def template(kind: Kind) -> Book:
    return read_book(template_workbook(kind, None), "template.xlsx")


def filled(book: Book) -> bytes:
    """The template as a person fills it in: below the example the same row, without its mark."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"}) as out:
        for sheet in book.sheets:
            page = out.add_worksheet(sheet.name)
            rows = [*sheet.rows]
            if not any(sheet.name in names for names in HELP_SHEETS):
                rows.append([unmarked(cell) for cell in sheet.rows[2]])
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return buffer.getvalue()


def unmarked(cell: Any) -> Any:
    for mark in EXAMPLE_MARKS:
        cell = cell.removeprefix(mark) if isinstance(cell, str) else cell
    return cell


def test_every_kind_is_tried() -> None:
    assert set(EVERY_KIND) == set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERY_KIND)
def test_an_empty_template_says_that_its_example_is_left_out(name: str, language: str) -> None:
    with override(language):
        kind = KINDS[name]
        plan = plan_book(kind, template(kind))
        assert plan.all_problems == []
        assert plan.entries == []
        assert [row.reason for row in plan.left_out] == ["example"] * len(kind.layouts)
        assert not any(plan.unused.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_filled_template_goes_in_without_problems(name: str, language: str) -> None:
    with override(language):
        ProjectFactory(code="FD-0000", company__credit_code="91532301MA6QEYFH70") if name == "observations" else None
        kind = KINDS[name]
        plan = import_file(kind=kind, data=filled(template(kind)), name="filled.xlsx", actor=None)
        assert plan.all_problems == []
        assert plan.counts["written"] == plan.counts["created"] == len(plan.entries) >= len(kind.layouts)
    model = {
        "companies": Company, "parcels": Parcel, "buildings": Building, "observations": Observation,
        "opportunities": Opportunity,
        "enclave_projects": Project, "leads": Lead,
    }[name]  # fmt: skip
    assert model.objects.exists()


def test_words_that_look_like_the_writers_own_marks_break_nothing() -> None:
    word = "<r><t>x</t></r> & <r>y</r>"
    ClusterFactory(name=word)
    told = {cell for sheet in template(KINDS["companies"]).sheets for row in sheet.rows for cell in row}
    assert word in told
