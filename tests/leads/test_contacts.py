"""Contacts: added, changed, uncovered by a logged act."""

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.common.errors import RuleError, VersionConflict
from leads.models import Contact
from leads.services import contact_add, contact_edit, contacts_uncover
from tests.factories.leads import ContactFactory, LeadFactory


def test_adds_and_changes(promoter):
    lead = LeadFactory(owner=promoter)
    contact = contact_add(lead_id=lead.pk, name="王示例", phone="13800000000.0", actor=promoter)
    assert (contact.phone, contact.is_phone_doubtful, contact.company) == ("13800000000", False, lead.company)
    contact = contact_edit(contact_id=contact.pk, phone="0878-33000", actor=promoter, version=1)
    assert contact.is_phone_doubtful
    assert contact.history.count() == 2 and contact.history.first().history_user == promoter


def test_refuses_bad_values_and_stale_versions(promoter):
    contact = ContactFactory(lead=LeadFactory(owner=promoter))
    with pytest.raises(ValidationError):
        contact_edit(contact_id=contact.pk, email="不是邮箱", actor=promoter)
    with pytest.raises(VersionConflict):
        contact_edit(contact_id=contact.pk, name="李", actor=promoter, version=9)


def test_hides_the_contacts_of_others(promoter, leader, finance, user_for):
    contact = ContactFactory(lead=LeadFactory(owner=user_for(Role.PROMOTER)))
    assert not Contact.objects.visible_to(promoter).exists() and not Contact.objects.visible_to(finance).exists()
    with pytest.raises(Http404):
        contact_edit(contact_id=contact.pk, name="李", actor=promoter)
    with pytest.raises(RuleError):
        contact_edit(contact_id=contact.pk, name="李", actor=leader)


def test_uncovering_is_logged(manager, leader, promoter):
    contact = ContactFactory(lead=LeadFactory(owner=promoter))
    assert contacts_uncover(lead=contact.lead, actor=manager) == [contact]
    access = Access.objects.get()
    assert (access.kind, access.user, access.subject_key) == ("unmask", manager, f"lead:{contact.lead_id}")
    with pytest.raises(Http404):
        contacts_uncover(lead=contact.lead, actor=leader)
    assert Access.objects.count() == 1


def test_the_owner_sees_who_read_the_numbers(client_for, user_for):
    owner = user_for(Role.PROMOTER)
    lead = LeadFactory(owner=owner)
    ContactFactory(lead=lead)
    client = client_for(owner)
    assert "谁查看过号码" not in client.get(lead.get_absolute_url()).content.decode()
    reader = user_for(Role.MANAGER, full_name="查看人甲")
    client_for(reader).post(f"/office/leads/{lead.pk}/contacts/")
    page = client.get(lead.get_absolute_url()).content.decode()
    assert "谁查看过号码" in page and "查看人甲" in page
    leader = client_for(Role.LEADER)
    assert "谁查看过号码" not in leader.get(lead.get_absolute_url()).content.decode()
