"""Assigning, sharing, confidentiality."""

import pytest
from django.http import Http404

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Attachment
from leads.models import Lead
from leads.services import lead_assign, lead_set_confidential, lead_share
from tests.factories.accounts import TeamFactory
from tests.factories.leads import LeadFactory


def test_assigns_with_the_persons_team_and_tells_him(manager, user_for):
    person = user_for(Role.PROMOTER, team=TeamFactory())
    lead = lead_assign(lead_id=LeadFactory().pk, owner=person, actor=manager)
    assert (lead.owner, lead.team) == (person, person.team)
    assert person.notices.count() == 1
    assert lead.history.first().history_user == manager


def test_refuses_promoters_and_recipients_without_the_role(manager, promoter, finance):
    lead = LeadFactory(owner=promoter)
    with pytest.raises(RuleError) as refused:
        lead_assign(lead_id=lead.pk, owner=promoter, actor=promoter)
    assert refused.value.code == "not_allowed"
    with pytest.raises(RuleError) as refused:
        lead_assign(lead_id=lead.pk, owner=finance, actor=manager)
    assert refused.value.code == "not_a_promoter"


def test_hides_confidential_leads_of_others(manager, promoter):
    lead = LeadFactory(owner=promoter, is_confidential=True)
    with pytest.raises(Http404):
        lead_assign(lead_id=lead.pk, owner=manager, actor=manager)


def test_shares_so_that_another_sees_it_and_ends_it_again(promoter, user_for):
    other = user_for(Role.PROMOTER)
    lead = LeadFactory(owner=promoter)
    assert not Lead.objects.visible_to(other).exists()
    lead_share(lead_id=lead.pk, people=[other], actor=promoter)
    assert Lead.objects.visible_to(other).get() == lead
    assert other.notices.count() == 1
    lead_share(lead_id=lead.pk, people=[], actor=promoter)
    assert not Lead.objects.visible_to(other).exists()


def test_sharing_leaves_a_trace(promoter, user_for):
    lead = LeadFactory(owner=promoter)
    lead_share(lead_id=lead.pk, people=[user_for(Role.PROMOTER, full_name="专员乙")], actor=promoter)
    assert "专员乙" in lead.history.first().history_change_reason


def test_confidentiality_reaches_the_files(promoter, manager, ready_lead):
    lead = ready_lead(promoter)
    assert Attachment.objects.visible_to(manager).count() == 1
    lead_set_confidential(lead_id=lead.pk, is_confidential=True, people=[], actor=promoter, version=None)
    assert not Lead.objects.visible_to(manager).exists()
    assert not Attachment.objects.visible_to(manager).exists()
    assert Lead.objects.visible_to(promoter).exists() and Attachment.objects.visible_to(promoter).exists()
