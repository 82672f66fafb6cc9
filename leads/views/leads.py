"""A lead's own page, and the pages that register and edit it."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from crm.common.errors import RuleError
from crm.office.views import Action, ActionPage, Column, Crumb, DetailPage, FormPage, OfficePage
from leads.clocks import clocks
from leads.duplicates import held_message, matches_of
from leads.forms import EditForm, RegisterForm
from leads.gates import still_missing
from leads.lights import Lights
from leads.models import Lead, LeadStage, StageApproval
from leads.selectors import TIMELINE, stage_steps, timeline
from leads.services import ContactFacts, LeadFacts, contacts_uncover, lead_edit, lead_register
from leads.services.registration import HeldError
from leads.services.rights import may_change, may_work
from leads.views.choices import choices_for, fill_address
from leads.views.columns import lead_columns
from leads.views.common import READERS, WORKERS
from leads.views.fields import editable_fields
from leads.views.merges import FollowsMerges
from leads.views.panels import LEAD_PANELS

MOST_ENTRIES = 5_000  # on one page; nobody has read on so far


class LeadPage(FollowsMerges, DetailPage):
    template_name = "leads/lead.html"
    queryset = Lead.objects.select_related(
        "company",
        "cluster",
        "segment",
        "owner",
        "team",
        "source",
        "introduced_by",
        "project",
        "park",
        "expands",
        "channel",
    ).prefetch_related("tags", Prefetch("approvals", StageApproval.objects.select_related("asked_by")))
    roles = READERS
    section = "leads"
    without_panels = ("history",)  # the timeline tells it
    panels = LEAD_PANELS

    def get_title(self) -> str:
        return self.object.name

    def get_lead(self) -> str:
        return " · ".join(filter(None, [self.object.code, self.object.company.name]))

    def get_fields(self) -> tuple[Column | str, ...]:
        return lead_columns(self.object)

    def get_actions(self) -> list[Action]:
        here = self.object.get_absolute_url()
        if not may_change(self.object, self.request.user):
            return (
                [Action(gettext_lazy("Claim"), f"{here}claim/", "user-check", primary=True)] if self.may_claim() else []
            )
        moves = self.object.stage != LeadStage.SIGNED and self.object.status == Lead.Status.ACTIVE
        return [
            Action(gettext_lazy("Visit note"), f"{here}visit/", "photo", primary=True),
            Action(gettext_lazy("Record an activity"), f"{here}activity/", "message"),
            *([Action(gettext_lazy("Move on"), f"{here}move/", "arrow-right")] if moves else []),
            Action(gettext_lazy("Edit"), f"{here}edit/", "edit"),
        ]

    def get_further_actions(self) -> list[Action]:
        return choices_for(self.object, self.request.user)

    def may_claim(self) -> bool:
        return self.object.pooled_at is not None and may_work(self.request.user)

    @property
    def entries_shown(self) -> int:
        """How much of the timeline is asked for; it is read on by steps."""
        text = self.request.GET.get("shown", "")
        asked = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
        return min(max(asked, TIMELINE), MOST_ENTRIES)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead, user = self.object, self.request.user
        stage, missing = still_missing(lead, user)
        kind = self.request.GET.get("timeline", "")
        lights = Lights(lead.rules)
        moves = list(lead.moves.visible_to(user).select_related("actor", "approved_by"))
        entries, has_older = timeline(lead, user, moves, kind, self.entries_shown)
        return super().get_context_data(**kwargs) | {
            "steps": stage_steps(lead, moves),
            "target": LeadStage(stage).label,
            "missing_items": [(item, fill_address(lead, item)) for item in missing],
            "may_work": may_change(lead, user),
            "light": lights.badge(lead),
            "light_why": lights.why(lead),
            "timeline": entries,
            "older_shown": self.entries_shown + TIMELINE if has_older else None,
            "timeline_kind": kind,
            "timeline_kinds": timeline_kinds(),
            "approvals": [one for one in lead.approvals.all() if one.state == StageApproval.State.ASKED],
            "clocks": [(clock, clock.badge(lights.today)) for clock in clocks(lead, moves, lead.last_screening)],
            "editable": editable_fields(lead, user),
            "may_decide": user.has_role("manager"),
            "open_project": lead.project if lead.project_id else None,
        }


def timeline_kinds() -> list[tuple[str, str]]:
    return [
        ("", _("Everything")),
        ("activity", _("Activities")),
        ("move", _("Stage moves")),
        ("file", _("Files")),
        ("change", _("Changes")),
    ]


class LeadRegister(ActionPage):
    """First report. Something similar is shown first, and asked about."""

    template_name = "leads/register.html"
    form_class = RegisterForm
    roles = WORKERS
    section = "leads"
    title = gettext_lazy("Register a lead")
    submit_label = gettext_lazy("Register")
    success_message = gettext_lazy("The lead is registered. You hold it.")
    similar: list[str] = []
    held: Lead | None = None

    def perform(self, form: RegisterForm) -> Lead:
        given = form.cleaned_data
        try:
            return lead_register(
                actor=self.request.user,
                company_name=given["company_name"],
                credit_code=given["credit_code"],
                accept_similar=given["accept_similar"],
                contact=ContactFacts(name=given["contact_name"], phone=given["contact_phone"]),
                facts=LeadFacts(**{name: given[name] for name in FACTS}),
            )
        except RuleError as error:
            if error.code == "similar":
                self.similar, error.missing = error.missing, []
                form.show_similar()
            self.held = error.lead if isinstance(error, HeldError) else None
            raise

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"similar": self.similar, "held": self.held}


FACTS = (
    "name",
    "cluster",
    "segment",
    "source",
    "channel",
    "introduced_by",
    "first_contact_on",
    "investment_fen",
    "land_sqm",
    "power_kwh_year",
    "note",
    "is_confidential",
)


class Duplicates(OfficePage, View):
    """What is known already of what is being typed: a part of the register page."""

    roles = WORKERS

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = request.POST
        company_name, name = asked.get("company_name", "")[:200], asked.get("name", "")[:200]
        matches = matches_of(
            company_name=company_name,
            project_name=name,
            credit_code=asked.get("credit_code", "")[:30],
            phone=asked.get("contact_phone", "")[:30],
            viewer=request.user,
        )
        return render(request, "leads/duplicates.html", {"similar": [held_message(match) for match in matches]})


class LeadEdit(FormPage):
    model = Lead
    form_class = EditForm
    roles = WORKERS
    section = "leads"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("company")

    def save_record(self, form: EditForm, reason: str) -> Lead:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        return lead_edit(
            lead_id=self.object.pk,
            changes=changes,
            actor=self.request.user,
            reason=reason,
            version=self.posted_version(),
        )


class ContactsUncover(OfficePage, TemplateView):
    """POST only: the full numbers of a lead's contacts, with a line in the access log."""

    template_name = "leads/contacts.html"
    http_method_names = ("post",)
    roles = WORKERS
    section = "leads"
    title = gettext_lazy("Contacts")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.record = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        contacts = contacts_uncover(lead=self.record, actor=request.user)
        context = {"record": self.record, "contacts": contacts, "uncovered": True, "may_work": True}
        if request.htmx:
            return render(request, "leads/panels/contacts.html", context)
        return self.render_to_response(self.get_context_data(**context))

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = super().get_breadcrumbs()
        return [*crumbs[:-1], Crumb(self.record.name, self.record.get_absolute_url()), crumbs[-1]]
