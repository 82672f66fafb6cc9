"""The industrial base. One module a noun; import from here."""

from clusters.models.clusters import Cluster, InChain, Segment, SegmentLink
from clusters.models.companies import Company
from clusters.models.evaluations import EvaluationCriterion, EvaluationExemption, EvaluationScheme
from clusters.models.facts import Fact, FactQuerySet
from clusters.models.indicators import Indicator, Observation, Tax
from clusters.models.opportunities import Opportunity
from clusters.models.places import Building, Division, Parcel, Park
from clusters.models.policy import Measure
from clusters.models.projects import CapitalIncrease, Milestone, Project
from clusters.models.provisions import Provision
from clusters.models.rates import CostRate

__all__ = [
    "CapitalIncrease",
    "Building",
    "Cluster",
    "Company",
    "CostRate",
    "Division",
    "EvaluationCriterion",
    "EvaluationExemption",
    "EvaluationScheme",
    "Fact",
    "FactQuerySet",
    "InChain",
    "Indicator",
    "Measure",
    "Milestone",
    "Observation",
    "Opportunity",
    "Parcel",
    "Park",
    "Project",
    "Provision",
    "Segment",
    "SegmentLink",
    "Tax",
]
