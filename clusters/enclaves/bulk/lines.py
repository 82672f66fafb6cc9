"""What comes out: bases with the parts of each party, as wide arrays and as lines."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd

from clusters.enclaves import sharing as s
from clusters.enclaves.sharing.years import AFTER, BEFORE, GAP

from .arithmetic import Whole


class Place(IntEnum):
    """Where a basis lies when it lies in no band."""

    BEFORE = -1
    AFTER = -2
    GAP = -3
    BLOCKED = -4


OUTSIDE = {Place.BEFORE: BEFORE, Place.AFTER: AFTER, Place.GAP: GAP}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An agreement's year that was left to the exact path. `no_version`: no version holds yet, there are no lines.

    Else `contradictions` (what `check_version` finds), `floor`, `mode`, `anniversary`, `increment`, `incentives`,
    `recovery`, `cap`, `agreement_tiers`, `several_rules` (that only years tell apart), `ratio_too_fine`,
    `rate_too_fine`, `amount_too_large`.
    """

    agreement: str
    year: int
    code: str


@dataclass(frozen=True, slots=True)
class Bases:
    """One row for each project, year and rule. `agreement` and `rule` are places in the lists of `Settled`."""

    agreement: Whole
    project: np.ndarray
    year: Whole
    rule: Whole
    band: Whole  # the rule's band, or a Place
    basis: Whole  # 0 where blocked
    is_estimated: np.ndarray


@dataclass(frozen=True, slots=True)
class Settled:
    """`amounts` has a row for each of `bases` and a column for each party in its agreement's order; 0 where blocked."""

    agreements: tuple[s.Agreement, ...]
    rules: tuple[s.Rule, ...]
    bases: Bases
    amounts: Whole
    takes_part: np.ndarray  # rule × place
    refused: tuple[Refusal, ...]
    exact: tuple[s.Settlement, ...]  # of what was refused

    def lines(self) -> pd.DataFrame:
        """One row for each party, as `sharing.Line` has them but without reasons and traces; NA where blocked."""
        mine = self._own_lines()
        exact = self._exact_lines(mine.columns)
        return pd.concat([mine, exact], ignore_index=True) if len(exact) else mine

    def totals(self, book: s.Book) -> dict[tuple[str, str], tuple[int, int]]:
        """By agreement and party of one book: the sum of its lines, and how many of them are blocked."""
        lines = self.lines()
        lines = lines[lines["book"] == str(book)]
        blocked = lines["amount"].isna()
        found = lines.assign(amount=lines["amount"].fillna(0).astype(object), blocked=blocked)
        grouped = found.groupby(["agreement", "party"], sort=False)[["amount", "blocked"]].sum()
        return {key: (int(amount), int(number)) for key, amount, number in grouped.itertuples(name=None)}

    def _own_lines(self) -> pd.DataFrame:
        bases = self.bases
        row, seat = np.nonzero(self.takes_part[bases.rule])
        blocked = bases.band[row] == Place.BLOCKED
        rule, band = bases.rule[row], bases.band[row]
        parties = [party.code for agreement in self.agreements for party in agreement.parties]
        starts = np.cumsum([0, *(len(agreement.parties) for agreement in self.agreements)])
        segments, states = self._segments()
        return pd.DataFrame(
            {
                "agreement": _named([one.code for one in self.agreements], bases.agreement[row]),
                "year": bases.year[row],
                "book": _named([str(one.book) for one in self.rules], rule),
                "rule": _named([one.code for one in self.rules], rule),
                "indicator": _named([one.indicator for one in self.rules], rule),
                "project": bases.project[row].astype(str),
                "segment": _named(segments.ravel(), rule * segments.shape[1] + band + len(Place)),
                "kind": str(s.Kind.SHARE),
                "party": _named(parties, starts[bases.agreement[row]] + seat),
                "counterparty": "",
                "state": _named(states, band.clip(max=0) + len(Place)),
                "amount": pd.arrays.IntegerArray(self.amounts[row, seat], blocked),
                "basis": pd.arrays.IntegerArray(bases.basis[row], blocked),
                "estimated": bases.is_estimated[row],
            }
        )

    def _segments(self) -> tuple[np.ndarray, list[str]]:
        """Labels by rule and band, those outside the bands first; the states of the latter, then `shared`."""
        bands = max((len(rule.bands) for rule in self.rules), default=0)
        labels = np.full((len(self.rules), len(Place) + bands), "", object)
        states = [str(s.State.BLOCKED)] * len(Place) + [str(s.State.SHARED)]
        for place, segment in OUTSIDE.items():
            labels[:, place + len(Place)] = segment.label
            states[place + len(Place)] = str(segment.state)
        for rule, one in enumerate(self.rules):
            for band, held in enumerate(one.bands):
                labels[rule, len(Place) + band] = held.label
        return labels, states

    def _exact_lines(self, columns: pd.Index) -> pd.DataFrame:
        rows = [
            {**line.as_data(), "agreement": settlement.agreement, "year": settlement.year}
            for settlement in self.exact
            for line in settlement.lines
        ]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({"amount": object, "basis": object})


def _named(words: list[str] | np.ndarray, places: Whole) -> np.ndarray:
    return np.array(words, object)[places]
