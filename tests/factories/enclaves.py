"""Agreements for tests: an origin and the zone as host, with rules that are in force."""

from datetime import date
from typing import Any

from clusters.enclaves.models import Agreement, AgreementVersion, Party, Settlement, SharingRule
from clusters.enclaves.selectors.answers import unanswered_lines
from clusters.enclaves.services import (
    agreement_create,
    enrolment_add,
    line_confirm,
    settlement_compute,
    settlement_issue,
    version_make_effective,
    version_review,
)
from clusters.models import Indicator, Milestone, Observation, Project
from crm.accounts.models import Organisation, User
from crm.accounts.roles import Role
from tests.factories.accounts import OrganisationFactory, person, zone
from tests.factories.clusters import MilestoneFactory, ObservationFactory, ProjectFactory, TaxFactory

HALVES = {"origin": "0.5", "host": "0.5"}


def indicator(code: str) -> Indicator:
    """As the reference data has it, made where a test's database has none."""
    kinds = {"tax": "flow", "output": "cumulative", "fixed_asset_investment": "cumulative", "land": "stock"}
    defaults = {"name": code, "name_en": code, "unit": "fen", "series": kinds.get(code, "flow")}
    return Indicator.objects.get_or_create(code=code, defaults=defaults)[0]


def tax_rule(**fields: Any) -> dict[str, Any]:
    """Half and half of all tax in the years 1–5 from first tax paid."""
    bands = [{"first": 1, "last": 5, "ratios": HALVES}]
    rule = {"code": "tax", "book": "fiscal", "indicator": "tax", "mode": "split", "start_event": "first_tax"}
    return {**rule, "bands": bands, **fields}


def agreement_of(
    origin: Organisation | None = None,
    *,
    code: str = "XY-SY-2021",
    rules: list[dict[str, Any]] | None = None,
    effective: bool = True,
    year: int = 2021,
) -> Agreement:
    """Ratios in `rules` name the roles `origin` and `host`, which are the parties' codes here."""
    origin = origin or OrganisationFactory()
    host = zone()
    parties = [(Party.PartyRole.ORIGIN, origin, ""), (Party.PartyRole.HOST, host, "")]
    agreement = agreement_create(code=code, parties=parties, actor=None, dispute_body="州财政局")
    for party in agreement.parties.all():
        party.code = party.role
        party.save_by(None)
    add_version(agreement, rules or [tax_rule()], effective=effective, year=year)
    return agreement


def add_version(
    agreement: Agreement, rules: list[dict[str, Any]], *, number: int = 1, effective: bool = True, year: int = 2021
) -> AgreementVersion:
    version = AgreementVersion(agreement=agreement, number=number, effective_year=year, is_verified=True)
    version.save_by(None)
    for order, given in enumerate(rules, start=1):
        rule = {**given, "indicator": indicator(given["indicator"])}
        SharingRule(agreement_version=version, order=order, **rule).save_by(None)
    if effective:
        version_make_effective(version=version_review(version=version, actor=None), actor=None)
    return version


def enrolled(agreement: Agreement, *, code: str = "FD-2022-001", **dates: date) -> Project:
    """`dates` are milestones by event; first tax was paid in 2022 unless told."""
    project = ProjectFactory(code=code)
    enrolment_add(agreement=agreement, project=project, actor=None)
    for event, day in {"first_tax": date(2022, 9, 28), **dates}.items():
        if day:
            MilestoneFactory(project=project, event=event, happened_on=day)
    return project


def receipt(
    project: Project, fen: int, *, on: date = date(2024, 3, 15), slip: str = "T1", **fields: Any
) -> Observation:
    """A verified tax slip."""
    given = {"indicator": indicator("tax"), "tax": TaxFactory(), "slip_number": slip, "period_start": on}
    return ObservationFactory(project=project, value=fen, period_end=on, **{**given, **fields})


class Parties:
    """An agreement with one project and 100.01 元 of tax in 2024, and everybody who has to do with it."""

    def __init__(self, *, rules: list[dict[str, Any]] | None = None) -> None:
        self.partner = person(Role.PARTNER)
        self.computing = person(Role.FINANCE)
        self.confirming = person(Role.FINANCE)
        self.agreement = agreement_of(self.partner.organisation, rules=rules)
        self.project = enrolled(self.agreement)
        receipt(self.project, 10_001)

    @staticmethod
    def tax() -> Indicator:
        return indicator("tax")

    def computed(self) -> Settlement:
        return settlement_compute(agreement=self.agreement, year=2024, actor=self.computing)

    def issued(self) -> Settlement:
        return settlement_issue(settlement=self.computed(), actor=self.computing)

    def confirm(self, settlement: Settlement) -> Settlement:
        """Every line by whoever speaks for its party."""
        for line in unanswered_lines(settlement):
            line_confirm(line=line, actor=self.speaker(line.party))
        return settlement

    def speaker(self, party: Party) -> User:
        return self.partner if party.role == Party.PartyRole.ORIGIN else self.confirming

    def line_of(self, settlement: Settlement, role: str) -> Any:
        return settlement.lines.get(round=settlement.round, party__role=role)


def milestone_of(project: Project, event: str) -> Milestone:
    return Milestone.objects.current().get(project=project, event=event)
