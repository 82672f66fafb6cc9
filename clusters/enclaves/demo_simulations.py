"""One simulation of the demo: made-up expectations, three sets of rules, shared with the partner."""

from clusters.enclaves.models import Agreement, Simulation
from clusters.enclaves.published import published, version_data
from clusters.enclaves.services.notation import version_data as data_of_version
from clusters.enclaves.services.simulations import (
    rule_set_add,
    simulation_assume,
    simulation_create,
    simulation_fill,
)
from clusters.models import Indicator

NAME = "嘉定协作二期测算（示范）"
AGREEMENT = "XY-JD-2021"
FIRST_YEAR = 2027
PROJECT = "拟引进项目（示范）"
DATES = {"signed": "2027-02-01", "construction": "2027-06-01", "first_tax": "2028-03-01", "production": "2028-09-01"}
WAN = 1_000_000  # fen in 1 万元
OUTPUT = [None, 8_000, 30_000, 45_000, 52_000, 60_000, 66_000, 70_000, 73_000, 76_000]
VAT = [None, 120, 640, 980, 1_150, 1_300, 1_420, 1_500, 1_560, 1_610]
PUBLISHED = {"ND-2017-tax": "宁德 2017", "LN-2019": "辽宁 2019"}
ASSUMED_RATE = "2/5"


def create_demo_simulation() -> None:
    """Once; people may change or share it as they like."""
    agreement = Agreement.objects.filter(code=AGREEMENT).first()
    if agreement is None or Simulation.objects.filter(name=NAME).exists():
        return
    simulation = simulation_create(name=NAME, first_year=FIRST_YEAR, agreement=agreement, actor=None)
    project = {"code": PROJECT, "category": "", "events": DATES}
    figures = [figure("output", "", OUTPUT), figure("tax", "vat", VAT)]
    simulation_fill(simulation=simulation, projects=[project], figures=figures, assumed_rate=ASSUMED_RATE, actor=None)
    let_partners_in(simulation)
    add_rule_sets(simulation, agreement)


def figure(indicator: str, tax: str, values: list[int | None]) -> dict:
    in_fen = [None if value is None else value * WAN for value in values]
    return {"project": PROJECT, "indicator": indicator, "tax": tax, "values": in_fen}


def let_partners_in(simulation: Simulation) -> None:
    contributed = {"origin": 5_100 * WAN, "host": 4_900 * WAN}
    given = {
        party.pk: {"contribution_fen": contributed.get(party.role), "is_shared": party.role == "origin"}
        for party in simulation.parties.all()
    }
    simulation_assume(simulation=simulation, assumptions=given, actor=None)


def add_rule_sets(simulation: Simulation, agreement: Agreement) -> None:
    now = data_of_version(agreement.versions.get())
    rule_set_add(simulation=simulation, title="现行协议", data=now, actor=None)
    codes = {party.role: party.code for party in agreement.parties.all()}
    known = set(Indicator.objects.values_list("code", flat=True))
    for one in published():
        if one.key in PUBLISHED:
            data = version_data(one, codes=codes, year=FIRST_YEAR, known=known)
            source = f"{one.title} {one.address}"
            rule_set_add(simulation=simulation, title=PUBLISHED[one.key], data=data, source=source, actor=None)
