"""One settlement's working papers: facts looked up by year, observations laid under rules, years computed once."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from .agreement import Agreement, Rule, Version, YearKind
from .bases import ProjectYear, take_observation
from .facts import Facts, Incentive, Observation, Period, Project, RateTable, period_end
from .lines import Line, State
from .matching import RuleBook
from .ratios import DATED_MODES, RatioHistory
from .reasons import Code, Reason, SharingError
from .years import NO_RATIOS_YET, POOL, Anchor, Segment, find_segment, missing_event, number_of

ProjectYears = dict[str, ProjectYear]


@dataclass(frozen=True, slots=True)
class Pool:
    """Where a rule's running sums stand at a year's end (domain §6, rules 7 and 9)."""

    basis: int = 0
    recovered: dict[str, int] = field(default_factory=dict)
    completed: int | None = None  # the calendar year in which recovery first reached the outlay
    capped_total: int = 0
    capped_excess: int = 0


@dataclass(frozen=True, slots=True)
class RuleYear:
    lines: tuple[Line, ...]
    pool: Pool


class Workings:
    """Everything `settle` looks up. `compute` settles one rule for one year and is called for years before, too."""

    def __init__(
        self,
        agreement: Agreement,
        facts: Facts,
        *,
        traces: bool,
        compute: Callable[["Workings", Version, Rule, int, date], RuleYear],
    ) -> None:
        self.agreement = agreement
        self.facts = facts
        self.traces = traces
        self.order = {party.code: place for place, party in enumerate(agreement.parties)}
        self.projects = _by_code(facts.projects)
        self.rates = RateTable(facts.rates)
        self._compute = compute
        self._observations = _by_year(facts.observations, self.projects)
        self._incentives: dict[tuple[str, int], list[Incentive]] = defaultdict(list)
        for incentive in facts.incentives:
            self._incentives[incentive.project, incentive.on.year].append(incentive)
        self._books: dict[int, RuleBook] = {}
        self._histories: dict[tuple[int, str], RatioHistory] = {}
        self._collected: dict[tuple[int, int, date], dict[str, ProjectYears]] = {}
        self._years: dict[tuple[str, int, date], RuleYear] = {}

    # -- rules over the years

    def rule_year(self, code: str, year: int, until: date | None = None) -> RuleYear:
        """A rule's year under the version then in force; before the agreement, and without the rule, only the pool."""
        if year < self.agreement.first_year:
            return RuleYear((), Pool())
        until = until or period_end(year)
        key = (code, year, until)
        if key not in self._years:
            version = self.agreement.version_in(year)
            rule = version.rule(code)
            if rule is None:
                self._years[key] = RuleYear((), self.rule_year(code, year - 1).pool)
            else:
                self._years[key] = self._compute(self, version, rule, year, until)
        return self._years[key]

    def history(self, version: Version, rule: Rule) -> RatioHistory:
        key = (version.number, rule.code)
        if key not in self._histories:
            self._histories[key] = RatioHistory(rule, self.facts)
        return self._histories[key]

    def date_ratios(self, version: Version, rule: Rule, segment: Segment, on: date) -> Segment | Reason:
        """Where ratios come from contributions or shares: the segment with those of the day."""
        if rule.mode not in DATED_MODES or segment.state is not State.SHARED:
            return segment
        day, ratios = self.history(version, rule).find(on)
        if not isinstance(ratios, Reason):
            return Segment(State.SHARED, f"{segment.label}@{day.isoformat()}", segment.band, day)
        if ratios.code in (Code.NO_CONTRIBUTION_YET, Code.NO_SHAREHOLDING_YET):
            return Segment(State.NOT_SHARED, NO_RATIOS_YET, code=ratios.code)
        return ratios

    def book(self, version: Version) -> RuleBook:
        if version.number not in self._books:
            self._books[version.number] = RuleBook(version)
        return self._books[version.number]

    # -- facts

    def observations(self, year: int, until: date) -> list[Observation]:
        rows = self._observations.get(year, [])
        return rows if until >= period_end(year) else [row for row in rows if row.on <= until]

    def incentives(self, rule: Rule, project: str, year: int, until: date) -> list[Incentive]:
        return [
            row
            for row in self._incentives.get((project, year), ())
            if row.on <= until
            and row.rule in ("", rule.code)
            and (not row.tax_code or not rule.tax_codes or row.tax_code in rule.tax_codes)
        ]

    # -- laying observations under rules

    def collect(self, version: Version, year: int, until: date) -> dict[str, ProjectYears]:
        key = (version.number, year, until)
        if key not in self._collected:
            self._collected[key] = _Collection(self, version, year, until).collect()
        return self._collected[key]

    def anchor(self, rule: Rule, project: Project) -> Anchor | Reason | None:
        """From where the rule counts years for a project; None where it does not count."""
        start = rule.start
        if not rule.counts_years:
            return None
        if start is not None and start.on is not None:
            return Anchor(on=start.on)
        stone = project.milestone(start.event) if start else None
        if stone is None or not stone.verified:
            return missing_event(rule, project.code, stone)
        return Anchor(on=stone.on, milestone=stone)

    def base_figures(self, version: Version, rule: Rule, year: int) -> ProjectYears:
        """What the rule would count in another year, whatever band that year lies in: for increments."""
        book, until = self.book(version), period_end(year)
        figures: ProjectYears = {}
        for row in self.observations(year, until):
            if row.indicator == rule.indicator and book.holds(rule, self.projects[row.project].category, row.tax_code):
                entry = figures.setdefault(row.project, ProjectYear())
                take_observation(entry, POOL, rule, row, self.rates, None)
        if rule.basis.less_incentives:
            for project, entry in figures.items():
                deduct_incentives(self, entry, rule, project, year, until, lambda on: (POOL, None))
        return figures


