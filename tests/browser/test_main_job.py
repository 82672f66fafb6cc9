"""The whole way, by hand in a browser: from workbook to confirmed statement, and from enquiry to lead.

Each page that is passed is looked at with axe-core.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from clusters.enclaves.demo import create_demo_agreements
from clusters.enclaves.models import Settlement, Statement
from clusters.models import Observation, Project
from cms.setup import create_portal
from crm.accounts.models import User
from crm.demo.loading import WORKBOOKS
from crm.demo.people import create_people
from crm.workbooks.jobs import carry
from crm.workbooks.models import Job
from leads.models import Enquiry, Lead

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

Look = Callable[[Page], None]


@pytest.fixture
def people(db):
    create_people()
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def look(violations) -> Iterator[Look]:
    """All that axe-core finds on the way is told together at the end."""
    found: list[str] = []
    yield lambda page: found.extend(violations(page))
    assert not found, "\n".join(dict.fromkeys(found))


def send(page: Page) -> None:
    """The page's form, by its main button."""
    with page.expect_navigation():
        page.locator("main form button.btn-primary, main form button.btn-danger").last.click()


def bring_in(page: Page, look: Look, kind: str, file: str) -> None:
    """Upload, look at the preview, take the good rows in."""
    page.goto("/office/imports/new/")
    look(page)
    page.select_option("[name=kind]", kind)
    page.set_input_files("[name=file]", WORKBOOKS / file)
    send(page)
    look(page)
    with page.expect_navigation():
        page.locator("a[href$='/commit/']").click()
    look(page)
    if page.locator("[name=good_rows][type=checkbox]").count():
        page.check("[name=good_rows][type=checkbox]")
    send(page)
    if job := Job.objects.filter(state=Job.State.WAITING).first():
        carry.call(job.pk)  # what a worker does
    expect(page.locator(".office-head")).to_contain_text("已导入")


def test_from_workbook_to_confirmed_statement(new_page, people, look):
    create_demo_agreements()
    finance = new_page(people["finance"])
    bring_in(finance, look, "enclave_projects", "飞地项目清单.xlsx")
    assert Project.objects.filter(code__startswith="FD-").count() == 18
    create_demo_agreements()  # the incentives of the projects that have just come in
    bring_in(finance, look, "observations", "飞地项目月报2024.xlsx")
    assert Observation.objects.count() == 504

    settle(finance, look)
    settlement = Settlement.objects.get(agreement__code="XY-MD-2021", year=2024)
    assert settlement.state == Settlement.State.ISSUED

    confirm_as_partner(new_page(people["mouding"], width=360), look, settlement)
    confirm_and_lock(new_page(people["finance2"]), look, settlement)
    settlement.refresh_from_db()
    assert settlement.state == Settlement.State.LOCKED


def settle(page: Page, look: Look) -> None:
    page.goto("/office/agreements/")
    look(page)
    with page.expect_navigation():
        page.locator("main a", has_text="XY-MD-2021").first.click()
    look(page)
    with page.expect_navigation():
        page.locator("a[href$='/settle/']").first.click()
    page.fill("[name=year]", "2024")
    look(page)
    send(page)
    look(page)
    with page.expect_navigation():
        page.locator("a[href*='/office/lines/']").first.click()
    look(page)
    page.go_back()
    with page.expect_navigation():
        page.locator("a[href$='/issue/']").click()
    look(page)
    send(page)


def confirm_as_partner(page: Page, look: Look, settlement: Settlement) -> None:
    """On a phone: an objection to one line, then everything confirmed."""
    statement = Statement.objects.get(settlement=settlement, party__organisation__name="牟定县")
    page.goto("/partner/")
    look(page)
    with page.expect_navigation():
        page.get_by_role("link", name=statement.number).click()
    look(page)
    line = settlement.lines.filter(party=statement.party, state="shared").first()
    with page.expect_navigation():
        page.locator(f"a[href$='/lines/{line.pk}/']").click()
    look(page)
    page.goto(f"/partner/statements/{statement.pk}/confirm/")
    look(page)
    send(page)
    page.goto(f"/partner/statements/{statement.pk}/")
    look(page)


