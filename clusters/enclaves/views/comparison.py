"""Sets of rules side by side: money as one table, each figure of the assessment as one of its own, a chart to each."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clusters.enclaves.amounts import PLACES, shown_amount, unit_word
from clusters.enclaves.models import FloorRule, Party, SharingRule, Simulation, SimulationParty
from clusters.enclaves.names import name_of
from clusters.enclaves.rule_sentences import floor_sentence, rule_sentence
from clusters.enclaves.selectors.simulations import FISCAL, Group, Outcome, outcomes
from clusters.enclaves.services.notation import floor_fields, rule_fields
from clusters.enclaves.sharing import version_to_data
from clusters.models import Indicator
from crm.common.money import FEN_PER_UNIT, format_fen
from crm.common.units import unit_word as word_of
from crm.office.charts import Chart, Series

Unit = Indicator.Unit
WAN = "万元"


def comparison(simulation: Simulation, chosen: str) -> dict[str, Any]:
    """`chosen` is the code of the party whose share the charts draw; the first party's otherwise."""
    parties = list(simulation.parties.all())
    party = next((one for one in parties if one.code == chosen), parties[0])
    found = outcomes(simulation)
    indicators = {one.code: one for one in Indicator.objects.all()}
    keys = sorted({group for one in found for group in one.amounts}, key=lambda group: (group[0] != FISCAL, group))
    return {
        "parties": parties,
        "party": party,
        "outcomes": [told(one, place, parties) for place, one in enumerate(found)],
        "groups": [group_of(key, found, simulation, parties, party, indicators) for key in keys],
        "years": simulation.years,
    }


def group_of(
    key: Group,
    found: list[Outcome],
    simulation: Simulation,
    parties: list[SimulationParty],
    party: SimulationParty,
    indicators: dict[str, Indicator],
) -> dict[str, Any]:
    is_fiscal = key[0] == FISCAL
    indicator = indicators.get(key[1])
    unit = indicator.unit if indicator else Unit.FEN
    title = _("Money between governments") if is_fiscal else name_of(indicator) if indicator else key[1]
    holding = [one for one in found if key in one.amounts]
    rows = [
        {
            "title": one.title,
            "party": name_of(side),
            "is_chosen": side.code == party.code,
            "values": [shown(value, unit) for value in one.amounts[key][side.code]],
            "total": shown(sum(filter(None, one.amounts[key][side.code])), unit) if is_fiscal else "",
        }
        for one in holding
        for side in parties
    ]
    return {
        "key": "-".join(filter(None, key)),
        "title": title,
        "book": SharingRule.Book(key[0]),
        "is_assessment": not is_fiscal,
        "unit": word_of(WAN) if unit == Unit.FEN else unit_word(unit),
        "rows": rows,
        "chart": chart_of(key, title, unit, holding, simulation, party),
    }


def chart_of(
    key: Group, title: str, unit: str, found: list[Outcome], simulation: Simulation, party: SimulationParty
) -> Chart:
    mark = "" if key[0] == FISCAL else _("For the yearly assessment only, not to be made public")
    return Chart(
        key="-".join(filter(None, ("simulation", *key))),
        title=_("%(party)s: %(what)s") % {"party": name_of(party), "what": title},
        kind="lines",
        labels=[str(year) for year in simulation.years],
        series=[Series(one.title, [number(value, unit) for value in one.amounts[key][party.code]]) for one in found],
        unit=WAN if unit == Unit.FEN else unit_word(unit),
        mark=mark,
        label_title=_("Year"),
    )


def number(value: int | None, unit: str) -> Decimal | None:
    if value is None:
        return None
    if unit == Unit.FEN:
        return (Decimal(value) / FEN_PER_UNIT[WAN]).quantize(Decimal("0.01"))
    return Decimal(value).scaleb(-PLACES[Unit(unit)])


def shown(value: int | None, unit: str) -> str:
    return format_fen(value) if unit == Unit.FEN else shown_amount(value, unit)


def told(one: Outcome, place: int, parties: list[SimulationParty]) -> dict[str, Any]:
    """A set of rules in words, with what keeps it from being computed."""
    return {
        "place": place,
        "title": one.title,
        "source": one.source,
        "sentences": sentences(version_to_data(one.version), parties),
        "problems": one.problems,
        "blocked": [(sentence, ", ".join(map(str, years))) for sentence, years in one.blocked.items()],
    }


def sentences(version: dict[str, Any], parties: list[SimulationParty]) -> list[str]:
    names = {party.code: name_of(party) for party in parties}
    sides = {party.code: Party(name=party.name, name_en=party.name_en) for party in parties}
    found = [rule_sentence(SharingRule(**rule_fields(rule)), names) for rule in version["rules"]]
    return found + [floor_sentence(FloorRule(**floor_fields(floor, sides))) for floor in version.get("floors", [])]
