"""The office's pages of simulations: the grid, what is pasted, sets of rules, assumptions, the way to a draft."""

import pytest

from clusters.enclaves.models import AgreementVersion, Simulation
from clusters.enclaves.published import published
from clusters.enclaves.services.simulations import simulation_create
from crm.accounts.roles import Role
from tests.clusters.enclaves.simulations.cases import WAN, added, tax
from tests.factories.clusters import TaxFactory
from tests.factories.enclaves import agreement_of, indicator, tax_rule

pytestmark = pytest.mark.django_db


def grid(*rows: dict, projects: tuple[dict, ...] = ({"code": "甲", "first_tax": "2026-05-01"},), **fields) -> dict:
    data = {"projects-TOTAL_FORMS": str(len(projects)), "projects-INITIAL_FORMS": "0"}
    data |= {"figures-TOTAL_FORMS": str(len(rows)), "figures-INITIAL_FORMS": "0", **fields}
    for prefix, given in (("projects", projects), ("figures", rows)):
        for place, row in enumerate(given):
            data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data


@pytest.fixture
def client(client_for, parties):
    return client_for(parties.computing)


def test_one_is_set_up_with_an_agreement_or_two_places(client, parties, zone, partner_place):
    new = "/office/simulations/new/"
    assert client.get(f"{new}?agreement={parties.agreement.pk}").status_code == 200
    given = {"name": "方案", "first_year": "2026", "agreement": parties.agreement.pk}
    answer = client.post(new, given)
    made = Simulation.objects.get()
    assert answer.url == f"{made.get_absolute_url()}figures/"
    assert [party.code for party in made.parties.all()] == ["origin", "host"]
    assert client.post(new, {"name": "方案", "first_year": "2026"}).status_code == 422
    both = {"origin": partner_place.pk, "host": partner_place.pk}
    assert client.post(new, {"name": "方案", "first_year": "2026", **both}).status_code == 422
    both["host"] = zone.pk
    assert client.post(new, {"name": "方案", "first_year": "2026", **both}).status_code == 302
    assert "方案" in client.get("/office/simulations/").text


def test_the_grid_is_filled_and_kept_in_whole_fen(client, simulation):
    here = f"{simulation.get_absolute_url()}figures/"
    page = client.get(here)
    assert page.status_code == 200
    row = {"indicator": "tax", "y0": "12.34", "y1": "-5", "y9": "0.5亿"}
    data = grid(row, version=simulation.version, assumed_rate="40%")
    assert client.post(here, data).status_code == 302
    simulation.refresh_from_db()
    assert simulation.figures[0]["values"][:3] == [12_340_000, -5 * WAN, None]
    assert simulation.figures[0]["project"] == "甲"  # the only one there is
    assert (simulation.figures[0]["values"][9], simulation.assumed_rate) == (5_000 * WAN, "2/5")
    assert client.post(here, data).status_code == 409  # somebody saved since


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ({"indicator": "tax", "y0": "很多"}, "很多"),
        ({"y0": "12"}, "指标"),
        ({"indicator": "tax", "project": "乙", "y0": "12"}, "乙"),
    ],
)
def test_a_wrong_cell_gets_a_sentence_and_loses_nothing(client, simulation, row, part):
    data = grid({**row, "y5": "77.7"}, version=simulation.version)
    answer = client.post(f"{simulation.get_absolute_url()}figures/", data)
    assert answer.status_code in (409, 422)
    assert part in answer.text
    assert 'value="77.7"' in answer.text


def test_rows_are_added_and_removed_without_scripts(client, simulation):
    here = f"{simulation.get_absolute_url()}figures/"
    rows = [{"indicator": "tax", "y0": "11"}, {"indicator": "output", "y0": "22"}]
    assert 'name="figures-2-y0"' in client.post(here, grid(*rows, add_row="figures")).text
    assert 'name="projects-1-code"' in client.post(here, grid(*rows, add_row="projects")).text
    text = client.post(here, grid(*rows, remove_row="figures-0")).text
    assert 'value="11"' not in text
    assert 'value="22"' in text


def test_rows_are_pasted_from_a_workbook(client, simulation):
    TaxFactory(code="vat", name="增值税", name_en="VAT")
    here = f"{simulation.get_absolute_url()}figures/"
    copied = "项目\t指标\t2027年\t2028年\n甲\ttax\t1,200\t\n甲\t增值税\t\t3.5\n"
    text = client.post(here, grid({}, paste=copied, take_paste="1")).text
    assert 'name="figures-0-y1" value="1200"' in text
    assert 'name="figures-1-y2" value="3.5"' in text
    assert '<option value="vat" selected>' in text
    plain = client.post(here, grid({"indicator": "output", "y0": "9"}, paste="tax\t万元\t5\t6", take_paste="1")).text
    assert 'name="figures-0-y0" value="9"' in plain
    assert 'name="figures-1-y1" value="6"' in plain


@pytest.mark.parametrize(
    ("paste", "part"),
    [
        ("甲\t5\t6", "第 1 行"),
        ("tax\t5\n甲\t不知\ttax\t6", "不知"),
        ("甲\ttax\toutput\t6", "output"),
        ("tax\t5\n" * 201, "200"),
    ],
)
def test_what_cannot_be_pasted_is_named(client, simulation, paste, part):
    answer = client.post(f"{simulation.get_absolute_url()}figures/", grid({}, paste=paste, take_paste="1"))
    assert answer.status_code == 422
    assert part in answer.text
    assert paste.split("\t")[-1].strip()[:2] in answer.text