Place = tuple[Segment | Reason, int | None]


class _Collection:
    """One pass over a year's observations."""

    def __init__(self, workings: Workings, version: Version, year: int, until: date) -> None:
        self.workings, self.version, self.year, self.until = workings, version, year, until
        self.entries: dict[str, ProjectYears] = {rule.code: {} for rule in version.rules}
        self._anchors: dict[tuple[str, str], Anchor | Reason | None] = {}
        self._places: dict[tuple[str, str, date | None], Place] = {}
        self._by_day = {
            rule.code for rule in version.rules if rule.years is YearKind.ANNIVERSARY or rule.mode in DATED_MODES
        }

    def collect(self) -> dict[str, ProjectYears]:
        workings, book = self.workings, self.workings.book(self.version)
        for row in workings.observations(self.year, self.until):
            for rules in book.find(workings.projects[row.project].category, row.indicator, row.tax_code):
                rule = rules[0] if len(rules) == 1 else self._choose(rules, row)
                self._take(rule, row)
        for rule in self.version.rules:
            if rule.basis.less_incentives:
                self._deduct(rule)
        return self.entries

    def place(self, rule: Rule, project: str, on: date) -> Place:
        """The segment of a day, and its year number."""
        key = (rule.code, project, on if rule.code in self._by_day else None)
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = self._find_place(rule, project, on)
        return found

    def _find_place(self, rule: Rule, project: str, on: date) -> Place:
        if rule.starts_on_recovery:
            return self._date_ratios(rule, POOL, on), None
        key = (rule.code, project)
        if key not in self._anchors:
            known = self.workings.projects[project]
            self._anchors[key] = self.workings.anchor(rule, known)
        anchor = self._anchors[key]
        if isinstance(anchor, Reason):
            return anchor, None
        number = number_of(rule, anchor, on)
        segment = find_segment(rule, number)
        return self._date_ratios(rule, segment, on), number

    def _date_ratios(self, rule: Rule, segment: Segment, on: date) -> Segment | Reason:
        """An increment is one figure of the year: the ratios at its end hold for all of it."""
        return self.workings.date_ratios(self.version, rule, segment, self.until if rule.basis.increment else on)

    def _take(self, rule: Rule, row: Observation) -> None:
        years = self.entries[rule.code]
        entry = years.get(row.project)
        if entry is None:
            entry = years[row.project] = ProjectYear(keeps=self.workings.traces)
        segment, number = self.place(rule, row.project, row.on)
        if rule.years is YearKind.ANNIVERSARY and row.period is Period.YEAR:
            segment = Reason(Code.YEARLY_FIGURE, {"observation": row.id, "on": row.on.isoformat()})
        if isinstance(segment, Reason):
            entry.reasons.append(segment)
            entry.unplaced.append(row)
        else:
            take_observation(entry, segment, rule, row, self.workings.rates, number)

    def _choose(self, rules: tuple[Rule, ...], row: Observation) -> Rule:
        """Of rules that match alike, the one in whose years the day lies; none: the last ended, else the first."""
        places = [(rule, self.place(rule, row.project, row.on)[0]) for rule in rules]
        shared = [rule for rule, segment in places if isinstance(segment, Segment) and segment.state is State.SHARED]
        if len(shared) > 1:
            raise SharingError("two_rules", first=shared[0].code, second=shared[1].code, project=row.project)
        if shared:
            return shared[0]
        unknown = [rule for rule, segment in places if isinstance(segment, Reason)]
        if unknown:
            return unknown[0]
        ended = [rule for rule, segment in places if segment.state is State.ENDED]
        return ended[-1] if ended else rules[0]

    def _deduct(self, rule: Rule) -> None:
        workings = self.workings
        book, years = workings.book(self.version), self.entries[rule.code]
        for code, project in workings.projects.items():
            rows = workings.incentives(rule, code, self.year, self.until)
            taxes = rule.tax_codes or ("",)
            if code not in years and any(row.amount for row in rows):
                if not any(book.holds(rule, project.category, tax) for tax in taxes):
                    continue
                years[code] = ProjectYear()
            if code in years:
                deduct_incentives(
                    workings,
                    years[code],
                    rule,
                    code,
                    self.year,
                    self.until,
                    lambda on, code=code: self.place(rule, code, on),
                )


