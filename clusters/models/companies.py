"""Companies, as investors, tenants and targets."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models.clusters import Cluster, InChain, Segment
from clusters.models.places import Park
from crm.common.credit_codes import validate_credit_code
from crm.common.names import normalise_company_name, sound_of_company
from crm.common.records import Record, VisibleQuerySet
from crm.office.models import Tag


class ConfidentialQuerySet(VisibleQuerySet):
    """Staff see the rows, but a confidential one exists for the people named on it only."""

    def visible_to(self, user: Any) -> Self:
        if not getattr(user, "is_staff_side", False):
            return self.none()
        return self.filter(Q(is_confidential=False) | Q(pk__in=self.named(user)))

    def hidden_from(self, user: Any) -> Self:
        """The confidential ones of which this person may not know."""
        return self.filter(is_confidential=True).exclude(pk__in=self.named(user))

    def named(self, user: Any) -> models.QuerySet:
        people = self.model.named_people.through.objects.filter(user_id=user.pk)
        return people.values(f"{self.model._meta.model_name}_id")


class CompanyQuerySet(ConfidentialQuerySet):
    def visible_to(self, user: Any) -> Self:
        """What was merged into another company is that one now."""
        return super().visible_to(user).filter(merged_into=None)


class Company(InChain, Record):
    """A company. The credit code is unique where it is known."""

    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False, db_index=True)
    name_sound = models.CharField(max_length=200, editable=False, db_index=True, default="")
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    credit_code = models.CharField(
        _("credit code"), max_length=18, null=True, blank=True, unique=True, validators=[validate_credit_code]
    )
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="companies", verbose_name=_("cluster")
    )
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="companies", verbose_name=_("segment")
    )
    segment_text = models.CharField(_("segment as entered"), max_length=60, blank=True)
    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="companies", verbose_name=_("park")
    )
    industry_code = models.CharField(_("industry code (GB/T 4754)"), max_length=6, blank=True)
    registered_place = models.CharField(_("registered in"), max_length=100, blank=True)
    registered_capital_fen = models.BigIntegerField(_("registered capital (fen)"), null=True, blank=True)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    is_above_scale = models.BooleanField(_("above scale"), null=True, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    named_people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("who may know")
    )

    # False once somebody has entered it for itself: then it is known, whatever its leads are.
    came_with_lead = models.BooleanField(default=False, editable=False)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("merged into")
    )

    tags = models.ManyToManyField(Tag, blank=True, related_name="companies", verbose_name=_("tags"))

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name", "pk"]
        # What is hidden is little, and asked for with every list of leads.
        indexes = [models.Index(fields=["id"], name="company_confidential", condition=Q(is_confidential=True))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clusters:company", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """What follows from the other fields; whoever writes many at once calls it for each."""
        self.name_key, self.name_sound = normalise_company_name(self.name), sound_of_company(self.name)
        self.credit_code = self.credit_code or None