def confirm_and_lock(page: Page, look: Look, settlement: Settlement) -> None:
    page.goto(settlement.get_absolute_url())
    with page.expect_navigation():
        page.locator("a[href*='/statements/'][href$='/confirm/']").first.click()
    look(page)
    send(page)
    page.goto(settlement.get_absolute_url())
    with page.expect_navigation():
        page.locator("a[href$='/lock/']").click()
    look(page)
    send(page)
    look(page)


def test_from_ledger_to_project(new_page, people, look, tmp_path):
    manager = new_page(people["manager"])
    bring_in(manager, look, "leads", "招商线索台账.xlsx")
    assert Lead.objects.count() == 124

    lead = Lead.objects.filter(stage="approval", owner=people["promoter"], project=None).first()
    promoter = new_page(people["promoter"])
    for address in ("/office/", "/office/leads/", "/office/leads/board/", lead.get_absolute_url()):
        promoter.goto(address)
        look(promoter)
    promoter.goto(f"/office/leads/{lead.pk}/move/")
    send(promoter)
    expect(promoter.get_by_role("alert").first).to_contain_text("签署的合同")
    look(promoter)

    fill_gates(promoter, look, lead, tmp_path)
    decide(manager, lead)
    move_to_signing(promoter, look, lead, tmp_path)
    lead.refresh_from_db()
    assert lead.stage == "signed" and lead.project is not None
    promoter.goto(f"/office/projects/{lead.project_id}/")
    look(promoter)


def fill_gates(page: Page, look: Look, lead: Lead, folder: Path) -> None:
    page.goto(f"/office/leads/{lead.pk}/activity/")
    look(page)
    page.select_option("[name=kind]", "visit")
    page.fill("[name=text]", "赴企业座谈，确认选址云甸。")
    send(page)
    report = folder / "研判报告.pdf"
    report.write_bytes(b"%PDF-1.7 report")
    page.goto(f"/office/leads/{lead.pk}/evidence/")
    look(page)
    page.select_option("[name=kind]", "report")
    page.set_input_files("[name=file]", report)
    send(page)
    page.goto(f"/office/leads/{lead.pk}/approval/")
    look(page)
    send(page)


def decide(page: Page, lead: Lead) -> None:
    approval = lead.approvals.get()
    page.goto(f"/office/leads/approvals/{approval.pk}/")
    page.locator("[name=decision]").first.check()
    send(page)


def move_to_signing(page: Page, look: Look, lead: Lead, folder: Path) -> None:
    contract = folder / "合同.pdf"
    contract.write_bytes(b"%PDF-1.7 contract")
    page.goto(f"/office/leads/{lead.pk}/move/")
    page.select_option("[name=to]", "signed")
    page.select_option("[name=evidence_kind]", "contract")
    page.set_input_files("[name=evidence]", contract)
    send(page)
    look(page)


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 360), ("en", 1280)])
def test_from_enquiry_to_lead(new_page, people, look, language, width):
    create_portal()
    investor = new_page(width=width, language=language)
    pages = ("/", "/clusters/", "/clusters/photovoltaic/", "/policy/", "/parks/", "/enquiry/")
    for address in pages:
        assert investor.goto(f"/{language}{address}").ok
        look(investor)
    answers = {
        "company": "Example Solar Ltd",
        "contact_name": "Chen",
        "email": "chen@example.com",
        "investment": "2.5",
        "message": "We look for 100 mu for a wafer plant.",
    }
    for _step in ("about", "project", "contact", "check"):
        for name in answers:
            if (field := investor.locator(f"[name={name}]")).count():
                field.fill(answers[name])
        if (consent := investor.locator("[name=consent]")).count():
            consent.check()
            investor.wait_for_timeout(3500)  # since the first step: people need longer than machines
        with investor.expect_navigation():
            investor.locator("main form .enquiry-go button").first.click()
        look(investor)
    enquiry = Enquiry.objects.get()
    expect(investor.locator("main")).to_contain_text(enquiry.number)
    assert enquiry.sent["message"] == answers["message"] and enquiry.lead.stage == "clue"

    manager = new_page(people["manager"], language=language)
    manager.goto("/office/leads/enquiries/")
    look(manager)
    manager.goto(f"/office/leads/enquiries/{enquiry.pk}/")
    expect(manager.locator("main")).to_contain_text(answers["message"])
    look(manager)
    manager.goto(f"/office/leads/{enquiry.lead_id}/")
    look(manager)
