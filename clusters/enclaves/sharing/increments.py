"""The increment over a base, netted (domain §6, rule 6)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from .agreement import Increment, IncrementKind, Netting, Rule, Version
from .bases import Base, Portion, ProjectYear
from .facts import period_end
from .lines import State
from .reasons import Code, Reason
from .workings import Workings
from .years import BASE_YEARS, POOL, Anchor, Segment, find_segment, number_of

Taxes = dict[str, Fraction]
UNKNOWN = Segment(State.SHARED, "unknown")  # where the event is missing


@dataclass(slots=True)
class Increments:
    bases: list[Base] = field(default_factory=list)
    blocked: dict[str, list[Reason]] = field(default_factory=dict)  # by project; empty code: the aggregate


@dataclass(slots=True)
class _Member:
    """A project's figures now and in the base, by tax code."""

    project: str
    now: Taxes
    then: Taxes
    portions: list[tuple[str, Portion]]
    reasons: list[Reason]


def set_base_years_apart(workings: Workings, rule: Rule, bases: list[Base]) -> tuple[list[Base], list[Base]]:
    """(bases shared as they are or not at all, bases whose increment counts).

    Project years 1–3, where their mean is the base, are not shared; a band that ends by year 3 says otherwise.
    """
    increment = rule.basis.increment
    plain, counted = [], []
    for base in bases:
        if base.segment.state is not State.SHARED:
            plain.append(base)
        elif increment.kind is IncrementKind.FIRST_THREE_YEARS and _in_first_three(workings, rule, base):
            band = rule.bands[base.segment.band]
            if band.last is None or band.last > 3:
                base.segment = BASE_YEARS
            plain.append(base)
        else:
            counted.append(base)
    return plain, counted


def _in_first_three(workings: Workings, rule: Rule, base: Base) -> bool:
    return all(number <= 3 for _, portion in base.portions for number in portion.numbers)


def find_increments(
    workings: Workings, version: Version, rule: Rule, year: int, years: dict[str, ProjectYear], counted: list[Base]
) -> Increments:
    """The full year against the base; called only at the year's end."""
    return _Finder(workings, version, rule, year).find(years, counted)


class _Finder:
    def __init__(self, workings: Workings, version: Version, rule: Rule, year: int) -> None:
        self.workings, self.version, self.rule, self.year = workings, version, rule, year
        self.increment: Increment = rule.basis.increment
        self.figures = _BaseFigures(workings, version, rule)
        self.found = Increments()

    def find(self, years: dict[str, ProjectYear], counted: list[Base]) -> Increments:
        groups = self._group(years, counted)
        apart = self.increment.netting is Netting.PER_PROJECT
        for segment in sorted(groups, key=lambda segment: segment.label):
            members = groups[segment]
            if apart:
                for member in members:
                    self._add(segment, [member], member.project)
            else:
                self._add(segment, members, "")
        if not apart:
            self._hold_aggregate(len(groups))
        return self.found

    def _hold_aggregate(self, groups: int) -> None:
        """An aggregate without one of its projects, or with a fixed base taken off twice, would be another figure."""
        if self.increment.kind is IncrementKind.FIXED and groups > 1:
            reason = Reason(Code.NO_BASE, {"rule": self.rule.code, "year": self.year})
            self.found.blocked.setdefault("", []).append(reason)
        if "" in self.found.blocked:
            self.found.bases = []

    def _add(self, segment: Segment, members: list[_Member], project: str) -> None:
        increment = self.increment
        reasons = [reason for member in members for reason in member.reasons]
        if increment.kind is IncrementKind.FIXED and increment.amount is None:
            reasons.append(Reason(Code.NO_BASE, {"project": project}))
        if reasons:
            self.found.blocked.setdefault(project, []).extend(reasons)
            return
        now, then = _sum(member.now for member in members), _sum(member.then for member in members)
        if increment.kind is IncrementKind.FIXED:
            then = {"": Fraction(increment.amount)}
        exact, details = net_increment(now, then, increment.netting)
        base = Base.of(project, segment, exact, [pair for member in members for pair in member.portions])
        step = {
            "step": "increment",
            "kind": str(increment.kind),
            "netting": str(increment.netting),
            "base_year": increment.base_year,
            "taxes": details,
            "now": str(sum(now.values(), Fraction(0))),
            "base": str(sum(then.values(), Fraction(0))),
            "exact": str(exact),
        }
        base.steps.insert(0, step)
        self.found.bases.append(base)

    def _group(self, years: dict[str, ProjectYear], counted: list[Base]) -> dict[Segment, list[_Member]]:
        """Members by the band that holds them at the year's end; a project with a base but no figure now counts as 0.

        A blocked project outside the bands is blocked by itself.
        """
        mine: dict[str, list[Base]] = {}
        for base in counted:
            mine.setdefault(base.project, []).append(base)
        blocked = {code for code, entry in years.items() if entry.reasons}
        groups: dict[Segment, list[_Member]] = {}
        for code in sorted(mine.keys() | blocked | (self.figures.projects() - years.keys())):
            segment = self._segment_of(code)
            reasons = list(years[code].reasons) if code in blocked else []
            if isinstance(segment, Reason):
                reasons.append(segment)
                segment = UNKNOWN
            if segment.state is State.SHARED:
                groups.setdefault(segment, []).append(self._member(code, mine.get(code, []), reasons))
            elif reasons:
                self.found.blocked[code] = reasons
        return groups

    def _member(self, code: str, bases: list[Base], reasons: list[Reason]) -> _Member:
        portions = [pair for base in bases for pair in base.portions]
        member = _Member(code, _sum(portion.by_tax() for _, portion in portions), {}, portions, reasons)
        self.figures.fill(member)
        return member

    def _segment_of(self, project: str) -> Segment | Reason:
        rule, on = self.rule, period_end(self.year)
        if rule.starts_on_recovery:
            return self.workings.date_ratios(self.version, rule, POOL, on)
        anchor = self.workings.anchor(rule, self.workings.projects[project])
        if isinstance(anchor, Reason):
            return anchor
        number = number_of(rule, anchor, on)
        if self.increment.kind is IncrementKind.FIRST_THREE_YEARS and number is not None and number <= 3:
            return BASE_YEARS
        return self.workings.date_ratios(self.version, rule, find_segment(rule, number), on)


