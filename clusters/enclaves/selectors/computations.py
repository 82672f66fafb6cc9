"""A year of an agreement computed from what is in the database now; nothing is written."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F

from clusters.enclaves import sharing
from clusters.enclaves.models import Agreement, AgreementVersion, Settlement, SettlementLine
from clusters.enclaves.selectors.facts import sharing_facts
from clusters.enclaves.selectors.rules import indicators_named, sharing_agreement
from clusters.enclaves.sentences import sharing_error
from crm.common.errors import RuleError


@dataclass(frozen=True, slots=True)
class Computation:
    """`lines` are what is settled now: the year, or the quarter less what was posted for the year before it."""

    agreement: Agreement
    version: AgreementVersion
    year: int
    quarter: int | None
    lines: tuple[sharing.Line, ...]


def compute(agreement: Agreement, year: int, quarter: int | None = None, *, at: datetime | None = None) -> Computation:
    """Raises RuleError where nothing can be computed; blocked lines are no error. `at`: as things stood then."""
    said = sharing_agreement(agreement, at=at)
    try:
        number = said.version_in(year).number
        facts = sharing_facts(agreement, indicators=indicators_named(said.versions), until_year=year, at=at)
        result = sharing.settle(said, facts, year, quarter=quarter or 4)
    except sharing.SharingError as error:
        raise RuleError(sharing_error(error), code=error.code) from error
    version = agreement.versions.get(number=number)
    lines = result.lines if quarter is None else less_posted(agreement, result, at)
    return Computation(agreement, version, year, quarter, lines)


def less_posted(
    agreement: Agreement, result: sharing.Settlement, at: datetime | None = None
) -> tuple[sharing.Line, ...]:
    """The year to date less what its locked quarters posted; blocked lines stay to be seen."""
    postings = sharing.less_posted(result, posted_lines(agreement, result.year, at))
    return tuple(posted_line(posting) for posting in postings) + result.blocked


def posted_line(posting: sharing.Posting) -> sharing.Line:
    """The line with the difference as its amount; the trace keeps the year to date and what was posted before."""
    line = posting.line or vanished_line(posting.key)
    trace = {**line.trace, "posting": {"to_date": posting.recomputed, "posted": posting.posted}}
    return replace(line, amount=posting.amount, trace=trace)


def vanished_line(key: sharing.LineKey) -> sharing.Line:
    """Posted in an earlier quarter and nothing by now: what takes it back."""
    return sharing.Line(
        book=sharing.Book(key.book),
        rule=key.rule,
        indicator=key.indicator,
        project=key.project,
        party=key.party,
        state=sharing.State.SHARED,
        amount=0,
        kind=sharing.Kind(key.kind),
        segment=key.segment,
        counterparty=key.counterparty,
    )


def posted_lines(agreement: Agreement, year: int, at: datetime | None = None) -> list[sharing.Posted]:
    """All that was posted about the year, or was so by then."""
    rows = SettlementLine.objects.filter(
        settlement__agreement=agreement,
        settlement__state=Settlement.State.LOCKED,
        round=F("settlement__round"),
        about_year=year,
        amount__isnull=False,
    ).select_related("project", "indicator", "party", "counterparty")
    if at is not None:
        rows = rows.filter(settlement__locked_at__lte=at)
    return [sharing.Posted(str(row.pk), row.about_year, line_key(row), row.amount) for row in rows]


def line_key(row: SettlementLine) -> sharing.LineKey:
    return sharing.LineKey(
        book=row.book,
        rule=row.rule_code,
        indicator=row.indicator.code if row.indicator else "",
        project=row.project.code if row.project else "",
        segment=row.segment,
        kind=row.kind,
        party=row.party.code,
        counterparty=row.counterparty.code if row.counterparty else "",
    )
