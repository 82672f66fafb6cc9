"""A million observations from columns to whole fen, against pandas and numpy with no rules at all."""

import numpy as np
import pandas as pd
import pytest

from clusters.enclaves import sharing as s
from clusters.enclaves.bulk import Columns, Settled, settle_columns

from .pairs import forget_peak, take_turns, tell, tell_memory
from .world import YEARS, agreements_of, columns_of

AGREEMENTS, PROJECTS, ROUNDS = 200, 50_000, 7
GOAL, GOAL_MIB = 6, 2_000
CHECKED = 3  # agreements that the exact path settles too


def ratios_of(agreements: list[s.Agreement]) -> pd.DataFrame:
    """Each agreement's ratios in hundredths, the same for everything: what a bare computation knows of rules."""
    found = []
    for agreement in agreements:
        ratios = agreement.versions[0].rules[0].bands[0].ratios
        found.append((agreement.code, *(int(ratios[party] * 100) for party in "ABC")))
    frame = pd.DataFrame(found, columns=["agreement", *"ABC"])
    return frame.astype({"agreement": pd.CategoricalDtype(frame["agreement"])})


def bare(columns: Columns, ratios: pd.DataFrame) -> np.ndarray:
    """Merge, group-by, split with largest remainder; one value column, no rules, rates, bands or checks."""
    terms = columns.enrolments.merge(ratios, on="agreement")
    rows = columns.observations[["project", "indicator", "on", "amount"]].merge(terms, on="project")
    keys = ["agreement", "project", "indicator", rows["on"].dt.year, *"ABC"]
    sums = rows.groupby(keys, observed=True, sort=False)["amount"].sum().reset_index()
    totals, weights = sums["amount"].to_numpy(), sums[[*"ABC"]].to_numpy()
    parts, rests = np.divmod(np.abs(totals)[:, None] * weights, 100)
    odd = np.abs(totals) - parts.sum(axis=1)
    ranks = np.argsort(np.argsort(-rests, axis=1, kind="stable"), axis=1, kind="stable")
    parts += ranks < odd[:, None]
    return np.where(totals[:, None] < 0, -parts, parts)


def check_some(settled: Settled, agreements: list[s.Agreement], columns: Columns) -> None:
    lines = settled.lines()
    for agreement in agreements[:CHECKED]:
        facts = columns.facts(agreement.code)
        for year in YEARS:
            exact = s.settle(agreement, facts, year, traces=False)
            mine = lines[(lines["agreement"] == agreement.code) & (lines["year"] == year)]
            keys = zip(mine["rule"], mine["project"], mine["party"], mine["amount"], mine["estimated"], strict=True)
            assert set(keys) == {
                (line.rule, line.project, line.party, line.amount, line.estimated) for line in exact.lines
            }


@pytest.mark.benchmark
def test_a_million_observations_by_columns():
    agreements, columns = agreements_of(AGREEMENTS), columns_of(AGREEMENTS, PROJECTS)
    ratios = ratios_of(agreements)
    forget_peak()
    settled = settle_columns(agreements, columns, YEARS)
    assert not settled.refused
    millions = len(columns.observations) / 1e6
    pair = take_turns(lambda: settle_columns(agreements, columns, YEARS), lambda: bare(columns, ratios), ROUNDS)
    title = f"{len(columns.observations)} observations of {PROJECTS} projects under {AGREEMENTS} agreements, by columns"
    tell(title, pair, "pandas and numpy alone", GOAL, per=1 / millions, unit="a million")
    tell_memory(GOAL_MIB)
    check_some(settled, agreements, columns)
