"""A year's per-mu evaluation: each company's verified figures, its points, its grade (docs/algorithms/evaluation.md).

    evaluate(scheme, year, user) -> Evaluation

Among the companies that `user` may see, with at least one project that was signed by the year's end and is not closed.
Seven queries whatever the number of companies.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clusters.evaluation import Grade, Limits, Yardstick, graded, ratio_of
from clusters.models import (
    Company,
    EvaluationCriterion,
    EvaluationExemption,
    EvaluationScheme,
    Indicator,
    Milestone,
    Observation,
    Project,
)
from clusters.models.units import SCALES, shown_unit
from crm.common.units import unit_word

ORDER = list(Project.Stage)
PRODUCING = ORDER[ORDER.index(Project.Stage.PRODUCTION) :]
VERIFIED = Observation.State.VERIFIED


@dataclass(frozen=True, slots=True)
class Figure:
    """A project's figure of the year in the indicator's smallest unit."""

    project: Project
    indicator: Indicator
    value: int


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion of one company: what stands above and below the line, and what it earns."""

    criterion: EvaluationCriterion
    above: tuple[Figure, ...]
    below: tuple[Figure, ...]
    ratio: Fraction
    points: Fraction

    @property
    def by_project(self) -> list[tuple[Figure, Figure]]:
        return list(zip(self.above, self.below, strict=True))

    @property
    def is_capped(self) -> bool:
        yardstick = yardstick_of(self.criterion)
        return yardstick.cap is not None and self.ratio / yardstick.baseline * yardstick.weight > yardstick.cap


@dataclass(slots=True)
class Row:
    """A company: graded with `parts`, exempt with `grounds`, or not graded for the `missing` sentences."""

    company: Company
    parts: list[Part] = field(default_factory=list)
    grounds: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    exemptions: list[EvaluationExemption] = field(default_factory=list)
    rank: int | None = None
    grade: Grade | None = None

    @property
    def total(self) -> Fraction:
        return sum((part.points for part in self.parts), Fraction(0))


@dataclass(frozen=True)
class Evaluation:
    scheme: EvaluationScheme
    criteria: list[EvaluationCriterion]
    year: int
    graded: list[Row]
    exempt: list[Row]
    missing: list[Row]

    @property
    def counts(self) -> dict[Grade, int]:
        return {grade: sum(row.grade is grade for row in self.graded) for grade in Grade}

    def row_of(self, company: Company) -> Row | None:
        rows = (*self.graded, *self.exempt, *self.missing)
        return next((row for row in rows if row.company == company), None)


def scheme_for(year: int) -> EvaluationScheme | None:
    """The adopted scheme in force that year; where the zone adopted none, the newest that begins by then."""
    begun = EvaluationScheme.objects.filter(first_year__lte=year)
    return begun.exclude(document_number="").first() or begun.first()


def yardstick_of(criterion: EvaluationCriterion) -> Yardstick:
    cap = None if criterion.cap is None else Fraction(criterion.cap)
    return Yardstick(Fraction(criterion.baseline), Fraction(criterion.weight), cap)


def unit_of(criterion: EvaluationCriterion) -> str:
    """`万元/亩`; empty where both are in the same unit."""
    above, below = shown_unit(criterion.numerator.unit), shown_unit(criterion.denominator.unit)
    return "" if above == below else f"{unit_word(above)}/{unit_word(below)}"


def size_of(criterion: EvaluationCriterion) -> Fraction:
    """What makes a ratio of smallest units one of the units that people read."""
    above, below = (SCALES[row.unit] for row in (criterion.numerator, criterion.denominator))
    return below.size(below.words[0]) / above.size(above.words[0])


def evaluate(scheme: EvaluationScheme, year: int, user: Any) -> Evaluation:
    criteria = list(scheme.criteria.filter(is_used=True).select_related("numerator", "denominator"))
    exempted: dict[int, list[EvaluationExemption]] = defaultdict(list)
    for row in EvaluationExemption.objects.visible_to(user).filter(year=year, is_withdrawn=False):
        exempted[row.company_id].append(row)
    maker = RowMaker(scheme, criteria, year, projects_of(year, user), exempted)
    rows = [maker.row(company, projects) for company, projects in maker.companies.items()]
    ready = [row for row in rows if not row.grounds and not row.missing]
    limits = Limits(*(Fraction(value) for value in (scheme.a_percent, scheme.b_percent, scheme.c_percent)))
    by_company = {row.company.pk: row for row in ready}
    standings = graded({pk: row.total for pk, row in by_company.items()}, limits) if criteria else []
    for standing in standings:
        by_company[standing.name].rank, by_company[standing.name].grade = standing.rank, standing.grade
    return Evaluation(
        scheme,
        criteria,
        year,
        [by_company[standing.name] for standing in standings],
        [row for row in rows if row.grounds],
        [row for row in rows if not row.grounds and row.missing],
    )


