"""Two people at once, on PostgreSQL: one of them wins, the other is told."""

import pytest

from crm.accounts.roles import Role
from leads.models import Enquiry, Lead, LeadStage
from leads.reference import create_reference
from leads.services import LeadFacts, enquiry_receive, enquiry_take, lead_move, lead_register
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_moves_of_one_lead(user_for, ready_lead):
    create_reference()
    promoter, manager = user_for(Role.PROMOTER), user_for(Role.MANAGER)
    lead = ready_lead(promoter)
    results = at_once(
        *(
            lambda actor=actor: lead_move(lead_id=lead.pk, to=LeadStage.ASSESSMENT, actor=actor)
            for actor in (promoter, manager)
        )
    )
    assert sorted(map(str, results), key=len)[0] == "backwards"
    assert lead.moves.count() == 1


def test_two_first_reports_of_one_lead(user_for):
    create_reference()
    actors = [user_for(Role.PROMOTER), user_for(Role.PROMOTER)]
    results = at_once(
        *(
            lambda actor=actor: lead_register(actor=actor, company_name="示例公司", facts=LeadFacts(name="项目"))
            for actor in actors
        )
    )
    assert "held" in results and Lead.objects.count() == 1


def test_two_takers_of_one_enquiry(user_for):
    create_reference()
    enquiry = enquiry_receive(sent={"company": "示例公司"}, language="zh-hans", consented=True)
    actors = [user_for(Role.PROMOTER), user_for(Role.PROMOTER)]
    results = at_once(*(lambda actor=actor: enquiry_take(enquiry_id=enquiry.pk, actor=actor) for actor in actors))
    winners = [result for result in results if isinstance(result, Enquiry)]
    assert len(winners) == 1 and Lead.objects.get().owner == winners[0].taken_by
