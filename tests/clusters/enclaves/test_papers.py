"""A statement as PDF and as workbook: what stands on it, who gets it, and that each download is logged."""

import io
import json
import zipfile
from datetime import date

import pytest
import typst
from python_calamine import CalamineWorkbook

from clusters.enclaves.models import Settlement, Statement
from clusters.enclaves.papers import statement_pdf, statement_workbook
from clusters.enclaves.papers.content import paper_of
from clusters.enclaves.papers.pdf import paper_call, paper_data
from clusters.enclaves.services import settlement_compute, settlement_issue, settlement_lock, settlement_reopen
from clusters.enclaves.verification import grouped_code
from clusters.models import Observation
from clusters.services import facts
from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.workbooks.models import Export
from tests.factories.clusters import ObservationFactory
from tests.factories.enclaves import Parties, indicator, receipt, tax_rule

pytestmark = pytest.mark.django_db
OUTPUT = tax_rule(code="output", book="assessment", indicator="output")


@pytest.fixture
def both_books(db) -> Parties:
    """100.01 元 of tax, which leaves an odd fen, a slip of 20.00 元, and 300.00 元 of output for the assessment."""
    parties = Parties(rules=[tax_rule(), OUTPUT])
    ObservationFactory(
        project=parties.project,
        indicator=indicator("output"),
        value=30_000,
        period_start=date(2024, 1, 1),
        period_end=date(2024, 12, 31),
    )
    return parties


def statement_of(parties: Parties, role: str = "origin", settlement: Settlement | None = None) -> Statement:
    settlement = settlement or parties.issued()
    return settlement.statements.get(party__role=role)


