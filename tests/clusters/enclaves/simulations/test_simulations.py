"""A simulation: set up, filled, compared, shared, turned into a draft; exact, posted nowhere, seen by few."""

from datetime import date

import pytest

from clusters.enclaves.models import Agreement, AgreementVersion, Settlement, Simulation
from clusters.enclaves.selectors.simulations import outcomes
from clusters.enclaves.services import simulations as services
from clusters.enclaves.services.notation import version_data
from clusters.models import Observation
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from tests.clusters.enclaves.simulations.cases import PROJECT, WAN, added, figure, rules_of, tax
from tests.factories.accounts import zone
from tests.factories.clusters import ObservationFactory
from tests.factories.enclaves import agreement_of, enrolled, indicator, receipt, tax_rule

pytestmark = pytest.mark.django_db


def amounts(simulation, place: int = 0, group=("fiscal", "")) -> dict[str, list[int]]:
    return outcomes(simulation)[place].amounts[group]


# --- what it computes ---


def test_comes_to_the_same_fen_as_a_settlement(parties, simulation):
    """100.01 元 received in 2024 is settled as 50.01 and 50.00; the simulation of that year says so too."""
    simulation.first_year = 2024
    projects = [{**PROJECT, "events": {"first_tax": "2022-09-28"}}]
    figures = [figure("tax", 10_001)]
    services.simulation_fill(simulation=simulation, projects=projects, figures=figures, actor=parties.computing)
    data = version_data(parties.agreement.versions.get())
    services.rule_set_add(simulation=simulation, title="现行", data=data, actor=parties.computing)
    simulation.refresh_from_db()
    settlement = parties.computed()
    settled = {line.party.code: line.amount for line in settlement.lines.all()}
    assert {code: years[0] for code, years in amounts(simulation).items()} == settled


def test_bands_end_and_refunds_keep_their_sign(parties, simulation):
    simulation = added(simulation, parties)
    found = amounts(simulation)
    assert found["origin"][:3] == [50 * WAN, 1, -25]
    assert found["host"][:3] == [50 * WAN, 0, -25]
    assert sum(filter(None, found["origin"] + found["host"])) == 100 * WAN + 1 - 50


def test_outlays_contributions_and_shares_are_assumed(parties, simulation):
    origin, host = simulation.parties.all()
    plain = {"contribution_fen": None, "outlay_fen": None, "share": "", "is_shared": False}
    given = {
        origin.pk: {**plain, "outlay_fen": 30 * WAN, "contribution_fen": 51, "share": "1/4"},
        host.pk: {**plain, "contribution_fen": 49, "share": "3/4"},
    }
    services.simulation_assume(simulation=simulation, assumptions=given, actor=parties.computing)
    added(simulation, parties, tax(mode="recover_first", recoverers=["origin"]))
    added(simulation, parties, tax(mode="by_contribution", bands=[{"first": 1, "last": 5}]))
    simulation = added(simulation, parties, tax(mode="by_equity", bands=[{"first": 1, "last": 5}]))
    firsts = [amounts(simulation, place)["origin"][0] for place in range(3)]
    assert firsts == [65 * WAN, 51 * WAN, 25 * WAN]


def test_a_minimum_a_cap_and_a_fixed_sum_count_in_money(parties, simulation):
    capped = tax(cap={"party": "origin", "to": "host", "limit": 40 * WAN})
    lump = {"payer": "host", "payee": "origin", "amount": 5 * WAN}
    fixed = tax("fixed", mode="lump_sum", bands=[{}], start={"event": "production"}, lump_sum=lump)
    data = rules_of(capped, fixed)
    data["floors"] = [{"code": "least", "party": "origin", "payer": "host", "amount": 10 * WAN}]
    services.rule_set_add(simulation=simulation, title="一", data=data, actor=parties.computing)
    simulation.refresh_from_db()
    found = amounts(simulation)
    assert found["origin"][:2] == [45 * WAN, 10 * WAN]  # capped 40 and 5 once; then the minimum
    assert found["host"][0] == 55 * WAN


