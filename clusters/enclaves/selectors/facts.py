"""The facts of an agreement as the arithmetic takes them: current revisions only, verified or marked as not."""

from collections import defaultdict
from collections.abc import Iterator
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
from clusters.models import Fact, Indicator, Milestone, Observation

VERIFIED = Fact.State.VERIFIED


def sharing_facts(agreement: Agreement, *, indicators: set[str], until_year: int) -> sharing.Facts:
    """Everything up to the end of `until_year`: pools and bases look back on the years before."""
    enrolments = list(agreement.enrolments.select_related("project").order_by("project__code"))
    project_ids = {enrolment.project_id: enrolment.project.code for enrolment in enrolments}
    milestones = milestones_of(project_ids)
    projects = tuple(sharing_project(enrolment, milestones[enrolment.project_id]) for enrolment in enrolments)
    return sharing.Facts(
        projects=projects,
        observations=tuple(observations_of(projects, project_ids, indicators, until_year)),
        rates=tuple(rates()),
        incentives=tuple(incentives_of(project_ids, until_year)),
        contributions=tuple(contributions_of(agreement)),
        shareholdings=tuple(shareholdings_of(agreement)),
        outlays=tuple(outlays_of(agreement)),
    )


def sharing_project(enrolment: Enrolment, milestones: list[sharing.Milestone]) -> sharing.Project:
    return sharing.Project(enrolment.project.code, enrolment.category, tuple(milestones))


def milestones_of(project_ids: dict[int, str]) -> dict[int, list[sharing.Milestone]]:
    found: dict[int, list[sharing.Milestone]] = defaultdict(list)
    for row in Milestone.objects.current().filter(project_id__in=project_ids).order_by("happened_on", "pk"):
        milestone = sharing.Milestone(row.event, row.happened_on, str(row.pk), row.revision, row.state == VERIFIED)
        found[row.project_id].append(milestone)
    return found


def observations_of(
    projects: tuple[sharing.Project, ...], project_ids: dict[int, str], indicators: set[str], until_year: int
) -> Iterator[sharing.Observation]:
    begins = {project.code: begin_of(project) for project in projects}
    known = {row.code: row for row in Indicator.objects.filter(code__in=indicators)}
    grouped: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures_of(project_ids, indicators, until_year):
        grouped[figure.project, figure.indicator].append(figure)
    for (project, code), figures in sorted(grouped.items()):
        indicator = known[code]
        yield from flows(
            figures, series=indicator.series, unit=indicator.unit, begin=begins[project], until_year=until_year
        )


def begin_of(project: sharing.Project) -> Begin:
    signed, production = project.milestone("signed"), project.milestone("production")
    return Begin(signed and signed.on, production and production.on)


def figures_of(project_ids: dict[int, str], indicators: set[str], until_year: int) -> Iterator[Figure]:
    rows = (
        Observation.objects.current()
        .filter(project_id__in=project_ids, indicator__code__in=indicators, period_end__year__lte=until_year)
        .order_by("pk")
        .values_list(
            "pk", "project__code", "indicator__code", "tax__code", "period_start", "period_end", "value",
            "retained_value", "state", "revision",
        )
    )  # fmt: skip
    for pk, project, indicator, tax, start, end, value, retained, state, revision in rows.iterator(chunk_size=5000):
        yield Figure(pk, project, indicator, tax or "", start, end, value, retained, state == VERIFIED, revision)


def rates() -> Iterator[sharing.Rate]:
    for row in RetainedRate.objects.current().select_related("tax"):
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


def incentives_of(project_ids: dict[int, str], until_year: int) -> Iterator[sharing.Incentive]:
    rows = Incentive.objects.current().filter(project_id__in=project_ids, happened_on__year__lte=until_year)
    for row in rows.select_related("tax").order_by("pk"):
        yield sharing.Incentive(
            id=str(row.pk),
            project=project_ids[row.project_id],
            on=row.happened_on,
            amount=row.amount_fen,
            rule=row.rule_code,
            tax_code=row.tax.code if row.tax else "",
            verified=row.state == VERIFIED,
            revision=row.revision,
        )


def contributions_of(agreement: Agreement) -> Iterator[sharing.Contribution]:
    for row in Contribution.objects.current().filter(agreement=agreement).select_related("party").order_by("pk"):
        verified = row.state == VERIFIED
        yield sharing.Contribution(
            str(row.pk), row.party.code, row.happened_on, row.amount_fen, row.rule_code, verified, row.revision
        )


def shareholdings_of(agreement: Agreement) -> Iterator[sharing.Shareholding]:
    for row in Shareholding.objects.current().filter(agreement=agreement).select_related("party").order_by("pk"):
        verified, ratio = row.state == VERIFIED, sharing.read_ratio(row.ratio)
        yield sharing.Shareholding(
            str(row.pk), row.party.code, row.happened_on, ratio, row.rule_code, verified, row.revision
        )


def outlays_of(agreement: Agreement) -> Iterator[sharing.Outlay]:
    for row in Outlay.objects.current().filter(agreement=agreement).select_related("party").order_by("pk"):
        verified = row.state == VERIFIED
        yield sharing.Outlay(
            str(row.pk), row.rule_code, row.party.code, row.happened_on, row.amount_fen, verified, row.revision
        )
