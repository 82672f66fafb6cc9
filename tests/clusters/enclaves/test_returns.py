"""The sheet of clause 15: four taxes' provincial part above 2020, netted as set, within its window."""

import io
import json
from datetime import date

import openpyxl
import pytest

from clusters.enclaves.models import RetainedRate, ReturnRules, TaxTotal
from clusters.enclaves.selectors.returns import TAXES, return_sheet
from clusters.models import Tax
from clusters.services import facts
from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.common.errors import RuleError
from crm.workbooks.models import Export

pytestmark = pytest.mark.django_db
HERE = "/office/returns/"
# domain.md §7, in 万元: corporate, personal, farmland, tobacco makers'.
BASE, LATER = (200, 50, 30, 100), (260, 45, 10, 130)
WAN = 1_000_000


def enter(year, amounts, *, told=True, verified=True, actor=None):
    for code, amount in zip(TAXES, amounts, strict=True):
        total = TaxTotal(tax=Tax.objects.get(code=code), year=year, source="州财政局", receipts_fen=amount * WAN)
        total.provincial_fen = amount * WAN if told else None
        facts.record(fact=total, actor=actor, verified=verified)


@pytest.fixture
def example(db):
    enter(2020, BASE)
    enter(2023, LATER)


def test_the_worked_example_by_all_three_nettings(example):
    sheet = return_sheet(2023)
    assert sheet.amounts == {
        "per_tax_floor_zero": 90 * WAN,
        "aggregate_floor_zero": 65 * WAN,
        "aggregate_signed": 65 * WAN,
    }
    assert [row.increment.change for row in sheet.rows] == [60 * WAN, -5 * WAN, -20 * WAN, 30 * WAN]
    assert not sheet.is_estimated and not sheet.reasons


def test_the_netting_is_a_setting_to_be_confirmed(example, client_for):
    client = client_for(Role.FINANCE)
    assert "待" in client.get(f"{HERE}?year=2023").text and return_sheet(2023).amount == 90 * WAN
    given = {"netting": "aggregate_floor_zero", "document_number": "", "version": "1", "reason": "试算"}
    assert client.post(f"{HERE}rules/", given).status_code == 302
    assert return_sheet(2023).amount == 65 * WAN
    assert not ReturnRules.current().is_confirmed
    assert ReturnRules.history.first().history_user == client.user


@pytest.mark.parametrize("year", [2020, 2026, 2019])
def test_outside_the_window_is_refused(example, client_for, year):
    with pytest.raises(RuleError) as refused:
        return_sheet(year)
    assert refused.value.code == "outside_window" and str(year) in refused.value.message
    page = client_for(Role.FINANCE).get(f"{HERE}?year={year}")
    assert page.status_code == 200 and refused.value.message in page.text


def rate(code, ratio, *, verified):
    facts.record(
        fact=RetainedRate(
            tax=Tax.objects.get(code=code),
            level="provincial",
            valid_from=date(2019, 1, 1),
            rate=ratio,
            is_verified=verified,
            document_number="某号文" if verified else "",
        ),
        actor=None,
    )


def test_a_part_by_an_unchecked_rate_is_an_estimate(db, client_for):
    enter(2020, BASE, told=False)
    enter(2023, LATER, told=False)
    assert return_sheet(2023).amount is None, "no rate: nothing is guessed"
    for code in TAXES:
        rate(code, "0.2", verified=code != TAXES[0])
    sheet = return_sheet(2023)
    assert sheet.is_estimated and sheet.amounts["per_tax_floor_zero"] == 18 * WAN
    assert "估算" in client_for(Role.FINANCE).get(f"{HERE}?year=2023").text


def test_a_missing_or_unverified_figure_blocks_and_says_which(db, client_for):
    enter(2020, BASE)
    enter(2023, LATER, verified=False)
    sheet = return_sheet(2023)
    assert sheet.amount is None and sheet.reasons
    client = client_for(Role.FINANCE)
    total = TaxTotal.objects.filter(year=2023).first()
    assert f"{HERE}figures/{total.pk}/verify/" in client.get(f"{HERE}?year=2023").text
    for row in TaxTotal.objects.filter(year=2023):
        client.post(f"{HERE}figures/{row.pk}/verify/")
    assert return_sheet(2023).amount == 90 * WAN


def test_a_finance_officer_enters_and_corrects(db, client_for):
    client = client_for(Role.FINANCE)
    tax = Tax.objects.get(code=TAXES[0])
    given = {"tax": tax.pk, "year": "2021", "receipts_fen": "260", "provincial_fen": "", "source": "州财政局"}
    assert client.post(f"{HERE}figures/new/", {**given, "verified": "on"}).headers["Location"].endswith("?year=2021")
    total = TaxTotal.objects.get()
    assert (total.receipts_fen, total.provincial_fen, total.state) == (260 * WAN, None, "verified")
    again = client.post(f"{HERE}figures/new/", given)
    assert again.status_code == 409 and TaxTotal.objects.count() == 1
    correction = {"receipts_fen": "261", "provincial_fen": "50", "reason": "决算数", "verified": "on"}
    client.post(f"{HERE}figures/{total.pk}/correct/", correction)
    newest = TaxTotal.objects.current().get()
    assert (newest.supersedes, newest.receipts_fen, newest.entered_by) == (total, 261 * WAN, client.user)


def test_the_workbook_computes_the_same_by_live_formulas(example, client_for):
    client = client_for(Role.FINANCE)
    response = client.get(f"{HERE}?year=2023&export=xlsx")
    data = response.getvalue()
    cells = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    formulas = {cell.value for row in cells.iter_rows() for cell in row if str(cell.value).startswith("=")}
    assert {"=G6-D6", "=MAX(H6,0)", "=SUM(I6:I9)", "=MAX(SUM(H6:H9),0)"} <= formulas
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    assert [values.cell(row, 2).value for row in (11, 12, 13)] == [900_000, 650_000, 650_000]
    access = Access.objects.get(kind=Access.Kind.EXPORT)
    assert (access.user, access.filters, access.count) == (client.user, {"year": ["2023"]}, 7)


def test_its_values_go_out_alone_and_wait_on_my_exports(example, client_for):
    client = client_for(Role.FINANCE)
    (table,) = json.loads(client.get(f"{HERE}?year=2023&export=json").getvalue())["tables"]
    assert [row["c2"] for row in table["rows"]][-3:] == [900_000, 650_000, 650_000]
    export = Export.objects.get(owner=client.user)
    assert f"{HERE}?year=2023" in client.get(f"/office/exports/{export.pk}/").text


@pytest.mark.parametrize("role", [Role.PARTNER, Role.PROMOTER, Role.DEPARTMENT, Role.EDITOR])
def test_it_belongs_to_the_zones_readers(example, client_for, role):
    client = client_for(role)
    assert client.get(HERE).status_code == 403
    assert not TaxTotal.objects.visible_to(client.user).exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LEADER])
def test_readers_change_nothing(example, client_for, role):
    client = client_for(role)
    assert client.get(f"{HERE}?year=2023").status_code == 200
    total = TaxTotal.objects.first()
    for page in ("figures/new/", "rules/", f"figures/{total.pk}/correct/", f"figures/{total.pk}/verify/"):
        assert client.get(f"{HERE}{page}").status_code == 403
