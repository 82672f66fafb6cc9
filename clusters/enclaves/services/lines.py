"""Computed lines as rows of a settlement, not yet saved."""

from clusters.enclaves import sharing
from clusters.enclaves.models import Settlement, SettlementLine
from clusters.enclaves.selectors.computations import Computation
from clusters.models import Indicator, Project


def lines_of(settlement: Settlement, computation: Computation) -> list[SettlementLine]:
    maker = LineMaker(settlement, computation)
    return [maker.make(number, line) for number, line in enumerate(computation.lines, start=1)]


class LineMaker:
    """Looks codes up once for all lines."""

    def __init__(self, settlement: Settlement, computation: Computation) -> None:
        self.settlement = settlement
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
            about_year=self.settlement.year,
        )

    def reasons(self, line: sharing.Line) -> list[dict]:
        """With a word where the rules themselves were not checked against the signed agreement."""
        found = [reason.as_data() for reason in line.reasons]
        if self.is_assumed and line.amount is not None:
            found.append({"code": "unverified_rules", "params": {}})
        return found