def test_the_retained_part_waits_for_a_rate_or_an_assumption(parties, simulation):
    retained = tax(basis={"kind": "retained"})
    simulation = added(simulation, parties, retained)
    (one,) = outcomes(simulation)
    assert any("留成" in sentence for sentence in one.blocked)
    simulation = services.simulation_fill(
        simulation=simulation,
        projects=[PROJECT],
        figures=[figure("tax", 100 * WAN)],
        assumed_rate="2/5",
        actor=parties.computing,
    )
    assert amounts(simulation)["origin"][0] == 20 * WAN


def test_a_missing_date_is_named_and_blocks_only_its_lines(parties, simulation):
    output = {"code": "output", "book": "assessment", "indicator": "output", "mode": "dual_full_count"}
    simulation = services.simulation_fill(
        simulation=simulation,
        projects=[{**PROJECT, "events": {}}],
        figures=simulation.figures,
        actor=parties.computing,
    )
    simulation = added(simulation, parties, tax(), output)
    (one,) = outcomes(simulation)
    assert any("首次纳税" in sentence for sentence in one.blocked)
    assert one.amounts["assessment", "output"]["origin"][0] == 9_000 * WAN


def test_nothing_is_posted(parties, simulation):
    added(simulation, parties)
    before = (Settlement.objects.count(), Observation.objects.count(), AgreementVersion.objects.count())
    outcomes(simulation)
    assert (Settlement.objects.count(), Observation.objects.count(), AgreementVersion.objects.count()) == before


# --- refusals ---


def refused(code: str):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


def test_four_sets_at_most(parties, simulation):
    for number in range(4):
        added(simulation, parties, title=str(number))
    with refused("too_many"):
        added(simulation, parties)
    simulation.refresh_from_db()
    assert len(simulation.rule_sets) == 4


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ([], "notation"),
        (rules_of(), "no_rules"),
        (rules_of(tax(bands=[{"ratios": {"nobody": "1"}}])), "unknown_party"),
        (rules_of(tax(cap={"party": "origin", "to": "nobody", "limit": 1})), "unknown_party"),
        (rules_of(tax(indicator="happiness")), "unknown_word"),
    ],
)
def test_a_set_that_cannot_be_compared_is_refused(parties, simulation, data, code):
    with refused(code):
        services.rule_set_add(simulation=simulation, title="x", data=data, actor=parties.computing)


def test_only_the_zone_sets_up_simulations(parties, simulation, user_for):
    for actor in (parties.partner, user_for(Role.LEADER), user_for(Role.PROMOTER)):
        with refused("not_zone"):
            services.simulation_create(name="x", first_year=2026, agreement=parties.agreement, actor=actor)
        with refused("not_zone"):
            services.rule_set_remove(simulation=simulation, place=0, actor=actor)


def test_figures_of_an_unknown_project_are_refused(parties, simulation):
    with refused("unknown_project"):
        services.simulation_fill(
            simulation=simulation, projects=[], figures=[figure("tax", 1)], actor=parties.computing
        )


# --- to a draft ---


def test_the_chosen_set_becomes_a_draft_of_the_agreement(parties, simulation):
    added(simulation, parties)
    simulation = added(simulation, parties, tax(bands=[{"ratios": {"origin": "2/3", "host": "1/3"}}]), title="二")
    draft = services.simulation_to_draft(
        simulation=simulation, place=1, effective_year=2027, agreement=parties.agreement, actor=parties.computing
    )
    assert (draft.state, draft.agreement, draft.effective_year) == ("draft", parties.agreement, 2027)
    assert draft.rules.get().bands == [{"ratios": {"origin": "2/3", "host": "1/3"}}]
    assert "二" in draft.source


def test_without_an_agreement_one_is_opened_between_the_same_places(parties, simulation, partner_place):
    given = {"name": "无协议", "first_year": 2026, "origin": partner_place, "host": zone()}
    fresh = services.simulation_create(actor=parties.computing, **given)
    codes = {party.role: party.code for party in fresh.parties.all()}
    ratios = {codes["origin"]: "0.6", codes["host"]: "0.4"}
    data = rules_of(tax(bands=[{"first": 1, "last": 5, "ratios": ratios}]))
    fresh = services.rule_set_add(simulation=fresh, title="一", data=data, actor=parties.computing)
    draft = services.simulation_to_draft(
        simulation=fresh, place=0, effective_year=2027, code="XY-XIN", name="新协议", actor=parties.computing
    )
    assert Agreement.objects.get(code="XY-XIN").parties.get(role="origin").organisation == partner_place
    assert draft.rules.get().bands[0]["ratios"] == {codes["origin"]: "3/5", codes["host"]: "2/5"}
    with refused("parties"):
        services.simulation_to_draft(
            simulation=fresh, place=0, effective_year=2027, agreement=parties.agreement, actor=parties.computing
        )


