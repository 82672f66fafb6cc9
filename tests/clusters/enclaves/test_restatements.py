"""A closed year restated: works, refuses with a reason, hides others' rows, leaves a trace both ways."""

from datetime import date

import pytest

from clusters.enclaves import ledger
from clusters.enclaves.ledger_checks import check_ledger
from clusters.enclaves.models import Outlay, RetainedRate, Settlement, SettlementLine
from clusters.enclaves.selectors.computations import compute
from clusters.enclaves.selectors.restatements import may_differ
from clusters.enclaves.services import (
    settlement_compute,
    settlement_issue,
    settlement_lock,
    settlement_reopen,
    settlement_restate,
)
from clusters.models import Observation
from clusters.services import facts
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from tests.factories.clusters import MilestoneFactory
from tests.factories.enclaves import Parties, milestone_of, receipt

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


@pytest.fixture
def locked(parties: Parties) -> Settlement:
    """2024: 50.01 for the origin, 50.00 for the host."""
    return lock(parties, parties.issued())


def lock(parties: Parties, settlement: Settlement) -> Settlement:
    return settlement_lock(settlement=parties.confirm(settlement), actor=parties.confirming)


def correct(parties: Parties, fen: int) -> None:
    fact = Observation.objects.current().get(slip_number="T1")
    facts.correct(fact=fact, actor=parties.confirming, reason="税单更正", verified=True, value=fen)


def computed(parties: Parties, year: int, quarter: int | None = None) -> Settlement:
    return settlement_compute(agreement=parties.agreement, year=year, quarter=quarter, actor=parties.computing)


def issued(parties: Parties, year: int) -> Settlement:
    return settlement_issue(settlement=computed(parties, year), actor=parties.computing)


def amounts(settlement: Settlement) -> list[tuple[int, str, int | None]]:
    lines = settlement.lines.filter(round=settlement.round).order_by("number")
    return [(line.about_year, line.party.role, line.amount) for line in lines]


def rows_of(settlement: Settlement) -> list[dict]:
    return list(SettlementLine.objects.filter(settlement=settlement).order_by("pk").values())


def test_the_next_period_carries_linked_differences(parties, locked):
    before = rows_of(locked)
    correct(parties, 20_000)
    receipt(parties.project, 600, slip="T5", on=date(2025, 5, 5))

    settlement = lock(parties, issued(parties, 2025))

    assert amounts(settlement) == [
        (2025, "origin", 300),
        (2025, "host", 300),
        (2024, "origin", 4_999),
        (2024, "host", 5_000),
    ]
    assert rows_of(locked) == before
    fresh = {line.party: line.amount for line in compute(parties.agreement, 2024).lines}
    for line in settlement.lines.filter(about_year=2024):
        assert line.restates.settlement == locked
        assert list(line.restates.restated_by.all()) == [line]
        assert line.restates.amount + line.amount == fresh[line.party.code]
        assert line.trace["restatement"]["posted_lines"] == [str(line.restates_id)]
        assert line.trace["observations"][0]["revision"] == 2
    assert ledger.ledger_lines(settlement)[0].previous_hash == ledger.ledger_lines(locked)[-1].hash
    assert not check_ledger().findings


def test_a_second_correction_restates_what_was_restated(parties, locked):
    correct(parties, 20_000)
    lock(parties, issued(parties, 2025))
    correct(parties, 30_000)

    settlement = computed(parties, 2026)

    assert amounts(settlement) == [(2024, "origin", 5_000), (2024, "host", 5_000)]
    line = settlement.lines.first()
    assert (line.restates.settlement, len(line.trace["restatement"]["posted_lines"])) == (locked, 2)


def test_a_milestone_moved_after_settlement_is_restated(parties, locked):
    milestone = milestone_of(parties.project, "first_tax")
    day = date(2018, 9, 28)
    facts.correct(fact=milestone, actor=parties.confirming, reason="更正", verified=True, happened_on=day)
    settlement = computed(parties, 2025)
    assert amounts(settlement) == [(2024, "host", 10_001), (2024, "host", -5_000), (2024, "origin", -5_001)]
    assert {line.restates.settlement for line in settlement.lines.all()} == {locked}


def test_what_was_blocked_is_posted_late(parties):
    milestone = milestone_of(parties.project, "first_tax")
    given = {"actor": parties.confirming, "happened_on": date(2022, 9, 29)}
    milestone = facts.correct(fact=milestone, reason="待核实", **given)
    settlement = lock(parties, parties.issued())
    assert {line.state for line in settlement.lines.all()} == {"blocked"}
    facts.verify(fact=milestone, actor=parties.confirming)

    late = computed(parties, 2025)

    assert amounts(late) == [(2024, "origin", 5_001), (2024, "host", 5_000)]
    assert {line.restates.settlement for line in late.lines.all()} == {settlement}
    assert {line.restates.state for line in late.lines.all()} == {"blocked"}


def test_an_unverified_correction_posts_nothing(parties, locked):
    fact = Observation.objects.current().get(slip_number="T1")
    facts.correct(fact=fact, actor=parties.confirming, reason="税单更正", value=20_000)
    assert not computed(parties, 2025).lines.filter(about_year=2024).exists()


def test_restating_opens_the_period_that_carries_it(parties, locked):
    with refused("nothing_differs"):
        settlement_restate(settlement=locked, year=2025, actor=parties.computing)
    correct(parties, 20_000)
    with refused("not_later"):
        settlement_restate(settlement=locked, year=2024, actor=parties.computing)

    settlement = settlement_restate(settlement=locked, year=2025, actor=parties.computing)

    assert (settlement.year, settlement.state) == (2025, "computed")
    assert amounts(settlement) == [(2024, "origin", 4_999), (2024, "host", 5_000)]
    assert settlement.history.first().history_user == parties.computing


