"""Agreements between an origin and a host of projects, their parties and the projects enrolled (domain.md §6)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Project
from crm.accounts.models import Organisation
from crm.accounts.roles import Role
from crm.common.records import Record, VisibleQuerySet

# Who of the zone reads agreements and settlements (domain.md §1).
READERS = (Role.FINANCE, Role.MANAGER, Role.LEADER)


def choice_check(field: str, values: list[str], name: str) -> models.CheckConstraint:
    """The database knows the choices, too."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def reads_all(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and user.has_role(*READERS)


def partner_organisation_id(user: Any) -> int | None:
    """The organisation that a partner speaks for; None for everybody else."""
    return user.organisation_id if getattr(user, "is_partner", False) else None


class AgreementQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The zone's readers see all of them, a partner those that it is a party to."""
        if reads_all(user):
            return self
        organisation_id = partner_organisation_id(user)
        return self.filter(pk__in=agreements_of(organisation_id)) if organisation_id else self.none()


def agreements_of(organisation_id: int) -> models.QuerySet:
    return Party.objects.filter(organisation_id=organisation_id).values("agreement_id")


class OfAgreementQuerySet(VisibleQuerySet):
    """Rows that belong to an agreement: whoever sees the agreement sees them."""

    agreement_path = "agreement"

    def visible_to(self, user: Any) -> Self:
        if reads_all(user):
            return self
        return self.filter(**{f"{self.agreement_path}__in": Agreement.objects.all().visible_to(user)})


class Agreement(Record):
    """An enclave agreement (飞地协议). What it says is in its versions."""

    class PerMuMethod(models.TextChoices):
        ALLOCATE_BOTH = "allocate_both", _("Land is split as the figure is")
        NUMERATOR_ONLY = "numerator_only", _("Land stays with the host")

    code = models.CharField(_("number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    per_mu_method = models.CharField(
        _("per-mu figures"), max_length=20, choices=PerMuMethod, default=PerMuMethod.ALLOCATE_BOTH
    )
    dispute_body = models.CharField(_("body that rules on disputes"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["code"]
        constraints = [choice_check("per_mu_method", ["allocate_both", "numerator_only"], "agreement_per_mu_known")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"/office/agreements/{self.pk}/"


class Party(Record):
    """A party of an agreement. `code` names it in rules and never changes; `order` decides ties (domain.md §6.1)."""

    class PartyRole(models.TextChoices):
        ORIGIN = "origin", _("Origin")
        HOST = "host", _("Host")
        OPERATOR = "operator", _("Operator")
        FUND = "fund", _("Fund")
        OTHER = "other", _("Other party")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="parties", verbose_name=_("agreement"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="parties", verbose_name=_("organisation")
    )
    code = models.SlugField(_("code"), max_length=40, blank=True)
    name = models.CharField(_("name in the agreement"), max_length=100, blank=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=PartyRole)
    order = models.PositiveSmallIntegerField(_("order"))

    objects = OfAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["agreement__code", "order"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="party_organisation_once"),
            models.UniqueConstraint(fields=["agreement", "code"], name="party_code_once"),
            models.UniqueConstraint(fields=["agreement", "order"], name="party_order_once"),
            models.UniqueConstraint(fields=["agreement"], condition=Q(role="host"), name="party_one_host"),
            choice_check("role", ["origin", "host", "operator", "fund", "other"], "party_role_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.code = self.code or self.organisation.code
        self.name = self.name or self.organisation.name
        self.name_en = self.name_en or self.organisation.name_en
        super().save(*args, **kwargs)


class Enrolment(Record):
    """A project under an agreement, with the category by which rules may tell projects apart."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="enrolments", verbose_name=_("agreement"))
    project = models.ForeignKey(Project, models.PROTECT, related_name="enrolments", verbose_name=_("project"))
    category = models.CharField(_("category"), max_length=40, blank=True)
    enrolled_from = models.DateField(_("from"), null=True, blank=True)

    objects = OfAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolled project")
        verbose_name_plural = _("enrolled projects")
        ordering = ["agreement__code", "project__code"]
        constraints = [models.UniqueConstraint(fields=["agreement", "project"], name="enrolment_once")]

    def __str__(self) -> str:
        return f"{self.project} · {self.agreement}"
