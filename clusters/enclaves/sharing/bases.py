"""From observations to bases: amount, or the locally retained part, less incentives (domain §6, rules 1 and 5)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from .agreement import BasisKind, Rule
from .facts import Incentive, Observation, Rate, RateTable
from .reasons import Code, Reason
from .rounding import round_half_up
from .years import Segment


class Portion:
    """What of one project and rule is divided alike. Whole numbers are summed as such, rated ones by rate.

    Observations and their rates are lists side by side: a pair for each would keep the garbage collector busy.
    """

    __slots__ = ("_rated", "_whole", "incentives", "numbers", "observations", "rates")

    def __init__(self) -> None:
        self._whole: dict[str, int] = {}
        self._rated: dict[int, tuple[Rate, int]] = {}  # by the rate's identity: the rate table holds each once
        self.numbers: set[int] = set()
        self.observations: list[Observation] = []  # with their rates, for traces only
        self.rates: list[Rate | None] = []
        self.incentives: tuple[Incentive, ...] = ()

    def keep(self, observation: Observation, rate: Rate | None) -> None:
        self.observations.append(observation)
        self.rates.append(rate)

    @property
    def rated_observations(self) -> Iterator[tuple[Observation, Rate | None]]:
        return zip(self.observations, self.rates, strict=True)

    def add(self, tax_code: str, amount: int) -> None:
        self._whole[tax_code] = self._whole.get(tax_code, 0) + amount

    def add_rated(self, rate: Rate, amount: int) -> None:
        held = self._rated.get(id(rate))
        self._rated[id(rate)] = (rate, (held[1] if held else 0) + amount)

    @property
    def exact(self) -> Fraction:
        whole = sum(self._whole.values())
        if not self._rated:
            return Fraction(whole)
        scale = lcm(*(rate.ratio.denominator for rate, _ in self._rated.values()))
        rated = (
            amount * rate.ratio.numerator * (scale // rate.ratio.denominator) for rate, amount in self._rated.values()
        )
        return Fraction(whole * scale + sum(rated), scale)

    def by_tax(self) -> dict[str, Fraction]:
        taxes = {code: Fraction(amount) for code, amount in self._whole.items()}
        for rate, amount in self._rated.values():
            taxes[rate.tax_code] = taxes.get(rate.tax_code, Fraction(0)) + rate.ratio * amount
        return taxes

    def unverified_rates(self) -> list[str]:
        if not self._rated:
            return []
        return sorted({rate.id for rate, _ in self._rated.values() if not rate.verified})


@dataclass(slots=True)
class ProjectYear:
    """One project under one rule in one year: its portions, and what is missing (then nothing of it is computed)."""

    portions: dict[Segment, Portion] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    keeps: bool = True  # whether a trace will ask for the observations
    # observations that could not be placed, for the trace of a blocked line
    unplaced: list[Observation] = field(default_factory=list)
    _segment: Segment | None = None  # the last one asked for: most rows of a project fall into one
    _portion: Portion | None = None

    def portion(self, segment: Segment) -> Portion:
        if segment is self._segment:
            return self._portion
        found = self.portions.get(segment)
        if found is None:
            found = self.portions[segment] = Portion()
        self._segment, self._portion = segment, found
        return found

    @property
    def exact(self) -> Fraction:
        return sum((portion.exact for portion in self.portions.values()), Fraction(0))

    def by_tax(self) -> dict[str, Fraction]:
        taxes: dict[str, Fraction] = {}
        for portion in self.portions.values():
            for code, amount in portion.by_tax().items():
                taxes[code] = taxes.get(code, Fraction(0)) + amount
        return taxes


@dataclass(slots=True)
class Base:
    """One amount to be divided: rounded once; `rest` is what recovery leaves of it."""

    project: str
    segment: Segment
    exact: Fraction
    amount: int
    rest: int
    portions: list[tuple[str, Portion]]
    steps: list[dict] = field(default_factory=list)
    trace: dict | None = None
    remarks: tuple[Reason, ...] | None = None

    @classmethod
    def of(cls, project: str, segment: Segment, exact: Fraction, portions: list[tuple[str, Portion]]) -> "Base":
        amount = round_half_up(exact)
        step = {"step": "basis", "exact": str(exact), "amount": amount}
        return cls(project, segment, exact, amount, amount, portions, [step])

    def estimates(self) -> tuple[Reason, ...]:
        """A remark for each unverified rate: the same for every line of the base, so made once."""
        if self.remarks is None:
            rates = sorted({rate for _, portion in self.portions for rate in portion.unverified_rates()})
            self.remarks = tuple(Reason(Code.ESTIMATED, {"rate": rate}) for rate in rates)
        return self.remarks


def take_observation(
    entry: ProjectYear, segment: Segment, rule: Rule, observation: Observation, rates: RateTable, number: int | None
) -> None:
    """Add what the rule counts of an observation, or the reason why it cannot be counted."""
    portion = entry.portion(segment)
    if number is not None:
        portion.numbers.add(number)
    if not observation.verified:
        entry.reasons.append(_about(Code.UNVERIFIED, observation))
    elif rule.basis.kind is BasisKind.RETAINED:
        _take_retained(entry, portion, rule, observation, rates)
        return
    elif observation.amount is None:
        entry.reasons.append(_about(observation.missing, observation))
    else:
        portion.add(observation.tax_code, observation.amount)
    if entry.keeps:
        portion.keep(observation, None)


def _take_retained(
    entry: ProjectYear, portion: Portion, rule: Rule, observation: Observation, rates: RateTable
) -> None:
    """The part as observed at that level; else the amount × the rate of receipt date and level."""
    rate = None
    if observation.retained is not None and observation.retained_level in ("", rule.basis.level):
        portion.add(observation.tax_code, observation.retained)
    elif observation.amount is None:
        entry.reasons.append(_about(observation.missing, observation))
    else:
        rate = rates.find(observation.tax_code, rule.basis.level, observation.on)
        if rate is None:
            day = observation.on.isoformat()
            entry.reasons.append(
                Reason(Code.NO_RATE, {"tax_code": observation.tax_code, "level": rule.basis.level, "on": day})
            )
        else:
            portion.add_rated(rate, observation.amount)
    if entry.keeps:
        portion.keep(observation, rate)


def _about(code: str, observation: Observation) -> Reason:
    return Reason(
        code,
        {"observation": observation.id, "revision": observation.revision, "on": observation.on.isoformat()},
    )


def unique_reasons(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each once, in an order that does not depend on the order of rows."""
    found = {
        (str(reason.code), tuple(sorted((key, str(value)) for key, value in reason.params.items()))): reason
        for reason in reasons
    }
    return tuple(found[key] for key in sorted(found))
