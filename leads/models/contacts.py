"""People at the investor. Personal fields are kept here alone, so that they can be erased by a logged act."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Company
from crm.accounts.roles import Role
from crm.common.records import Record, VisibleQuerySet
from leads.models.leads import Lead


class ContactQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Contacts of leads that the user sees; of those in the pool managers and leaders only, until one is claimed.

        Finance officers see no contacts (domain.md §1).
        """
        seen = self.filter(lead__in=Lead.objects.all().visible_to(user))
        if getattr(user, "is_authenticated", False) and user.has_role(Role.MANAGER, Role.LEADER):
            return seen
        return seen.filter(lead__pooled_at=None)

    def uncovered_for(self, user: Any) -> Self:
        """Whose numbers and addresses the person may read: all that he sees, save for leaders (ours)."""
        return self.visible_to(user) if user.has_role(Role.PROMOTER, Role.MANAGER) else self.none()


class Contact(Record):
    """A contact person of a lead."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="contacts", verbose_name=_("lead"))
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("company"))
    name = models.CharField(_("name"), max_length=60)
    position = models.CharField(_("position"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_phone_doubtful = models.BooleanField(_("phone to be checked"), default=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
