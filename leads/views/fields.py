"""Fields of a lead's page edited where they stand, one at a time, by the forms and services of the whole pages.

Who comes second at the same field sees both values and chooses; a change of another field is in nobody's way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.choices import prepare_choices
from crm.office.columns import Column, resolve
from crm.office.conflicts import Difference, contested
from crm.office.edits import add_rule_error
from crm.office.views import OfficePage
from leads.forms import AssignForm, FactForm, NextStepForm
from leads.models import Lead
from leads.services import lead_assign, lead_edit, next_step_set
from leads.services.rights import lead_for_change, may_change
from leads.views.columns import NEXT_STEP, lead_columns
from leads.views.common import WORKERS


@dataclass(frozen=True)
class FieldInPlace:
    """`page` is the address, under the lead's, of the page that edits it without a script."""

    form_for: Callable[[Lead, Any], forms.BaseForm]
    save: Callable[[Lead, dict[str, Any], Any], Lead]
    page: str
    roles: tuple[str, ...] = WORKERS


def fact(*names: str) -> FieldInPlace:
    def form_for(lead: Lead, data: Any) -> forms.BaseForm:
        return FactForm(data, instance=lead, only=names)

    def save(lead: Lead, given: dict[str, Any], actor: Any) -> Lead:
        return lead_edit(lead_id=lead.pk, changes=given, actor=actor, version=lead.version)

    return FieldInPlace(form_for, save, f"edit/#id_{names[0]}")


def owner_form(lead: Lead, data: Any) -> forms.BaseForm:
    return AssignForm(data, initial={"owner": lead.owner_id})


def owner_save(lead: Lead, given: dict[str, Any], actor: Any) -> Lead:
    return lead_assign(lead_id=lead.pk, actor=actor, version=lead.version, **given)


def next_step_form(lead: Lead, data: Any) -> forms.BaseForm:
    return NextStepForm(data, initial={"next_step": lead.next_step, "next_step_on": lead.next_step_on})


def next_step_save(lead: Lead, given: dict[str, Any], actor: Any) -> Lead:
    return next_step_set(lead_id=lead.pk, actor=actor, version=lead.version, **given)


# By the key of the page's column.
IN_PLACE: dict[str, FieldInPlace] = {
    "owner": FieldInPlace(owner_form, owner_save, "assign/", (Role.MANAGER,)),
    "cluster": fact("cluster"),
    "segment": fact("segment", "segment_text"),
    "investment_fen": fact("investment_fen"),
    "land_sqm": fact("land_sqm"),
    "power_kwh_year": fact("power_kwh_year"),
    "source": fact("source"),
    "introduced_by": fact("introduced_by"),
    "first_contact_on": fact("first_contact_on"),
    "note": fact("note"),
    "next_step": FieldInPlace(next_step_form, next_step_save, "next-step/"),
}


def editable_fields(lead: Lead, user: Any) -> dict[str, str]:
    """The fields that this person may edit on the lead's page, each with the page that does it without a script."""
    if not may_change(lead, user):
        return {}
    here = lead.get_absolute_url()
    return {key: f"{here}{field.page}" for key, field in IN_PLACE.items() if user.has_role(*field.roles)}


class LeadField(OfficePage, View):
    """A part of the lead's page: the field, or with `?edit=1` its form."""

    roles = WORKERS
    section = "leads"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        field = IN_PLACE.get(kwargs["key"])
        if field is None:
            raise Http404
        self.field, self.roles = field, field.roles
        return super().dispatch(request, *args, **kwargs)

    def get_record(self) -> Lead:
        lead = get_object_or_404(
            Lead.objects.select_related("company").visible_to(self.request.user), pk=self.kwargs["pk"]
        )
        if not may_change(lead, self.request.user):
            raise Http404
        return lead

    def get(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        lead = self.get_record()
        if not request.htmx:
            return redirect(f"{lead.get_absolute_url()}{self.field.page}")
        if request.GET.get("edit"):
            return self.show_form(lead, self.form_of(lead), lead.version)
        return self.show_field(lead)

    def post(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        lead = self.get_record()
        form, read = self.form_of(lead, request.POST), self.posted_version()
        if not form.is_valid():
            return self.show_form(lead, form, read, status=422)
        try:
            both = self.save(form, read)
        except RuleError as error:
            add_rule_error(form, error)
            return self.show_form(lead, form, read, status=409)
        now = self.get_record()
        if both:
            return self.show_form(now, self.form_of(now, request.POST), now.version, both, status=409)
        response = self.show_field(now, saved=True)
        response.headers["HX-Trigger"] = "lead-changed"
        return response

    @transaction.atomic
    def save(self, form: forms.BaseForm, read: int) -> list[Difference]:
        """Nothing is written where somebody else changed the same since version `read`: both sides come back."""
        lead = lead_for_change(self.kwargs["pk"], self.request.user)
        both = contested(form, lead, read) if lead.version != read else []
        if not both:
            self.field.save(lead, form.cleaned_data, self.request.user)
        return both

    def form_of(self, lead: Lead, data: Any = None) -> forms.BaseForm:
        form = self.field.form_for(lead, data)
        prepare_choices(form, self.request.user)
        next(iter(form.fields.values())).widget.attrs["autofocus"] = True
        return form

    def posted_version(self) -> int:
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def show_field(self, lead: Lead, *, saved: bool = False) -> HttpResponse:
        return self.draw("leads/field.html", {"record": lead, "saved": saved})

    def show_form(
        self, lead: Lead, form: forms.BaseForm, version: int, both: list[Difference] | None = None, status: int = 200
    ) -> HttpResponse:
        last = lead.history.select_related("history_user").order_by("-history_id").first() if both else None
        context = {"record": lead, "form": form, "version": version, "both": both, "last": last}
        return self.draw("leads/field_form.html", context, status)

    def draw(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        lead = context["record"]
        context |= {"column": column_of(lead, self.kwargs["key"]), "editable": editable_fields(lead, self.request.user)}
        return render(self.request, template, context, status=status)


def column_of(lead: Lead, key: str) -> Column:
    return next(column for column in (*resolve(Lead, lead_columns(lead)), NEXT_STEP) if column.key == key)
