"""The signed page of an enquiry: how far it is, what is added there, and withdrawing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.office.models import Attachment, Notice
from leads.following import key_of
from leads.models import Activity, Enquiry, Lead
from leads.services import enquiry_answer, enquiry_take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
FORM = "/zh-hans/enquiry/"


@pytest.fixture
def followed(enquire):
    """The enquiry, and the address on which it is followed."""
    enquire()
    enquiry = Enquiry.objects.get()
    return enquiry, f"{FORM}{enquiry.number}/?key={key_of(enquiry.number)}"


def test_it_tells_with_whom_it_is_and_nothing_that_was_sent(client, followed, promoter):
    enquiry, address = followed
    html = client.get(address).content.decode()
    assert "已收到" in html and "noindex" in html
    assert "示例硅业" not in html and "wang@example.com" not in html
    enquiry_take(enquiry_id=enquiry.pk, actor=promoter)
    assert promoter.full_name in client.get(address).content.decode()
    enquiry_answer(enquiry_id=enquiry.pk, answer="欢迎下周来考察。", actor=promoter)
    assert "欢迎下周来考察。" in client.get(address).content.decode()
    english = client.get(address.replace("/zh-hans/", "/en/")).content.decode()
    assert "欢迎下周来考察。" in english and "Answered" in english


def test_words_and_files_are_added_and_staff_are_told_and_answer_again(client, followed, promoter, manager):
    enquiry, address = followed
    enquiry_take(enquiry_id=enquiry.pk, actor=promoter)
    enquiry_answer(enquiry_id=enquiry.pk, answer="第一次答复", actor=promoter)
    first = Enquiry.objects.get().answered_at
    file = SimpleUploadedFile("layout.pdf", b"%PDF-1.4 \n")
    response = client.post(address, {"go": "add", "text": "再问一句：电价？", "files": [file]})
    assert response.status_code == 303 and "done=added" in response.headers["Location"]
    html = client.get(response.headers["Location"]).content.decode()
    assert "再问一句" not in html and "layout.pdf" not in html
    assert Attachment.objects.visible_to(promoter).get().title == "layout.pdf"
    assert Notice.objects.get(user=promoter).link == enquiry.get_absolute_url()
    waiting = Enquiry.objects.get()
    assert waiting.waiting_since and waiting in Enquiry.objects.waiting()
    enquiry_answer(enquiry_id=enquiry.pk, answer="第二次答复", actor=promoter)
    html = client.get(address).content.decode()
    assert "第一次答复" in html and "第二次答复" in html
    done = Enquiry.objects.get()
    assert done.waiting_since is None and done.answered_at == first


def test_what_is_refused_there_keeps_the_words(client, followed):
    _enquiry, address = followed
    bad = SimpleUploadedFile("run.exe", b"MZ")
    for sent in ({"text": ""}, {"text": "别丢了我", "files": [bad]}, {"text": "别丢了我" + "长" * 5000}):
        response = client.post(address, {"go": "add", **sent})
        assert response.status_code == 422 and ("别丢了我" in response.content.decode()) == bool(sent["text"])
    assert not Attachment.objects.exists()
    trapped = client.post(address, {"go": "add", "text": "别丢了我", "website": "x"})
    assert trapped.status_code == 409 and "别丢了我" in trapped.content.decode()


def test_withdrawing_closes_a_lead_that_nobody_holds_and_tells_the_managers(client, followed, manager):
    enquiry, address = followed
    response = client.post(address, {"go": "withdraw", "erase": "1"})
    assert response.status_code == 303
    gone = Enquiry.objects.get()
    assert gone.state == Enquiry.State.WITHDRAWN and gone.erasure_asked and gone.withdrawn_at
    lead = Lead.objects.get()
    assert lead.status == Lead.Status.CLOSED and enquiry.number in lead.lost_reason
    assert enquiry.number in Activity.objects.get(lead=lead).text
    assert "删除" in Notice.objects.get(user=manager).text
    html = client.get(address).content.decode()
    assert "已撤回" in html and 'name="text"' not in html
    assert client.post(address, {"go": "add", "text": "还有"}).status_code == 422


def test_a_lead_that_somebody_holds_goes_on(client, followed, promoter):
    enquiry, address = followed
    enquiry_take(enquiry_id=enquiry.pk, actor=promoter)
    client.post(address, {"go": "withdraw"})
    lead = Lead.objects.get()
    assert lead.status == Lead.Status.ACTIVE and enquiry.number in Activity.objects.get(lead=lead).text
    assert Notice.objects.get(user=promoter)


@pytest.mark.parametrize("key", ["", "forged", "%00"])
def test_a_forged_link_shows_and_changes_nothing(client, followed, key):
    enquiry, _address = followed
    address = f"{FORM}{enquiry.number}/?key={key}"
    assert client.get(address).status_code == 404
    assert client.post(address, {"go": "withdraw"}).status_code == 404
    assert Enquiry.objects.get().state == Enquiry.State.RECEIVED


def test_a_key_is_for_its_own_number(client, followed, enquire):
    first, _address = followed
    enquire(company="另一家公司")
    second = Enquiry.objects.exclude(pk=first.pk).get()
    assert client.get(f"{FORM}{first.number}/?key={key_of(second.number)}").status_code == 404
