"""The facts of an agreement as the arithmetic takes them: current revisions only, verified or marked as not.

With `at`, the revisions that were current at that moment, as verified as they were then (`manage.py ledger_check`).
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from clusters.enclaves import sharing
from clusters.enclaves.models import (
    Agreement,
    Contribution,
    Enrolment,
    Incentive,
    Outlay,
    RetainedRate,
    Shareholding,
)
from clusters.enclaves.selectors.series import Begin, Figure, flows
from clusters.models import Fact, Indicator, Milestone, Observation, Project
from clusters.models.facts import was_verified

VERIFIED = Fact.State.VERIFIED


def sharing_facts(
    agreement: Agreement, *, indicators: set[str], until_year: int, at: datetime | None = None
) -> sharing.Facts:
    """Everything up to the end of `until_year`: pools and bases look back on the years before."""
    enrolments = enrolments_of(agreement, at)
    project_ids = {enrolment.project_id: enrolment.project.code for enrolment in enrolments}
    milestones = milestones_of(project_ids, at)
    projects = tuple(sharing_project(enrolment, milestones[enrolment.project_id]) for enrolment in enrolments)
    return sharing.Facts(
        projects=projects,
        observations=tuple(observations_of(projects, project_ids, indicators, until_year, at)),
        rates=tuple(rates(at)),
        incentives=tuple(incentives_of(project_ids, until_year, at)),
        contributions=tuple(contributions_of(agreement, at)),
        shareholdings=tuple(shareholdings_of(agreement, at)),
        outlays=tuple(outlays_of(agreement, at)),
    )


def enrolments_of(agreement: Agreement, at: datetime | None = None) -> list[Enrolment]:
    """In the order of the projects' codes."""
    if at is None:
        return list(agreement.enrolments.select_related("project").order_by("project__code"))
    rows = list(Enrolment.history.as_of(at).filter(agreement_id=agreement.pk))
    projects = Project.objects.in_bulk([row.project_id for row in rows])
    for row in rows:
        row.project = projects[row.project_id]
    return sorted(rows, key=lambda row: row.project.code)


def sharing_project(enrolment: Enrolment, milestones: list[sharing.Milestone]) -> sharing.Project:
    return sharing.Project(enrolment.project.code, enrolment.category, tuple(milestones))


def milestones_of(project_ids: dict[int, str], at: datetime | None = None) -> dict[int, list[sharing.Milestone]]:
    found: dict[int, list[sharing.Milestone]] = defaultdict(list)
    for row in Milestone.objects.as_of(at).filter(project_id__in=project_ids).order_by("happened_on", "pk"):
        verified = row.verified_by_then(at)
        milestone = sharing.Milestone(row.event, row.happened_on, str(row.pk), row.revision, verified)
        found[row.project_id].append(milestone)
    return found


def observations_of(
    projects: tuple[sharing.Project, ...],
    project_ids: dict[int, str],
    indicators: set[str],
    until_year: int,
    at: datetime | None = None,
) -> Iterator[sharing.Observation]:
    begins = {project.code: begin_of(project) for project in projects}
    known = {row.code: row for row in Indicator.objects.filter(code__in=indicators)}
    grouped: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures_of(project_ids, indicators, until_year, at):
        grouped[figure.project, figure.indicator].append(figure)
    for (project, code), figures in sorted(grouped.items()):
        indicator = known[code]
        yield from flows(
            figures, series=indicator.series, unit=indicator.unit, begin=begins[project], until_year=until_year
        )


def begin_of(project: sharing.Project) -> Begin:
    signed, production = project.milestone("signed"), project.milestone("production")
    return Begin(signed and signed.on, production and production.on)


def figures_of(
    project_ids: dict[int, str], indicators: set[str], until_year: int, at: datetime | None = None
) -> Iterator[Figure]:
    rows = (
        Observation.objects.as_of(at)
        .filter(project_id__in=project_ids, indicator__code__in=indicators, period_end__year__lte=until_year)
        .order_by("pk")
        .values_list(
            "pk", "project__code", "indicator__code", "tax__code", "period_start", "period_end", "value",
            "retained_value", "state", "verified_at", "revision",
        )
    )  # fmt: skip
    for pk, project, indicator, tax, start, end, value, retained, state, when, revision in rows.iterator(5000):
        verified = was_verified(state, when, at)
        yield Figure(pk, project, indicator, tax or "", start, end, value, retained, verified, revision)


def rates(at: datetime | None = None) -> Iterator[sharing.Rate]:
    for row in RetainedRate.objects.as_of(at).select_related("tax"):
        yield sharing.Rate(
            id=str(row.pk),
            tax_code=row.tax.code,
            level=row.level,
            valid_from=row.valid_from,
            ratio=Fraction(row.rate),
            verified=row.is_verified,
            revision=row.revision,
            document=row.document_number,
        )


def incentives_of(
    project_ids: dict[int, str], until_year: int, at: datetime | None = None
) -> Iterator[sharing.Incentive]:
    rows = Incentive.objects.as_of(at).filter(project_id__in=project_ids, happened_on__year__lte=until_year)
    for row in rows.select_related("tax").order_by("pk"):
        yield sharing.Incentive(
            id=str(row.pk),
            project=project_ids[row.project_id],
            on=row.happened_on,
            amount=row.amount_fen,
            rule=row.rule_code,
            tax_code=row.tax.code if row.tax else "",
            verified=row.verified_by_then(at),
            revision=row.revision,
        )


def contributions_of(agreement: Agreement, at: datetime | None = None) -> Iterator[sharing.Contribution]:
    for row in Contribution.objects.as_of(at).filter(agreement=agreement).select_related("party").order_by("pk"):
        verified = row.verified_by_then(at)
        yield sharing.Contribution(
            str(row.pk), row.party.code, row.happened_on, row.amount_fen, row.rule_code, verified, row.revision
        )


def shareholdings_of(agreement: Agreement, at: datetime | None = None) -> Iterator[sharing.Shareholding]:
    for row in Shareholding.objects.as_of(at).filter(agreement=agreement).select_related("party").order_by("pk"):
        verified, ratio = row.verified_by_then(at), sharing.read_ratio(row.ratio)
        yield sharing.Shareholding(
            str(row.pk), row.party.code, row.happened_on, ratio, row.rule_code, verified, row.revision
        )


def outlays_of(agreement: Agreement, at: datetime | None = None) -> Iterator[sharing.Outlay]:
    for row in Outlay.objects.as_of(at).filter(agreement=agreement).select_related("party").order_by("pk"):
        verified = row.verified_by_then(at)
        yield sharing.Outlay(
            str(row.pk), row.rule_code, row.party.code, row.happened_on, row.amount_fen, verified, row.revision
        )
