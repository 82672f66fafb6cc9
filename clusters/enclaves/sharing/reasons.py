"""Why a line is as it is, as codes with numbers: the sentence is made later, in the reader's language."""

from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """Every reason a line can carry; the app translates them."""

    # not_shared, ended
    BEFORE_YEARS = "before_years"
    AFTER_YEARS = "after_years"
    BETWEEN_BANDS = "between_bands"
    BASE_YEARS = "base_years"
    NO_CONTRIBUTION_YET = "no_contribution_yet"
    NO_SHAREHOLDING_YET = "no_shareholding_yet"
    # blocked
    NO_EVENT = "no_event"
    UNVERIFIED_EVENT = "unverified_event"
    UNVERIFIED = "unverified"
    NO_UNIT = "no_unit"
    MISSING_MONTH = "missing_month"
    FALLING = "falling"  # a cumulative figure that falls: a problem, but it has an amount
    NO_RATE = "no_rate"
    NO_INCENTIVE = "no_incentive"
    UNVERIFIED_INCENTIVE = "unverified_incentive"
    NO_BASE = "no_base"
    NO_FIGURE = "no_figure"
    NO_OUTLAY = "no_outlay"
    UNVERIFIED_OUTLAY = "unverified_outlay"
    NO_CONTRIBUTION = "no_contribution"
    UNVERIFIED_CONTRIBUTION = "unverified_contribution"
    NO_SHAREHOLDING = "no_shareholding"
    SHAREHOLDING_NOT_WHOLE = "shareholding_not_whole"
    YEARLY_FIGURE = "yearly_figure"
    NO_RATIOS = "no_ratios"
    NO_CAP_AMOUNT = "no_cap_amount"
    FISCAL_LINE_BLOCKED = "fiscal_line_blocked"
    # remarks on shared lines
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and the values its sentence needs; `params` holds JSON values only."""

    code: str
    params: dict[str, str | int | None] = field(default_factory=dict)

    def as_data(self) -> dict:
        return {"code": str(self.code), "params": self.params}


class SharingError(ValueError):
    """A call that cannot be computed at all; the app turns code and params into a sentence."""

    def __init__(self, code: str, **params: str | int | None) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
