"""Simulations are set up, filled, compared and shared; nothing of them is ever posted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.enclaves import sharing
from clusters.enclaves.models import Agreement, AgreementVersion, Party, Simulation, SimulationParty
from clusters.enclaves.models.simulations import MOST_RULE_SETS
from clusters.enclaves.sentences import sharing_error
from clusters.enclaves.services.agreements import agreement_create
from clusters.enclaves.services.notation import rule_fields, version_upload
from crm.accounts.models import Organisation
from crm.accounts.roles import Role
from crm.common.errors import RuleError

EDITORS = (Role.FINANCE, Role.MANAGER)


def check_may_simulate(actor: Any) -> None:
    if actor is not None and not actor.has_role(*EDITORS):
        raise RuleError(_("Only the zone's finance officers and managers set up simulations."), code="not_zone")


@transaction.atomic
def simulation_create(
    *,
    name: str,
    first_year: int,
    actor: Any,
    agreement: Agreement | None = None,
    origin: Organisation | None = None,
    host: Organisation | None = None,
    note: str = "",
) -> Simulation:
    """With the parties of an agreement, or with an origin and a host that have none yet."""
    check_may_simulate(actor)
    if agreement is None and (origin is None or host is None or origin == host):
        raise RuleError(_("Name an agreement, or an origin and a host: two places."), code="parties")
    simulation = Simulation(name=name, first_year=first_year, agreement=agreement, note=note)
    simulation.full_clean()
    simulation.save_by(actor, _("Simulation set up"))
    for party in of_agreement(agreement) if agreement else of_places(origin, host):
        party.simulation = simulation
        party.save_by(actor, _("Simulation set up"))
    return simulation


def of_agreement(agreement: Agreement) -> list[SimulationParty]:
    kept = ("organisation", "code", "name", "name_en", "role", "order")
    return [SimulationParty(**{name: getattr(party, name) for name in kept}) for party in agreement.parties.all()]


def of_places(*places: Organisation | None) -> list[SimulationParty]:
    roles = (Party.PartyRole.ORIGIN, Party.PartyRole.HOST)
    return [
        SimulationParty(
            organisation=place, code=place.code, name=place.name, name_en=place.name_en, role=role, order=order
        )
        for order, (place, role) in enumerate(zip(places, roles, strict=True), 1)
        if place
    ]


@transaction.atomic
def simulation_fill(
    *,
    simulation: Simulation,
    projects: Sequence[dict[str, Any]],
    figures: Sequence[dict[str, Any]],
    actor: Any,
    assumed_rate: str = "",
) -> Simulation:
    """Projects with their assumed dates, and expected figures; `simulation` has the version that was read."""
    check_may_simulate(actor)
    names = [project["code"] for project in projects]
    if len(set(names)) < len(names):
        raise RuleError(_("Two projects have the same name."), code="project_twice")
    for figure in figures:
        if figure["project"] not in names:
            message = _("The figures name the project “%(project)s”, which is not in the list above.")
            raise RuleError(message % {"project": figure["project"]}, code="unknown_project")
    simulation.projects, simulation.figures = list(projects), list(figures)
    simulation.assumed_rate = assumed_rate
    return simulation.save_by(actor, _("Figures entered"))


@transaction.atomic
def simulation_assume(
    *, simulation: Simulation, assumptions: Mapping[int, Mapping[str, Any]], actor: Any
) -> Simulation:
    """Of each party (by key): what it pays in, lays out, holds, and whether it may open the simulation."""
    check_may_simulate(actor)
    simulation = Simulation.objects.select_for_update().get(pk=simulation.pk)
    for party in simulation.parties.all():
        given = assumptions.get(party.pk, {})
        if all(getattr(party, name) == value for name, value in given.items()):
            continue
        for name, value in given.items():
            setattr(party, name, value)
        party.save_by(actor, _("Assumptions changed"))
    return simulation


@transaction.atomic
def rule_set_add(*, simulation: Simulation, title: str, data: Any, actor: Any, source: str = "") -> Simulation:
    """A version in the notation, as it stands now; its parties are those of the simulation."""
    check_may_simulate(actor)
    simulation = Simulation.objects.select_for_update().get(pk=simulation.pk)
    if len(simulation.rule_sets) >= MOST_RULE_SETS:
        raise RuleError(_("Four sets of rules are compared at most; take one away first."), code="too_many")
    try:
        given = sharing.version_to_data(sharing.version_from_data(data))
    except sharing.SharingError as error:
        raise RuleError(sharing_error(error), code=error.code) from error
    if not given["rules"]:
        raise RuleError(_("It has no rule that could be compared here."), code="no_rules")
    check_parties(given, {party.code for party in simulation.parties.all()})
    for rule in given["rules"]:
        rule_fields(rule)  # refuses an indicator or a tax that is not known here
    simulation.rule_sets = [*simulation.rule_sets, {"title": title, "source": source, "version": given}]
    return simulation.save_by(actor, _("Set of rules added: %(title)s") % {"title": title})


@transaction.atomic
def rule_set_remove(*, simulation: Simulation, place: int, actor: Any) -> Simulation:
    check_may_simulate(actor)
    simulation = Simulation.objects.select_for_update().get(pk=simulation.pk)
    rule_set = rule_set_at(simulation, place)
    simulation.rule_sets = [other for number, other in enumerate(simulation.rule_sets) if number != place]
    return simulation.save_by(actor, _("Set of rules removed: %(title)s") % {"title": rule_set["title"]})


def rule_set_at(simulation: Simulation, place: int) -> dict[str, Any]:
    if not 0 <= place < len(simulation.rule_sets):
        raise RuleError(_("This set of rules is not there any more."), code="no_rule_set")
    return simulation.rule_sets[place]


@transaction.atomic
def simulation_to_draft(
    *,
    simulation: Simulation,
    place: int,
    effective_year: int,
    actor: Any,
    agreement: Agreement | None = None,
    code: str = "",
    name: str = "",
) -> AgreementVersion:
    """The chosen set as a draft version of an agreement between the same places, opened where there is none."""
    rule_set = rule_set_at(simulation, place)
    parties = list(simulation.parties.select_related("organisation"))
    if agreement is None:
        given = [(party.role, party.organisation, party.name) for party in parties]
        agreement = agreement_create(code=code, name=name, parties=given, actor=actor)
    theirs = {party.organisation_id: party.code for party in agreement.parties.all()}
    try:
        codes = {party.code: theirs[party.organisation_id] for party in parties}
    except KeyError as error:
        raise RuleError(
            _("The agreement is not between the same places."), code="parties", field="agreement"
        ) from error
    data = {**with_parties(rule_set["version"], codes), "effective_year": effective_year}
    source = _("Simulation “%(name)s”: %(title)s") % {"name": simulation.name, "title": rule_set["title"]}
    return version_upload(agreement=agreement, data=data, actor=actor, source=source[:300])


# --- Parties within a version ---

PARTY_FIELDS = ("party", "to", "payer", "payee")


def with_parties(data: Any, codes: Mapping[str, str]) -> Any:
    """The version with its parties' codes replaced, wherever they stand."""
    if isinstance(data, list):
        return [with_parties(one, codes) for one in data]
    if not isinstance(data, dict):
        return data
    found = {}
    for name, value in data.items():
        if name == "ratios":
            found[name] = {codes.get(code, code): ratio for code, ratio in value.items()}
        elif name == "recoverers":
            found[name] = [codes.get(code, code) for code in value]
        elif name in PARTY_FIELDS:
            found[name] = codes.get(value, value)
        else:
            found[name] = with_parties(value, codes)
    return found


def parties_in(data: Any) -> Iterable[str]:
    if isinstance(data, list):
        for one in data:
            yield from parties_in(one)
    elif isinstance(data, dict):
        for name, value in data.items():
            if name in ("ratios", "recoverers"):
                yield from value
            elif name in PARTY_FIELDS:
                yield value
            else:
                yield from parties_in(value)


def check_parties(data: Any, known: set[str]) -> None:
    strange = next((code for code in parties_in(data) if code not in known), None)
    if strange is not None:
        raise RuleError(
            _("The rules name the party “%(party)s”, which does not stand in this simulation.") % {"party": strange},
            code="unknown_party",
        )
