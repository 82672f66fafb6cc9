"""From computed years to what is posted: quarters and restatements (domain §6, rules 11 and 12).

A posted line never changes. What is posted is the difference between what the year now comes to and all that was posted
for that settlement year before, whenever it was posted.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .agreement import Agreement
from .facts import Facts
from .lines import Kind, Line, LineKey, Settlement, State
from .settlement import settle


class PostingKind(StrEnum):
    FIRST = "first"  # nothing was posted for this line in an open year
    DIFFERENCE = "difference"  # year to date less what was posted
    LATE = "late"  # a closed year's line that had nothing posted, because it was blocked or unknown
    RESTATEMENT = "restatement"  # a closed year's line that comes to something else now


@dataclass(frozen=True, slots=True)
class Posted:
    """A line in the ledger: `year` is the settlement year that it is for, not the one it was posted in."""

    id: str
    year: int
    key: LineKey
    amount: int


@dataclass(frozen=True, slots=True)
class Posting:
    """`amount` is to be posted: `recomputed` − `posted`, linked to `originals`. `line` is None where it vanished."""

    year: int
    key: LineKey
    kind: PostingKind
    amount: int
    recomputed: int
    posted: int
    originals: tuple[str, ...]
    line: Line | None


def less_posted(settlement: Settlement, posted: Iterable[Posted]) -> tuple[Posting, ...]:
    """What a quarter posts: the year to date less all that was posted for the settlement year.

    Lines posted for the first time are given even if 0; blocked ones post nothing and leave what was posted.
    """
    return _differences(settlement, posted, closed=False)


def restate(
    agreement: Agreement, facts: Facts, closed_years: Iterable[int], posted: Iterable[Posted], *, traces: bool = True
) -> tuple[Posting, ...]:
    """The differences of closed years under the facts as they are now, in the order of the years.

    Years that depend on a corrected one (recovery, cumulative cap, base) are computed anew from the same facts, so
    their differences come too. To be posted in the open period, outside its bases.
    """
    rows = list(posted)
    found: list[Posting] = []
    for year in sorted(set(closed_years)):
        settlement = settle(agreement, facts, year, traces=traces)
        found += _differences(settlement, rows, closed=True)
    return tuple(found)


def _differences(settlement: Settlement, posted: Iterable[Posted], *, closed: bool) -> tuple[Posting, ...]:
    before: dict[LineKey, list[Posted]] = defaultdict(list)
    for row in posted:
        if row.year == settlement.year:
            before[row.key].append(row)
    lines = {line.key: line for line in settlement.lines if line.state is not State.BLOCKED}
    held = _Held(settlement, before)
    found = []
    for key in [*lines, *sorted(before.keys() - lines.keys())]:
        if not held.holds(key):
            posting = _difference(settlement.year, key, lines.get(key), before.get(key, []), closed)
            if posting.amount or (not closed and posting.kind is PostingKind.FIRST):
                found.append(posting)
    return tuple(found)


def _difference(year: int, key: LineKey, line: Line | None, rows: list[Posted], closed: bool) -> Posting:
    recomputed = (line.amount or 0) if line else 0
    was = sum(row.amount for row in rows)
    if closed:
        kind = PostingKind.RESTATEMENT if rows else PostingKind.LATE
    else:
        kind = PostingKind.DIFFERENCE if rows else PostingKind.FIRST
    originals = tuple(sorted(row.id for row in rows))
    return Posting(year, key, kind, recomputed - was, recomputed, was, originals, line)


class _Held:
    """What must stay as posted while something is blocked: it is unknown now, not gone.

    A cap counts what is known; only where something posted is held does its excess stay, too.
    """

    def __init__(self, settlement: Settlement, posted: Iterable[LineKey]) -> None:
        self._blocked = {(line.rule, line.project) for line in settlement.blocked}
        self._rules = {key.rule for key in posted if (key.rule, key.project) in self._blocked}

    def holds(self, key: LineKey) -> bool:
        if key.kind == Kind.CAP_EXCESS and key.rule in self._rules:
            return True
        return (key.rule, key.project) in self._blocked