def deduct_incentives(
    workings: Workings,
    entry: ProjectYear,
    rule: Rule,
    project: str,
    year: int,
    until: date,
    place: Callable[[date], Place],
) -> None:
    """Take off what was paid; where nothing is entered, not even 0, say so."""
    rows = workings.incentives(rule, project, year, until)
    if not rows:
        entry.reasons.append(Reason(Code.NO_INCENTIVE, {"project": project, "year": year}))
    for row in sorted(rows, key=lambda row: (row.on, row.id)):
        segment, _ = place(row.on)
        if not row.verified:
            entry.reasons.append(Reason(Code.UNVERIFIED_INCENTIVE, {"incentive": row.id, "on": row.on.isoformat()}))
        elif isinstance(segment, Reason):
            entry.reasons.append(segment)
        elif row.amount or segment in entry.portions:
            portion = entry.portion(segment)
            portion.add(row.tax_code, -row.amount)
            portion.incentives += (row,)


def _by_code(projects: tuple[Project, ...]) -> dict[str, Project]:
    found = {project.code: project for project in sorted(projects, key=lambda project: project.code)}
    if len(found) != len(projects):
        raise SharingError("project_twice")
    return found


def _by_year(
    observations: tuple[Observation, ...] | list[Observation], projects: dict[str, Project]
) -> dict[int, list[Observation]]:
    rows: dict[int, list[Observation]] = defaultdict(list)
    seen: set[str] = set()
    for row in observations:
        if row.project not in projects:
            raise SharingError("unknown_project", project=row.project, observation=row.id)
        if row.id in seen:
            raise SharingError("observation_twice", observation=row.id)
        seen.add(row.id)
        rows[row.on.year].append(row)
    return dict(rows)
