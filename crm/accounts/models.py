"""People, the organisations they belong to, and their teams."""

from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.accounts.roles import STAFF_ROLES, Role
from crm.common.records import HistoryEntry, Record, Versioned, VisibleQuerySet


def sees_people(user: Any) -> bool:
    """Staff know their colleagues and partners; administrators keep the accounts."""
    return getattr(user, "is_staff_side", False) or (
        getattr(user, "is_authenticated", False) and user.has_role(Role.ADMINISTRATOR)
    )


class OrganisationQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        if sees_people(user):
            return self
        organisation_id = getattr(user, "organisation_id", None)
        return self.filter(pk=organisation_id) if organisation_id else self.none()


class Organisation(Record):
    """The zone itself, a responsible department (责任单位) or a partner place (合作园区)."""

    class Kind(models.TextChoices):
        ZONE = "zone", _("Zone")
        DEPARTMENT = "department", _("Department")
        PARTNER = "partner", _("Partner park")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    division_code = models.CharField(_("division code"), max_length=6, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["kind", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["zone", "department", "partner"]), name="organisation_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self if sees_people(user) else self.none()


class Team(Record):
    """A group of promoters that see each other's leads, such as 招商一科."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams", verbose_name=_("organisation"))

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see their colleagues' names; partners only the people of their own organisation."""
        if sees_people(user):
            return self
        organisation_id = getattr(user, "organisation_id", None)
        return self.filter(organisation_id=organisation_id) if organisation_id else self.none()


class PeopleManager(UserManager.from_queryset(UserQuerySet)):
    """Creates users, and asks visible_to as every manager does."""


class User(Versioned, AbstractUser):
    """A person with an account. Roles are groups of the same names (crm.accounts.roles)."""

    first_name = None
    last_name = None
    full_name = models.CharField(_("name"), max_length=60, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("organisation")
    )
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="users", verbose_name=_("team"))
    phone = models.CharField(_("phone"), max_length=20, blank=True)

    history = HistoricalRecords(excluded_fields=["password", "last_login"], bases=[HistoryEntry])

    REQUIRED_FIELDS = []

    objects = PeopleManager()

    class Meta(AbstractUser.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True)) if self.is_active else frozenset()

    def has_role(self, *roles: str) -> bool:
        """Any of these roles."""
        return not self.roles.isdisjoint(roles)

    def get_absolute_url(self) -> str:
        return reverse("office:account", args=[self.pk])

    @property
    def is_staff_side(self) -> bool:
        """Works for the zone and reads its business data: see STAFF_ROLES."""
        return self.has_role(*STAFF_ROLES)

    @property
    def is_partner(self) -> bool:
        return self.has_role(Role.PARTNER) and self.organisation_id is not None
