"""The arithmetic of shares between the parties of an enclave agreement (domain §6 and §7).

Standard library only: no database, no clock, no settings. Plain values in, plain values out, exact to the fen.

    from datetime import date
    from clusters.enclaves import sharing as s

    agreement = s.Agreement(
        code="XY-MD-2021",
        parties=(s.Party("MD", "origin", "牟定县"), s.Party("YD", "host", "云甸工业园区")),  # their order decides ties
        versions=(s.Version(number=1, effective_year=2021, rules=(
            s.Rule(
                code="tax", book=s.Book.FISCAL, indicator=s.TAX, mode=s.Mode.SPLIT,
                basis=s.Basis(s.BasisKind.RETAINED, level="local"),
                start=s.Start("first_tax_paid"),
                bands=(s.YearBand(1, 5, s.read_ratios({"MD": "0.5", "YD": "0.5"})),),
            ),
            s.Rule(
                code="output", book=s.Book.ASSESSMENT, indicator="output", mode=s.Mode.DUAL_FULL_COUNT,
            ),
        )),),
    )
    facts = s.Facts(
        projects=(s.Project("FD-2022-002", "招商协作", (s.Milestone("first_tax_paid", date(2022, 9, 28), id="7"),)),),
        observations=(
            s.Observation("31", "FD-2022-002", s.TAX, date(2024, 3, 15), 241_277_02, tax_code="VAT",
                          retained=120_638_51),
            s.Observation("32", "FD-2022-002", s.TAX, date(2024, 3, 15), 278_585_51, tax_code="CIT"),
            s.Observation("33", "FD-2022-002", "output", s.period_end(2024), 6_229_910_000, period=s.Period.YEAR),
        ),
        rates=(s.Rate("1", "CIT", "local", date(2021, 1, 1), s.read_ratio("0.16"), verified=False),),
    )
    settlement = s.settle(agreement, facts, 2024)
    for line in settlement.lines:
        line.project, line.rule, line.party, line.amount, line.state, line.estimated, line.reasons, line.trace
    settlement.total("MD", book=s.Book.FISCAL)

A line's `amount` is a whole number of smallest units (fen, 0.01 m², 1 person, 0.1 tce), None when `blocked`;
`reasons` are codes with parameters and `trace` is JSON-able data: sentences are made where they are shown.
The whole account, with worked tables: docs/algorithms/sharing.md.
"""

from .agreement import (
    EVERY_YEAR,
    HOST,
    ORIGIN,
    RECOVERY_COMPLETED,
    TAX,
    Agreement,
    Basis,
    BasisKind,
    Book,
    Cap,
    CapPeriod,
    Floor,
    Increment,
    IncrementKind,
    LumpSum,
    Mode,
    Netting,
    Party,
    Rule,
    Scope,
    Start,
    TiedTo,
    Tier,
    TierMethod,
    TierTable,
    Version,
    YearBand,
    YearKind,
)
from .checks import check_version
from .facts import (
    Contribution,
    Facts,
    Incentive,
    Milestone,
    Observation,
    Outlay,
    Period,
    Project,
    Rate,
    RateTable,
    Shareholding,
    period_end,
)
from .increment_return import (
    CLAUSE_15,
    PROVINCE,
    IncrementReturn,
    ReturnNetting,
    ReturnTerms,
    TaxIncrement,
    return_increment,
    return_on_figures,
)
from .lines import Kind, Line, LineKey, Settlement, State
from .notation import rule_from_data, rule_to_data, version_from_data, version_schema, version_to_data
from .per_mu import PerMuFigure, PerMuItem, PerMuMethod, PerMuTable, items_from, per_mu
from .postings import Posted, Posting, PostingKind, less_posted, restate
from .problems import Problem, Severity
from .reasons import Code, Reason, SharingError
from .rounding import largest_remainder, read_ratio, read_ratios, round_half_up
from .series import Monthly, flow_from_stock, monthly_from_cumulative, value_at_end
from .settlement import settle

__all__ = [
    "Agreement",
    "Basis",
    "BasisKind",
    "Book",
    "CLAUSE_15",
    "Cap",
    "CapPeriod",
    "Code",
    "Contribution",
    "EVERY_YEAR",
    "Facts",
    "Floor",
    "HOST",
    "Incentive",
    "Increment",
    "IncrementKind",
    "IncrementReturn",
    "Kind",
    "Line",
    "LineKey",
    "LumpSum",
    "Milestone",
    "Mode",
    "Monthly",
    "Netting",
    "ORIGIN",
    "Observation",
    "Outlay",
    "Party",
    "PerMuFigure",
    "PerMuItem",
    "PerMuMethod",
    "PerMuTable",
    "PROVINCE",
    "Period",
    "Posted",
    "Posting",
    "PostingKind",
    "Problem",
    "Project",
    "RECOVERY_COMPLETED",
    "Rate",
    "RateTable",
    "Reason",
    "ReturnNetting",
    "ReturnTerms",
    "Rule",
    "Scope",
    "Settlement",
    "Severity",
    "Shareholding",
    "SharingError",
    "Start",
    "State",
    "TAX",
    "TaxIncrement",
    "TiedTo",
    "Tier",
    "TierMethod",
    "TierTable",
    "Version",
    "YearBand",
    "YearKind",
    "check_version",
    "flow_from_stock",
    "items_from",
    "largest_remainder",
    "less_posted",
    "monthly_from_cumulative",
    "per_mu",
    "period_end",
    "read_ratio",
    "read_ratios",
    "restate",
    "return_increment",
    "return_on_figures",
    "round_half_up",
    "rule_from_data",
    "rule_to_data",
    "settle",
    "value_at_end",
    "version_from_data",
    "version_schema",
    "version_to_data",
]
