"""An enquiry in steps: nothing typed is lost, kept as sent, refused with its words kept."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from clusters.models import Cluster, Opportunity, Park
from crm.office.models import Attachment, OutboxMessage
from crm.office.outbox import carry
from leads.models import DraftFile, Enquiry, EnquiryDraft, Lead
from leads.services import drafts_expire
from tests.cms.conftest import WORDS
from tests.factories.clusters import BuildingFactory, ParcelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
FORM = "/zh-hans/enquiry/"
PDF = b"%PDF-1.4 \n"


def pdf(name="plan.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_it_arrives_as_a_lead_with_the_words_as_sent(client, enquire):
    response = enquire(query="?utm_campaign=expo-2026&utm_source=wechat")
    assert response.status_code == 303
    kept = Enquiry.objects.get()
    assert kept.sent["message"] == WORDS["project"]["message"] and kept.sent["contact_name"] == "王 芳"
    assert kept.sent["investment"] == "约3.5" and kept.sent["investment_unit"] == "亿元"
    assert (kept.language, kept.page, kept.campaign) == ("zh-hans", FORM, "")
    assert Lead.objects.filter(enquiries=kept).exists()
    thanks = client.get(response.headers["Location"])
    assert thanks.status_code == 200 and kept.number in thanks.content.decode()


def test_where_it_came_from_goes_along(client, step):
    shown = client.get(FORM + "?utm_campaign=expo&utm_source=wechat", HTTP_REFERER="http://testserver/zh-hans/parks/")
    html = shown.content.decode()
    assert 'name="came_from" value="/zh-hans/parks/"' in html and "utm_campaign=expo" in html
    step(FORM, "about", came_from="/zh-hans/parks/", utm="utm_campaign=expo&utm_source=wechat&x=1")
    draft = EnquiryDraft.objects.get()
    assert (draft.came_from, draft.utm) == ("/zh-hans/parks/", {"utm_source": "wechat", "utm_campaign": "expo"})


def test_it_may_be_sent_in_english(enquire):
    response = enquire("en", company="Example Solar GmbH", country="Germany")
    assert response.headers["Location"].startswith("/en/enquiry/")
    assert Enquiry.objects.get().language == "en"


def test_it_names_several_opportunities_and_sites(client, step):
    copper, park = Cluster.objects.get(code="copper"), Park.objects.get(code="yundian")
    for code, shown in (("foil", True), ("rod", True), ("secret", False)):
        Opportunity(code=code, title=f"机会{code}", cluster=copper, park=park, is_public=shown).save_by(None)
    parcel, unit = ParcelFactory(code="CX-1", park=park, is_public=True), BuildingFactory(code="B-1", is_public=True)
    query = "?opportunity=foil&opportunity=rod&opportunity=secret&site=CX-1&site=B-1&site=NONE"
    html = client.get(FORM + query).content.decode()
    assert "机会foil" in html and "机会rod" in html and "机会secret" not in html and html.count("checked") == 4
    address = step(FORM + query, "about", opportunities=["foil", "rod"], sites=["CX-1", "B-1"]).headers["Location"]
    for name in ("project", "contact"):
        address = step(address, name).headers["Location"]
    assert "机会foil" in client.get(address).content.decode()
    step(address, "check", go="send")
    kept = Enquiry.objects.get()
    assert {each.code for each in kept.opportunities.all()} == {"foil", "rod"}
    assert [*kept.parcels.all(), *kept.buildings.all()] == [parcel, unit]
    assert kept.sent["opportunities"] == "foil, rod" and kept.lead.park == park and "机会foil" in kept.lead.note


BAD = [
    ("contact", {"company": "  "}, "company"),
    ("contact", {"contact_name": ""}, "contact_name"),
    ("contact", {"email": "", "phone": ""}, "phone"),
    ("contact", {"email": "not an address"}, "email"),
    ("contact", {"email": "a@b.com\r\nBcc: c@d.com"}, "email"),
    ("contact", {"phone": "call me"}, "phone"),
    ("contact", {"phone": "🌞🌞🌞🌞🌞🌞"}, "phone"),
    ("contact", {"credit_code": "91350100M000100Y4Z"}, "credit_code"),
    ("contact", {"company": "长" * 201}, "company"),
    ("contact", {"country": "x" * 101}, "country"),
    ("contact", {"email": "x" * 250 + "@example.com"}, "email"),
    ("project", {"investment": "很多"}, "investment"),
    ("project", {"investment": "9" * 41}, "investment"),
    ("project", {"investment_unit": "gold"}, "investment_unit"),
    ("project", {"land": "-5"}, "land"),
    ("project", {"land": "1e400"}, "land"),
    ("project", {"land_unit": "acre"}, "land_unit"),
    ("project", {"message": "x" * 5001}, "message"),
    ("project", {"message": "a\x00b"}, "message"),
    ("project", {"message": " \n "}, "message"),
    ("about", {"cluster": "no-such-cluster"}, "cluster"),
]


@pytest.mark.parametrize(("name", "changed", "field"), BAD, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(client, step, name, changed, field):
    begun = step(FORM, "about").headers["Location"].rsplit("/", 2)[0]
    response = step(f"{begun}/{name}/", name, **changed)
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}' in html and f'id="{field}-error"' in html
    kept = [value for key, value in {**WORDS[name], **changed}.items() if key not in (field, "go") and value]
    assert all(escape(value) in html for value in kept if isinstance(value, str))
    assert not Enquiry.objects.exists()
    again = client.get(f"{begun}/{name}/").content.decode()
    assert all(escape(value) in again for value in kept if isinstance(value, str))


def test_script_comes_back_as_text(client, step):
    begun = step(FORM, "about").headers["Location"].rsplit("/", 2)[0]
    for name in ("project", "contact"):
        for field in WORDS[name]:
            html = step(f"{begun}/{name}/", name, **{field: "<script>alert(1)</script>"}, go="about").content.decode()
            html += client.get(f"{begun}/{name}/").content.decode() + client.get(f"{begun}/check/").content.decode()
            assert "<script>alert" not in html, field


def test_back_and_forth_keeps_what_was_typed_right_or_wrong(client, step):
    address = step(FORM, "about").headers["Location"]
    back = step(address, "project", message="半句话", investment="很多", go="about")
    assert back.status_code == 303 and back.headers["Location"].endswith("/about/")
    html = client.get(address).content.decode()
    assert "半句话" in html and "很多" in html
    check = client.get(address.replace("/project/", "/check/")).content.decode()
    assert "暂不能提交" in check and "/contact/" in check


def test_it_is_gone_on_with_later_by_its_address_or_in_the_same_browser(client, step):
    address = step(FORM, "about").headers["Location"]
    step(address, "project", message="明天再写")
    assert "明天再写" in Client().get(address).content.decode()
    begun = client.get(FORM).content.decode()
    assert EnquiryDraft.objects.get().key in begun
    assert EnquiryDraft.objects.get().key not in Client().get(FORM).content.decode()
    assert "明天再写" in client.get(address.replace("/zh-hans/", "/en/")).content.decode()


def test_what_was_typed_can_be_erased_and_vanishes_by_itself(client, step, django_capture_on_commit_callbacks):
    address = step(FORM, "about").headers["Location"]
    step(address, "project", files=[pdf()], go="about")
    stored = DraftFile.objects.get().file
    assert stored.storage.exists(stored.name)
    with django_capture_on_commit_callbacks(execute=True):
        step(address, "project", go="discard")
    assert not EnquiryDraft.objects.exists() and not stored.storage.exists(stored.name)
    assert client.get(address).headers["Location"].endswith("?gone=1")
    assert step(address, "project", message="又来了").status_code == 303, "what is sent to an erased one is kept anew"
    EnquiryDraft.objects.update(touched_at=timezone.now() - timedelta(days=8))
    address = f"{FORM}draft/{EnquiryDraft.objects.get().key}/project/"
    assert client.get(address).status_code == 303, "too old, though the day's work has not come yet"
    assert drafts_expire(timezone.localdate()) == 1 and not EnquiryDraft.objects.exists()


def test_files_go_along_and_each_bad_one_is_refused_by_itself(client, step, manager):
    address = step(FORM, "about").headers["Location"]
    bad = [pdf("fake.pdf", b"MZ not a pdf"), pdf("run.exe", b"MZ"), pdf("empty.pdf", b"")]
    response = step(address, "project", files=[pdf(), *bad])
    html = response.content.decode()
    assert response.status_code == 422 and all(name in html for name in ("fake.pdf", "run.exe", "empty.pdf"))
    assert [file.name for file in DraftFile.objects.all()] == ["plan.pdf"]
    response = step(address, "project", files=[pdf(f"{count}.pdf") for count in range(6)])
    assert response.status_code == 422 and DraftFile.objects.count() == 5
    step(address, "project", go=f"remove-{DraftFile.objects.last().pk}")
    assert DraftFile.objects.count() == 4
    contact = address.replace("/project/", "/contact/")
    step(step(contact, "contact").headers["Location"], "check", go="send")
    enquiry = Enquiry.objects.get()
    files = Attachment.objects.visible_to(manager)
    assert {file.subject for file in files} == {enquiry} and files.count() == 4
    assert {file.title for file in files} >= {"plan.pdf"} and not DraftFile.objects.exists()
    assert files.first().file.read() == PDF


def test_a_file_of_a_hundred_megabytes_is_refused_in_words(client, step):
    address = step(FORM, "about").headers["Location"]
    huge = SimpleUploadedFile("huge.pdf", PDF + bytes(100 * 1024**2))
    response = step(address, "project", files=[huge])
    html = response.content.decode()
    assert response.status_code == 422 and "101 MB" in html and "110kV" in html and not DraftFile.objects.exists()


def test_too_many_words_at_once_are_refused_in_words(client, step):
    response = step(FORM, "project", message="x" * 3_000_000)
    assert response.status_code == 400 and "返回" in response.content.decode()


def test_the_hidden_field_holds_machines_off(client, step):
    response = step(FORM, "project", website="http://spam.example")
    html = response.content.decode()
    assert response.status_code == 409 and "再次提交" in html and "spam.example" not in html
    assert not EnquiryDraft.objects.exists()


def test_one_sent_at_once_is_asked_for_again(client, enquire, settings):
    settings.ENQUIRY_SECONDS_AT_LEAST = 3
    response = enquire()
    assert response.status_code == 409 and "提交得太快" in response.content.decode()
    EnquiryDraft.objects.update(begun_at=timezone.now() - timedelta(seconds=4))
    address = f"{FORM}draft/{EnquiryDraft.objects.get().key}/check/"
    assert client.post(address, {"go": "send", "consent": "on"}).status_code == 303


def test_forty_posts_a_minute_are_answered_politely_and_lose_nothing(client, step, settings):
    settings.ENQUIRY_STEP_LIMIT = 30
    address = step(FORM, "about").headers["Location"]
    answers = [step(address, "project", message=f"第{count}次") for count in range(39)]
    assert [answer.status_code for answer in answers] == [303] * 29 + [422 + 7] * 10
    html = answers[-1].content.decode()
    assert "过于频繁" in html and answers[-1].headers["Retry-After"] == "60" and "第38次" in html
    assert step(address, "project", browser=Client(REMOTE_ADDR="192.0.2.7")).status_code == 303


def test_too_many_enquiries_from_one_connection_have_to_wait(client, enquire, settings):
    settings.ENQUIRY_LIMIT = 2
    answers = [enquire(message=f"第{count}封") for count in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert answers[2].headers["Retry-After"] and Enquiry.objects.count() == 2


def test_without_consent_nothing_goes_and_the_text_that_was_agreed_to_is_kept(client, enquire):
    refused = enquire(check=[], consent="")
    assert refused.status_code == 422 and 'id="consent-error"' in refused.content.decode()
    assert not Enquiry.objects.exists()
    enquire()
    kept = Enquiry.objects.get()
    for word in ("答复", "保存", "查阅", "撤回", "招商工作人员"):
        assert word in kept.consent_text
    assert len(kept.consent_version) == 12 and kept.consented_at


def test_two_clicks_send_one_enquiry(client, enquire):
    follow = enquire().headers["Location"]
    draft = EnquiryDraft.objects.get()
    assert draft.words == {} and draft.enquiry == Enquiry.objects.get()
    again = client.post(f"{FORM}draft/{draft.key}/check/", {"go": "send", "consent": "on"})
    assert again.status_code == 303 and follow.startswith(again.headers["Location"])
    assert Enquiry.objects.count() == 1


def test_a_mail_tells_number_and_address_at_the_public_address(enquire, settings):
    settings.PUBLIC_URL = "https://invest.example"
    enquire("en")
    message = OutboxMessage.objects.get(kind="mail")
    carry.call(message.pk)
    kept = Enquiry.objects.get()
    sent = mail.outbox[0]
    assert sent.to == ["wang@example.com"] and kept.number in sent.subject
    assert f"https://invest.example/en/enquiry/{kept.number}/?key=" in sent.body


def test_a_foreign_host_is_refused(client, enquire):
    response = client.get(FORM, headers={"host": "evil.example"})
    assert response.status_code == 400 and "evil" not in response.content.decode()


def test_the_form_is_never_kept_by_caches_and_knows_what_it_is_about(client):
    response = client.get(FORM + "?cluster=copper&investment=3&investment_unit=亿元")
    assert "no-store" in response.headers["Cache-Control"]
    assert '<option value="copper" selected>' in response.content.decode()


def test_what_cannot_become_a_lead_is_kept_and_shown(enquire, client_for, manager):
    Cluster.objects.filter(code="photovoltaic").update(code="gone")
    enquire(cluster="", email="zhang@" + "x" * 60 + ".com", phone="+86 138 0000 8088")
    kept = Enquiry.objects.get()
    assert kept.lead or kept.problem
    assert kept.number in client_for(manager).get("/office/leads/enquiries/").content.decode()


@pytest.mark.parametrize("address", [FORM, FORM + "draft/none/project/"])
def test_posts_without_token_of_the_form_are_refused(address):
    assert Client(enforce_csrf_checks=True).post(address, WORDS["project"]).status_code == 403
    assert not EnquiryDraft.objects.exists()


def test_there_is_no_other_step(client, step):
    address = step(FORM, "about").headers["Location"]
    assert client.get(address.replace("/project/", "/gold/")).status_code == 404
