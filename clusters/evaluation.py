"""Per-mu evaluation (亩均论英雄): points by a formula that is data, and grades by rank (docs/algorithms/evaluation.md).

Plain values in and out: no database, no clock, no words for people (`clusters.selectors.evaluations` has those).
Exact throughout: nothing is rounded before it is shown.

    graded(scores: Mapping[name, Fraction], limits: Limits) -> list[Standing]
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Grade(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A criterion: `baseline` is the ratio that earns `weight` points; `cap` is the most points, None without one."""

    baseline: Fraction
    weight: Fraction
    cap: Fraction | None = None

    def points(self, ratio: Fraction) -> Fraction:
        """A negative ratio keeps its sign: no source gives a floor."""
        earned = ratio / self.baseline * self.weight
        return earned if self.cap is None else min(earned, self.cap)


@dataclass(frozen=True, slots=True)
class Limits:
    """Up to which part of the ranked companies, in percent, each grade goes; the rest is D."""

    a: Fraction = Fraction(25)
    b: Fraction = Fraction(70)
    c: Fraction = Fraction(95)

    def grade(self, rank: int, count: int) -> Grade:
        """By the part of the companies that stand before this one."""
        before = Fraction(rank - 1, count) * 100
        bounds = ((Grade.A, self.a), (Grade.B, self.b), (Grade.C, self.c))
        return next((grade for grade, bound in bounds if before < bound), Grade.D)


@dataclass(frozen=True, slots=True)
class Standing:
    name: Hashable
    score: Fraction
    rank: int
    grade: Grade


def graded(scores: Mapping[Hashable, Fraction], limits: Limits) -> list[Standing]:
    """Best first. Equal scores share a rank, and so a grade: the one that the first of them has."""
    ordered = sorted(scores.items(), key=lambda pair: -pair[1])
    standings: list[Standing] = []
    for place, (name, score) in enumerate(ordered, 1):
        rank = standings[-1].rank if standings and standings[-1].score == score else place
        standings.append(Standing(name, score, rank, limits.grade(rank, len(ordered))))
    return standings


def ratio_of(numerators: Iterable[int], denominators: Iterable[int], size: Fraction) -> Fraction | None:
    """Σ ÷ Σ over a company's projects, never an average of ratios; None where the denominators come to nothing.

    Both in smallest units; `size` is how much one numerator unit is of one denominator unit, as people read them.
    """
    below = sum(denominators)
    return None if not below else Fraction(sum(numerators), below) * size
