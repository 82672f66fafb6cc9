"""The lead and its moves from stage to stage."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Company, Project, Segment
from crm.accounts.models import Organisation, Team
from crm.accounts.roles import Role
from crm.common.ordering import ListIndex
from crm.common.records import Record, VisibleQuerySet
from crm.office.models import Tag
from leads.models.channels import Channel
from leads.models.needs import Needs
from leads.models.rules import LeadRules
from leads.models.stages import LeadSource, LeadStage, stage_choices, stage_word


class LeadQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """domain.md §1: promoters see their own, their team's and shared leads; managers and leaders all.

        What is in the pool any promoter sees, to claim it. A confidential lead exists for its owner and the people
        named on it only. A lead tells its company's name: where that is confidential, so is the lead, but for those of
        its other people who know of the company. Finance officers, departments, partners and everybody else see none
        here (a partner's introduced leads: leads.selectors.introductions).
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(self.seen_by(user), merged_into=None)

    @staticmethod
    def seen_by(user: Any) -> Q:
        named, open_ = LeadQuerySet.knows(user), LeadQuerySet.is_open_to(user)
        if user.has_role(Role.MANAGER, Role.LEADER):
            return open_ | named
        if not user.has_role(Role.PROMOTER):
            return Q(pk__in=[])
        shared = Lead.shared_with.through.objects.filter(user_id=user.pk).values("lead_id")
        mine = Q(owner=user) | Q(pk__in=shared) | (Q(team_id=user.team_id) if user.team_id else Q(pk__in=[]))
        pooled = Q(pooled_at__isnull=False)
        return ((mine | pooled) & open_) | named

    @staticmethod
    def knows(user: Any) -> Q:
        return Q(pk__in=Lead.named_people.through.objects.filter(user_id=user.pk).values("lead_id")) | Q(owner=user)

    @staticmethod
    def is_open_to(user: Any) -> Q:
        """Nothing about it is kept from this person: neither the lead itself nor its company."""
        return Q(is_confidential=False) & ~Q(company__in=Company.objects.hidden_from(user).values("pk"))

    def known_to_exist(self, user: Any) -> Self:
        """Those that a second report, an import or a contest is told of: more than this person sees, but nothing
        confidential of which he does not know."""
        return self.filter(self.is_open_to(user) | self.knows(user))

    def hidden_from(self, user: Any) -> Self:
        """The confidential ones, by themselves or by their company, of which this person may not know."""
        return self.exclude(self.is_open_to(user) | self.knows(user))


class Lead(Needs, Record):
    """An investment that may come, from first clue to signing (domain.md §3). Money in fen, areas in m²."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        ON_HOLD = "on_hold", _("On hold")
        LOST = "lost", _("Lost")
        TRANSFERRED = "transferred", _("Transferred")
        CLOSED = "closed", _("Closed")

    code = models.CharField(_("code"), max_length=40, unique=True, editable=False)
    name = models.CharField(_("project name"), max_length=200)
    company = models.ForeignKey(Company, models.PROTECT, related_name="leads", verbose_name=_("company"))
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("cluster")
    )
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("segment")
    )
    segment_text = models.CharField(_("segment as entered"), max_length=60, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=stage_choices, default=LeadStage.CLUE)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.ACTIVE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("owner")
    )
    owner_text = models.CharField(_("owner as entered"), max_length=60, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("team"))
    shared_with = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("shared with")
    )
    source = models.ForeignKey(
        LeadSource, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("source")
    )
    channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("channel")
    )
    introduced_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="introduced_leads",
        verbose_name=_("introduced by"),
    )
    first_contact_on = models.DateField(_("first contact"), null=True, blank=True)
    investment_fen = models.BigIntegerField(_("intended investment (fen)"), null=True, blank=True)
    land_sqm = models.DecimalField(_("land (m²)"), max_digits=14, decimal_places=2, null=True, blank=True)
    power_kwh_year = models.BigIntegerField(_("electricity (kWh a year)"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("next step by"), null=True, blank=True)
    progressed_on = models.DateField(_("last progress"), null=True, blank=True)
    held_since = models.DateField(_("held since"), null=True, blank=True)
    pooled_at = models.DateTimeField(_("in the pool since"), null=True, blank=True, db_index=True)
    protected_until = models.DateField(_("protected until"), null=True, blank=True)
    lost_on = models.DateField(_("ended on"), null=True, blank=True)
    lost_reason = models.CharField(_("reason"), max_length=200, blank=True)
    lost_to = models.CharField(_("went to"), max_length=100, blank=True)
    is_historical_import = models.BooleanField(_("historical import"), default=False)
    project = models.OneToOneField(
        Project, models.PROTECT, null=True, blank=True, related_name="lead", verbose_name=_("project")
    )
    former_codes = models.JSONField(_("codes of leads merged into it"), default=list, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("merged into")
    )
    # Capital added to a project that is signed already: signing this lead opens no new one (domain.md §3).
    expands = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="expansions", verbose_name=_("adds capital to")
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="leads", verbose_name=_("tags"))
    is_confidential = models.BooleanField(_("confidential"), default=False)
    named_people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("who may know")
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-updated_at", "-pk"]
        indexes = [
            models.Index(fields=["stage", "status"]),
            models.Index(fields=["owner", "status"]),
            models.Index(fields=["company", "name", "first_contact_on"]),
            models.Index(fields=["progressed_on"]),
            models.Index(fields=["stage", "progressed_on", "id"], name="lead_board_order"),
            ListIndex(F("progressed_on").desc(nulls_last=True), F("id").desc(), name="lead_list_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["clue", "assessment", "negotiation", "approval", "signed"]),
                name="lead_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "on_hold", "lost", "transferred", "closed"]),
                name="lead_status_known",
            ),
            models.CheckConstraint(
                condition=Q(pooled_at__isnull=True) | Q(owner__isnull=True, team__isnull=True, is_confidential=False),
                name="lead_in_pool_is_nobodys",
            ),
            models.CheckConstraint(
                condition=Q(investment_fen__isnull=True) | Q(investment_fen__gte=0), name="lead_investment_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"

    def get_absolute_url(self) -> str:
        return reverse("leads:lead", args=[self.pk])

    def get_stage_display(self) -> str:
        return stage_word(self.stage)

    @cached_property
    def rules(self) -> LeadRules:
        """The rules in force, read once for all that a page says of this lead."""
        return LeadRules.current()

    @cached_property
    def last_screening(self) -> Any:
        return self.screenings.select_related("confirmed_by").first()


class OfLeadQuerySet(VisibleQuerySet):
    """Rows that hang on a lead and are seen with it."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(lead__in=Lead.objects.all().visible_to(user))


class StageMove(models.Model):
    """A move from one stage to another. Append-only: a correction is a move of its own."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="moves", verbose_name=_("lead"))
    from_stage = models.CharField(_("from"), max_length=20, choices=stage_choices, blank=True)
    to_stage = models.CharField(_("to"), max_length=20, choices=stage_choices)
    moved_on = models.DateField(_("date"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    is_correction = models.BooleanField(_("correction"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage move")
        verbose_name_plural = _("stage moves")
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.lead.code}: {self.from_stage} → {self.to_stage}"

    def get_from_stage_display(self) -> str:
        return stage_word(self.from_stage)

    def get_to_stage_display(self) -> str:
        return stage_word(self.to_stage)
