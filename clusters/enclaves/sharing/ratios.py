"""Ratios that are in force on a day: from contributions paid in and from shareholdings (domain §6, rule 10)."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from .agreement import Mode, Rule
from .facts import Contribution, Facts, Shareholding
from .reasons import Code, Reason

DATED_MODES = (Mode.BY_CONTRIBUTION, Mode.BY_EQUITY)


class RatioHistory:
    """For one rule: the days on which ratios change, and the ratios from each of them on."""

    def __init__(self, rule: Rule, facts: Facts) -> None:
        self._by_contribution = rule.mode is Mode.BY_CONTRIBUTION
        rows: Sequence[Contribution | Shareholding]
        rows = facts.contributions if self._by_contribution else facts.shareholdings
        mine = sorted((row for row in rows if row.rule in ("", rule.code)), key=lambda row: (row.on, row.party, row.id))
        self.entries = tuple(mine)
        self.parties = frozenset(row.party for row in mine)
        self.days: list[date] = []
        self._ratios: list[dict[str, Fraction] | Reason] = []
        for day in sorted({row.on for row in mine}):
            self.days.append(day)
            self._ratios.append(self._ratios_by(day))

    def find(self, on: date) -> tuple[date | None, dict[str, Fraction] | Reason]:
        """The day since when the ratios hold, and the ratios; or the reason why there are none."""
        if not self.entries:
            code = Code.NO_CONTRIBUTION if self._by_contribution else Code.NO_SHAREHOLDING
            return None, Reason(code)
        place = bisect_right(self.days, on)
        if not place:
            code = Code.NO_CONTRIBUTION_YET if self._by_contribution else Code.NO_SHAREHOLDING_YET
            return None, Reason(code, {"on": on.isoformat(), "first": self.days[0].isoformat()})
        return self.days[place - 1], self._ratios[place - 1]

    def _ratios_by(self, day: date) -> dict[str, Fraction] | Reason:
        known = [row for row in self.entries if row.on <= day]
        loose = [row.id for row in known if not row.verified]
        if loose:
            return Reason(Code.UNVERIFIED_CONTRIBUTION, {"entry": loose[0], "on": day.isoformat()})
        return _paid_in(known, day) if self._by_contribution else _held(known, day)


def _paid_in(rows: Sequence[Contribution], day: date) -> dict[str, Fraction] | Reason:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.party] = sums.get(row.party, 0) + row.amount
    whole = sum(sums.values())
    if whole <= 0 or min(sums.values()) < 0:
        return Reason(Code.NO_CONTRIBUTION, {"on": day.isoformat()})
    return {party: Fraction(amount, whole) for party, amount in sums.items()}


def _held(rows: Sequence[Shareholding], day: date) -> dict[str, Fraction] | Reason:
    held = {row.party: row.ratio for row in rows}  # rows are sorted by day, so the last entry stands
    whole = sum(held.values(), Fraction(0))
    if whole != 1 or min(held.values()) < 0:
        return Reason(Code.SHAREHOLDING_NOT_WHOLE, {"on": day.isoformat(), "sum": str(whole)})
    return held