def sheets(data: bytes) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def formulas(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return "".join(archive.read(name).decode() for name in names)


# --- What stands on it ---


def test_the_paper_names_number_code_and_address(both_books, settings):
    settings.PUBLIC_URL = "https://crm.example.org"
    statement = statement_of(both_books)
    words = {value for _name, value in paper_of(statement).facts}
    code = statement.verification_code
    assert {statement.number, grouped_code(code), f"https://crm.example.org/verify/{code}"} <= words


def test_lines_stand_by_book_and_indicator_with_their_formula(both_books):
    groups = paper_of(statement_of(both_books)).groups
    assert [(group.is_assessment, group.total) for group in groups] == [(False, 5001), (True, 15_000)]
    told = " ".join(groups[0].lines[0].formula)
    assert "100.01" in told and "50.005" in told and "50.01" in told
    assert groups[0].rules and groups[1].rules


def test_only_assessment_parts_carry_the_mark(both_books):
    data = paper_data(paper_of(statement_of(both_books)))
    assert [bool(group["mark"]) for group in data["groups"]] == [False, True]
    assert "仅用于年度考核，不得对外公开" in data["groups"][1]["mark"]


def test_estimates_are_marked(both_books):
    statement = statement_of(both_books)
    assert "估算" not in str(paper_data(paper_of(statement)))
    settlement = statement.settlement
    settlement.lines.update(is_estimated=True)
    data = paper_data(paper_of(statement))
    assert all("估算" in line["tags"] for group in data["groups"] for line in group["lines"])
    assert data["warnings"]


def test_blocked_lines_have_no_amount_and_say_what_is_missing(both_books):
    receipt(both_books.project, 50, slip="T7", state="submitted", verified_at=None)
    line = paper_of(statement_of(both_books)).groups[0].lines[0]
    assert (line.amount, line.formula) == (None, ())
    assert line.remarks


def test_a_difference_names_the_line_that_it_corrects(parties):
    first = settlement_lock(settlement=parties.confirm(parties.issued()), actor=parties.confirming)
    fact = Observation.objects.get(slip_number="T1")
    facts.correct(fact=fact, actor=parties.confirming, reason="税单更正", verified=True, value=20_000)
    later = settlement_compute(agreement=parties.agreement, year=2025, actor=parties.computing)
    statement = statement_of(parties, settlement=settlement_issue(settlement=later, actor=parties.computing))
    corrected = parties.line_of(first, "origin")
    words = f"更正 {first.number} 第 {corrected.number} 行（2024 年）。"
    assert words in paper_of(statement).groups[0].lines[0].remarks
    assert any(
        words in str(cell) for rows in sheets(statement_workbook(statement)).values() for row in rows for cell in row
    )
    assert words in str(paper_data(paper_of(statement)))


def test_a_superseded_paper_says_so(both_books):
    settlement = both_books.issued()
    statement = statement_of(both_books, settlement=settlement)
    assert not paper_of(statement).warnings
    for actor in (both_books.computing, both_books.confirming):
        settlement_reopen(settlement=settlement, actor=actor, reason="漏记")
    statement.refresh_from_db()
    assert paper_of(statement).warnings
    assert paper_of(statement).groups[0].total == 5001  # as it was


# --- PDF ---


def test_the_pdf_embeds_its_fonts_and_is_the_same_each_time(both_books):
    statement = statement_of(both_books)
    data = statement_pdf(statement)
    assert data.startswith(b"%PDF-")
    assert b"NotoSansSC" in data and b"/FontFile3" in data
    assert statement_pdf(statement) == data


def test_every_glyph_of_the_pdf_is_there(both_books):
    """typst warns where no font has a family or a glyph."""
    _page, warnings = typst.compile_with_warnings(**paper_call(statement_of(both_books)), format="pdf")
    assert not warnings


def test_words_are_never_markup(both_books):
    project = both_books.project
    project.name = "#panic() *甲* $x$ \\ `乙` @丙"
    project.save_by(None)
    assert statement_pdf(statement_of(both_books)).startswith(b"%PDF-")


# --- Workbook ---


def test_the_workbook_shows_yuan_and_totals(both_books):
    found = sheets(statement_workbook(statement_of(both_books)))
    cover, tax, output = found.values()
    assert [row[3] for row in cover if row[3:4] and isinstance(row[3], float)] == [50.01, 150.0]
    assert tax[-1][6] == 50.01 and output[-1][6] == 150.0
    assert any("仅用于年度考核，不得对外公开" in str(row[0]) for row in output)
    assert not any("仅用于年度考核" in str(row[0]) for row in tax)


def test_exact_shares_and_totals_are_live(both_books):
    written = formulas(statement_workbook(statement_of(both_books)))
    assert written.count("<f>SUM(G") == 2
    assert written.count("<f>ROUND(E") == 1  # 300.00 × 50 %; 100.01 × 50 % leaves an odd fen


def test_ratios_without_an_end_are_text(both_books):
    from fractions import Fraction

    from clusters.enclaves.papers.workbook import ratio_cell

    assert ratio_cell(Fraction(1, 3)).value == "1/3"
    assert str(ratio_cell(Fraction(51, 100)).value) == "0.51"


def test_the_same_statement_gives_the_same_workbook(both_books):
    statement = statement_of(both_books)
    assert statement_workbook(statement) == statement_workbook(statement)


# --- Who gets it ---


@pytest.mark.parametrize(
    ("form", "start"), [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")]
)
def test_a_partner_takes_out_its_own(parties, client_for, form, start):
    statement = statement_of(parties)
    client = client_for(parties.partner)
    assert f"/partner/statements/{statement.pk}/{form}/" in client.get(f"/partner/statements/{statement.pk}/").text

    answer = client.get(f"/partner/statements/{statement.pk}/{form}/")

    assert answer.status_code == 200
    assert answer.getvalue().startswith(start)
    assert statement.number in answer.headers["Content-Disposition"]
    access = Access.objects.get()
    assert (access.user, access.subject_key) == (parties.partner, f"statement:{statement.pk}")
    assert access.kind == ("download" if form == "pdf" else "export")
    assert statement.number in access.subject


def test_what_was_taken_out_of_a_statement_waits_on_my_exports(parties, client_for):
    statement = statement_of(parties)
    client, other = client_for(parties.partner), client_for(Role.FINANCE)
    client.get(f"/partner/statements/{statement.pk}/json/")
    export = Export.objects.get()
    page = client.get(f"/office/exports/{export.pk}/")
    assert f'href="/partner/statements/{statement.pk}/"' in page.text
    told = json.loads(client.get(f"/office/exports/{export.pk}/file/").getvalue())
    cover, *groups = told["tables"]
    assert [statement.number in note for note in cover["notes"]].count(True) == 1
    lines = statement.settlement.lines.filter(party=statement.party).count()
    assert sum(len(group["rows"]) - 1 for group in groups) == lines  # each group has its total below
    assert other.get(f"/office/exports/{export.pk}/file/").status_code == 404


def test_anybody_elses_statement_does_not_exist(parties, client_for):
    settlement = parties.issued()
    origin, host = statement_of(parties, settlement=settlement), statement_of(parties, "host", settlement)
    for client, statement in [(client_for(parties.partner), host), (client_for(Role.PARTNER), origin)]:
        assert client.get(f"/partner/statements/{statement.pk}/pdf/").status_code == 404
        assert client.get(f"/partner/statements/{statement.pk}/xlsx/").status_code == 404
    assert not Access.objects.exists()


@pytest.mark.parametrize("role", [Role.FINANCE, Role.MANAGER, Role.LEADER])
def test_the_zones_readers_download_each(parties, client_for, role):
    settlement, client = parties.issued(), client_for(role)
    page = client.get(f"/office/settlements/{settlement.pk}/").text
    for statement in settlement.statements.all():
        assert f"/office/statements/{statement.pk}/pdf/" in page
        assert client.get(f"/office/statements/{statement.pk}/xlsx/").status_code == 200
    assert Access.objects.filter(user=client.user).count() == 2


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.DEPARTMENT, Role.AUDITOR, Role.PARTNER])
def test_nobody_else_of_the_office_does(parties, client_for, role):
    statement = statement_of(parties)
    assert client_for(role).get(f"/office/statements/{statement.pk}/pdf/").status_code == 403


def test_strangers_sign_in_first(parties, client):
    statement = statement_of(parties)
    assert client.get(f"/partner/statements/{statement.pk}/pdf/").status_code == 302
    assert client.get(f"/office/statements/{statement.pk}/pdf/").status_code == 302
