"""First report: works, refuses with who holds it, hides contact data and confidential leads, leaves a trace."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clusters.models import Company
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from leads.duplicates import held_message, matches_of
from leads.models import Lead, LeadRules, LeadStage
from leads.services import ContactFacts, LeadFacts, lead_register
from tests.factories.leads import LeadFactory

CODE = "91532301MA6QEYFH70"


def register(actor, company_name="彝源示例（云南）科技有限公司", project="年产3GW组件项目", **more):
    return lead_register(actor=actor, company_name=company_name, facts=LeadFacts(name=project), **more)


def test_registers_with_company_contact_and_first_stage(promoter):
    contact = ContactFacts(name="王示例", phone="138 0000 8088")
    lead = register(promoter, credit_code=CODE.lower(), contact=contact)
    assert (lead.stage, lead.owner, lead.company.credit_code) == (LeadStage.CLUE, promoter, CODE)
    assert lead.first_contact_on == timezone.localdate()
    assert lead.contacts.get().phone == "13800008088"
    assert lead.moves.get().to_stage == LeadStage.CLUE
    assert lead.code.startswith(f"XS-{timezone.localdate().year}-")


def test_protection_is_unset_until_the_zone_says_how_long(promoter):
    assert register(promoter).protected_until is None
    rules = LeadRules.current()
    rules.protection_days = 30
    rules.save_by(promoter)
    later = register(promoter, company_name="另一家示例公司")
    assert later.protected_until == timezone.localdate() + timedelta(days=30)


def test_refuses_the_second_report_and_says_who_holds_it(promoter, user_for):
    first = register(user_for(Role.PROMOTER, full_name="专员甲"), contact=ContactFacts(phone="13800008088"))
    with pytest.raises(RuleError) as refused:
        register(promoter, company_name="彝源示例(云南) 科技 有限公司", project="年产3ＧＷ组件项目")
    assert refused.value.code == "held"
    assert "专员甲" in refused.value.message and first.code in refused.value.message
    assert "138" not in refused.value.message
    assert Lead.objects.count() == 1


def test_asks_before_a_similar_lead_is_registered(promoter):
    register(promoter, contact=ContactFacts(phone="13800008088"))
    with pytest.raises(RuleError) as refused:
        register(promoter, company_name="别的示例公司", project="别的", contact=ContactFacts(phone="13800008088"))
    assert refused.value.code == "similar" and len(refused.value.missing) == 1
    assert not Company.objects.filter(name="别的示例公司").exists()
    register(
        promoter,
        company_name="别的示例公司",
        project="别的",
        contact=ContactFacts(phone="13800008088"),
        accept_similar=True,
    )
    assert Lead.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("彝源云南科技集团有限公司", "企业名称相同"),
        ("彝源（雲南）科技有限公司", "企业名称相同"),
        ("彝源（云南）科技有限公司", "企业名称相同"),
        ("楚雄彝源科技有限公司", "企业名称读音相同"),
        ("怡源科技有限公司", "企业名称读音相同"),
        ("yiyuankeji", "企业名称读音相同"),
        ("彝源科技发展有限公司", "企业名称相近"),
        ("彝源科", "企业名称相近"),
    ],
)
def test_a_name_is_known_in_every_spelling(promoter, user_for, typed, why):
    holder = user_for(Role.PROMOTER, full_name="专员甲")
    register(holder, company_name="彝源（云南）科技有限公司", contact=ContactFacts(phone="13800008088"))
    match = matches_of(company_name=typed, project_name="", viewer=promoter)[0]
    assert match.why == why and not Lead.objects.visible_to(promoter).exists()
    sentence = held_message(match)
    assert "专员甲" in sentence and "138" not in sentence


@pytest.mark.parametrize("typed", ["云南科技有限公司", "宜宾科技有限公司", "彝", "Yunnan Tech"])
def test_another_name_is_another_company(promoter, typed):
    register(promoter, company_name="彝源（云南）科技有限公司")
    assert matches_of(company_name=typed, project_name="", viewer=promoter) == []


@pytest.mark.parametrize("count", [3, 60])
def test_the_check_takes_few_queries_however_many_there_are(promoter, count, django_assert_max_num_queries):
    for number in range(count):
        LeadFactory(company__name=f"彝源科技{number}号公司")
    register(promoter, company_name="彝源科技", project="正主", accept_similar=True)
    with django_assert_max_num_queries(3):
        found = matches_of(company_name="彝源科技", project_name="正主", viewer=promoter, phone="13800008088")
    assert found[0].is_same and found[0].lead.name == "正主"


def test_after_protection_has_run_out_another_may_register(promoter, user_for):
    first = register(user_for(Role.PROMOTER))
    first.protected_until = timezone.localdate() - timedelta(days=1)
    first.save_by(None)
    with pytest.raises(RuleError) as refused:
        register(promoter)
    assert refused.value.code == "similar"
    assert register(promoter, accept_similar=True).owner == promoter


def test_an_ended_lead_holds_nobody_back(promoter, user_for):
    first = register(user_for(Role.PROMOTER))
    first.status = Lead.Status.LOST
    first.save_by(None)
    assert register(promoter).company == first.company


def test_a_confidential_lead_stays_unknown_to_others(promoter, user_for):
    register_secret = LeadFacts(name="年产3GW组件项目", is_confidential=True)
    owner = user_for(Role.PROMOTER)
    lead_register(actor=owner, company_name="彝源示例公司", facts=register_secret)
    asked = {"company_name": "彝源示例公司", "project_name": "年产3GW组件项目"}
    assert matches_of(**asked, viewer=promoter) == []
    assert len(matches_of(**asked, viewer=owner)) == 1
    assert Company.objects.get().is_confidential and owner in Company.objects.get().named_people.all()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"credit_code": "91350100M000100Y4Z"}, "credit_code"),
        ({"company_name": "  "}, "company_name"),
        ({"project": "长" * 10_000}, "name"),
        ({"project": ""}, "name"),
    ],
)
def test_refuses_what_is_no_lead(promoter, more, field):
    with pytest.raises(RuleError) as refused:
        register(promoter, **more)
    assert refused.value.field == field
    assert not Lead.objects.exists() and not Company.objects.exists()


def test_refuses_a_first_contact_to_come(promoter):
    facts = LeadFacts(name="项目", first_contact_on=date(2999, 1, 1))
    with pytest.raises(RuleError) as refused:
        lead_register(actor=promoter, company_name="示例公司", facts=facts)
    assert refused.value.field == "first_contact_on"


def test_leaders_register_nothing(leader):
    with pytest.raises(RuleError) as refused:
        register(leader)
    assert refused.value.code == "not_allowed"


def test_leaves_a_trace(promoter):
    lead = register(promoter)
    entry = lead.history.first()
    assert entry.history_user == promoter and entry.history_change_reason
