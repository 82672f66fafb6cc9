"""Channels: agents, funds and stationed offices, each with its own results."""

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy

from crm.accounts.roles import Role
from crm.office.columns import money
from crm.office.fields import day_input
from crm.office.views import Action, Column, DetailPage, FormPage, ListPage, Panel
from leads.models import Channel, Lead, LeadStage
from leads.views.common import READERS

MANAGERS = (Role.MANAGER,)


def with_results(channels: QuerySet, user: Any) -> QuerySet:
    """What each brought, of the leads that this person sees: all, those signed, and the investment of these."""
    seen = Q(leads__in=Lead.objects.all().visible_to(user).values("pk"))
    signed = seen & Q(leads__stage=LeadStage.SIGNED)
    return channels.annotate(
        lead_count=Count("leads", filter=seen),
        signed_count=Count("leads", filter=signed),
        signed_fen=Sum("leads__investment_fen", filter=signed),
    )


RESULTS = (
    Column("lead_count", gettext_lazy("Leads"), numeric=True, sort="lead_count", link=lambda row: leads_of(row)),
    Column("signed_count", gettext_lazy("Signed"), numeric=True, sort="signed_count"),
    money("signed_fen", gettext_lazy("Investment signed")),
)


def leads_of(channel: Channel, **more: str) -> str:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{reverse('leads:leads')}?channel={channel.code}{query}&status=all"


class ChannelList(ListPage):
    queryset = Channel.objects.select_related("source")
    roles = READERS
    section = "leads"
    title = gettext_lazy("Channels")
    lead = gettext_lazy("Agents, funds and stationed offices. Figures are of the leads that you see.")
    empty_title = gettext_lazy("No channels yet.")
    empty_text = gettext_lazy("Enter the agents, funds and stationed offices that bring leads.")
    columns = (
        Column("name", gettext_lazy("Channel"), value=str, sort="name", link=True),
        Column("source", gettext_lazy("Source"), sort="source__order"),
        Column("place", gettext_lazy("Place"), sort="place"),
        *RESULTS,
        Column("until", gettext_lazy("Commissioned until"), sort="until"),
        Column("is_active", gettext_lazy("In use")),
    )

    def narrow(self, rows: QuerySet) -> QuerySet:
        return with_results(rows, self.request.user)

    def get_actions(self) -> list[Action]:
        new = Action(gettext_lazy("New channel"), reverse("leads:channel_new"), "plus", MANAGERS, primary=True)
        return [new] if new.allowed_to(self.request.user) else []


def stages_panel(channel: Channel, user: Any) -> dict[str, Any]:
    rows = Lead.objects.visible_to(user).filter(channel=channel).order_by()
    found = {row["stage"]: row for row in rows.values("stage").annotate(count=Count("pk"), fen=Sum("investment_fen"))}
    return {
        "stages": [
            (stage.label, found.get(stage.value, {}), leads_of(channel, stage=stage.value)) for stage in LeadStage
        ]
    }


class ChannelPage(DetailPage):
    queryset = Channel.objects.select_related("source")
    roles = READERS
    section = "leads"
    fields = (
        "source",
        "place",
        "since",
        "until",
        *RESULTS,
        "is_active",
        "note",
    )
    panels = (Panel("stages", gettext_lazy("Leads by stage"), "leads/panels/stages.html", stages_panel, 10),)

    def get_queryset(self) -> QuerySet:
        return with_results(super().get_queryset(), self.request.user)

    def get_actions(self) -> list[Action]:
        edit = Action(gettext_lazy("Edit"), reverse("leads:channel_edit", args=[self.object.pk]), "edit", MANAGERS)
        return [edit] if edit.allowed_to(self.request.user) else []


class ChannelForm(forms.ModelForm):
    class Meta:
        model = Channel
        fields = ("name", "name_en", "code", "source", "place", "since", "until", "note", "is_active")
        widgets = {"since": day_input(), "until": day_input(), "note": forms.Textarea(attrs={"rows": 3})}


class ChannelEdit(FormPage):
    model = Channel
    form_class = ChannelForm
    roles = MANAGERS
    section = "leads"
    new_title = gettext_lazy("New channel")
