"""Versions of an agreement: immutable once effective, and a new one never touches what an old one settled."""

from datetime import date

import pytest

from clusters.enclaves.ledger_checks import check_ledger
from clusters.enclaves.models import SettlementLine
from clusters.enclaves.services import (
    enrolment_add,
    rule_remove,
    rule_save,
    settlement_compute,
    settlement_lock,
    version_draft,
    version_make_effective,
    version_review,
)
from clusters.services import facts
from crm.common.errors import RuleError
from tests.clusters.enclaves.rules.typing import draft_of
from tests.factories.enclaves import agreement_of, enrolled, indicator, receipt, tax_rule

pytestmark = pytest.mark.django_db
ALL_TO_HOST = {
    "code": "tax",
    "book": "fiscal",
    "indicator": "tax",
    "mode": "split",
    "bands": [{"ratios": {"host": "1"}}],
}


def refused(code: str):
    return pytest.raises(RuleError, check=lambda error: error.code == code and bool(error.message))


def new_version(parties, year: int, data: dict = ALL_TO_HOST):
    draft = version_draft(agreement=parties.agreement, effective_year=year, actor=parties.computing)
    for rule in draft.rules.all():
        rule_remove(rule=rule, actor=parties.computing)
    rule_save(version=draft, data=data, actor=parties.computing)
    version_review(version=draft, actor=parties.computing)
    return version_make_effective(version=draft, actor=parties.confirming)


def said(parties) -> list[tuple]:
    rows = SettlementLine.objects.filter(settlement__agreement=parties.agreement).order_by("settlement", "number")
    return list(rows.values_list("settlement__number", "party__code", "amount", "trace", "hash"))


@pytest.fixture
def locked(parties):
    return settlement_lock(settlement=parties.confirm(parties.issued()), actor=parties.confirming)


def test_a_new_version_leaves_what_was_settled_as_it_is(parties, locked):
    before = said(parties)
    new_version(parties, 2025)
    assert said(parties) == before
    assert not check_ledger().findings
    receipt(parties.project, 100, on=date(2025, 1, 5), slip="T9")
    settlement = settlement_compute(agreement=parties.agreement, year=2025, actor=parties.computing)
    assert {line.party.code: line.amount for line in settlement.lines.all()} == {"host": 100}


def test_a_correction_of_an_old_year_is_restated_by_the_version_of_that_year(parties, locked):
    """100.01 becomes 200.01: half of the difference each, though by now all goes to the host."""
    new_version(parties, 2025)
    slip = parties.project.observations.get()
    facts.correct(fact=slip, actor=parties.confirming, reason="漏记", verified=True, value=20_001)
    settlement = settlement_compute(agreement=parties.agreement, year=2025, actor=parties.computing)
    amounts = {(line.about_year, line.party.code): line.amount for line in settlement.lines.all()}
    assert amounts == {(2024, "origin"): 5_000, (2024, "host"): 5_000}


@pytest.mark.parametrize("year", [2021, 2022, 2024])
def test_no_version_takes_effect_over_a_settled_year(parties, locked, year):
    with refused("settled_already"):
        new_version(parties, year)


def test_two_versions_do_not_begin_in_the_same_year(parties):
    with refused("year_taken"):
        new_version(parties, 2021)


def test_what_is_effective_is_not_edited(parties):
    version = parties.agreement.versions.get()
    with refused("not_draft"):
        rule_save(version=version, data=ALL_TO_HOST, actor=parties.computing)
    with refused("not_draft"):
        rule_save(version=version, data=ALL_TO_HOST, actor=parties.computing, rule=version.rules.get())
    with refused("not_draft"):
        rule_remove(rule=version.rules.get(), actor=parties.computing)


def test_a_rule_does_not_share_what_another_agreement_of_the_project_shares(parties):
    """Enrolled while the figures differed; a later version may not come to share the same ones."""
    output = tax_rule(code="output", book="assessment", indicator="output")
    other = agreement_of(code="XY-QT-2021", rules=[output])
    enrolment_add(agreement=other, project=parties.project, actor=parties.computing)
    indicator("output")
    draft = draft_of(other)
    rule_save(version=draft, data=ALL_TO_HOST, actor=parties.computing)
    version_review(version=draft, actor=parties.computing)
    with refused("enrolled_elsewhere") as caught:
        version_make_effective(version=draft, actor=parties.confirming)
    assert parties.project.code in caught.value.message
    assert parties.agreement.code in caught.value.message
    draft.refresh_from_db()
    assert draft.state == "reviewed"


def test_a_project_is_in_two_agreements_where_their_figures_differ(parties):
    output = tax_rule(code="output", book="assessment", indicator="output")
    differing, same = agreement_of(code="XY-QT-2021", rules=[output]), agreement_of(code="XY-TS-2021")
    enrolment_add(agreement=differing, project=parties.project, actor=parties.computing)
    with refused("enrolled_elsewhere"):
        enrolment_add(agreement=same, project=parties.project, actor=parties.computing)
    assert parties.project.enrolments.count() == 2


def test_a_second_project_of_the_same_agreement_changes_nothing_for_it(parties):
    enrolled(parties.agreement, code="FD-2")
    assert new_version(parties, 2025).state == "effective"
