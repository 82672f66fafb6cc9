"""Moving a lead on, from its page or by a card of the board: what is missing is asked for in the same place."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.common.errors import RuleError
from crm.office.bulk import Applied
from crm.office.edits import add_rule_error
from crm.office.services.bulk import bulk_record
from leads import services
from leads.bulk import MOVE
from leads.filling import FillingForm
from leads.models import Lead, LeadStage
from leads.services.filling import lead_fill_and_move
from leads.services.undoing import values_of
from leads.views.common import LeadAction

DIALOG = "move-dialog"


class Move(LeadAction):
    """`?to=negotiation`. The board asks for it as a dialog: a refusal comes back as the form that fills the gaps."""

    form_class = FillingForm
    template_name = "leads/move.html"
    title = gettext_lazy("Move on")
    submit_label = gettext_lazy("Move on")

    @property
    def in_dialog(self) -> bool:
        return bool(self.request.htmx) and self.request.htmx.target == DIALOG

    def get_template_names(self) -> list[str]:
        return ["leads/move_dialog.html" if self.in_dialog else self.template_name]

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "to": self.request.GET.get("to", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lead": self.record, "user": self.request.user}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A card dropped where no lead can go is told why, whatever the form would say of it."""
        to = request.POST.get("to", "")
        if self.in_dialog and to in LeadStage.values and to not in FillingForm(**self.get_form_kwargs()).stages():
            try:
                services.lead_move(lead_id=self.record.pk, to=to, actor=request.user)
            except RuleError as error:
                return HttpResponse(error.message, status=422, content_type="text/plain; charset=utf-8")
        return super().post(request, *args, **kwargs)

    def perform(self, form: FillingForm) -> Lead:
        given, before = form.cleaned_data, values_of(self.record, ("stage", "progressed_on"))
        lead = lead_fill_and_move(
            lead_id=self.record.pk,
            to=given["to"],
            filling=form.filling(),
            actor=self.request.user,
            moved_on=given["moved_on"],
            reason=given["reason"],
        )
        self.undo = None
        if lead.stage not in (before["stage"], LeadStage.SIGNED):
            applied, answers = Applied(before, lead.version), {"to": [given["to"]]}
            self.undo = bulk_record(action=MOVE, pk=lead.pk, applied=applied, actor=self.request.user, answers=answers)
        return lead

    def form_valid(self, form: FillingForm) -> HttpResponse:
        try:
            self.result = self.perform(form)
        except RuleError as error:
            return self.refuse(form, error)
        tags = f"undo-{self.undo.pk}" if self.undo else ""
        if self.in_dialog:
            return self.tell_board(tags)
        messages.success(self.request, self.get_success_message(), extra_tags=tags)
        return redirect(self.get_success_url())

    def refuse(self, form: FillingForm, error: RuleError) -> HttpResponse:
        """The sentence itself names what is missing."""
        add_rule_error(form, error)
        return self.form_invalid(form, status=409)

    def get_success_message(self) -> str:
        if self.result.stage == self.record.stage:
            return _("Saved; a manager is asked for approval.")
        return _("“%(lead)s” is now at “%(stage)s”.") % {
            "lead": self.result.name,
            "stage": self.result.get_stage_display(),
        }

    def tell_board(self, tags: str) -> JsonResponse:
        """The message as a page would show it, with its undo, and where the card belongs now."""
        told = {"message": self.get_success_message(), "level_tag": "success", "extra_tags": tags}
        back = self.request.POST.get("back", "")
        html = render_to_string("components/message.html", {"message": told, "back": back}, self.request)
        return JsonResponse({"stage": self.result.stage, "html": html})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"fills": context["form"].missing, "here": self.request.path}
