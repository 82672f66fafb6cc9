"""Erasing an investor's personal information: a manager's act, logged, that no history undoes."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.http import Http404

from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.common.errors import RuleError
from crm.office.models import Attachment, OutboxMessage
from leads.models import Contact, Enquiry, EnquiryMessage, Lead
from leads.services import (
    contact_add,
    enquiry_add,
    enquiry_answer,
    enquiry_erase,
    enquiry_receive,
    enquiry_withdraw,
    lead_set_confidential,
)

PERSON = ("张某某", "13800008088", "zhang@personal.example")
WORDS = ("我们想建电池片厂", "再补充一句")
SENT = {
    "company": "示例光伏有限公司", "contact_name": PERSON[0], "phone": "138 0000 8088", "email": PERSON[2],
    "message": WORDS[0], "land": "100",
}  # fmt: skip


@pytest.fixture
def enquiry(db, promoter):
    """Received, added to with a file, answered by mail, its contact corrected once."""
    enquiry = enquiry_receive(sent=SENT, language="zh-hans", page="/zh-hans/enquiry/", consented=True)
    file = SimpleUploadedFile(f"{PERSON[0]}.pdf", b"%PDF-1.4 \n")
    enquiry_add(number=enquiry.number, text=WORDS[1], files=(file,))
    enquiry_answer(enquiry_id=enquiry.pk, answer="欢迎来考察。", actor=promoter)
    contact_add(lead_id=enquiry.lead_id, name="李同事", phone="13900009099", actor=promoter)
    return Enquiry.objects.get()


def erase(enquiry, actor, words_too=True, reason="查询页提出"):
    return enquiry_erase(enquiry_id=enquiry.pk, reason=reason, words_too=words_too, actor=actor)


def rows_that_tell(*words) -> set[str]:
    """Every table of the database, histories too, in which one of these words stands."""
    found = set()
    for model in apps.get_models():
        for row in model._base_manager.all():
            if any(word in text_of(row) for word in words):
                found.add(model._meta.label)
    return found


def text_of(row: Model) -> str:
    return " ".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields).replace(" ", "")


def test_nothing_of_the_person_stays_in_any_table(enquiry, manager):
    assert {"leads.Contact", "leads.HistoricalContact", "leads.HistoricalEnquiry"} <= rows_that_tell(*PERSON, *WORDS)
    erase(enquiry, manager)
    assert not rows_that_tell(*PERSON, *WORDS)
    kept = Enquiry.objects.get()
    assert kept.sent == {"company": "示例光伏有限公司", "land": "100"} and kept.erased_at
    assert kept.state == Enquiry.State.WITHDRAWN and kept.answer == "欢迎来考察。"
    assert Lead.objects.get().company.name == "示例光伏有限公司"
    assert Contact.objects.filter(name="李同事", phone="13900009099").exists(), "another person's are hers"
    assert not Attachment.objects.exists() and not OutboxMessage.objects.filter(kind="mail").exists()


def test_the_words_may_stay_without_the_person(enquiry, manager):
    erase(enquiry, manager, words_too=False)
    assert Enquiry.objects.get().sent["message"] == WORDS[0]
    assert EnquiryMessage.objects.filter(text=WORDS[1]).exists() and Attachment.objects.exists()
    assert not rows_that_tell(*PERSON[1:])


def test_the_file_itself_goes_once_that_is_certain(enquiry, manager, django_capture_on_commit_callbacks):
    file = Attachment.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        erase(enquiry, manager)
        assert file.storage.exists(file.name)
    assert not file.storage.exists(file.name)


def test_it_leaves_a_trace(enquiry, manager, promoter, auditor):
    erase(enquiry, manager, reason="3 月 3 日来电")
    line = Access.objects.visible_to(auditor).get(kind=Access.Kind.ERASURE)
    assert line.user == manager and enquiry.number in line.subject and line.count == 5
    assert line in Access.objects.visible_to(promoter), "who holds the lead reads it too"
    newest = Enquiry.history.filter(id=enquiry.pk).latest("history_date", "history_id")
    assert newest.history_user == manager and "3 月 3 日来电" in newest.history_change_reason


def test_only_a_manager_erases_with_a_reason_and_once(enquiry, manager, promoter, leader):
    for person in (promoter, leader):
        with pytest.raises(RuleError) as refused:
            erase(enquiry, person)
        assert refused.value.code == "not_allowed"
    with pytest.raises(RuleError) as refused:
        erase(enquiry, manager, reason="  ")
    assert refused.value.code == "reason_missing"
    erase(enquiry, manager)
    with pytest.raises(RuleError) as refused:
        erase(enquiry, manager)
    assert refused.value.code == "erased" and rows_that_tell("欢迎来考察") >= {"leads.Enquiry"}


def test_what_a_manager_may_not_know_of_he_does_not_erase(enquiry, manager, promoter, user_for):
    lead_set_confidential(lead_id=enquiry.lead_id, is_confidential=True, people=[], actor=promoter, version=None)
    other = user_for(Role.MANAGER)
    with pytest.raises(Http404):
        erase(enquiry, other)
    assert rows_that_tell(*PERSON)


def test_staff_find_what_waits_for_erasure_and_erase_it_on_a_page(enquiry, client, client_for, promoter):
    enquiry_withdraw(number=enquiry.number, erasure_asked=True)
    address = enquiry.get_absolute_url()
    client.force_login(promoter)
    manager = client_for("manager")
    html = client.get(address).content.decode()
    assert "要求删除个人信息" in html and f"{address}erase/" not in html
    assert client.post(f"{address}erase/", {"reason": "x"}).status_code == 403
    waiting = manager.get("/office/leads/enquiries/?state=erase").content.decode()
    assert enquiry.number in waiting and "要求删除个人信息" in waiting
    assert f"{address}erase/" in manager.get(address).content.decode()
    assert manager.post(f"{address}erase/", {"reason": "", "words_too": "on"}).status_code in (200, 422)
    assert Enquiry.objects.get().erased_at is None
    manager.post(f"{address}erase/", {"reason": "查询页提出", "words_too": "on"})
    html = manager.get(address).content.decode()
    assert "个人信息已于" in html and f"{address}erase/" not in html and PERSON[0] not in html
    assert enquiry.number not in manager.get("/office/leads/enquiries/?state=erase").content.decode()
