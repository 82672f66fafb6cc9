"""Whether a provision of the policy applies to a project, and why (docs/algorithms/fitting.md).

Plain values in and out: no database, no clock, no words for people (`clusters.selectors.fitting` has those).

    fit_of(terms: Terms, answers: Answers) -> Fit
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Origin(StrEnum):
    """Where a project comes from, as far as the policy tells places apart."""

    PREFECTURE = "prefecture"
    JIADING = "jiading"
    ZHANGJIANG = "zhangjiang"
    SUQIAN = "suqian"
    BORDER = "border"
    YUNNAN = "yunnan"
    CHINA = "china"
    ABROAD = "abroad"


class State(StrEnum):
    APPLIES = "applies"
    OPEN = "open"  # fits as far as the text says; what it leaves open is to be confirmed
    ASK = "ask"  # hangs on something that was not answered
    NOT = "not"


class About(StrEnum):
    CLUSTER = "cluster"
    ORIGIN = "origin"
    LAND = "land"
    FLOOR = "floor"
    POWER = "power"
    JOBS = "jobs"
    INVESTMENT = "investment"
    ENERGY = "energy"
    TEXT = "text"


# Best first, where results are listed.
ORDER = (State.APPLIES, State.OPEN, State.ASK, State.NOT)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """None or empty is not answered. Money in fen, areas in m², power in kVA, energy in tce per 10 000 yuan."""

    cluster: str = ""
    origin: str = ""
    investment_fen: int | None = None
    land_sqm: Decimal | None = None
    floor_sqm: Decimal | None = None
    power_kva: Decimal | None = None
    energy: Decimal | None = None
    jobs: int | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A provision's conditions; what is empty or None is no condition."""

    clusters: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    needs_land: bool = False
    needs_floor: bool = False
    needs_power: bool = False
    needs_jobs: bool = False
    investment_min_fen: int | None = None
    land_min_sqm: Decimal | None = None
    jobs_min: int | None = None
    compares_energy: bool = False
    energy_below: Decimal | None = None
    has_open_point: bool = False


@dataclass(frozen=True)
class Part:
    """One condition: how it stands, and the threshold where it has one."""

    about: About
    state: State
    threshold: Decimal | int | None = None


@dataclass(frozen=True)
class Fit:
    parts: tuple[Part, ...]

    @property
    def state(self) -> State:
        """The worst of its conditions; without any, it applies to everybody."""
        return max((part.state for part in self.parts), key=ORDER.index, default=State.APPLIES)


def fit_of(terms: Terms, answers: Answers) -> Fit:
    found = [
        among(About.CLUSTER, terms.clusters, answers.cluster),
        among(About.ORIGIN, terms.origins, answers.origin),
        asked_for(About.LAND, terms.needs_land and terms.land_min_sqm is None, answers.land_sqm),
        at_least(About.LAND, terms.land_min_sqm, answers.land_sqm),
        asked_for(About.FLOOR, terms.needs_floor, answers.floor_sqm),
        asked_for(About.POWER, terms.needs_power, answers.power_kva),
        asked_for(About.JOBS, terms.needs_jobs and terms.jobs_min is None, answers.jobs),
        at_least(About.JOBS, terms.jobs_min, answers.jobs),
        at_least(About.INVESTMENT, terms.investment_min_fen, answers.investment_fen),
        below(terms, answers.energy),
        Part(About.TEXT, State.OPEN) if terms.has_open_point else None,
    ]
    return Fit(tuple(part for part in found if part))


def among(about: About, wanted: Iterable[str], answer: str) -> Part | None:
    if not wanted:
        return None
    if not answer:
        return Part(about, State.ASK)
    return Part(about, State.APPLIES if answer in wanted else State.NOT)


def asked_for(about: About, is_needed: bool, answer: Decimal | int | None) -> Part | None:
    """For who needs it at all: nought is a no."""
    if not is_needed:
        return None
    if answer is None:
        return Part(about, State.ASK)
    return Part(about, State.APPLIES if answer > 0 else State.NOT)


def at_least(about: About, threshold: Decimal | int | None, answer: Decimal | int | None) -> Part | None:
    """The threshold itself is enough."""
    if threshold is None:
        return None
    if answer is None:
        return Part(about, State.ASK, threshold)
    return Part(about, State.APPLIES if answer >= threshold else State.NOT, threshold)


def below(terms: Terms, answer: Decimal | None) -> Part | None:
    """低于: the target itself is not below it. A target that nobody entered is to be confirmed."""
    if not terms.compares_energy:
        return None
    if terms.energy_below is None:
        return Part(About.ENERGY, State.OPEN)
    if answer is None:
        return Part(About.ENERGY, State.ASK, terms.energy_below)
    return Part(About.ENERGY, State.APPLIES if answer < terms.energy_below else State.NOT, terms.energy_below)