def projects_of(year: int, user: Any) -> QuerySet:
    signed = Q(signed_on__isnull=True) | Q(signed_on__year__lte=year)
    rows = Project.objects.visible_to(user).filter(signed).exclude(status=Project.Status.CLOSED)
    return rows.select_related("company").order_by("company__name", "company_id", "code")


class RowMaker:
    """Fetches a year's figures and milestones once, then makes each company's row."""

    def __init__(
        self,
        scheme: EvaluationScheme,
        criteria: list[EvaluationCriterion],
        year: int,
        projects: QuerySet,
        exempted: dict[int, list[EvaluationExemption]],
    ) -> None:
        self.scheme, self.criteria, self.year, self.exempted = scheme, criteria, year, exempted
        self.companies: dict[Company, list[Project]] = defaultdict(list)
        for project in projects:
            self.companies[project.company].append(project)
        self.production = dict(
            Milestone.objects.current()
            .filter(project__in=projects, event=Milestone.Event.PRODUCTION, state=VERIFIED)
            .values_list("project_id", "happened_on")
        )
        self.indicators = {row.pk: row for one in criteria for row in (one.numerator, one.denominator)}
        self.figures, self.unverified = self.figures_of(projects)

    def figures_of(self, projects: QuerySet) -> tuple[dict[tuple[int, int], int], set[tuple[int, int]]]:
        """The year's verified figures by project and indicator, and what waits to be verified."""
        rows = Observation.objects.current().filter(
            project__in=projects, indicator__in=self.indicators, period_end__year=self.year
        )
        figures: dict[tuple[int, int], int] = {}
        waiting = set()
        for row in rows.order_by("period_end", "pk").values_list(
            "project_id", "indicator_id", "period_end", "value", "state"
        ):
            project, indicator, end, value, state = row
            key, series = (project, indicator), self.indicators[indicator].series
            if state != VERIFIED:
                waiting.add(key)
            elif series == Indicator.Series.FLOW:
                figures[key] = figures.get(key, 0) + value
            elif series == Indicator.Series.STOCK or end.month == 12:
                figures[key] = value
        return figures, waiting

    def row(self, company: Company, projects: list[Project]) -> Row:
        row = Row(company, exemptions=self.exempted.get(company.pk, []))
        grounds = {project: self.grounds_of(project) for project in projects}
        counted = [project for project in projects if not grounds[project]]
        row.grounds = [exemption.grounds for exemption in row.exemptions]
        if not counted:
            row.grounds += [f"{project.code}: {reason}" for project, reason in grounds.items()]
        if row.grounds:
            return row
        row.missing = list(self.missing_of(counted))
        if not row.missing:
            row.parts = [part for one in self.criteria if (part := self.part(one, counted, row))]
        return row

    def grounds_of(self, project: Project) -> str:
        """Why the project is exempt; empty where it is not."""
        began, last = self.production.get(project.pk), date(self.year, 12, 31)
        if began is None and project.stage in PRODUCING:
            return ""
        if began is None or began > last:
            return _("being built") if self.scheme.exempts_building else ""
        grace = self.scheme.grace_years
        if grace and (began.year + grace, began.month, began.day) > (last.year, last.month, last.day):
            return _("in production since %(day)s, within the years of grace") % {"day": began.isoformat()}
        return ""

    def missing_of(self, projects: Iterable[Project]) -> Iterable[str]:
        for project in projects:
            for pk, indicator in self.indicators.items():
                named = {"project": project.code, "indicator": indicator, "year": self.year}
                if (project.pk, pk) in self.unverified:
                    yield _("%(project)s: %(indicator)s of %(year)s is not verified yet.") % named
                elif (project.pk, pk) not in self.figures:
                    yield _("%(project)s: %(indicator)s of %(year)s is not entered.") % named

    def part(self, criterion: EvaluationCriterion, projects: list[Project], row: Row) -> Part | None:
        above, below = (
            tuple(Figure(project, one, self.figures[project.pk, one.pk]) for project in projects)
            for one in (criterion.numerator, criterion.denominator)
        )
        ratio = ratio_of((one.value for one in above), (one.value for one in below), size_of(criterion))
        if ratio is None:
            row.missing.append(_("%(indicator)s comes to nothing.") % {"indicator": criterion.denominator})
            return None
        return Part(criterion, above, below, ratio, yardstick_of(criterion).points(ratio))
