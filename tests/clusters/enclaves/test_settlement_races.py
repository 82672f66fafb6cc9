"""Two people at once, on PostgreSQL: one of them wins, the other is told, and the chain has no gap."""

import pytest

from clusters.enclaves import ledger
from clusters.enclaves.ledger_checks import check_ledger
from clusters.enclaves.models import Settlement
from clusters.enclaves.services import settlement_compute, settlement_issue, settlement_lock, settlement_reopen
from crm.accounts.roles import Role
from tests.factories.enclaves import Parties, receipt
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def confirmed(parties: Parties) -> Settlement:
    return parties.confirm(parties.issued())


def test_two_people_lock_one_settlement(parties, confirmed, user_for):
    actors = [parties.confirming, user_for(Role.FINANCE)]

    results = at_once(*(lambda actor=actor: settlement_lock(settlement=confirmed, actor=actor) for actor in actors))

    (winner,) = (result for result in results if isinstance(result, Settlement))
    assert [result for result in results if result is not winner] == ["not_issued"]
    assert winner.history.filter(state="locked").count() == 1
    lines = ledger.ledger_lines(winner)
    assert [line.previous_hash for line in lines] == ["", *(line.hash for line in lines[:-1])]
    assert not check_ledger().findings


def test_two_settlements_of_one_agreement_are_chained_one_after_the_other(parties, confirmed):
    receipt(parties.project, 5, slip="T5")
    second = settlement_compute(agreement=parties.agreement, year=2025, actor=parties.computing)
    second = parties.confirm(settlement_issue(settlement=second, actor=parties.computing))

    results = at_once(
        *(lambda one=one: settlement_lock(settlement=one, actor=parties.confirming) for one in (confirmed, second))
    )

    assert {result.state for result in results} == {"locked"}
    assert not check_ledger().findings


def test_one_locks_while_another_opens_again(parties, confirmed, user_for):
    """Whoever comes first decides: a locked one is not reopened, a reopened one is not locked."""
    settlement_reopen(settlement=confirmed, actor=user_for(Role.FINANCE), reason="补录")

    results = at_once(
        lambda: settlement_lock(settlement=confirmed, actor=parties.confirming),
        lambda: settlement_reopen(settlement=confirmed, actor=parties.computing),
    )

    codes = [result for result in results if isinstance(result, str)]
    assert codes in (["locked"], ["not_issued"])
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.round) == (("locked", 1) if codes == ["locked"] else ("computed", 2))


def test_two_people_compute_one_year(parties, user_for):
    actors = [parties.computing, user_for(Role.FINANCE)]

    results = at_once(
        *(
            lambda actor=actor: settlement_compute(agreement=parties.agreement, year=2024, actor=actor)
            for actor in actors
        )
    )

    assert len({result.pk for result in results}) == 1
    assert Settlement.objects.get().lines.count() == 2
