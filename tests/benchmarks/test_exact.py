"""The exact path, against plain loops over the same integers."""

import pytest

from clusters.enclaves import sharing as s

from .loops import Part, bare_loop, loop
from .pairs import forget_peak, take_turns, tell, tell_also, tell_memory
from .world import YEARS, agreements_of, columns_of

AGREEMENTS, PROJECTS, ROUNDS = 20, 5_000, 7  # a tenth of what the path by columns is measured on
GOAL, GOAL_MIB = 3, 2_000

World = list[tuple[s.Agreement, s.Facts]]


def settled(world: World) -> list[s.Settlement]:
    return [s.settle(agreement, facts, year, traces=False) for agreement, facts in world for year in YEARS]


def looped(world: World) -> list[dict[Part, int]]:
    return [loop(agreement, facts, year) for agreement, facts in world for year in YEARS]


def looped_bare(world: World) -> list[dict[Part, int]]:
    return [bare_loop(agreement, facts) for agreement, facts in world]


def check_equal(world: World) -> None:
    exact = [
        {(line.indicator, line.project, one.year, line.party): line.amount for line in one.lines}
        for one in settled(world)
    ]
    assert exact == looped(world)
    pairs = zip(exact[::2], exact[1::2], strict=True)  # two years of each agreement
    assert [{**first, **second} for first, second in pairs] == looped_bare(world)


@pytest.mark.benchmark
def test_a_tenth_of_a_million_observations_one_by_one():
    columns = columns_of(AGREEMENTS, PROJECTS)
    world = [(agreement, columns.facts(agreement.code)) for agreement in agreements_of(AGREEMENTS)]
    forget_peak()
    check_equal(world)
    count = len(columns.observations)
    pair = take_turns(lambda: settled(world), lambda: looped(world), ROUNDS)
    title = f"{count} observations of {PROJECTS} projects under {AGREEMENTS} agreements, one by one"
    tell(title, pair, "a plain loop over integers", GOAL, per=1e6 / count, unit="a million")
    bare = take_turns(lambda: settled(world), lambda: looped_bare(world), ROUNDS)
    tell_also("a loop that knows the rules beforehand", bare, per=1e6 / count)
    tell_memory(GOAL_MIB)
