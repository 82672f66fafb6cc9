"""Protection, contests about first reports, handovers."""

from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.roles import Role
from crm.office.badges import Badge
from crm.office.exports import ExportPage
from crm.office.views import Action, ActionPage, Column, DetailPage, ListPage
from crm.workbooks.export import FORMS
from crm.workbooks.listings import Head, Listing
from leads import forms as lead_forms
from leads import services
from leads.holdings import HOLDINGS
from leads.models import Contest, Handover, Lead
from leads.services.protection import may_decide
from leads.views.common import READERS, WORKERS, LeadAction

MANAGERS = (Role.MANAGER,)


class ProtectionExtend(LeadAction):
    form_class = lead_forms.ProtectionForm
    roles = MANAGERS
    title = gettext_lazy("Extend the protection")
    submit_label = gettext_lazy("Extend")
    success_message = gettext_lazy("Extended.")

    def perform(self, form: forms.Form) -> Lead:
        return services.protection_extend(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


# --- Contests ---


class ContestList(ListPage):
    queryset = Contest.objects.select_related("lead__owner", "contested_by", "decided_by")
    roles = READERS
    section = "leads"
    title = gettext_lazy("Contests about first reports")
    under_first = ("contested_by", "state")
    empty_title = gettext_lazy("No contests.")
    empty_text = gettext_lazy("Whoever is refused a first report and was first all the same, contests it here.")

    def get_actions(self) -> list[Action]:
        new = Action(gettext_lazy("Contest a lead"), reverse("leads:contest_new"), "flag", WORKERS, primary=True)
        return [new] if new.allowed_to(self.request.user) else []

    def get_columns(self) -> tuple[Column | str, ...]:
        user = self.request.user
        return (
            Column("lead", _("Lead"), value=lambda row: row.lead.code, link=lambda row: decide_address(row, user)),
            Column("contested_by", _("Contested by"), value="contested_by"),
            Column("holder", _("Holder"), value="lead.owner"),
            Column("grounds", _("Grounds")),
            Column("state", _("State"), value=contest_badge),
            Column("note", _("Why")),
            Column("decided_by", _("Decided by"), value="decided_by"),
            Column("created_at", _("Since"), sort="created_at"),
        )


def decide_address(contest: Contest, user: Any) -> str | None:
    return reverse("leads:contest_decide", args=[contest.pk]) if may_decide(contest, user) else None


def contest_badge(contest: Contest) -> Badge:
    return Badge(contest.get_state_display(), "yellow" if contest.state == Contest.State.OPEN else "grey")


class ContestOpen(ActionPage):
    form_class = lead_forms.ContestForm
    roles = WORKERS
    section = "leads"
    title = gettext_lazy("Contest a lead")
    question = gettext_lazy("A manager decides; the holder is told that you contest it.")
    submit_label = gettext_lazy("Contest")
    success_message = gettext_lazy("The managers see it now.")

    def get_initial(self) -> dict[str, Any]:
        return {"lead_code": self.request.GET.get("lead", "")[:40]}

    def perform(self, form: forms.Form) -> Contest:
        return services.contest_open(actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("leads:contests")


class ContestDecide(ActionPage):
    model = Contest
    queryset = Contest.objects.select_related("lead__company", "lead__owner", "contested_by")
    form_class = lead_forms.ContestDecideForm
    roles = MANAGERS
    section = "leads"
    template_name = "leads/contest_decide.html"
    title = gettext_lazy("Decide on a contest")
    submit_label = gettext_lazy("Decide the contest")
    success_message = gettext_lazy("Decided. Both are told.")

    fields = (
        Column("lead", gettext_lazy("Lead"), link=lambda row: row.lead.get_absolute_url()),
        Column("company", gettext_lazy("Company"), value="lead.company.name"),
        Column("holder", gettext_lazy("Holder"), value="lead.owner"),
        Column("first_contact", gettext_lazy("First contact"), value="lead.first_contact_on"),
        Column("contested_by", gettext_lazy("Contested by")),
        Column("created_at", gettext_lazy("Since")),
        Column("grounds", gettext_lazy("Grounds")),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(fields=self.fields, **kwargs)

    def perform(self, form: forms.Form) -> Contest:
        return services.contest_decide(contest_id=self.record.pk, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.record.lead.get_absolute_url()


# --- Handovers ---


class HandoverList(ListPage):
    queryset = Handover.objects.select_related("leaver", "successor", "done_by")
    roles = READERS
    section = "leads"
    title = gettext_lazy("Handovers")
    empty_title = gettext_lazy("No handovers yet.")
    empty_text = gettext_lazy("When somebody leaves, all that he holds goes to a successor here.")
    columns = (
        Column("leaver", gettext_lazy("Leaver"), link=True),
        Column("successor", gettext_lazy("Successor")),
        Column("total", gettext_lazy("Items"), numeric=True),
        Column("reason", gettext_lazy("Reason")),
        Column("done_by", gettext_lazy("Done by")),
        Column("created_at", gettext_lazy("When"), sort="created_at"),
    )

    def get_actions(self) -> list[Action]:
        new = Action(gettext_lazy("Hand over"), reverse("leads:handover_new"), "users", MANAGERS, primary=True)
        return [new] if new.allowed_to(self.request.user) else []


class HandoverMake(ActionPage):
    form_class = lead_forms.HandoverForm
    roles = MANAGERS
    section = "leads"
    title = gettext_lazy("Hand over what a leaver holds")
    question = gettext_lazy(
        "Leads, enquiries in hand, open tasks and the confidential records that name him all go to the successor."
    )
    submit_label = gettext_lazy("Hand over")
    success_message = gettext_lazy("Handed over. This is the report.")

    def perform(self, form: forms.Form) -> Handover:
        return services.handover_make(actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()


def report_of(handover: Handover, user: Any) -> list[dict[str, Any]]:
    """Kind by kind, the rows that this reader may see; the others are counted as confidential."""
    groups = []
    for key, numbers in handover.items.items():
        holding = HOLDINGS[key]
        rows: list[models.Model] = list(holding.model._default_manager.filter(pk__in=numbers).visible_to(user))
        groups.append({"label": holding.label, "rows": rows, "count": len(numbers), "hidden": len(numbers) - len(rows)})
    return groups


class HandoverPage(ExportPage, DetailPage):
    """The report, which may be taken out."""

    template_name = "leads/handover.html"
    queryset = Handover.objects.select_related("leaver", "successor", "done_by")
    roles = READERS
    section = "leads"
    fields = (
        Column("leaver", gettext_lazy("Leaver")),
        Column("successor", gettext_lazy("Successor")),
        Column("done_by", gettext_lazy("Done by")),
        Column("created_at", gettext_lazy("When")),
        Column("reason", gettext_lazy("Reason")),
        Column("total", gettext_lazy("Items")),
    )

    def get_export_title(self) -> str:
        return _("Handover %(handover)s") % {"handover": self.get_object()}

    def get_export_subject(self) -> str:
        return f"handover:{self.kwargs['pk']}"

    def get_listings(self) -> list[Listing]:
        groups = report_of(self.get_object(), self.request.user)
        rows = [[str(group["label"]), getattr(row, "code", ""), str(row)] for group in groups for row in group["rows"]]
        rows += [[str(group["label"]), "", hidden_words(group)] for group in groups if group["hidden"]]
        heads = [Head("kind", _("Kind")), Head("code", _("Code")), Head("name", _("Name"))]
        return [Listing(_("Handover"), heads, rows, len(rows))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = report_of(self.object, self.request.user)
        for group in groups:
            group["hidden_words"] = hidden_words(group)
        return super().get_context_data(**kwargs) | {"groups": groups, "header_forms": FORMS.values()}


def hidden_words(group: dict[str, Any]) -> str:
    return _("%(count)d more, which you do not see") % {"count": group["hidden"]} if group["hidden"] else ""
