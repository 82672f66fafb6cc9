"""Many agreements with many projects: receipts of two taxes and output, by quarter, over two years."""

from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from clusters.enclaves import sharing as s
from clusters.enclaves.bulk import Columns

YEARS = (2023, 2024)
INDICATORS = [s.TAX, "output"]
TAXES = ["", "CIT", "VAT"]
PARTIES = (s.Party("A", "origin"), s.Party("B", "host"), s.Party("C", "operator"))
QUARTER_ENDS = np.array([f"{year}-{day}" for year in YEARS for day in ("03-31", "06-30", "09-30", "12-31")], "M8[s]")
# of each project in each quarter: two taxes and, in the second year only, output
KINDS = [(0, 2, quarter) for quarter in range(8)] + [(0, 1, quarter) for quarter in range(8)]
KINDS += [(1, 0, quarter) for quarter in range(4, 8)]
RATES = (
    s.Rate("1", "VAT", "local", date(2016, 1, 1), Fraction(1, 2), verified=True),
    s.Rate("2", "CIT", "local", date(2016, 1, 1), Fraction(16, 100)),
)


def agreements_of(count: int) -> list[s.Agreement]:
    """Three parties each; ratios that leave odd fen, for five years from the first tax, then others."""
    found = []
    for number in range(count):
        thirds = s.read_ratios({"A": "1/3", "B": "1/3", "C": "1/3"})
        weight = 30 + number % 40
        ratios = s.read_ratios({"A": f"0.{weight}", "B": f"0.{95 - weight}", "C": "0.05"})
        start = s.Start("first_tax_paid")
        rules = (
            s.Rule(
                code="tax",
                book=s.Book.FISCAL,
                indicator=s.TAX,
                mode=s.Mode.SPLIT,
                basis=s.Basis(s.BasisKind.RETAINED),
                start=start,
                bands=(s.YearBand(1, 5, ratios), s.YearBand(6, None, thirds)),
            ),
            s.Rule(
                code="output",
                book=s.Book.ASSESSMENT,
                indicator="output",
                mode=s.Mode.SPLIT,
                start=start,
                bands=(s.YearBand(1, None, thirds),),
            ),
        )
        found.append(s.Agreement(f"X{number:03}", PARTIES, (s.Version(1, 2020, rules),)))
    return found


def columns_of(agreements: int, projects: int) -> Columns:
    """Twenty observations of each project; of each tenth the retained part is unknown, so that a rate is needed."""
    chance = np.random.default_rng(2023)
    rows = projects * len(KINDS)
    order = chance.permutation(rows)
    project, kind = order // len(KINDS), order % len(KINDS)
    indicators, taxes, quarters = (np.array([one[place] for one in KINDS])[kind] for place in range(3))
    amount = chance.integers(-1_000_000, 500_000_000, rows)
    retained = pd.arrays.IntegerArray(amount * 45 // 100, (indicators == 1) | (chance.integers(0, 10, rows) == 0))
    observations = pd.DataFrame(
        {
            "id": np.arange(rows),
            "project": project,
            "indicator": pd.Categorical.from_codes(indicators, INDICATORS),
            "tax_code": pd.Categorical.from_codes(taxes, TAXES),
            "on": QUARTER_ENDS[quarters],
            "amount": amount,
            "retained": retained,
        }
    )
    owner = pd.Categorical.from_codes(np.arange(projects) % agreements, [one.code for one in agreements_of(agreements)])
    days = np.datetime64("2015-01-01", "s") + (np.arange(projects) % 3000).astype("m8[D]")
    milestones = pd.DataFrame({"project": np.arange(projects), "event": "first_tax_paid", "on": days})
    return Columns(pd.DataFrame({"agreement": owner, "project": np.arange(projects)}), observations, milestones, RATES)
