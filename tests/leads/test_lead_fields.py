"""Fields of a lead's page edited in place: one fragment a field, by the rules of the whole form."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Cluster
from crm.accounts.roles import Role
from leads.models import Lead
from leads.services import lead_edit
from leads.views.fields import IN_PLACE
from tests.factories.leads import LeadFactory

HTMX = {"HX-Request": "true"}


def address(lead, key):
    return reverse("leads:field", args=[lead.pk, key])


def send(client, lead, key, **given):
    return client.post(address(lead, key), {"version": lead.version, **given}, headers=HTMX)


def form_of(client, lead, key):
    return client.get(f"{address(lead, key)}?edit=1", headers=HTMX)


@pytest.mark.parametrize(
    ("key", "given", "stored"),
    [
        ("investment_fen", {"investment_fen": "1.5亿元"}, 15_000_000_000),
        ("land_sqm", {"land_sqm": "15"}, 10_000),
        ("power_kwh_year", {"power_kwh_year": "120000"}, 120_000),
        ("note", {"note": "已约参观"}, "已约参观"),
        ("first_contact_on", {"first_contact_on": "2026-02-03"}, timezone.datetime(2026, 2, 3).date()),
        ("next_step", {"next_step": "寄送政策", "next_step_on": ""}, "寄送政策"),
    ],
)
def test_saves_one_field_and_says_so_to_the_page(client_for, key, given, stored):
    client = client_for(Role.PROMOTER)
    lead = LeadFactory(owner=client.user, note="旧", investment_fen=100)
    assert form_of(client, lead, key).status_code == 200
    response = send(client, lead, key, **given)
    assert response.status_code == 200 and response["HX-Trigger"] == "lead-changed"
    assert f'id="field-{key}"' in response.text and "<form" not in response.text
    lead.refresh_from_db()
    assert getattr(lead, key) == stored


def test_every_field_has_its_form_and_its_page_without_a_script(client_for):
    client = client_for(Role.MANAGER)
    lead = LeadFactory(owner=client.user)
    page = client.get(lead.get_absolute_url()).text
    for key, field in IN_PLACE.items():
        assert f'id="field-{key}"' in page
        assert form_of(client, lead, key).status_code == 200
        plain = client.get(address(lead, key))
        assert plain.url == f"{lead.get_absolute_url()}{field.page}"
        assert client.get(plain.url.split("#")[0]).status_code == 200


@pytest.mark.parametrize(
    ("key", "given", "status"),
    [
        ("investment_fen", {"investment_fen": "很多"}, 422),
        ("note", {"note": "长"}, 200),
        ("power_kwh_year", {"power_kwh_year": "-5"}, 422),
        ("first_contact_on", {"first_contact_on": (timezone.localdate() + timedelta(days=2)).isoformat()}, 409),
        ("next_step", {"next_step": "回访", "next_step_on": "2026-01-01"}, 409),
    ],
)
def test_refuses_by_the_rules_of_the_whole_form_and_keeps_what_was_typed(client_for, key, given, status):
    client = client_for(Role.PROMOTER)
    lead = LeadFactory(owner=client.user)
    response = send(client, lead, key, **given)
    assert response.status_code == status
    if status != 200:
        assert "office-field-error" in response.text and next(iter(given.values())) in response.text
        assert Lead.objects.get().version == lead.version


def test_the_second_at_one_field_sees_both_values_and_chooses(client_for, user_for):
    client = client_for(Role.MANAGER)
    other = user_for(Role.MANAGER, full_name="陈经理")
    lead = LeadFactory(note="原来的")
    lead_edit(lead_id=lead.pk, changes={"note": "他的备注"}, actor=other)
    response = send(client, lead, "note", note="我的备注")
    assert response.status_code == 409
    assert all(words in response.text for words in ("陈经理", "他的备注", "我的备注"))
    assert Lead.objects.get().note == "他的备注"

    seen = Lead.objects.get()
    assert send(client, seen, "note", note="我的备注").status_code == 200
    assert Lead.objects.get().note == "我的备注"


def test_nobody_turns_a_change_back_by_saving_what_he_had_read(client_for, user_for):
    client = client_for(Role.MANAGER)
    lead = LeadFactory(note="原来的")
    lead_edit(lead_id=lead.pk, changes={"note": "他的备注"}, actor=user_for(Role.MANAGER))
    assert send(client, lead, "note", note="原来的").status_code == 409
    assert Lead.objects.get().note == "他的备注"


def test_changes_of_different_fields_are_in_nobodys_way(client_for, user_for):
    client = client_for(Role.MANAGER)
    lead = LeadFactory(note="原来的")
    lead_edit(lead_id=lead.pk, changes={"note": "他的备注"}, actor=user_for(Role.MANAGER))
    cluster = Cluster.objects.first()
    assert send(client, lead, "cluster", cluster=cluster.pk).status_code == 200
    lead = Lead.objects.get()
    assert (lead.note, lead.cluster) == ("他的备注", cluster)


def test_a_version_that_never_was_overwrites_nothing(client_for):
    client = client_for(Role.MANAGER)
    lead = LeadFactory(note="原来的")
    for version in ("", "abc", "99999999999", "77"):
        assert client.post(address(lead, "note"), {"version": version, "note": "新"}, headers=HTMX).status_code == 409
    assert Lead.objects.get().note == "原来的"


def test_a_manager_assigns_a_promoter_does_not(client_for, user_for):
    promoter = user_for(Role.PROMOTER)
    lead = LeadFactory(owner=promoter)
    client = client_for(promoter)
    assert send(client, lead, "owner", owner=promoter.pk).status_code == 403
    assert address(lead, "owner") not in client.get(lead.get_absolute_url()).text
    manager, heir = client_for(Role.MANAGER), user_for(Role.PROMOTER)
    assert send(manager, lead, "owner", owner=heir.pk).status_code == 200
    assert Lead.objects.get().owner == heir


def test_hides_leads_of_others_and_fields_that_are_none(client_for, user_for):
    lead = LeadFactory(owner=user_for(Role.PROMOTER))
    client = client_for(Role.PROMOTER)
    for key in (*(key for key in IN_PLACE if key != "owner"), "stage", "is_confidential"):
        assert client.get(address(lead, key), headers=HTMX).status_code == 404
        assert send(client, lead, key, note="x").status_code == 404
    leader = client_for(Role.LEADER)
    assert leader.get(address(lead, "note"), headers=HTMX).status_code == 403
    assert "lead-field-edit" not in leader.get(lead.get_absolute_url()).text


def test_leaves_a_trace(client_for):
    client = client_for(Role.PROMOTER)
    lead = LeadFactory(owner=client.user, note="旧")
    send(client, lead, "note", note="新")
    last = lead.history.first()
    assert (last.note, last.history_user, last.version) == ("新", client.user, lead.version + 1)
