"""Facts: entered, verified by finance, corrected by a new revision, never overwritten."""

from datetime import date

import pytest

from clusters.models import Observation
from clusters.services import facts
from crm.common.errors import RuleError, VersionConflict
from tests.factories.clusters import IndicatorFactory, ObservationFactory, ProjectFactory, TaxFactory

pytestmark = pytest.mark.django_db


def unsaved(**fields):
    defaults = {"project": ProjectFactory(), "indicator": IndicatorFactory()}
    return ObservationFactory.build(**{**defaults, "state": Observation.State.SUBMITTED, **fields})


def test_record_keeps_who_entered_it(finance):
    fact = facts.record(fact=unsaved(), actor=finance)

    assert (fact.entered_by, fact.state, fact.revision) == (finance, "submitted", 1)


def test_record_of_a_verified_figure_needs_finance(finance, promoter):
    assert facts.record(fact=unsaved(), actor=finance, verified=True).verified_by == finance
    with pytest.raises(RuleError) as refusal:
        facts.record(fact=unsaved(), actor=promoter, verified=True)
    assert refusal.value.code == "not_finance"


def test_record_does_not_believe_a_state_that_says_verified(promoter):
    assert facts.record(fact=unsaved(state=Observation.State.VERIFIED), actor=promoter).state == "submitted"


def test_same_period_twice_is_told_as_a_sentence(finance):
    first = facts.record(fact=unsaved(), actor=finance)

    with pytest.raises(RuleError) as refusal:
        facts.record(fact=unsaved(project=first.project, indicator=first.indicator), actor=finance)

    assert refusal.value.code == "fact_refused"


def test_same_slip_twice_is_refused(finance):
    slip = {"project": ProjectFactory(), "tax": TaxFactory(), "slip_number": "T2024-1"}
    facts.record(fact=unsaved(**slip), actor=finance)

    with pytest.raises(RuleError):
        facts.record(fact=unsaved(**slip, period_end=date(2024, 6, 1)), actor=finance)


def test_record_many_keeps_all(finance):
    rows = facts.record_many(facts=[unsaved(), unsaved()], actor=finance, verified=True)

    assert all(row.pk and row.state == "verified" and row.entered_by == finance for row in rows)


def test_submit_a_draft_once(finance):
    fact = facts.record(fact=unsaved(state=Observation.State.DRAFT), actor=finance)

    assert facts.submit(fact=fact, actor=finance).state == "submitted"
    with pytest.raises(RuleError) as refusal:
        facts.submit(fact=fact, actor=finance)
    assert refusal.value.code == "not_draft"


def test_verify_is_for_finance_and_once(finance, manager):
    fact = facts.record(fact=unsaved(), actor=finance)

    with pytest.raises(RuleError):
        facts.verify(fact=fact, actor=manager)
    assert facts.verify(fact=fact, actor=finance).verified_by == finance
    with pytest.raises(RuleError) as refusal:
        facts.verify(fact=fact, actor=finance)
    assert refusal.value.code == "already_verified"


def test_correction_is_a_new_revision_and_keeps_the_old(finance):
    old = facts.record(fact=unsaved(value=100), actor=finance, verified=True)

    new = facts.correct(fact=old, actor=finance, reason="报表更正", value=90, entered_value="90")

    old.refresh_from_db()
    assert (old.value, old.is_current, old.state) == (100, False, "verified")
    assert (new.value, new.revision, new.supersedes, new.reason) == (90, 2, old, "报表更正")
    assert (new.state, new.verified_by, new.entered_by) == ("submitted", None, finance)
    assert list(Observation.objects.current()) == [new]


@pytest.mark.parametrize(("reason", "value", "code"), [(" ", 90, "reason_required"), ("没有变化", 100, "unchanged")])
def test_correction_refuses(finance, reason, value, code):
    fact = facts.record(fact=unsaved(value=100), actor=finance)

    with pytest.raises(RuleError) as refusal:
        facts.correct(fact=fact, actor=finance, reason=reason, value=value)

    assert refusal.value.code == code
    assert Observation.objects.count() == 1


def test_whoever_corrects_an_old_revision_is_shown_the_newest(finance):
    old = facts.record(fact=unsaved(value=100), actor=finance)
    new = facts.correct(fact=old, actor=finance, reason="一", value=90)

    with pytest.raises(VersionConflict) as conflict:
        facts.correct(fact=old, actor=finance, reason="二", value=80)

    assert conflict.value.record == new