def test_restating_is_for_finance_officers_and_closed_years(parties, locked, manager):
    correct(parties, 20_000)
    with refused("not_finance"):
        settlement_restate(settlement=locked, year=2025, actor=manager)
    open_one = computed(parties, 2025)
    with refused("not_closed"):
        settlement_restate(settlement=open_one, year=2026, actor=parties.computing)


def test_differences_are_posted_once(parties, locked):
    """Two open periods: the first carries them; one that was issued without them is opened again."""
    settlement = issued(parties, 2025)
    correct(parties, 20_000)
    with refused("not_first_open"):
        settlement_restate(settlement=locked, year=2026, actor=parties.computing)
    assert not Settlement.objects.filter(year=2026).exists()
    assert amounts(computed(parties, 2026)) == []
    settlement_reopen(settlement=settlement, actor=parties.computing, reason="更正税单")

    settlement = settlement_reopen(settlement=settlement, actor=parties.confirming)

    assert amounts(settlement) == [(2024, "origin", 4_999), (2024, "host", 5_000)]
    settlement_issue(settlement=settlement, actor=parties.computing)
    assert amounts(computed(parties, 2026)) == []


def test_a_correction_makes_a_computed_settlement_stale(parties, locked):
    settlement = computed(parties, 2025)
    correct(parties, 20_000)
    with refused("stale"):
        settlement_issue(settlement=settlement, actor=parties.computing)


def test_partners_see_their_own_differences(parties, locked, user_for):
    correct(parties, 20_000)
    settlement = computed(parties, 2025)
    lines = SettlementLine.objects.filter(settlement=settlement)
    assert not lines.visible_to(parties.partner).exists()

    settlement_issue(settlement=settlement, actor=parties.computing)

    assert [line.party.role for line in lines.visible_to(parties.partner)] == ["origin"]
    assert not lines.visible_to(user_for(Role.PARTNER)).exists()


# --- pages ---


def test_the_page_shows_what_differs_and_restates_it(parties, locked, client_for):
    client, here = client_for(parties.computing), locked.get_absolute_url()
    assert f"{here}restate/" not in client.get(here).text
    correct(parties, 20_000)
    text = client.get(here).text
    for part in ("50.01", "100.00", "49.99", f"{here}restate/"):
        assert part in text
    assert f"{here}restate/" not in client_for(Role.MANAGER).get(here).text
    assert client.post(f"{here}restate/", {"year": "2024"}).status_code == 409
    assert client_for(Role.MANAGER).post(f"{here}restate/", {"year": "2025"}).status_code == 403

    answer = client.post(f"{here}restate/", {"year": "2025", "quarter": ""})

    settlement = Settlement.objects.get(year=2025)
    assert answer.url == settlement.get_absolute_url()
    assert "49.99" in client.get(answer.url).text
    assert settlement.number in client.get(here).text


def test_lines_lead_to_each_other(parties, locked, client_for):
    correct(parties, 20_000)
    settlement = issued(parties, 2025)
    line = parties.line_of(settlement, "origin")
    client = client_for(parties.confirming)
    assert line.restates.get_absolute_url() in client.get(line.get_absolute_url()).text
    assert line.get_absolute_url() in client.get(line.restates.get_absolute_url()).text
    page = client_for(parties.partner).get(f"/partner/lines/{line.pk}/").text
    assert f"{locked.number} #{line.restates.number}" in page


def test_a_locked_year_is_worth_computing_again_only_once_a_fact_has_changed(parties, locked, client_for):
    client, here = client_for(parties.confirming), locked.get_absolute_url()
    assert not may_differ(locked) and client.get(here).context["restatement"] is None
    correct(parties, 20_000)
    assert may_differ(locked) and client.get(here).context["restatement"]["differences"]
    lock(parties, issued(parties, 2025))
    assert not may_differ(locked) and client.get(here).context["restatement"] is None


@pytest.mark.parametrize("change", ["milestone", "enrolment", "rate", "outlay"])
def test_every_kind_of_fact_counts_as_a_change(parties, locked, change):
    origin = parties.agreement.parties.get(role="origin")
    changes = {
        "milestone": lambda: MilestoneFactory(project=parties.project, event="production"),
        "enrolment": lambda: parties.agreement.enrolments.get().save_by(parties.confirming, "类别"),
        "rate": lambda: facts.record(
            fact=RetainedRate(
                tax=Observation.objects.get().tax, level="county", rate="0.4", valid_from=date(2024, 1, 1)
            ),
            actor=parties.confirming,
        ),
        "outlay": lambda: facts.record(
            fact=Outlay(agreement=parties.agreement, party=origin, happened_on=date(2024, 1, 1), amount_fen=1),
            actor=parties.confirming,
        ),
    }
    changes[change]()
    assert may_differ(locked)


def test_facts_of_later_years_change_nothing(parties, locked, client_for, django_assert_max_num_queries):
    receipt(parties.project, 600, slip="T5", on=date(2025, 5, 5))
    origin = parties.agreement.parties.get(role="origin")
    late = facts.record(
        fact=Outlay(agreement=parties.agreement, party=origin, happened_on=date(2025, 1, 1), amount_fen=1),
        actor=parties.confirming,
    )
    assert not may_differ(locked)
    client = client_for(parties.confirming)
    client.get(locked.get_absolute_url())
    with django_assert_max_num_queries(45):
        client.get(locked.get_absolute_url())
    moved = facts.correct(fact=late, actor=parties.confirming, reason="日期有误", happened_on=date(2024, 12, 1))
    assert may_differ(locked)
    facts.correct(fact=moved, actor=parties.confirming, reason="原日期为准", happened_on=date(2025, 1, 1))
    assert may_differ(locked), "it was of that year a moment ago"
