"""How the list of opportunities is narrowed down, and what a page says of one."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.template.defaultfilters import date as date_words
from django.utils.translation import gettext as _

from clusters.models import Opportunity
from cms.selectors import in_language
from crm.common.templatetags.common import money_scaled


class Choice(NamedTuple):
    value: str
    label: str
    count: int
    is_chosen: bool
    query: str


class Row(NamedTuple):
    """One line of the facts; what is not given says so."""

    label: str
    text: str
    is_known: bool = True


class Narrowing:
    """By cluster and by stage. Each count is what would be there with that choice, the other filter as it is."""

    def __init__(self, opportunities: list[Opportunity], asked: Mapping[str, str], language: str) -> None:
        self.all, self.language = opportunities, language
        known = {name: {self.value_of(each, name) for each in opportunities} for name in ("cluster", "stage")}
        self.asked = {
            name: asked.get(name, "") for name, values in known.items() if asked.get(name, "") in values - {""}
        }

    @staticmethod
    def value_of(opportunity: Opportunity, name: str) -> str:
        return opportunity.cluster.code if name == "cluster" else opportunity.stage

    def label_of(self, opportunity: Opportunity, name: str) -> str:
        if name == "cluster":
            return in_language(opportunity.cluster, "name", self.language)
        return opportunity.get_stage_display()

    @property
    def address(self) -> str:
        return self.query_of(self.asked)

    @staticmethod
    def query_of(asked: Mapping[str, str]) -> str:
        return f"?{urlencode(asked)}" if asked else ""

    @cached_property
    def found(self) -> list[Opportunity]:
        return self.matching(self.asked)

    def matching(self, asked: Mapping[str, str]) -> list[Opportunity]:
        return [each for each in self.all if all(self.value_of(each, name) == value for name, value in asked.items())]

    @cached_property
    def facets(self) -> list[tuple[str, list[Choice]]]:
        facets = [(_("Cluster"), self.choices("cluster")), (_("Stage"), self.choices("stage"))]
        return [(label, choices) for label, choices in facets if len(choices) > 1]

    def choices(self, name: str) -> list[Choice]:
        others = {key: value for key, value in self.asked.items() if key != name}
        counts = Counter(self.value_of(each, name) for each in self.matching(others))
        labels = {value: self.label_of(each, name) for each in self.all if (value := self.value_of(each, name))}
        every = Choice("", _("All"), sum(counts.values()), name not in self.asked, self.query_of(others))
        return [every] + [
            Choice(value, label, counts[value], self.asked.get(name) == value, self.query_of({**others, name: value}))
            for value, label in labels.items()
        ]


def rows_of(opportunity: Opportunity, language: str) -> list[Row]:
    unknown = _("To be confirmed")
    amount = opportunity.investment_fen
    park, segment = opportunity.park, opportunity.segment
    told = (
        (_("Stage"), opportunity.get_stage_display() if opportunity.stage else ""),
        (_("Scale"), in_language(opportunity, "scale", language)),
        (_("Investment"), money_scaled(amount) if amount is not None else ""),
        (_("Segment"), in_language(segment, "name", language) if segment else ""),
        (_("Park"), in_language(park, "name", language) if park else ""),
        (_("Decision by"), date_words(opportunity.decision_on) if opportunity.decision_on else ""),
        (_("Contact desk"), desk_of(opportunity, language)),
    )
    return [Row(label, str(text or unknown), bool(text)) for label, text in told]


def desk_of(opportunity: Opportunity, language: str) -> str:
    return " · ".join(filter(None, [in_language(opportunity, "desk", language), opportunity.desk_phone]))


def brief_of(opportunity: Opportunity, language: str) -> list[Any]:
    """What a card says: only what is given."""
    return [row for row in rows_of(opportunity, language)[:5] if row.is_known]
