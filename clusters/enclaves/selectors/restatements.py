"""What closed years come to under the facts as they are now, and where the differences are posted (domain.md §6.12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max, Q, QuerySet

from clusters.enclaves import sharing
from clusters.enclaves.models import (
    Agreement,
    AgreementVersion,
    Contribution,
    Enrolment,
    Incentive,
    Outlay,
    RetainedRate,
    Settlement,
    SettlementLine,
    Shareholding,
)
from clusters.enclaves.names import names_of_parties
from clusters.enclaves.selectors.computations import posted_lines
from clusters.enclaves.selectors.facts import sharing_facts
from clusters.enclaves.selectors.rules import indicators_named, sharing_agreement
from clusters.enclaves.sentences import sharing_error
from clusters.models import Indicator, Milestone, Observation
from crm.common.errors import RuleError

State = Settlement.State
OF_AGREEMENT = (Contribution, Shareholding, Outlay)
RELATED = ("settlement", "project", "indicator", "party__organisation", "counterparty")


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a closed year that comes to something else now. `original`: the line that it corrects, if any."""

    posting: sharing.Posting
    original: SettlementLine | None
    party: str
    unit: str

    @property
    def is_late(self) -> bool:
        return self.posting.kind == sharing.PostingKind.LATE


def closed_years(agreement: Agreement) -> dict[int, AgreementVersion]:
    """The years that were locked as a whole or up to their fourth quarter, each with the version that it went by."""
    rows = agreement.settlements.filter(Q(quarter=None) | Q(quarter=4), state=State.LOCKED)
    return {row.year: row.agreement_version for row in rows.select_related("agreement_version")}


def differences(agreement: Agreement, years: Iterable[int], *, at: datetime | None = None) -> list[Difference]:
    """Recomputed less posted, year by year. RuleError where nothing can be computed. `at`: as things stood then."""
    years = sorted(years)
    if not years:
        return []
    said = sharing_agreement(agreement, at=at)
    posted = [row for year in years for row in posted_lines(agreement, year, at)]
    try:
        facts = sharing_facts(agreement, indicators=indicators_named(said.versions), until_year=years[-1], at=at)
        postings = sharing.restate(said, facts, years, posted)
    except sharing.SharingError as error:
        raise RuleError(sharing_error(error), code=error.code) from error
    originals, units = Originals(agreement, postings), dict(Indicator.objects.values_list("code", "unit"))
    parties = names_of_parties(agreement.parties.all())
    return [
        Difference(posting, originals.of(posting), parties[posting.key.party], unit_of(posting, units))
        for posting in postings
    ]


def unit_of(posting: sharing.Posting, units: dict[str, str]) -> str:
    """Yearly minimums have no indicator: they are money."""
    return units.get(posting.key.indicator, Indicator.Unit.FEN)


class Originals:
    """Looks up the lines that differences are linked to, all at once."""

    def __init__(self, agreement: Agreement, postings: Iterable[sharing.Posting]) -> None:
        postings = list(postings)
        keys = [int(key) for posting in postings for key in posting.originals]
        self.posted = SettlementLine.objects.select_related(*RELATED).in_bulk(keys)
        late = {posting.year for posting in postings if not posting.originals}
        rows = locked_lines(agreement, late) if late else []
        self.by_place = {(row.about_year, *place_of_row(row)): row for row in rows}

    def of(self, posting: sharing.Posting) -> SettlementLine | None:
        """The last line of the year itself: what restated it before is told by that line's own page."""
        rows = [self.posted[int(key)] for key in posting.originals]
        if rows:
            return max(rows, key=lambda row: (row.restates_id is None, row.pk))
        return self.by_place.get((posting.year, *place_of(posting.key)))


def locked_lines(agreement: Agreement, years: Iterable[int]) -> QuerySet:
    """The lines that these years were locked with."""
    rows = SettlementLine.objects.current().filter(settlement__agreement=agreement, settlement__state=State.LOCKED)
    return rows.filter(about_year__in=years, restates=None).select_related(*RELATED).order_by("-pk")


def place_of(key: sharing.LineKey) -> tuple[str, ...]:
    """Without year band and kind: neither was known while the line was blocked, and a moved event changes them."""
    return (key.book, key.rule, key.indicator, key.project, key.party)


def place_of_row(row: SettlementLine) -> tuple[str, ...]:
    project, indicator = (thing.code if thing else "" for thing in (row.project, row.indicator))
    return (row.book, row.rule_code, indicator, project, row.party.code)


def may_differ(settlement: Settlement) -> bool:
    """Whether any fact that its year may rest on was entered, verified or corrected since it was last posted about.

    A few look-ups by index instead of computing the year; only what may differ is worth computing. Facts of later years
    change nothing, unless they are corrections that were moved there. Milestones count whatever their date.
    """
    rows = SettlementLine.objects.filter(settlement__agreement=settlement.agreement, about_year=settlement.year)
    issued = Settlement.objects.filter(pk__in=rows.values("settlement"), state=State.LOCKED)
    since = issued.aggregate(last=Max("issued_at"))["last"] or settlement.issued_at
    newer = Q(entered_at__gt=since) | Q(verified_at__gt=since)
    enrolments = settlement.agreement.enrolments.values("project")
    last_day = date(settlement.year, 12, 31)
    changed = [
        Observation.objects.filter(newer, up_to("period_end", last_day), project__in=enrolments),
        Milestone.objects.filter(newer, project__in=enrolments),
        Incentive.objects.filter(newer, up_to("happened_on", last_day), project__in=enrolments),
        *(
            model.objects.filter(newer, up_to("happened_on", last_day), agreement=settlement.agreement)
            for model in OF_AGREEMENT
        ),
        RetainedRate.objects.filter(newer, up_to("valid_from", last_day)),
        Enrolment.history.filter(agreement_id=settlement.agreement_id, history_date__gt=since),
    ]
    return any(found.exists() for found in changed)


def up_to(field: str, last_day: date) -> Q:
    """Dated by then, now or before it was corrected."""
    return Q(**{f"{field}__lte": last_day}) | Q(**{f"supersedes__{field}__lte": last_day})


# --- where they are posted ---


def years_restated_in(agreement: Agreement, year: int, quarter: int | None) -> list[int]:
    """The closed years whose differences this period carries: those before it, if it is the first open period."""
    others = agreement.settlements.exclude(state=State.LOCKED).exclude(year=year, quarter=quarter)
    if restating_lines(others.filter(state=State.ISSUED)).exists():
        return []  # issued already with another period: nothing is posted twice
    earlier = others.filter(Q(year__lt=year) | Q(year=year, quarter__lt=quarter or 0))
    last = max(earlier.values_list("year", flat=True), default=None)
    return [closed for closed in closed_years(agreement) if closed < year and (last is None or closed >= last)]


def restating_lines(settlements: QuerySet) -> QuerySet:
    """Lines about another year than the one that is settled."""
    rows = SettlementLine.objects.filter(settlement__in=settlements, round=F("settlement__round"))
    return rows.exclude(about_year=F("settlement__year"))


def carrier_of(settlement: Settlement) -> Settlement | None:
    """The open settlement that holds lines about this one's year, if there is one."""
    others = settlement.agreement.settlements.exclude(state=State.LOCKED)
    line = restating_lines(others).filter(about_year=settlement.year).select_related("settlement").first()
    return line.settlement if line else None
