"""The second path of the arithmetic: whole years of many agreements at once, from columns to whole fen.

Same rules, same fen as `clusters.enclaves.sharing.settle` (proved in tests/clusters/enclaves/bulk), without reasons and
traces. Whole numbers only: int64 with ratios as whole weights over one denominator, no floats anywhere.

    found = settle_columns(agreements, columns, years=[2023, 2024])
    found.amounts  # one row for each project, rule and year; one column for each party, in the agreement's order
    found.lines()  # one row for each party, those of the exact path too
    found.totals(book)  # by agreement and party
    found.refused  # what this path does not take, and why: it was left to the exact path

It takes split, single_party and dual_full_count by calendar years or windows, totals and retained parts with rates,
year bands and tiers by project. All else it refuses: see `terms.refusal` and `Refusal`.
"""

from .columns import Columns
from .lines import Refusal, Settled
from .run import settle_columns
from .terms import refusal

__all__ = ["Columns", "Refusal", "Settled", "refusal", "settle_columns"]
