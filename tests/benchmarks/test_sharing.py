"""How long settling takes: for `make bench`. The numbers printed are those of the machine that runs it."""

import time
from datetime import date

import pytest

from clusters.enclaves import sharing as s

PROJECTS = 2_000
LONGEST_SECONDS = 5.0


def agreement() -> s.Agreement:
    return s.Agreement(
        code="BENCH",
        parties=(s.Party("A", "origin", "示例飞出地"), s.Party("B", "host", "示例飞入地")),
        versions=(
            s.Version(
                number=1,
                effective_year=2021,
                rules=(
                    s.Rule(
                        code="tax",
                        book=s.Book.FISCAL,
                        indicator=s.TAX,
                        mode=s.Mode.SPLIT,
                        basis=s.Basis(s.BasisKind.RETAINED, level="local"),
                        start=s.Start("first_tax_paid"),
                        bands=(s.YearBand(1, 5, s.read_ratios({"A": "0.6", "B": "0.4"})),),
                    ),
                ),
            ),
        ),
    )


def facts() -> s.Facts:
    """Every project pays one tax in each of twelve months."""
    first_tax = date(2022, 9, 28)
    return s.Facts(
        projects=tuple(
            s.Project(f"P-{n}", "招商协作", (s.Milestone("first_tax_paid", first_tax, id=f"m{n}"),))
            for n in range(PROJECTS)
        ),
        observations=tuple(
            s.Observation(
                f"{n}-{month}",
                f"P-{n}",
                s.TAX,
                date(2024, month, 15),
                100_000_01 + n,
                tax_code="VAT",
                retained=50_000_01 + n,
            )
            for n in range(PROJECTS)
            for month in range(1, 13)
        ),
        rates=(),
    )


@pytest.mark.benchmark
def test_a_year_of_many_projects_settles_in_seconds():
    given = facts()
    started = time.perf_counter()
    settlement = s.settle(agreement(), given, 2024)
    seconds = time.perf_counter() - started
    print(
        f"\n{PROJECTS} projects, {len(given.observations)} receipts: {len(settlement.lines)} lines in {seconds:.2f} s"
    )
    assert len(settlement.lines) == 2 * PROJECTS
    assert seconds < LONGEST_SECONDS
