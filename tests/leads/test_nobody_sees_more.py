"""One table: each role at each path. What `visible_to` does not give a person, no page, list, board, count, export, API
answer, search, suggestion, palette, calendar, duplicate check, bulk action, history or file tells him."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from clusters.models import Company, Segment
from crm.accounts.roles import Role
from crm.office.list_models import SavedView
from crm.office.models import Attachment
from crm.office.reminders import calendar_open
from crm.office.services import attachment_add, task_add
from crm.office.services.saved_views import view_save_as
from leads.models import Lead
from leads.services import (
    ContactFacts,
    LeadFacts,
    activity_add,
    approval_ask,
    contest_open,
    lead_edit,
    lead_register,
    lead_set_confidential,
    next_step_set,
)
from leads.services.projects import project_open_for
from search.rebuild import rebuild
from tests.factories.accounts import TeamFactory
from tests.factories.clusters import CompanyFactory
from tests.factories.leads import EnquiryFactory, LeadFactory

PHONE, MAIL = "13987651234", "geheim@example.com"
# The last lead is open, but its company was made confidential by hand.
WORDS = {"secret": "碳化硅外延", "team": "铜箔二期", "company": "隐名电炉"}
ALIKE = {"secret": "炭化硅外沿公司", "team": "桐箔二期公司", "company": "隐名电卢公司"}  # they sound the same
WHO = ("owner", "colleague", "named", "stranger", "manager", "leader")
ROLES = {name: Role.PROMOTER for name in ("owner", "colleague", "named", "stranger")} | {
    str(role): role for role in Role if role != Role.PROMOTER
}


@dataclass
class World:
    people: dict[str, Any]
    leads: dict[str, Lead]
    files: dict[str, Attachment]
    alike: dict[str, Company]
    near: dict[str, Lead]
    view: SavedView


@pytest.fixture
def world(user_for: Any, db: None) -> World:
    """Leads of one owner with everything that hangs on a lead: a confidential one, one of his team's, and one of a
    confidential company, of which his colleague and the leader know."""
    team = TeamFactory()
    people = {
        name: user_for(role, team=team if name in ("owner", "colleague") else TeamFactory())
        if role == Role.PROMOTER
        else user_for(role)
        for name, role in ROLES.items()
    }
    leads, files = {}, {}
    for key, word in WORDS.items():
        leads[key], files[key] = lead_with_everything(word, people["owner"], people["partner"])
    contest_open(lead_code=leads["team"].code, grounds="铜箔二期我先谈", actor=people["stranger"])
    lead_set_confidential(
        lead_id=leads["secret"].pk, is_confidential=True, people=[people["named"]], actor=people["owner"], version=None
    )
    company = leads["company"].company
    company.is_confidential, company.came_with_lead = True, False
    company.save_by(people["manager"])
    company.named_people.set([people["colleague"], people["leader"]])
    alike = {key: CompanyFactory(name=name) for key, name in ALIKE.items()}
    near = {
        key: LeadFactory(name="旁边的项目", segment=lead.segment, owner=people["stranger"], investment_fen=100)
        for key, lead in leads.items()
    }
    everybodys = {"page": "leads:leads", "url_name": "leads:leads", "query": "status=all", "sharing": "all"}
    view = view_save_as(name="全部", actor=people["owner"], **everybodys)
    rebuild()
    return World(people, leads, files, alike, near, view)


def lead_with_everything(word: str, owner: Any, partner: Any) -> tuple[Lead, Attachment]:
    facts = LeadFacts(
        name=f"{word}项目",
        investment_fen=100,
        introduced_by=partner.organisation,
        note=f"{word}备注",
        segment=Segment.objects.order_by("pk")[list(WORDS.values()).index(word)],
    )
    contact = ContactFacts(name=f"{word}张", phone=PHONE, email=MAIL)
    lead = lead_register(actor=owner, company_name=f"{word}公司", facts=facts, contact=contact, accept_similar=True)
    lead_edit(lead_id=lead.pk, changes={"note": f"{word}新备注"}, actor=owner, reason=f"{word}改")
    activity_add(lead_id=lead.pk, kind="visit", text=f"{word}拜访", actor=owner)
    EnquiryFactory(lead=lead, number=f"ZX-{lead.code}", sent={"company": f"{word}公司", "phone": PHONE, "email": MAIL})
    lead.refresh_from_db()
    lead.project = project_open_for(lead, signed_on=None, actor=owner)
    lead.save_by(owner)
    next_step_set(lead_id=lead.pk, next_step=f"{word}回访", next_step_on=timezone.localdate(), actor=owner)
    approval_ask(lead_id=lead.pk, stage="signed", actor=owner, note=f"{word}请批")
    lead.refresh_from_db()
    for subject in (lead, lead.project):
        task_add(title=f"{word}任务", subject=subject, actor=owner)
    file = SimpleUploadedFile(f"{word}.pdf", b"%PDF-1.4 \n", content_type="application/pdf")
    return lead, attachment_add(subject=lead, file=file, actor=owner, title=f"{word}文件")


def paths(world: World, word: str, key: str) -> Iterator[str]:
    """Everything that lists, counts, shows, exports, finds or completes; asked with a part of the word, which pages say
    back to whoever asked."""
    lead, file = world.leads[key], world.files[key]
    yield from (
        "/office/", "/office/leads/", f"/office/leads/?q={word[:3]}", "/office/leads/?export=xlsx",
        "/office/leads/?status=active&sort=name&columns=name,company,code,note", "/office/leads/board/",
        "/office/leads/pool/", "/office/leads/enquiries/", "/office/leads/contests/", "/office/leads/handovers/",
        "/office/leads/merges/", "/office/tasks/", "/office/tasks/?export=xlsx", "/office/companies/",
        "/office/companies/?export=xlsx", "/office/projects/", "/office/projects/?export=xlsx", "/office/numbers/",
        f"/office/search/?q={word[:3]}", f"/office/search/suggest/?q={word[:3]}",
        f"/office/search/palette/?q={word[:3]}", f"/partner/search/suggest/?q={word[:3]}",
        f"/partner/search/palette/?q={word[:3]}", "/office/numbers/?export=xlsx", "/office/access/", "/office/exports/",
        "/office/reminders/", "/office/observations/", "/office/evaluation/", "/office/leads/channels/",
        f"/office/leads/?view={world.view.pk}", "/office/leads/visit/",  f"/partner/search/?q={word[:3]}",
        f"/office/search/?q={PHONE[:7]}", "/partner/", "/partner/leads/", "/zh-hans/", f"/api/v1/search/?q={word[:3]}",
    )  # fmt: skip
    for name in ("leads", "contacts", "activities", "enquiries", "companies", "projects", "contests", "merges",
                 "handovers", "screenings", "milestones", "observations"):  # fmt: skip
        yield f"/api/v1/{name}/"
        yield f"/api/v1/{name}/?search={word[:3]}"
    yield from (
        lead.get_absolute_url(),
        f"{lead.get_absolute_url()}?timeline=change",
        f"{lead.get_absolute_url()}edit/",
        f"{lead.get_absolute_url()}?timeline=file",
        f"{lead.get_absolute_url()}move/",
        f"{lead.get_absolute_url()}sheet/",
        f"{lead.get_absolute_url()}merge/",
        f"{lead.get_absolute_url()}field/note/",
        f"{lead.get_absolute_url()}claim/",
        f"/office/leads/approvals/{lead.approvals.get().pk}/",
        f"/office/leads/companies/{lead.company_id}/merge/",
        f"/office/leads/contests/new/?lead={lead.code}",
        f"/office/records/leads.lead/{lead.pk}/tasks/new/",
        world.alike[key].get_absolute_url(),
        world.near[key].get_absolute_url(),
        f"/api/v1/leads/{lead.pk}/?status=all",
        f"/api/v1/activities/?lead={lead.pk}",
        *(f"/office/bulk/leads:leads/leads.{act}/?pk={lead.pk}" for act in ("assign", "next_step", "tag", "move")),
        lead.company.get_absolute_url(),
        lead.project.get_absolute_url(),
        f"/api/v1/leads/{lead.pk}/",
        f"/api/v1/contacts/{lead.contacts.get().pk}/",
        f"/api/v1/companies/{lead.company_id}/",
        f"/api/v1/projects/{lead.project_id}/",
        f"/office/leads/enquiries/{lead.enquiries.get().pk}/",
        f"/files/{file.pk}/",
        f"/files/{file.pk}/thumbnail/",
    )


def posts(world: World, key: str) -> Iterator[tuple[str, dict[str, str]]]:
    """What is asked by a form and answered with rows."""
    yield "/office/leads/duplicates/", {"company_name": ALIKE[key]}
    yield "/office/leads/duplicates/", {"contact_phone": PHONE}
    yield "/office/leads/new/", {"company_name": ALIKE[key], "name": "另一个"}
    yield f"{world.leads[key].get_absolute_url()}move/", {"to": "assessment"}


def text_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type", "").endswith("spreadsheetml.sheet"):
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return "\n".join(str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
                         for cell in row)  # fmt: skip
    return content.decode(errors="replace").replace("<mark>", "").replace("</mark>", "")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sees(user: Any, lead: Lead) -> bool:
    return Lead.objects.visible_to(user).filter(pk=lead.pk).exists()


# What else a person may know of a lead that he does not see, and where: his own words, the typed query given back,
# what he introduced. The open company and project of the team's lead stand on record for all staff.
TOLD_ELSEWHERE = {
    "team": ("/office/companies/", "/office/projects/", "/api/v1/companies/", "/api/v1/projects/", "/office/search/",
             "/api/v1/search/", "/partner/leads/", "/office/leads/contests/", "/office/numbers/",
             "/office/search/suggest/", "/office/search/palette/", "/office/observations/", "/office/evaluation/",
             "/office/leads/duplicates/", "/office/leads/new/", "/api/v1/contests/"),
    "secret": (),
    "company": (),
}  # fmt: skip


@pytest.mark.parametrize("who", list(ROLES))
def test_no_role_sees_what_visible_to_forbids(world: World, who: str) -> None:
    client, wrong, shown = signed_in(world.people[who]), [], 0
    for key, word in WORDS.items():
        allowed = sees(world.people[who], world.leads[key])
        asked = [(path, None) for path in paths(world, word, key)] + [*posts(world, key)]
        for path, answers in [*asked, (calendar_open(actor=world.people[who]), None)]:
            response = client.get(path) if answers is None else client.post(path, answers)
            text = text_of(response)
            if response.status_code == 200 and word in text:
                shown += 1
                if not allowed and not path.startswith(TOLD_ELSEWHERE[key]):
                    wrong.append(f"{path} tells {key}")
            if PHONE in text or MAIL in text:
                wrong.append(f"{path} shows the number unmasked")
    assert not wrong, f"{who}: " + "; ".join(wrong)
    assert (shown > 30) is (who in WHO and who != "stranger")  # whoever may, does see it: the table is not empty


@pytest.mark.parametrize("who", list(ROLES))
def test_counts_agree_with_visible_to(world: World, who: str) -> None:
    user = world.people[who]
    client, expected = signed_in(user), Lead.objects.visible_to(user).count()
    answer = client.get("/api/v1/leads/")
    assert answer.status_code == 403 if answer.status_code != 200 else answer.json()["count"] == expected
    for path in ("/office/leads/", "/office/leads/board/"):
        page = client.get(path)
        assert page.status_code in (200, 302, 403)
        if page.status_code == 200:
            assert page.context["totals"].count == expected
            assert page.context["totals"].sums["investment_fen"] == 100 * expected


def test_the_partner_sees_the_stage_of_what_it_introduced_and_nothing_else(world: World) -> None:
    client = signed_in(world.people["partner"])
    text = client.get("/partner/leads/").content.decode()
    lead = world.leads["team"]
    assert lead.name in text and lead.get_stage_display() in text
    assert world.leads["secret"].name not in text and world.leads["company"].name not in text
    for told in (lead.company.name, "拜访", "备注", str(lead.owner), PHONE[:3]):
        assert told not in text
