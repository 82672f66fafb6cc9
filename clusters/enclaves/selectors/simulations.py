"""What each party would get in ten years under several sets of rules: by the pure arithmetic, nothing is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from clusters.enclaves import sharing
from clusters.enclaves.models import SharingRule, Simulation, SimulationParty
from clusters.enclaves.models.simulations import YEARS
from clusters.enclaves.selectors.facts import milestones_of, observations_of, rates
from clusters.enclaves.sentences import problem_sentence, reason_sentence, sharing_error
from clusters.models import Project

FISCAL = sharing.Book.FISCAL
LONG_AGO = date(1990, 1, 1)
Group = tuple[str, str]  # book, and the indicator where it is the assessment book
Amounts = dict[str, list[int | None]]  # by party, one amount a year; None where nothing was expected


@dataclass(slots=True)
class Outcome:
    """One set of rules: amounts by group and party, what is blocked and in which years, what contradicts itself."""

    title: str
    source: str
    version: sharing.Version
    amounts: dict[Group, Amounts] = field(default_factory=dict)
    blocked: dict[str, list[int]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def outcomes(simulation: Simulation) -> list[Outcome]:
    parties = list(simulation.parties.all())
    shown = Facts(simulation, parties)
    return [outcome(simulation, parties, shown, rule_set) for rule_set in simulation.rule_sets]


def outcome(
    simulation: Simulation, parties: list[SimulationParty], shown: "Facts", rule_set: dict[str, Any]
) -> Outcome:
    version = sharing.version_from_data({**rule_set["version"], "effective_year": simulation.first_year})
    result = Outcome(rule_set["title"], rule_set["source"], version)
    sides = tuple(sharing.Party(party.code, party.role, party.name) for party in parties)
    names = {party.code: party.name for party in parties}
    numbers = {rule.code: str(place) for place, rule in enumerate(version.rules, 1)}
    result.problems = [
        problem_sentence(problem, numbers=numbers, parties=names)
        for problem in sharing.check_version(version.rules, sides, version.floors)
    ]
    agreement = sharing.Agreement("simulation", sides, (version,))
    facts = shown.under(version)
    try:
        for place, year in enumerate(simulation.years):
            lay(result, parties, place, sharing.settle(agreement, facts, year, traces=False))
    except sharing.SharingError as error:
        result.problems.append(sharing_error(error))
    return result


def lay(result: Outcome, parties: list[SimulationParty], place: int, settlement: sharing.Settlement) -> None:
    """One year's lines, each into its group; money of all indicators is one group."""
    for line in settlement.lines:
        group = (str(line.book), "" if line.book == FISCAL else line.indicator)
        amounts = result.amounts.setdefault(group, {party.code: [None] * YEARS for party in parties})
        if line.amount is not None:
            amounts[line.party][place] = (amounts[line.party][place] or 0) + line.amount
        for reason in line.reasons if line.state is sharing.State.BLOCKED else ():
            years = result.blocked.setdefault(reason_sentence(reason.as_data()), [])
            if settlement.year not in years:
                years.append(settlement.year)


class Facts:
    """The simulation's figures as facts: a year's figure counts as of its 31 December, incentives as none."""

    def __init__(self, simulation: Simulation, parties: list[SimulationParty]) -> None:
        self.simulation, self.parties = simulation, parties
        self.start = date(simulation.first_year, 1, 1)
        self.projects = tuple(project_of(project) for project in simulation.projects)
        self.observations = tuple(self.observed())
        self.rates = tuple(self.assumed_rates() if simulation.assumed_rate else rates())

    def observed(self) -> Iterator[sharing.Observation]:
        for row, figure in enumerate(self.simulation.figures):
            for year, value in zip(self.simulation.years, figure["values"], strict=True):
                if value is not None:
                    name, on = f"{row}-{year}", sharing.period_end(year)
                    project, indicator = figure["project"], figure["indicator"]
                    yield sharing.Observation(name, project, indicator, on, value, tax_code=figure["tax"])

    def assumed_rates(self) -> Iterator[sharing.Rate]:
        ratio = sharing.read_ratio(self.simulation.assumed_rate)
        for tax in sorted({figure["tax"] for figure in self.simulation.figures}):
            for level in SharingRule.Level.values:
                yield sharing.Rate(f"{tax}-{level}", tax, level, LONG_AGO, ratio)

    def under(self, version: sharing.Version) -> sharing.Facts:
        """Outlays are those of each rule that recovers."""
        pools = [rule for rule in version.rules if rule.recoverers]
        outlays = [
            sharing.Outlay(f"{rule.code}-{party.code}", rule.code, party.code, self.start, party.outlay_fen)
            for rule in pools
            for party in self.parties
            if party.outlay_fen is not None
        ]
        incentives = [
            sharing.Incentive(f"{project.code}-{year}", project.code, date(year, 12, 31), 0)
            for project in self.projects
            for year in self.simulation.years
        ]
        return sharing.Facts(
            projects=self.projects,
            observations=self.observations,
            rates=self.rates,
            incentives=tuple(incentives),
            contributions=tuple(self.contributions()),
            shareholdings=tuple(self.shareholdings()),
            outlays=tuple(outlays),
        )

    def contributions(self) -> Iterator[sharing.Contribution]:
        for party in self.parties:
            if party.contribution_fen is not None:
                yield sharing.Contribution(party.code, party.code, self.start, party.contribution_fen)

    def shareholdings(self) -> Iterator[sharing.Shareholding]:
        for party in self.parties:
            if party.share:
                yield sharing.Shareholding(party.code, party.code, self.start, Fraction(party.share))


def project_of(project: dict[str, Any]) -> sharing.Project:
    stones = (sharing.Milestone(event, date.fromisoformat(on)) for event, on in project["events"].items())
    return sharing.Project(project["code"], project.get("category", ""), tuple(stones))


# --- A start from what was observed ---


def observed_start(
    projects: Iterable[Project], years: list[int], indicators: set[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Projects with their verified milestones, and verified figures year by year; a year with a gap stays empty."""
    ids = {project.pk: project.code for project in projects}
    stones = milestones_of(ids)
    said = tuple(sharing.Project(code, "", verified(stones[pk])) for pk, code in ids.items())
    found: dict[tuple[str, str, str], dict[int, int | None]] = defaultdict(dict)
    for row in observations_of(said, ids, indicators, years[-1]):
        if row.on.year in years:
            sums = found[row.project, row.indicator, row.tax_code]
            before = sums.get(row.on.year, 0)
            known = before is not None and row.amount is not None and row.verified
            sums[row.on.year] = before + row.amount if known else None
    figures = [
        {"project": project, "indicator": indicator, "tax": tax, "values": [sums.get(year) for year in years]}
        for (project, indicator, tax), sums in sorted(found.items())
        if any(value is not None for value in sums.values())
    ]
    return [as_entered(project) for project in said], figures


def verified(milestones: list[sharing.Milestone]) -> tuple[sharing.Milestone, ...]:
    return tuple(milestone for milestone in milestones if milestone.verified)


def as_entered(project: sharing.Project) -> dict[str, Any]:
    events = {stone.event: stone.on.isoformat() for stone in sorted(project.milestones, key=lambda one: one.on)[::-1]}
    return {"code": project.code, "category": project.category, "events": events}
