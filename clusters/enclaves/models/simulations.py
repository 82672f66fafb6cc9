"""What an agreement would come to before it is signed: expected figures under several sets of rules, never posted.

`projects`, `figures` and `rule_sets` are lists of objects:
`{"code", "category", "events": {"first_tax": "2026-05-01"}}`,
`{"project", "indicator", "tax", "values": [ten whole smallest units or null]}`,
`{"title", "source", "version": a version as JSON}`.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models.agreements import Agreement, Party, choice_check, partner_organisation_id, reads_all
from crm.accounts.models import Organisation
from crm.common.records import Record, VisibleQuerySet

YEARS = 10
MOST_RULE_SETS = 4


class SimulationQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The zone's readers see all of them, a partner those that were shared with it."""
        if reads_all(user):
            return self
        organisation_id = partner_organisation_id(user)
        if not organisation_id:
            return self.none()
        shared = SimulationParty.objects.filter(organisation_id=organisation_id, is_shared=True)
        return self.filter(pk__in=shared.values("simulation_id"))


class Simulation(Record):
    name = models.CharField(_("name"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="simulations", verbose_name=_("agreement")
    )
    first_year = models.PositiveSmallIntegerField(_("first year"))
    assumed_rate = models.CharField(_("assumed retained part"), max_length=40, blank=True)
    projects = models.JSONField(_("projects"), default=list, blank=True)
    figures = models.JSONField(_("expected figures"), default=list, blank=True)
    rule_sets = models.JSONField(_("sets of rules"), default=list, blank=True)

    objects = SimulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")
        ordering = ["-updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_year__gte=1990, first_year__lte=2200), name="simulation_year_sensible"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/office/simulations/{self.pk}/"

    @property
    def years(self) -> list[int]:
        return [self.first_year + place for place in range(YEARS)]


class OfSimulationQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        if reads_all(user):
            return self
        return self.filter(simulation__in=Simulation.objects.all().visible_to(user))


class SimulationParty(Record):
    """A place that would share, with what it is assumed to pay in, lay out and hold from the first day on."""

    simulation = models.ForeignKey(Simulation, models.CASCADE, related_name="parties", verbose_name=_("simulation"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name in the agreement"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Party.PartyRole)
    order = models.PositiveSmallIntegerField(_("order"))
    contribution_fen = models.BigIntegerField(_("contribution (fen)"), null=True, blank=True)
    outlay_fen = models.BigIntegerField(_("outlay (fen)"), null=True, blank=True)
    share = models.CharField(_("share"), max_length=40, blank=True)
    is_shared = models.BooleanField(_("may open it"), default=False)

    objects = OfSimulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("party of a simulation")
        verbose_name_plural = _("parties of simulations")
        ordering = ["simulation", "order"]
        constraints = [
            models.UniqueConstraint(fields=["simulation", "organisation"], name="simulation_party_organisation_once"),
            models.UniqueConstraint(fields=["simulation", "code"], name="simulation_party_code_once"),
            models.UniqueConstraint(fields=["simulation"], condition=Q(role="host"), name="simulation_party_one_host"),
            choice_check("role", ["origin", "host", "operator", "fund", "other"], "simulation_party_role_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.simulation.get_absolute_url()
