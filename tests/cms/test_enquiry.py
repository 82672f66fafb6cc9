"""An enquiry: kept as sent, refused with its words kept, followed by a signed link."""

import pytest
from django.utils.html import escape

from cms.models.enquiry import key_of
from leads.models import Enquiry, Lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
FORM = "/zh-hans/enquiry/"


def test_it_arrives_as_a_lead_with_the_words_as_sent(client, enquiry):
    sent = enquiry(campaign="expo-2026", about="site:CX-001")
    response = client.post(FORM, sent)
    assert response.status_code == 303
    kept = Enquiry.objects.get()
    assert kept.sent["message"] == sent["message"] and kept.sent["contact_name"] == "王 芳"
    assert kept.sent["investment"] == "约3.5" and kept.sent["investment_unit"] == "亿元"
    assert (kept.language, kept.page, kept.campaign) == ("zh-hans", FORM, "expo-2026")
    assert "stamp" not in kept.sent and "consent" not in kept.sent
    assert Lead.objects.filter(enquiries=kept).exists()
    thanks = client.get(response.headers["Location"])
    assert thanks.status_code == 200 and kept.number in thanks.content.decode()


def test_it_may_be_sent_in_english(client, enquiry):
    response = client.post("/en/enquiry/", enquiry(company="Example Solar GmbH", country="Germany"))
    assert response.headers["Location"].startswith("/en/enquiry/")
    assert Enquiry.objects.get().language == "en"


BAD = [
    ({"company": "  "}, "company"),
    ({"contact_name": ""}, "contact_name"),
    ({"email": "", "phone": ""}, "phone"),
    ({"email": "not an address"}, "email"),
    ({"phone": "call me"}, "phone"),
    ({"credit_code": "91350100M000100Y4Z"}, "credit_code"),
    ({"investment": "很多"}, "investment"),
    ({"land": "-5"}, "land"),
    ({"cluster": "no-such-cluster"}, "cluster"),
    ({"message": "x" * 5001}, "message"),
    ({"message": "a\x00b"}, "message"),
    ({"consent": ""}, "consent"),
]


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(client, enquiry, settings):
    settings.ENQUIRY_LIMIT = len(BAD)
    for changed, field in BAD:
        sent = enquiry(**changed)
        response = client.post(FORM, sent)
        html = response.content.decode()
        assert response.status_code == 422, changed
        assert f'id="{field}-error"' in html and f'href="#id_{field}"' in html, changed
        kept = [name for name in ("company", "contact_name", "message", "investment", "land") if name != field]
        assert all(escape(sent[name]) in html for name in kept), changed
    assert not Enquiry.objects.exists()


def test_script_comes_back_as_text(client, enquiry):
    response = client.post(FORM, enquiry(company="<script>alert(1)</script>", email="x"))
    assert "<script>" not in response.content.decode()


def test_the_hidden_field_holds_machines_off(client, enquiry):
    response = client.post(FORM, enquiry(website="http://spam.example"))
    html = response.content.decode()
    assert response.status_code == 409 and "再次提交" in html and "110kV" in html
    assert "spam.example" not in html and not Enquiry.objects.exists()


def test_a_form_sent_at_once_is_asked_for_again(client, enquiry, settings):
    settings.ENQUIRY_SECONDS_AT_LEAST = 3
    response = client.post(FORM, enquiry())
    assert response.status_code == 409 and "提交得太快" in response.content.decode()
    assert not Enquiry.objects.exists()


def test_a_forged_stamp_is_asked_for_again(client, enquiry):
    assert client.post(FORM, enquiry(stamp="enquiry:forged:forged")).status_code == 409


def test_too_many_from_one_connection_have_to_wait(client, enquiry, settings):
    settings.ENQUIRY_LIMIT = 2
    answers = [client.post(FORM, enquiry()) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "过于频繁" in answers[2].content.decode() and answers[2].headers["Retry-After"]
    assert "110kV" in answers[2].content.decode()
    assert client.post(FORM, enquiry(), REMOTE_ADDR="192.0.2.7").status_code == 303


def test_the_form_is_never_kept_by_caches_and_knows_what_it_is_about(client):
    response = client.get(FORM + "?cluster=copper&site=CX-001&utm_campaign=expo")
    html = response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert '<option value="copper" selected>' in html and "site:CX-001" in html and 'value="expo"' in html


def test_the_follow_page_tells_the_state_and_nothing_that_was_sent(client, enquiry):
    client.post(FORM, enquiry())
    kept = Enquiry.objects.get()
    address = f"{FORM}{kept.number}/?key={key_of(kept.number)}"
    html = client.get(address).content.decode()
    assert "已收到" in html and "noindex" in html
    assert "示例硅业" not in html and "wang@example.com" not in html
    kept.state, kept.answer = Enquiry.State.ANSWERED, "欢迎下周来考察。"
    kept.save_by(None)
    assert "欢迎下周来考察。" in client.get(address).content.decode()
    assert "欢迎下周来考察。" in client.get(address.replace("/zh-hans/", "/en/")).content.decode()


@pytest.mark.parametrize("key", ["", "forged"])
def test_a_forged_link_shows_nothing(client, enquiry, key):
    client.post(FORM, enquiry())
    assert client.get(f"{FORM}{Enquiry.objects.get().number}/?key={key}").status_code == 404


def test_a_key_is_for_its_own_number(client, enquiry):
    for _time in range(2):
        client.post(FORM, enquiry())
    first, second = Enquiry.objects.order_by("pk")
    assert client.get(f"{FORM}{first.number}/?key={key_of(second.number)}").status_code == 404


def test_posts_without_token_of_the_form_are_refused(enquiry):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(FORM, enquiry()).status_code == 403
    assert not Enquiry.objects.exists()
