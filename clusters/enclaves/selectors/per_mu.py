"""Figures per mu of an agreement's year: Σ numerator / Σ mu of each party by the agreement's method (domain.md §6).

From the facts as they are now; nothing is posted. Land is the verified figure at the year's end, never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from clusters.enclaves import sharing
from clusters.enclaves.amounts import shown_amount, unit_word
from clusters.enclaves.models import Agreement, SharingRule
from clusters.enclaves.names import listed, name_of, names_of_parties, names_of_taxes
from clusters.enclaves.selectors.facts import sharing_facts
from clusters.enclaves.selectors.rules import indicators_named, sharing_agreement
from clusters.enclaves.sentences import sharing_error
from clusters.models import Indicator
from crm.common.areas import quantized
from crm.common.errors import RuleError

LAND = "land"
Unit = Indicator.Unit
# What a figure per mu is told in: its word and how many smallest units it is.
SCALES = {
    Unit.FEN: ("万元", 1_000_000),
    Unit.PERSON: ("人", 1),
    Unit.TCE_TENTH: ("吨标准煤", 10),
    Unit.KG: ("吨", 1000),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody's figure: `shown` is None where it is undefined."""

    name: str
    numerator: str
    mu: Decimal | None
    shown: Decimal | None


@dataclass
class Section:
    """One rule's figures: what was observed at the place, counted once; and what each party is attributed."""

    indicator: str
    book: str
    unit: str
    per_mu_unit: str
    observed: Row
    parties: list[Row] = field(default_factory=list)
    projects: list[tuple[str, list[Row]]] = field(default_factory=list)
    blocked: tuple[str, ...] = ()

    @property
    def is_assessment(self) -> bool:
        return self.book == SharingRule.Book.ASSESSMENT


def per_mu_sections(agreement: Agreement, year: int) -> list[Section]:
    """RuleError where the year cannot be computed."""
    said = sharing_agreement(agreement)
    try:
        version = said.version_in(year)
        named = indicators_named(said.versions)
        facts = sharing_facts(agreement, indicators=named | {LAND}, until_year=year)
        counted = [row for row in facts.observations if row.indicator in named]
        # The arithmetic takes no figures of indicators that no rule names.
        result = sharing.settle(said, replace(facts, observations=tuple(counted)), year)
    except sharing.SharingError as error:
        raise RuleError(sharing_error(error), code=error.code) from error
    maker = SectionMaker(agreement, said, result, facts)
    rules = [rule for rule in version.rules if maker.indicators[rule.indicator].unit in SCALES]
    return [maker.section(rule) for rule in rules]


class SectionMaker:
    def __init__(
        self, agreement: Agreement, said: sharing.Agreement, result: sharing.Settlement, facts: sharing.Facts
    ) -> None:
        self.method = sharing.PerMuMethod(agreement.per_mu_method)
        self.parties, self.result, self.facts = said.parties, result, facts
        self.names = names_of_parties(agreement.parties.all())
        self.host = next(party.code for party in said.parties if party.role == sharing.HOST)
        self.indicators = {row.code: row for row in Indicator.objects.all()}
        self.taxes = names_of_taxes()
        self.land = {
            row.project: row.amount
            for row in facts.observations
            if row.indicator == LAND and row.on.year == result.year and row.verified
        }

    def section(self, rule: sharing.Rule) -> Section:
        indicator = self.indicators[rule.indicator]
        word, _size = SCALES[Unit(indicator.unit)]
        codes = [party.code for party in self.parties]
        full = rule.mode is sharing.Mode.DUAL_FULL_COUNT
        items = sharing.items_from(self.result, rule.code, self.land, fully_counted=full)
        table = sharing.per_mu(items, codes, self.host, self.method)
        return Section(
            indicator=self.title(rule),
            book=str(rule.book),
            unit=unit_word(indicator.unit),
            per_mu_unit=word,
            observed=self.observed(rule, table.projects, indicator.unit),
            parties=[self.row(self.names[code], table.totals[code], indicator.unit) for code in codes],
            projects=[
                (project, [self.row(self.names[code], figures[code], indicator.unit) for code in codes])
                for project, figures in table.projects.items()
            ],
            blocked=table.blocked,
        )

    def title(self, rule: sharing.Rule) -> str:
        name = name_of(self.indicators[rule.indicator])
        return f"{name} ({listed(self.taxes[code] for code in rule.tax_codes)})" if rule.tax_codes else name

    def observed(self, rule: sharing.Rule, projects: Iterable[str], unit: str) -> Row:
        """What was observed at the place, once, over the same projects as the parties' figures."""
        projects = set(projects)
        numerator = sum(
            row.amount or 0
            for row in self.facts.observations
            if row.indicator == rule.indicator
            and row.project in projects
            and row.on.year == self.result.year
            and (not rule.tax_codes or row.tax_code in rule.tax_codes)
        )
        land = Fraction(sum(self.land[project] for project in projects))
        return self.row("", sharing.PerMuFigure(numerator, land), unit)

    @staticmethod
    def row(name: str, figure: sharing.PerMuFigure, unit: str) -> Row:
        _word, size = SCALES[Unit(unit)]
        mu = None if figure.mu is None else quantized(figure.mu)
        return Row(name, shown_amount(figure.numerator, unit), mu, figure.shown(size))
