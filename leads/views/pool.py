"""The pool: what is in it, release and claim."""

from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.roles import Role
from crm.office.columns import area, money
from crm.office.views import Action, ActionPage, Column, ListPage
from leads import forms as lead_forms
from leads import services
from leads.filters import OPEN, PoolFilter
from leads.models import Lead, LeadRules, PoolMove
from leads.services.pool import claimable
from leads.services.rights import may_work
from leads.views.common import READERS, WORKERS, LeadAction


class Pool(ListPage):
    queryset = Lead.objects.select_related("company", "cluster")
    roles = READERS
    section = "pool"
    title = gettext_lazy("Pool")
    under_first = ("company", "stage", "investment_fen")
    filterset_class = PoolFilter
    default_sort = "-pooled_at"
    empty_title = gettext_lazy("The pool is empty.")
    empty_text = gettext_lazy("Leads that their owners release, or that stand still too long, come here.")

    def get_lead(self) -> str:
        rules = LeadRules.current()
        per_day = _("to be confirmed") if rules.claims_per_day is None else rules.claims_per_day
        held = _("to be confirmed") if rules.leads_held is None else rules.leads_held
        return _("Leads that nobody holds. Claims a day: %(per_day)s; open leads a person: %(held)s.") % {
            "per_day": per_day,
            "held": held,
        }

    def get_actions(self) -> list[Action]:
        merges = Action(gettext_lazy("Merges"), reverse("leads:merges"), "git-merge", (Role.MANAGER, Role.LEADER))
        return [
            Action(gettext_lazy("Contests about first reports"), reverse("leads:contests"), "flag"),
            Action(gettext_lazy("Handovers"), reverse("leads:handovers"), "users"),
            *([merges] if merges.allowed_to(self.request.user) else []),
        ]

    def narrow(self, rows: QuerySet) -> QuerySet:
        last = PoolMove.objects.filter(lead=OuterRef("pk")).order_by("-pk")
        return rows.filter(pooled_at__isnull=False, status__in=OPEN).annotate(
            pool_reason=Subquery(last.values("reason")[:1])
        )

    def get_columns(self) -> tuple[Column | str, ...]:
        claim = Column("claim", _("Claim"), value=lambda lead: _("Claim"), link=claim_address)
        return (
            Column("name", _("Project"), sort="name", link=True),
            *([claim] if may_work(self.request.user) else []),
            Column("company", _("Company"), value="company.name", sort="company__name"),
            Column("stage", _("Stage"), sort="stage"),
            money("investment_fen", _("Investment")),
            area("land_sqm", _("Land")),
            Column("cluster", _("Cluster"), sort="cluster__order"),
            Column("pooled_at", _("In the pool since"), sort="pooled_at"),
            Column("pool_reason", _("Why")),
            Column("progressed_on", _("Last progress"), sort="progressed_on", shown=False),
        )


def claim_address(lead: Lead) -> str:
    return reverse("leads:claim", args=[lead.pk])


class Claim(ActionPage):
    roles = WORKERS
    section = "pool"
    title = gettext_lazy("Claim")
    question = gettext_lazy("You hold the lead from now on, and its clock starts anew.")
    success_message = gettext_lazy("The lead is yours.")

    def get_record(self) -> Lead:
        """Also one that somebody else has just claimed: whoever comes second is told so."""
        return get_object_or_404(claimable(self.request.user).select_related("company"), pk=self.kwargs["pk"])

    def get_lead(self) -> str:
        return f"{self.record.name} · {self.record.company.name}"

    def get_breadcrumbs(self) -> list[Any]:
        return super(ActionPage, self).get_breadcrumbs()

    def get_cancel_url(self) -> str:
        return reverse("leads:pool")

    def perform(self, form: forms.Form) -> Lead:
        return services.lead_claim(lead_id=self.record.pk, actor=self.request.user)


class Release(LeadAction):
    form_class = lead_forms.ReasonForm
    title = gettext_lazy("Release to the pool")
    question = gettext_lazy("Any promoter may claim the lead from then on.")
    submit_label = gettext_lazy("Release")
    success_url = reverse_lazy("leads:pool")
    success_message = gettext_lazy("The lead is in the pool.")

    def perform(self, form: forms.Form) -> Lead:
        return services.lead_release(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)
