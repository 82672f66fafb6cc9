"""The columns that go in, and the same as facts for the exact path."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import pandas as pd

from clusters.enclaves import sharing as s

Whole = np.ndarray  # of int64
Flags = np.ndarray  # of bool

MILESTONES = ("project", "event", "on")
OBSERVED = ("id", "project", "indicator", "on", "amount", "tax_code", "retained", "retained_level")
OBSERVED += ("period", "verified", "revision")
DEFAULTS = {"tax_code": "", "retained_level": "", "verified": True, "period": s.Period.DAY, "revision": 1}


@dataclass(frozen=True, slots=True)
class Columns:
    """Everything about the enrolled projects, as `sharing.Facts` holds it, of all agreements at once.

    - `enrolments`: agreement, project, and category where there is one.
    - `observations`: id, project, indicator, on (datetime64), amount; where they are: tax_code, retained,
      retained_level, verified, period, revision. Amounts are whole (int64, or Int64 with NA for unknown).
    - `milestones`: project, event, on; where they are: id, verified.

    Names may be of any kind; categorical ones are quickest. Raises SharingError where a column cannot be taken:
    `column_missing`, `column_not_whole`, `column_empty`.
    """

    enrolments: pd.DataFrame
    observations: pd.DataFrame
    milestones: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(MILESTONES)))
    rates: tuple[s.Rate, ...] = ()

    def __post_init__(self) -> None:
        for frame, names in (
            (self.enrolments, ("agreement", "project")),
            (self.observations, ("id", "project", "indicator", "on", "amount")),
            (self.milestones, MILESTONES),
        ):
            for name in names:
                if name not in frame:
                    raise s.SharingError("column_missing", column=name)
        if not pd.api.types.is_datetime64_any_dtype(self.observations["on"]):
            raise s.SharingError("column_not_whole", column="on")
        for name in ("project", "on"):
            if self.observations[name].hasnans:
                raise s.SharingError("column_empty", column=name)

    @classmethod
    def of(cls, facts: Mapping[str, s.Facts]) -> Self:
        """From the facts of each agreement, by its code; what two agreements share of a project is there once."""
        enrolments, stones, rows = [], {}, {}
        for agreement, one in facts.items():
            for project in one.projects:
                enrolments.append((agreement, project.code, project.category))
                for stone in project.milestones:
                    stones[stone.id] = (stone.id, project.code, stone.event, stone.on, stone.verified)
            rows |= {row.id: [getattr(row, name) for name in OBSERVED] for row in one.observations}
        observations = pd.DataFrame(list(rows.values()), columns=list(OBSERVED))
        milestones = pd.DataFrame(list(stones.values()), columns=["id", "project", "event", "on", "verified"])
        return cls(
            pd.DataFrame(enrolments, columns=["agreement", "project", "category"]),
            observations.astype({"amount": "Int64", "retained": "Int64", "on": "datetime64[s]"}),
            milestones.astype({"on": "datetime64[s]"}),
            next((one.rates for one in facts.values()), ()),
        )

    def whole(self, name: str) -> tuple[Whole, Flags]:
        """Amounts, 0 where unknown, and which of them are known. Fractions of a fen are refused, not rounded."""
        rows = self.observations
        if name not in rows:
            return np.zeros(len(rows), np.int64), np.zeros(len(rows), bool)
        column = rows[name]
        if not pd.api.types.is_integer_dtype(column.dtype) or pd.api.types.is_unsigned_integer_dtype(column.dtype):
            raise s.SharingError("column_not_whole", column=name)
        if isinstance(column.dtype, np.dtype):
            return column.to_numpy(np.int64), np.ones(len(rows), bool)
        return column.to_numpy(np.int64, na_value=0), column.notna().to_numpy()

    def names(self, name: str) -> tuple[np.ndarray, list[str]]:
        """A column of few words as places in a list of those words."""
        rows = self.observations
        if name not in rows:
            return np.zeros(len(rows), np.int8), [DEFAULTS[name]]
        column = rows[name]
        if not isinstance(column.dtype, pd.CategoricalDtype):
            column = column.astype("category")
        words, codes = list(column.cat.categories), column.cat.codes.to_numpy()
        if (codes < 0).any():
            raise s.SharingError("column_empty", column=name)
        return codes, words

    def verified(self) -> Flags:
        if "verified" not in self.observations:
            return np.ones(len(self.observations), bool)
        return self.observations["verified"].to_numpy(bool)

    def first_milestones(self) -> pd.DataFrame:
        """Of each project and event the earliest, with whether it is verified."""
        rows = self.milestones.copy()
        for name, default in (("id", ""), ("verified", True)):
            if name not in rows:
                rows[name] = default
        return rows.sort_values(["on", "id"]).drop_duplicates(["project", "event"])

    def facts(self, agreement: str) -> s.Facts:
        """The same for the exact path, of one agreement."""
        enrolled = self.enrolments[self.enrolments["agreement"] == agreement]
        stones: dict[Hashable, list[s.Milestone]] = {}
        for row in _records(self.milestones[self.milestones["project"].isin(enrolled["project"])]):
            stone = s.Milestone(row["event"], row["on"].date(), str(row.get("id", "")), verified=_is_set(row))
            stones.setdefault(row["project"], []).append(stone)
        projects = tuple(
            s.Project(str(row["project"]), row.get("category", ""), tuple(stones.get(row["project"], ())))
            for row in _records(enrolled)
        )
        observations = self.observations[self.observations["project"].isin(enrolled["project"])]
        return s.Facts(projects, tuple(map(_observation, _records(observations))), self.rates)


def places(column: pd.Series, known: pd.Index) -> Whole:
    """Where each name stands in the known ones, −1 where it does not."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return known.get_indexer(column.cat.categories)[column.cat.codes.to_numpy()]
    return known.get_indexer(column)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")


def _is_set(row: dict[str, Any]) -> bool:
    return bool(row.get("verified", True))


def _observation(row: dict[str, Any]) -> s.Observation:
    amount, retained = row["amount"], row.get("retained")
    return s.Observation(
        id=str(row["id"]),
        project=str(row["project"]),
        indicator=row["indicator"],
        on=row["on"].date(),
        amount=None if pd.isna(amount) else int(amount),
        tax_code=row.get("tax_code", ""),
        retained=None if pd.isna(retained) else int(retained),
        retained_level=row.get("retained_level", ""),
        period=row.get("period", s.Period.DAY),
        verified=_is_set(row),
        revision=int(row.get("revision", 1)),
    )
