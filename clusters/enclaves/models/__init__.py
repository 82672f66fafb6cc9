"""Agreements, what they say, the facts they need, and what was settled. One module a noun; import from here."""

from clusters.enclaves.models.agreements import Agreement, Enrolment, Party
from clusters.enclaves.models.answers import LineAnswer, Objection, Transfer
from clusters.enclaves.models.facts import Contribution, Incentive, Outlay, RetainedRate, Shareholding
from clusters.enclaves.models.returns import ReturnRules, TaxTotal
from clusters.enclaves.models.settlements import Reopening, Settlement, SettlementLine, Statement
from clusters.enclaves.models.simulations import Simulation, SimulationParty
from clusters.enclaves.models.submissions import FigureSubmission, SealedConfirmation
from clusters.enclaves.models.versions import AgreementVersion, FloorRule, SharingRule

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Contribution",
    "Enrolment",
    "FigureSubmission",
    "FloorRule",
    "Incentive",
    "LineAnswer",
    "Objection",
    "Outlay",
    "Party",
    "Reopening",
    "RetainedRate",
    "ReturnRules",
    "SealedConfirmation",
    "Settlement",
    "SettlementLine",
    "Shareholding",
    "SharingRule",
    "Simulation",
    "SimulationParty",
    "Statement",
    "TaxTotal",
    "Transfer",
]