def net_increment(now: Taxes, then: Taxes, netting: Netting) -> tuple[Fraction, list[dict]]:
    """The increment and its account by tax code; `per_project` is the aggregate of one project."""
    details, floored, signed = [], Fraction(0), Fraction(0)
    for code in sorted(now.keys() | then.keys()):
        change = now.get(code, Fraction(0)) - then.get(code, Fraction(0))
        signed += change
        floored += max(change, Fraction(0))
        details.append(
            {
                "tax_code": code,
                "now": str(now.get(code, Fraction(0))),
                "base": str(then.get(code, Fraction(0))),
                "change": str(change),
            }
        )
    if netting is Netting.PER_TAX:
        return floored, details
    return (signed if netting is Netting.SIGNED else max(signed, Fraction(0))), details


def _sum(figures: Iterable[Taxes]) -> Taxes:
    total: Taxes = {}
    for taxes in figures:
        for code, amount in taxes.items():
            total[code] = total.get(code, Fraction(0)) + amount
    return total


class _BaseFigures:
    """What the base was, project by project."""

    def __init__(self, workings: Workings, version: Version, rule: Rule) -> None:
        self.workings, self.version, self.rule = workings, version, rule
        self.increment: Increment = rule.basis.increment
        self._years: dict[int, dict[str, ProjectYear]] = {}

    def projects(self) -> set[str]:
        if self.increment.kind is IncrementKind.BASE_YEAR and self.increment.base_year is not None:
            return set(self._figures(self.increment.base_year))
        return set()

    def fill(self, member: _Member) -> None:
        if self.increment.kind is IncrementKind.FIXED:
            return
        for year, weight in self._base_years(member):
            entry = self._figures(year).get(member.project)
            if entry is None:
                member.reasons.append(Reason(Code.NO_BASE, {"project": member.project, "year": year}))
                continue
            member.reasons.extend(entry.reasons)
            for code, amount in entry.by_tax().items():
                member.then[code] = member.then.get(code, Fraction(0)) + amount * weight

    def _base_years(self, member: _Member) -> list[tuple[int, Fraction]]:
        if self.increment.kind is IncrementKind.BASE_YEAR:
            if self.increment.base_year is None:
                member.reasons.append(Reason(Code.NO_BASE, {"project": member.project}))
                return []
            return [(self.increment.base_year, Fraction(1))]
        anchor = self.workings.anchor(self.rule, self.workings.projects[member.project])
        if not isinstance(anchor, Anchor) or anchor.on is None:
            return []  # the missing event is among the reasons already
        first = anchor.on.year
        return [(first + step, Fraction(1, 3)) for step in range(3)]

    def _figures(self, year: int) -> dict[str, ProjectYear]:
        if year not in self._years:
            self._years[year] = self.workings.base_figures(self.version, self.rule, year)
        return self._years[year]
