"""What comes out: lines, each for one party, with state, reasons and trace."""

from dataclasses import dataclass, field
from enum import StrEnum

from .agreement import Book
from .reasons import Reason


class State(StrEnum):
    SHARED = "shared"
    NOT_SHARED = "not_shared"  # before the rule's years: all to the host
    ENDED = "ended"  # after them: all to the host
    BLOCKED = "blocked"  # data is missing or unverified: no amount


class Kind(StrEnum):
    SHARE = "share"
    RECOVERY = "recovery"
    CAP_EXCESS = "cap_excess"  # a pair: minus from the capped party, plus to the named one
    FLOOR_TOP_UP = "floor_top_up"  # a pair: minus from the payer
    LUMP_SUM = "lump_sum"  # a pair: minus from the payer


@dataclass(frozen=True, slots=True, order=True)
class LineKey:
    """What makes a line the same line in another quarter or after a correction."""

    book: str
    rule: str
    indicator: str
    project: str  # empty: a line of the agreement
    segment: str  # year band, and the day its ratios are in force from
    kind: str
    party: str
    counterparty: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """`amount` is in smallest units, None when blocked; `basis` is what the line's group divides."""

    book: Book
    rule: str
    indicator: str
    project: str
    party: str
    state: State
    amount: int | None
    kind: Kind = Kind.SHARE
    segment: str = ""
    counterparty: str = ""
    basis: int | None = None
    reasons: tuple[Reason, ...] = ()
    estimated: bool = False  # an unverified rate went into it: 估算
    trace: dict = field(default_factory=dict)

    @property
    def key(self) -> LineKey:
        return LineKey(
            str(self.book),
            self.rule,
            self.indicator,
            self.project,
            self.segment,
            str(self.kind),
            self.party,
            self.counterparty,
        )

    def as_data(self) -> dict:
        """JSON-able; the same line gives the same data."""
        return {
            "book": str(self.book),
            "rule": self.rule,
            "indicator": self.indicator,
            "project": self.project,
            "party": self.party,
            "kind": str(self.kind),
            "segment": self.segment,
            "counterparty": self.counterparty,
            "state": str(self.state),
            "amount": self.amount,
            "basis": self.basis,
            "estimated": self.estimated,
            "reasons": [reason.as_data() for reason in self.reasons],
            "trace": self.trace,
        }


@dataclass(frozen=True, slots=True)
class Settlement:
    """The year to the end of `quarter` under one version; lines sorted, so equal input gives equal bytes."""

    agreement: str
    version: int
    year: int
    quarter: int
    lines: tuple[Line, ...]

    @property
    def blocked(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state is State.BLOCKED)

    def total(self, party: str, *, book: Book, indicator: str | None = None) -> int:
        """A party's total in one book; books and, in the assessment, parties are never added up."""
        return sum(
            line.amount or 0
            for line in self.lines
            if line.party == party and line.book == book and indicator in (None, line.indicator)
        )

    def as_data(self) -> dict:
        return {
            "agreement": self.agreement,
            "version": self.version,
            "year": self.year,
            "quarter": self.quarter,
            "lines": [line.as_data() for line in self.lines],
        }
