"""Enquiries: received whatever they hold, taken once, answered in time."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404
from django.utils import timezone

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import OutboxMessage
from leads.calendar import add_working_days
from leads.matching import companies_by_domain
from leads.models import CalendarDay, Enquiry, Lead
from leads.services import enquiry_add, enquiry_answer, enquiry_receive, enquiry_take
from tests.factories.clusters import ClusterFactory, CompanyFactory
from tests.factories.leads import EnquiryFactory, LeadFactory

SENT = {
    "company": "  示例光伏（上海）有限公司 ",
    "credit_code": "",
    "contact_name": "张示例",
    "phone": "138 0000 8088",
    "email": "zhang@example.com",
    "investment": "2.5",
    "investment_unit": "亿元",
    "land": "100",
    "land_unit": "亩",
    "message": "想了解电价 <script>alert(1)</script>",
}


def receive(language="zh-hans", **more):
    return enquiry_receive(sent={**SENT, **more}, language=language, page="/zh-hans/enquiry/", consented=True)


def test_an_enquiry_arrives_as_a_lead(db):
    cluster = ClusterFactory(code="pv")
    enquiry = receive(cluster="pv")
    lead = enquiry.lead
    assert enquiry.sent == {**SENT, "cluster": "pv"}
    assert (lead.stage, lead.source.code, lead.cluster, lead.owner) == ("clue", "portal", cluster, None)
    assert (lead.investment_fen, lead.land_sqm) == (25_000_000_000, Decimal("66666.67"))
    assert lead.note == SENT["message"] and lead.contacts.get().phone == "13800008088"
    assert enquiry.due_on == add_working_days(timezone.localdate(), 1)


def test_finds_the_company_and_its_open_lead(db):
    company = CompanyFactory(name="示例光伏(上海)有限公司")
    first, second = receive(), receive()
    assert first.lead.company == company and second.lead == first.lead
    Lead.objects.get().refresh_from_db()
    assert Enquiry.objects.count() == 2 and Lead.objects.count() == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"company": ""},
        {"credit_code": "91350100M000100Y4Z"},
        {"email": "no address at all"},
        {"company": "长" * 10_000, "phone": "1" * 10_000, "investment": "很多", "land": "一片"},
        {"investment": "9" * 40},
    ],
)
def test_nothing_is_dropped(db, broken, manager):
    enquiry = receive(**broken)
    assert Enquiry.objects.visible_to(manager).get() == enquiry
    assert enquiry.lead or enquiry.problem
    assert enquiry.sent == {**SENT, **broken}


def test_refuses_without_consent(db):
    with pytest.raises(RuleError) as refused:
        enquiry_receive(sent=SENT, language="en", consented=False)
    assert refused.value.field == "consent" and not Enquiry.objects.exists()


def test_the_first_to_take_it_holds_the_lead(promoter, user_for):
    enquiry = receive()
    taken = enquiry_take(enquiry_id=enquiry.pk, actor=promoter)
    assert (taken.state, taken.taken_by, Lead.objects.get().owner) == ("in_hand", promoter, promoter)
    other = user_for(Role.PROMOTER)
    with pytest.raises(Http404):
        enquiry_take(enquiry_id=enquiry.pk, actor=other)
    with pytest.raises(RuleError) as refused:
        enquiry_take(enquiry_id=enquiry.pk, actor=user_for(Role.MANAGER))
    assert refused.value.code == "taken"


def test_an_answer_goes_out_by_mail_and_is_progress(promoter):
    enquiry = receive("en")
    answered = enquiry_answer(enquiry_id=enquiry.pk, answer="Thank you.", actor=promoter)
    assert (answered.state, answered.answer, answered.taken_by) == ("answered", "Thank you.", promoter)
    receipt, message = OutboxMessage.objects.filter(kind="mail").order_by("pk")
    assert (
        enquiry.number in receipt.payload["subject"]
        and message.payload["to"] == ["zhang@example.com"]
        and enquiry.number in message.payload["subject"]
    )
    assert Lead.objects.get().activities.get().text == "Thank you."
    with pytest.raises(RuleError):
        enquiry_answer(enquiry_id=enquiry.pk, answer="Again.", actor=promoter)


def test_refuses_an_empty_answer_and_a_leader(promoter, leader):
    enquiry = receive()
    with pytest.raises(RuleError) as refused:
        enquiry_answer(enquiry_id=enquiry.pk, answer=" ", actor=promoter)
    assert refused.value.field == "answer"
    with pytest.raises(RuleError):
        enquiry_take(enquiry_id=enquiry.pk, actor=leader)


def test_hides_enquiries_about_leads_of_others(promoter, finance, user_for):
    LeadFactory(owner=user_for(Role.PROMOTER), company=CompanyFactory(name=SENT["company"].strip()), name="项目")
    enquiry = receive(project="项目")
    assert enquiry.lead.owner.notices.count() == 1
    assert not Enquiry.objects.visible_to(promoter).exists() and not Enquiry.objects.visible_to(finance).exists()


def test_leaves_a_trace(promoter):
    enquiry = enquiry_take(enquiry_id=receive().pk, actor=promoter)
    assert [entry.history_user for entry in enquiry.history.all()] == [promoter, None]


def test_working_days_pass_over_weekends_and_holidays(db):
    friday = date(2026, 11, 27)
    assert add_working_days(friday, 1) == date(2026, 11, 30)
    CalendarDay(day=date(2026, 11, 30), is_working=False, name="假日").save_by(None)
    CalendarDay(day=date(2026, 11, 29), is_working=True, name="调休").save_by(None)
    assert add_working_days(friday, 1) == date(2026, 11, 29)
    assert add_working_days(friday, 2) == date(2026, 12, 1)


def test_an_enquirys_number_is_covered_until_somebody_asks_and_is_logged(client_for, promoter, leader):
    from crm.audit.models import Access

    enquiry = EnquiryFactory(sent={"company": "示例公司", "phone": "13987651234", "email": "wang@example.com"})
    enquiry.lead.owner = promoter
    enquiry.lead.save_by(None)
    client = client_for(promoter)
    text = client.get(enquiry.get_absolute_url()).content.decode()
    assert "13987651234" not in text and "139****1234" in text and "wang@" not in text
    full = client.post(f"{enquiry.get_absolute_url()}uncover/").content.decode()
    assert "13987651234" in full and "wang@example.com" in full
    assert Access.objects.get().subject_key == f"lead:{enquiry.lead_id}"
    assert client_for(leader).post(f"{enquiry.get_absolute_url()}uncover/").status_code == 403
    assert client.get(f"{enquiry.get_absolute_url()}uncover/").status_code == 405


def test_says_by_what_the_company_was_known(db):
    CompanyFactory(name="示例光伏(上海)有限公司", credit_code="91532301MA6QEYFH70")
    assert receive().matched_by == Enquiry.MatchedBy.NAME
    assert receive(company="另一个名字", credit_code="91532301ma6qeyfh70").matched_by == Enquiry.MatchedBy.CREDIT_CODE
    assert receive(company="谁也不认识的公司").matched_by == ""


def test_a_mail_domain_only_proposes_and_a_free_mail_domain_does_not_even_that(db, client_for, manager, promoter):
    known = CompanyFactory(name="光伏集团有限公司", website="https://www.pv-group.example/about")
    CompanyFactory(name="别家", website="gmail.com")
    CompanyFactory(name="坏网址", website="http://[pv-group.example")
    enquiry = receive(company="光伏集团上海分公司", email="li@pv-group.example")
    assert enquiry.matched_by == "" and enquiry.lead.company != known
    assert companies_by_domain(enquiry, manager) == [known]
    assert "可能是同一企业" in client_for(manager).get(enquiry.get_absolute_url()).content.decode()
    assert companies_by_domain(receive(company="某公司", email="x@gmail.com"), manager) == []
    known.is_confidential = True
    known.save_by(None)
    assert companies_by_domain(enquiry, promoter) == []


def test_the_enquiry_page_shows_what_was_written_and_how_it_came(client_for, promoter, manager):
    enquiry = receive()
    enquiry.utm = {"utm_source": "wechat", "utm_campaign": "expo"}
    enquiry.came_from = "/zh-hans/parks/"
    enquiry.save_by(None)
    enquiry_add(number=enquiry.number, text="补充一句")
    html = client_for(promoter).get(enquiry.get_absolute_url()).content.decode()
    assert "补充一句" in html and "source: wechat" in html and "/zh-hans/parks/" in html
    assert enquiry.number in client_for(manager).get(enquiry.lead.get_absolute_url()).content.decode()
