"""What of the policy applies to a project, clause by clause, with the words behind it.

    measures_for(answers: Answers, user) -> list[ProvisionFit]

The best first, then by measure. Two queries whatever the number of provisions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusters.fitting import ORDER, About, Answers, Fit, Part, State, Terms, fit_of
from clusters.models import Provision
from crm.common.areas import mu
from crm.common.money import scale_fen


@dataclass(frozen=True)
class Reason:
    text: str
    state: str


@dataclass(frozen=True)
class ProvisionFit:
    provision: Provision
    fit: Fit

    @property
    def state(self) -> State:
        return self.fit.state

    @property
    def reasons(self) -> list[Reason]:
        if not self.fit.parts:
            return [Reason(_("For every company in the zone."), State.APPLIES)]
        return [Reason(SENTENCES[part.about](part, self.provision), part.state) for part in self.fit.parts]


def measures_for(answers: Answers, user: Any) -> list[ProvisionFit]:
    rows = Provision.objects.visible_to(user).select_related("measure").prefetch_related("clusters")
    found = [ProvisionFit(row, fit_of(terms_of(row), answers)) for row in rows]
    return sorted(
        found, key=lambda each: (ORDER.index(each.state), each.provision.measure.number, each.provision.order)
    )


def terms_of(row: Provision) -> Terms:
    plain = ("needs_land", "needs_floor", "needs_power", "needs_jobs", "investment_min_fen", "land_min_sqm", "jobs_min")
    return Terms(
        clusters=frozenset(cluster.code for cluster in row.clusters.all()),
        origins=frozenset(row.origins),
        compares_energy=row.compares_energy,
        energy_below=row.energy_below,
        has_open_point=bool(row.open_point),
        **{name: getattr(row, name) for name in plain},
    )


# --- Sentences ---


def by_state(part: Part, applies: str, ask: str, no: str, unclear: str = "") -> str:
    return {State.APPLIES: applies, State.ASK: ask, State.NOT: no, State.OPEN: unclear or ask}[part.state]


def about_cluster(part: Part, row: Provision) -> str:
    names = _(", ").join(str(cluster) for cluster in row.clusters.all())
    texts = (_("Your industry is named: %(names)s."), _("For these industries: %(names)s. Choose yours."))
    return by_state(part, *texts, _("Only for these industries: %(names)s.")) % {"names": names}


def about_origin(part: Part, row: Provision) -> str:
    from clusters.models.provisions import ORIGINS

    labels = {str(value): str(label) for value, label in ORIGINS}
    names = _(", ").join(labels.get(origin, origin) for origin in row.origins)
    texts = (
        _("Your place of origin is named: %(names)s."),
        _("For projects from: %(names)s. Say where yours is from."),
    )
    return by_state(part, *texts, _("Only for projects from: %(names)s.")) % {"names": names}


def about_land(part: Part, row: Provision) -> str:
    if part.threshold is None:
        return by_state(
            part, _("You need land."), _("For projects that need land. Say how much."), _("You need no land.")
        )
    texts = (
        _("You need at least %(least)s mu."),
        _("From %(least)s mu of land. Say how much you need."),
        _("Only from %(least)s mu of land."),
    )
    return by_state(part, *texts) % {"least": f"{mu(part.threshold):,.2f}".rstrip("0").rstrip(".")}


def about_floor(part: Part, row: Provision) -> str:
    asks = _("For projects that need factory floor. Say how much.")
    return by_state(part, _("You need factory floor."), asks, _("You need no factory floor."))


def about_power(part: Part, row: Provision) -> str:
    asks = _("For projects that need power. Say how much.")
    return by_state(part, _("You need power."), asks, _("You need no power."))


def about_jobs(part: Part, row: Provision) -> str:
    if part.threshold is None:
        asks = _("For projects that bring jobs. Say how many.")
        return by_state(part, _("You bring jobs."), asks, _("You bring no jobs."))
    texts = (
        _("You bring at least %(least)s jobs."),
        _("From %(least)s jobs. Say how many you bring."),
        _("Only from %(least)s jobs."),
    )
    return by_state(part, *texts) % {"least": part.threshold}


def about_investment(part: Part, row: Provision) -> str:
    texts = (
        _("You invest at least %(least)s."),
        _("From an investment of %(least)s. Say how much yours is."),
        _("Only from an investment of %(least)s."),
    )
    return by_state(part, *texts) % {"least": scale_fen(part.threshold)}


def about_energy(part: Part, row: Provision) -> str:
    if part.threshold is None:
        return _("Below the province's target of energy per value added; the target's figure is to be confirmed.")
    texts = (
        _("Your energy per value added is below %(target)s tce per 10,000 yuan."),
        _("Below %(target)s tce per 10,000 yuan of value added. Say what yours is."),
        _("Only below %(target)s tce per 10,000 yuan of value added."),
    )
    return by_state(part, *texts) % {"target": f"{part.threshold.normalize():f}"}


def about_text(part: Part, row: Provision) -> str:
    point = (row.open_point_en if get_language() == "en" else "") or row.open_point
    return _("To be confirmed: %(point)s") % {"point": point}


SENTENCES: dict[About, Callable[[Part, Provision], str]] = {
    About.CLUSTER: about_cluster,
    About.ORIGIN: about_origin,
    About.LAND: about_land,
    About.FLOOR: about_floor,
    About.POWER: about_power,
    About.JOBS: about_jobs,
    About.INVESTMENT: about_investment,
    About.ENERGY: about_energy,
    About.TEXT: about_text,
}
