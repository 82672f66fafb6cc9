import pytest

from clusters.enclaves.models import Simulation
from clusters.enclaves.services import simulations as services
from tests.clusters.enclaves.simulations.cases import PROJECT, WAN, figure
from tests.factories.enclaves import indicator


@pytest.fixture
def simulation(parties) -> Simulation:
    for code in ("tax", "output"):
        indicator(code)
    given = {"name": "甲方案", "first_year": 2026, "agreement": parties.agreement}
    simulation = services.simulation_create(actor=parties.computing, **given)
    figures = [figure("tax", 100 * WAN, 1, -50), figure("output", 9_000 * WAN)]
    return services.simulation_fill(simulation=simulation, projects=[PROJECT], figures=figures, actor=parties.computing)