def test_versions_drafts_and_published_rules_are_compared(client, parties, simulation):
    here = f"{simulation.get_absolute_url()}rules/new/"
    version = parties.agreement.versions.get()
    assert client.post(here, {"chosen": f"version-{version.pk}", "title": "现行"}).status_code == 302
    other = agreement_of(code="XY-QT-2021", rules=[tax_rule(code="t2")], effective=False).versions.get()
    assert client.post(here, {"chosen": f"version-{other.pk}"}).status_code == 302
    assert client.post(here, {"chosen": "published-ND-2017-tax"}).status_code == 302
    assert client.post(here, {"chosen": "published-nothing"}).status_code == 422
    simulation.refresh_from_db()
    assert [one["title"] for one in simulation.rule_sets] == ["现行", str(other), "宁德市人民政府办公室"]
    text = client.get(simulation.get_absolute_url()).text
    assert "第 1–5 年（自首次纳税起）" in text
    assert "仅用于年度考核，不得对外公开" in text
    assert client.post(f"{simulation.get_absolute_url()}rules/0/").status_code == 302
    assert client.get(f"{simulation.get_absolute_url()}rules/9/").status_code == 404
    simulation.refresh_from_db()
    assert len(simulation.rule_sets) == 2


@pytest.mark.parametrize("one", published(), ids=lambda one: one.key)
def test_every_published_set_with_numbers_is_offered_and_computed(client, simulation, one):
    for code in ("tax", "output", "fixed_asset_investment"):
        indicator(code)
    answer = client.post(f"{simulation.get_absolute_url()}rules/new/", {"chosen": f"published-{one.key}"})
    assert answer.status_code == 302
    assert client.get(simulation.get_absolute_url()).status_code == 200


def test_what_a_published_set_lacks_is_said(client, simulation):
    indicator("fixed_asset_investment")
    client.post(f"{simulation.get_absolute_url()}rules/new/", {"chosen": "published-KM-2024-enclave"})
    simulation.refresh_from_db()
    assert "实际利用外资" in simulation.rule_sets[0]["source"]


def test_money_and_assessment_never_mix(client, parties, simulation):
    output = {"code": "output", "book": "assessment", "indicator": "output", "mode": "dual_full_count"}
    added(simulation, parties, tax(), output)
    page = client.get(f"{simulation.get_absolute_url()}?party=host")
    fiscal, assessment = page.context["groups"]
    assert (fiscal["is_assessment"], assessment["is_assessment"]) == (False, True)
    assert {row["total"] for row in assessment["rows"]} == {""}  # parties' figures are never added up
    assert assessment["chart"].mark
    assert page.context["party"].code == "host"


def test_assumptions_are_entered_and_the_partner_let_in(client, parties, simulation, client_for):
    origin, host = simulation.parties.all()
    here = f"{simulation.get_absolute_url()}assumptions/"
    given = {f"contribution_{origin.pk}": "51", f"share_{origin.pk}": "51%", f"shared_{origin.pk}": "on"}
    assert f"shared_{host.pk}" not in client.get(here).text  # the zone itself sees it anyway
    assert client.post(here, {**given, f"share_{origin.pk}": "51"}).status_code == 422
    assert client.post(here, given).status_code == 302
    origin.refresh_from_db()
    assert (origin.contribution_fen, origin.share, origin.is_shared) == (51 * WAN, "51/100", True)
    assert client_for(parties.partner).get(f"/partner/simulations/{simulation.pk}/").status_code == 200


def test_one_set_becomes_a_draft(client, parties, simulation):
    added(simulation, parties)
    here = f"{simulation.get_absolute_url()}draft/"
    given = {"place": "0", "effective_year": "2027"}
    assert client.post(here, given).status_code == 422  # neither an agreement nor a number
    answer = client.post(here, {**given, "agreement": parties.agreement.pk})
    assert answer.url == parties.agreement.get_absolute_url()
    assert AgreementVersion.objects.get(state="draft").effective_year == 2027
    assert client.post(here, {**given, "agreement": parties.agreement.pk}).status_code == 409  # a draft is there


@pytest.mark.parametrize("part", ["", "figures/", "assumptions/", "rules/new/", "draft/"])
def test_leaders_read_only_and_partners_stay_outside(client_for, simulation, part):
    here = f"{simulation.get_absolute_url()}{part}"
    assert client_for(Role.LEADER).get(here).status_code == (403 if part else 200)
    assert client_for(Role.PARTNER).get(here).status_code == 403


@pytest.mark.parametrize("count", [1, 8])
def test_the_list_asks_as_often_for_many(client, parties, django_assert_max_num_queries, count):
    for number in range(count):
        simulation_create(name=f"方案{number}", first_year=2026, agreement=parties.agreement, actor=parties.computing)
    with django_assert_max_num_queries(14):
        assert client.get("/office/simulations/").status_code == 200


@pytest.mark.parametrize("count", [2, 60])
def test_the_grid_asks_as_often_for_many_rows(client, simulation, django_assert_max_num_queries, count):
    data = grid(*[{"indicator": "tax", "y0": "1"}] * count, add_row="figures")
    with django_assert_max_num_queries(24):
        assert client.post(f"{simulation.get_absolute_url()}figures/", data).status_code == 200