def test_a_manager_compares_but_a_finance_officer_opens_the_draft(parties, simulation, user_for):
    simulation = added(simulation, parties)
    with refused("not_finance"):
        services.simulation_to_draft(
            simulation=simulation,
            place=0,
            effective_year=2027,
            agreement=parties.agreement,
            actor=user_for(Role.MANAGER),
        )


# --- who sees it ---


def shared(simulation, parties, is_shared: bool = True) -> None:
    plain = {"contribution_fen": None, "outlay_fen": None, "share": "", "is_shared": is_shared}
    origin = simulation.parties.get(role="origin")
    services.simulation_assume(simulation=simulation, assumptions={origin.pk: plain}, actor=parties.computing)


def test_a_partner_opens_what_was_shared_with_it_and_nothing_else(parties, simulation, user_for, client_for):
    added(simulation, parties)
    here, client = f"/partner/simulations/{simulation.pk}/", client_for(parties.partner)
    assert client.get(here).status_code == 404
    assert simulation.name not in client.get("/partner/simulations/").text
    shared(simulation, parties)
    assert "50.00" in client.get(here).text
    assert simulation.name in client.get("/partner/simulations/").text
    stranger = client_for(Role.PARTNER)
    assert stranger.get(here).status_code == 404
    assert simulation.name not in stranger.get("/partner/simulations/").text
    assert client.get(simulation.get_absolute_url()).status_code == 403
    shared(simulation, parties, is_shared=False)
    assert client.get(here).status_code == 404


def test_a_partner_changes_nothing(parties, simulation, client_for):
    shared(simulation, parties)
    text = client_for(parties.partner).get(f"/partner/simulations/{simulation.pk}/").text
    assert "/office/simulations/" not in text


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.DEPARTMENT, Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_other_roles_see_none(simulation, user_for, client_for, role):
    assert not Simulation.objects.all().visible_to(user_for(role)).exists()
    assert client_for(role).get(simulation.get_absolute_url()).status_code == 403


def test_history_says_who_changed_what(parties, simulation):
    added(simulation, parties)
    reasons = [row.history_change_reason for row in simulation.history.all()]
    assert len(reasons) == 3
    assert {row.history_user for row in simulation.history.all()} == {parties.computing}


# --- a start from what was observed ---


def test_observed_projects_bring_their_verified_dates_and_figures(parties, client_for):
    """An unverified slip leaves its year empty: nothing is guessed."""
    receipt(parties.project, 700, on=date(2025, 3, 1), slip="T2")
    ObservationFactory(
        project=parties.project,
        indicator=indicator("tax"),
        tax=None,
        value=5,
        period_start=date(2026, 1, 1),
        period_end=date(2026, 1, 1),
        slip_number="T3",
        state="submitted",
    )
    other = enrolled(
        agreement_of(code="XY-QT-2021", rules=[tax_rule(code="o", indicator="output", book="assessment")]), code="FD-9"
    )
    given = {"name": "自观测", "first_year": 2024, "agreement": parties.agreement}
    simulation = services.simulation_create(actor=parties.computing, **given)
    client, here = client_for(parties.computing), f"{simulation.get_absolute_url()}figures/"
    blank = {"projects-TOTAL_FORMS": "1", "projects-INITIAL_FORMS": "0"}
    blank |= {"figures-TOTAL_FORMS": "1", "figures-INITIAL_FORMS": "0", "version": "1"}
    assert other.code in client.get(here).text
    text = client.post(here, {**blank, "pick": "1", "projects": [parties.project.pk], "indicators": ["tax"]}).text
    assert 'value="2022-09-28"' in text
    assert f'value="{parties.project.code}"' in text
    assert 'value="0.010001"' in text  # 100.01 元 in 万元
    assert 'value="0.0007"' in text
    assert 'value="0.000005"' not in text
    simulation.refresh_from_db()
    assert simulation.figures == []  # nothing is kept before it is saved
