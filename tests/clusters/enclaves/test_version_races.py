"""Two people at once, on PostgreSQL: drafts, rules, versions and enrolments."""

import pytest

from clusters.enclaves.models import AgreementVersion, Enrolment, SharingRule
from clusters.enclaves.services import (
    enrolment_add,
    rule_save,
    version_draft,
    version_make_effective,
    version_review,
)
from clusters.enclaves.services import simulations as simulation_services
from crm.accounts.roles import Role
from tests.clusters.enclaves.rules.typing import draft_of
from tests.clusters.enclaves.simulations.cases import rules_of, tax
from tests.factories.clusters import ProjectFactory
from tests.factories.enclaves import HALVES, agreement_of
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RULE = {"code": "tax", "book": "fiscal", "indicator": "tax", "mode": "split", "bands": [{"ratios": HALVES}]}


def refusals(results: list) -> list[str]:
    return [result for result in results if isinstance(result, str)]


def test_two_people_open_a_draft(parties):
    def draft():
        return version_draft(agreement=parties.agreement, effective_year=2030, actor=parties.computing)

    assert refusals(at_once(draft, draft)) == ["draft_exists"]
    assert AgreementVersion.objects.filter(state="draft").count() == 1


def test_two_people_change_one_rule(parties):
    rule = rule_save(version=draft_of(parties.agreement), data=RULE, actor=parties.computing)
    ratios = [{"origin": "0.6", "host": "0.4"}, {"origin": "0.7", "host": "0.3"}]

    def change(given: dict):
        read = SharingRule.objects.get(pk=rule.pk)
        read.version = 1
        data = {**RULE, "bands": [{"ratios": given}]}
        return rule_save(version=rule.agreement_version, data=data, actor=parties.computing, rule=read)

    results = at_once(*(lambda given=given: change(given) for given in ratios))
    assert refusals(results) == ["version_conflict"]
    rule.refresh_from_db()
    assert rule.version == 2


def test_one_adds_a_rule_while_another_reviews(parties):
    draft = draft_of(parties.agreement)
    rule_save(version=draft, data=RULE, actor=parties.computing)
    other = {**RULE, "code": "more", "category": "共建"}
    results = at_once(
        lambda: rule_save(version=draft, data=other, actor=parties.computing),
        lambda: version_review(version=draft, actor=parties.confirming),
    )
    draft.refresh_from_db()
    assert draft.state == "reviewed"
    assert (refusals(results), draft.rules.count()) in ((["not_draft"], 1), ([], 2))


def test_two_people_make_one_version_effective(parties, user_for):
    draft = draft_of(parties.agreement)
    rule_save(version=draft, data=RULE, actor=parties.computing)
    version_review(version=draft, actor=parties.computing)
    actors = [parties.confirming, user_for(Role.FINANCE)]
    results = at_once(*(lambda actor=actor: version_make_effective(version=draft, actor=actor) for actor in actors))
    assert refusals(results) == ["not_reviewed"]
    assert draft.history.filter(state="effective").count() == 1


def test_one_project_is_enrolled_in_two_agreements_at_once(parties):
    agreements = [agreement_of(code="XY-A"), agreement_of(code="XY-B")]
    project = ProjectFactory()
    results = at_once(
        *(lambda one=one: enrolment_add(agreement=one, project=project, actor=parties.computing) for one in agreements)
    )
    assert refusals(results) == ["enrolled_elsewhere"]
    assert Enrolment.objects.filter(project=project).count() == 1


def test_two_people_add_the_fourth_set_of_rules(parties):
    given = {"name": "甲", "first_year": 2026, "agreement": parties.agreement}
    simulation = simulation_services.simulation_create(actor=parties.computing, **given)

    def add(title: str):
        data = rules_of(tax())
        return simulation_services.rule_set_add(simulation=simulation, title=title, data=data, actor=parties.computing)

    for title in "一二三":
        add(title)
    assert refusals(at_once(lambda: add("四"), lambda: add("五"))) == ["too_many"]
    simulation.refresh_from_db()
    assert len(simulation.rule_sets) == 4
