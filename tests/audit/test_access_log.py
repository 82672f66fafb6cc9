"""The access log as a person reads it: what he took out, and what others did with what he held."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.office.services import attachment_add
from leads.services import contacts_uncover, lead_assign
from tests.factories.leads import ContactFactory, LeadFactory

pytestmark = pytest.mark.django_db

LOG = "/office/access/"


@pytest.fixture
def owner(user_for):
    return user_for(Role.PROMOTER, full_name="李专员")


def lines(client, query=""):
    response = client.get(f"{LOG}{query}")
    assert response.status_code == 200
    return list(response.context["object_list"])


def test_the_holder_reads_who_uncovered_his_contacts(client_for, owner, manager):
    contact = ContactFactory(lead=LeadFactory(owner=owner))
    contacts_uncover(lead=contact.lead, actor=manager)
    contacts_uncover(lead=contact.lead, actor=owner)
    client = client_for(owner)
    assert [line.user for line in lines(client)] == [owner, manager]
    assert [line.user for line in lines(client, "?whose=others")] == [manager]
    assert [line.user for line in lines(client, "?whose=mine")] == [owner]


def test_an_export_is_told_to_all_who_held_a_row_of_it(client_for, owner, user_for):
    left_out = user_for(Role.PROMOTER)
    LeadFactory(owner=owner, name="铜箔一期")
    LeadFactory(owner=left_out, name="组件一期")
    manager = client_for(Role.MANAGER)
    assert manager.get("/office/leads/", {"q": "铜箔", "export": "csv"}).status_code == 200
    assert [(line.kind, line.user, line.count) for line in lines(client_for(owner))] == [("export", manager.user, 1)]
    assert lines(client_for(left_out)) == []
    assert "铜箔" not in client_for(owner).get(f"{LOG}?columns=at,filters").text
    assert "铜箔" in manager.get(f"{LOG}?columns=at,filters").text


def test_a_download_is_told_to_whoever_hung_the_file_there(client_for, owner, manager):
    lead = LeadFactory(owner=owner)
    file = SimpleUploadedFile("报告.pdf", b"%PDF-1.4 \n", content_type="application/pdf")
    attachment = attachment_add(subject=lead, file=file, actor=owner)
    client_for(manager).get(reverse("attachment_file", args=[attachment.pk]))
    assert [(line.kind, line.user) for line in lines(client_for(owner))] == [("download", manager)]


def test_it_stays_with_who_held_it_then(client_for, owner, manager, user_for):
    contact = ContactFactory(lead=LeadFactory(owner=owner))
    contacts_uncover(lead=contact.lead, actor=manager)
    heir = user_for(Role.PROMOTER)
    lead_assign(lead_id=contact.lead_id, owner=heir, actor=manager)
    assert len(lines(client_for(owner))) == 1 and lines(client_for(heir)) == []


def test_others_read_nothing_of_it_and_the_auditor_everything(client_for, owner, manager, user_for):
    contact = ContactFactory(lead=LeadFactory(owner=owner))
    contacts_uncover(lead=contact.lead, actor=manager)
    for role in (Role.PROMOTER, Role.MANAGER, Role.LEADER, Role.ADMINISTRATOR):
        assert lines(client_for(role)) == []
    assert len(lines(client_for(Role.AUDITOR))) == 1
    assert client_for(Role.PARTNER).get(LOG).status_code == 403


@pytest.mark.parametrize("query", ["?whose=everybody", "?since=昨天"])
def test_refuses_filters_that_do_not_exist(client_for, query):
    response = client_for(Role.PROMOTER).get(f"{LOG}{query}")
    assert response.status_code == 400 and not response.context["object_list"]


def test_number_of_queries_does_not_grow_with_lines(client_for, owner, manager, django_assert_max_num_queries):
    contact = ContactFactory(lead=LeadFactory(owner=owner))
    client = client_for(owner)
    for count in (3, 30):
        for _each in range(count):
            contacts_uncover(lead=contact.lead, actor=manager)
        with django_assert_max_num_queries(10):
            assert client.get(LOG).status_code == 200
    assert Access.objects.count() == 33


def test_everybody_finds_it_on_his_account_page(client_for):
    assert LOG in client_for(Role.PROMOTER).get("/office/profile/").text
    assert LOG not in client_for(Role.PARTNER).get("/office/profile/").text
