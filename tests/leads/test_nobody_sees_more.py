"""One table: each role at each path. What `visible_to` does not give a person, no page, list, board, count, export, API
answer, search, suggestion, history or file tells him."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from crm.accounts.roles import Role
from crm.office.models import Attachment
from crm.office.services import attachment_add, task_add
from leads.models import Lead
from leads.services import (
    ContactFacts,
    LeadFacts,
    activity_add,
    contest_open,
    lead_edit,
    lead_register,
    lead_set_confidential,
)
from leads.services.projects import project_open_for
from search.rebuild import rebuild
from tests.factories.accounts import TeamFactory
from tests.factories.leads import EnquiryFactory

PHONE, MAIL = "13987651234", "geheim@example.com"
WORDS = {"secret": "碳化硅外延", "team": "铜箔二期"}
WHO = ("owner", "colleague", "named", "stranger", "manager", "leader")
ROLES = {name: Role.PROMOTER for name in ("owner", "colleague", "named", "stranger")} | {
    str(role): role for role in Role if role != Role.PROMOTER
}


@dataclass
class World:
    people: dict[str, Any]
    leads: dict[str, Lead]
    files: dict[str, Attachment]


@pytest.fixture
def world(user_for: Any, db: None) -> World:
    """Two leads of one owner with everything that hangs on a lead: one is confidential, one is his team's."""
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
    rebuild()
    return World(people, leads, files)


def lead_with_everything(word: str, owner: Any, partner: Any) -> tuple[Lead, Attachment]:
    facts = LeadFacts(name=f"{word}项目", investment_fen=100, introduced_by=partner.organisation, note=f"{word}备注")
    contact = ContactFacts(name=f"{word}张", phone=PHONE, email=MAIL)
    lead = lead_register(actor=owner, company_name=f"{word}公司", facts=facts, contact=contact, accept_similar=True)
    lead_edit(lead_id=lead.pk, changes={"note": f"{word}新备注"}, actor=owner, reason=f"{word}改")
    activity_add(lead_id=lead.pk, kind="visit", text=f"{word}拜访", actor=owner)
    EnquiryFactory(lead=lead, number=f"ZX-{lead.code}", sent={"company": f"{word}公司", "phone": PHONE, "email": MAIL})
    lead.refresh_from_db()
    lead.project = project_open_for(lead, signed_on=None, actor=owner)
    lead.save_by(owner)
    task_add(title=f"{word}任务", subject=lead, actor=owner)
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
        f"/office/search/?q={word[:3]}", f"/office/search/suggestions/?q={word[:3]}", f"/partner/search/?q={word[:3]}",
        f"/office/search/?q={PHONE[:7]}", "/partner/", "/partner/leads/", "/zh-hans/", f"/api/v1/search/?q={word[:3]}",
    )  # fmt: skip
    for name in ("leads", "contacts", "activities", "enquiries", "companies", "projects"):
        yield f"/api/v1/{name}/"
        yield f"/api/v1/{name}/?search={word[:3]}"
    yield from (
        lead.get_absolute_url(),
        f"{lead.get_absolute_url()}?timeline=change",
        f"{lead.get_absolute_url()}edit/",
        f"{lead.get_absolute_url()}move/",
        lead.company.get_absolute_url(),
        lead.project.get_absolute_url(),
        f"/api/v1/leads/{lead.pk}/",
        f"/api/v1/contacts/{lead.contacts.get().pk}/",
        f"/api/v1/companies/{lead.company_id}/",
        f"/api/v1/projects/{lead.project_id}/",
        f"/office/leads/enquiries/{lead.enquiries.get().pk}/",
        f"/files/{file.pk}/",
    )


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
             "/api/v1/search/", "/partner/leads/", "/office/leads/contests/", "/office/numbers/"),
    "secret": (),
}  # fmt: skip


@pytest.mark.parametrize("who", list(ROLES))
def test_no_role_sees_what_visible_to_forbids(world: World, who: str) -> None:
    client, wrong, shown = signed_in(world.people[who]), [], 0
    for key, word in WORDS.items():
        allowed = sees(world.people[who], world.leads[key])
        for path in paths(world, word, key):
            response = client.get(path)
            text = text_of(response)
            if response.status_code == 200 and word in text:
                shown += 1
                if not allowed and not path.startswith(TOLD_ELSEWHERE[key]):
                    wrong.append(f"{path} tells {key}")
            if PHONE in text or MAIL in text:
                wrong.append(f"{path} shows the number unmasked")
    assert not wrong, f"{who}: " + "; ".join(wrong)
    assert (shown > 20) is (who in WHO and who != "stranger")  # whoever may, does see it: the table is not empty


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
    assert world.leads["secret"].name not in text
    for told in (lead.company.name, "拜访", "备注", str(lead.owner), PHONE[:3]):
        assert told not in text
