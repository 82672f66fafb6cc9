"""Computed lines as rows of a settlement, not yet saved: those of its period, and what restates closed years."""

from collections import defaultdict
from dataclasses import replace

from clusters.enclaves import sharing
from clusters.enclaves.models import Settlement, SettlementLine
from clusters.enclaves.selectors.computations import Computation, posted_line
from clusters.enclaves.selectors.restatements import Difference, closed_years, differences, years_restated_in
from clusters.models import Indicator, Project


def lines_of(settlement: Settlement, computation: Computation) -> list[SettlementLine]:
    maker = LineMaker(settlement, computation)
    return [maker.make(number, line) for number, line in enumerate(computation.lines, start=1)]


def proposal(settlement: Settlement, computation: Computation) -> list[SettlementLine]:
    """All that the settlement posts: its own period, then the differences of the closed years that it carries."""
    lines = lines_of(settlement, computation)
    agreement = computation.agreement
    years = years_restated_in(agreement, computation.year, computation.quarter)
    return [*lines, *restating(settlement, computation, differences(agreement, years), len(lines) + 1)]


def restating(
    settlement: Settlement, computation: Computation, found: list[Difference], number: int
) -> list[SettlementLine]:
    """Linked lines, by the version that their year went by."""
    versions, by_year = closed_years(computation.agreement), defaultdict(list)
    for difference in found:
        by_year[difference.posting.year].append(difference)
    rows: list[SettlementLine] = []
    for year, of_year in by_year.items():
        given = replace(computation, version=versions[year], year=year, quarter=None, lines=())
        maker = LineMaker(settlement, given)
        rows += [maker.restating(number + len(rows) + place, one) for place, one in enumerate(of_year)]
    return rows


class LineMaker:
    """Looks codes up once for all lines."""

    def __init__(self, settlement: Settlement, computation: Computation) -> None:
        self.settlement = settlement
        self.year = computation.year
        self.is_assumed = not computation.version.is_verified
        agreement = computation.agreement
        self.parties = {party.code: party for party in agreement.parties.all()}
        self.rules = {rule.code: rule for rule in computation.version.rules.all()}
        self.indicators = {row.code: row for row in Indicator.objects.all()}
        self.projects = {row.code: row for row in Project.objects.filter(enrolments__agreement=agreement)}

    def make(self, number: int, line: sharing.Line) -> SettlementLine:
        indicator = self.indicators.get(line.indicator)
        return SettlementLine(
            settlement=self.settlement,
            round=self.settlement.round,
            number=number,
            book=str(line.book),
            rule=self.rules.get(line.rule),
            rule_code=line.rule,
            project=self.projects[line.project] if line.project else None,
            indicator=indicator,
            party=self.parties[line.party],
            counterparty=self.parties.get(line.counterparty),
            kind=str(line.kind),
            segment=line.segment,
            state=str(line.state),
            amount=line.amount,
            basis=line.basis,
            unit=indicator.unit if indicator else Indicator.Unit.FEN,
            is_estimated=line.estimated or (self.is_assumed and line.amount is not None),
            reasons=self.reasons(line),
            trace=line.trace,
            about_year=self.year,
        )

    def restating(self, number: int, difference: Difference) -> SettlementLine:
        """The difference alone; its trace says what the year comes to now and which posted lines it corrects."""
        posting = difference.posting
        row = self.make(number, posted_line(posting))
        row.restates = difference.original
        row.trace = {**row.trace, "restatement": {"year": posting.year, "posted_lines": list(posting.originals)}}
        return row

    def reasons(self, line: sharing.Line) -> list[dict]:
        """With a word where the rules themselves were not checked against the signed agreement."""
        found = [reason.as_data() for reason in line.reasons]
        if self.is_assumed and line.amount is not None:
            found.append({"code": "unverified_rules", "params": {}})
        return found
