"""Projects, from signing to full capacity, and the milestones that prove it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models.clusters import Cluster, InChain, Segment
from clusters.models.companies import Company, ConfidentialQuerySet
from clusters.models.facts import Fact, FactQuerySet, withdrawn_is_past
from clusters.models.places import Building, Parcel, Park
from crm.common.records import Record, VisibleQuerySet


class ProjectQuerySet(ConfidentialQuerySet):
    def visible_to(self, user: Any) -> Self:
        """A project tells its company's name: where that is confidential, so is the project."""
        companies = Company.objects.all().visible_to(user)
        return super().visible_to(user).filter(Q(company__in=companies) | Q(pk__in=self.named(user)))

    def hidden_from(self, user: Any) -> Self:
        secret = Q(is_confidential=True) | Q(company__in=Company.objects.hidden_from(user).values("pk"))
        return self.filter(secret).exclude(pk__in=self.named(user))


class Project(InChain, Record):
    """A signed project. An enclave project is one that is enrolled in an agreement (clusters.enclaves)."""

    class Stage(models.TextChoices):
        SIGNED = "signed", _("Signed")
        REGISTERED = "registered", _("Registered")
        FILED = "filed", _("Land and filing")
        CONSTRUCTION = "construction", _("Construction")
        COMPLETED = "completed", _("Completed")
        PRODUCTION = "production", _("Production")
        FULL_CAPACITY = "full_capacity", _("Full capacity")
        ABOVE_SCALE = "above_scale", _("Above scale")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        ON_HOLD = "on_hold", _("On hold")
        CLOSED = "closed", _("Closed")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    company = models.ForeignKey(Company, models.PROTECT, related_name="projects", verbose_name=_("company"))
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("cluster")
    )
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("segment")
    )
    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("park")
    )
    parcels = models.ManyToManyField(Parcel, blank=True, related_name="projects", verbose_name=_("parcels"))
    buildings = models.ManyToManyField(Building, blank=True, related_name="projects", verbose_name=_("factory units"))
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.SIGNED)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.ACTIVE)
    category = models.CharField(_("category"), max_length=40, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    agreed_investment_fen = models.BigIntegerField(_("agreed investment (fen)"), null=True, blank=True)
    land_sqm = models.DecimalField(_("land (m²)"), max_digits=14, decimal_places=2, null=True, blank=True)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    named_people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("who may know")
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["active", "on_hold", "closed"]), name="project_status_known")
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"

    def get_absolute_url(self) -> str:
        return reverse("clusters:project", args=[self.pk])


class OfProjectQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(project__in=Project.objects.all().visible_to(user))


class CapitalIncrease(Record):
    """Capital added to a project: the added amount counts, not a new project (三明, 明政办〔2006〕95号)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="increases", verbose_name=_("project"))
    amount_fen = models.BigIntegerField(_("added amount (fen)"))
    agreed_on = models.DateField(_("agreed on"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("capital increase")
        verbose_name_plural = _("capital increases")
        ordering = ["agreed_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="capital_increase_positive")]

    def __str__(self) -> str:
        return f"{self.project.code} {self.agreed_on}"


class MilestoneQuerySet(FactQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(project__in=Project.objects.all().visible_to(user))


class Milestone(Fact):
    """A dated event of a project, with evidence. Never guessed from receipts."""

    class Event(models.TextChoices):
        SIGNED = "signed", _("Contract signed")
        REGISTERED = "registered", _("Registered")
        FILED = "filed", _("Land and filing")
        CONSTRUCTION = "construction", _("Construction start")
        COMPLETED = "completed", _("Completed")
        PRODUCTION = "production", _("Production")
        FULL_CAPACITY = "full_capacity", _("Full capacity")
        ABOVE_SCALE = "above_scale", _("Above scale")
        FIRST_TAX = "first_tax", _("First tax paid")

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones", verbose_name=_("project"))
    event = models.CharField(_("event"), max_length=20, choices=Event)
    happened_on = models.DateField(_("date"))

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["project__code", "happened_on", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "event"],
                condition=Q(is_current=True),
                name="milestone_one_current_per_event",
                violation_error_message=_("This event is recorded already: correct its date instead."),
            ),
            withdrawn_is_past("milestone"),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.happened_on}"

    @property
    def shown(self) -> str:
        return self.happened_on.isoformat()

    def get_absolute_url(self) -> str:
        return reverse("clusters:milestone", args=[self.pk])
