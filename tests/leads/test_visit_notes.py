"""A visit note with photos, as a phone sends it: from Today or from a lead's page, also without a script."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from crm.office.models import Attachment
from leads.models import Activity, Lead
from leads.services import activity_add
from tests.factories.leads import ActivityFactory, LeadFactory

VISIT = "/office/leads/visit/"
PICTURE = b"\x89PNG\r\n\x1a\n rest"


def photo(name, content=PICTURE):
    return SimpleUploadedFile(name, content, content_type="image/png")


def note(**given):
    return {"text": "看了两栋厂房", "happened_on": timezone.localdate().isoformat(), **given}


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.MANAGER])
def test_writes_the_visit_with_the_shot_and_the_chosen_photos(client_for, role):
    client = client_for(role)
    lead = LeadFactory(owner=client.user, progressed_on=None)
    sent = note(lead=lead.pk, camera=photo("大门.png"), file=[photo("一.png"), photo("二.png")])
    response = client.post(VISIT, sent)
    assert response.status_code == 302 and response["Location"] == f"{lead.get_absolute_url()}#timeline"
    activity = Activity.objects.get()
    assert (activity.kind, activity.text, activity.by) == ("visit", "看了两栋厂房", client.user)
    assert activity.happened_on == timezone.localdate()
    assert {file.title for file in Attachment.objects.of_seen(lead, client.user)} == {"大门.png", "一.png", "二.png"}
    assert set(Attachment.objects.values_list("kind", flat=True)) == {Attachment.Kind.PHOTO}


def test_offers_the_leads_i_hold_those_i_wrote_about_last_first(client_for, user_for):
    client = client_for(Role.PROMOTER)
    mine = [LeadFactory(owner=client.user, name=name) for name in ("甲", "乙", "丙")]
    LeadFactory(owner=client.user, name="已流失", status=Lead.Status.LOST)
    LeadFactory(owner=user_for(Role.PROMOTER), name="别人的")
    ActivityFactory(lead=mine[2], by=user_for(Role.MANAGER))
    for lead in (mine[1], mine[0]):
        activity_add(lead_id=lead.pk, kind="call", text="电话", actor=client.user)
    page = client.get(VISIT)
    assert [name for _key, name in page.context["form"]["lead"].field.widget.choices] == ["甲", "乙", "丙"]
    assert page.context["form"]["happened_on"].value() == timezone.localdate()


def test_number_of_queries_does_not_grow_with_leads(client_for, django_assert_max_num_queries):
    client = client_for(Role.PROMOTER)
    for count in (2, 25):
        for _each in range(count):
            LeadFactory(owner=client.user)
        with django_assert_max_num_queries(8):
            assert client.get(VISIT).status_code == 200


def test_from_a_leads_page_it_is_chosen_already(client_for):
    client = client_for(Role.PROMOTER)
    lead, _other = LeadFactory(owner=client.user), LeadFactory(owner=client.user)
    address = reverse("leads:lead_visit", args=[lead.pk])
    assert address in client.get(lead.get_absolute_url()).content.decode()
    assert "lead" not in client.get(address).context["form"].fields
    client.post(address, note())
    assert Activity.objects.get().lead == lead


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"file": photo("a.jpg", b"MZ\x90\x00")}, "内容"),
        ({"camera": photo("a.exe")}, ".exe"),
        ({"file": [photo(f"{count}.png") for count in range(21)]}, "20"),
        ({"happened_on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "今天"),
        ({"happened_on": "昨天"}, "日期"),
    ],
    ids=["executable", "kind", "many", "future", "no day"],
)
def test_refuses_with_a_sentence_and_keeps_what_was_typed(client_for, sent, sentence):
    client = client_for(Role.PROMOTER)
    lead = LeadFactory(owner=client.user)
    response = client.post(VISIT, note(lead=lead.pk, **sent))
    assert response.status_code in (409, 422)
    body = response.content.decode()
    assert sentence in body.split("data-focus")[1].split("</div>")[0]
    assert "看了两栋厂房" in body
    assert not Activity.objects.exists() and not Attachment.objects.exists()


def test_a_file_too_large_is_refused_whole(client_for, settings):
    settings.UPLOAD_LIMIT_BYTES = 1024**2
    client = client_for(Role.PROMOTER)
    lead = LeadFactory(owner=client.user)
    sent = note(lead=lead.pk, file=[photo("好.png"), photo("大.png", PICTURE + b"0" * 2 * 1024**2)])
    response = client.post(VISIT, sent)
    assert response.status_code == 409 and "看了两栋厂房" in response.content.decode()
    assert not Activity.objects.exists() and not Attachment.objects.exists()


def test_hides_the_leads_of_others_and_the_page_from_other_roles(client_for, user_for):
    hidden = LeadFactory(owner=user_for(Role.PROMOTER), name="别人的")
    client = client_for(Role.PROMOTER)
    assert client.get(reverse("leads:lead_visit", args=[hidden.pk])).status_code == 404
    response = client.post(VISIT, note(lead=hidden.pk))
    assert response.status_code == 422 and "别人的" not in response.content.decode()
    assert not Activity.objects.exists()
    for role in set(Role) - {Role.PROMOTER, Role.MANAGER, Role.PARTNER}:
        client = client_for(role)
        assert client.get(VISIT).status_code == 403
        assert VISIT not in client.get("/office/").content.decode()


def test_leaves_a_trace(client_for):
    client = client_for(Role.PROMOTER)
    lead = LeadFactory(owner=client.user, progressed_on=None)
    client.post(VISIT, note(lead=lead.pk, camera=photo("大门.png")))
    lead.refresh_from_db()
    assert lead.progressed_on == timezone.localdate()
    assert lead.history.first().history_user == client.user
    page = client.get(lead.get_absolute_url()).content.decode()
    assert "看了两栋厂房" in page and "大门.png" in page
