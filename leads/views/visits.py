"""A visit note, written on the way: the lead is chosen already, the day is today, the photos come from the camera."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads import services
from leads.forms import VisitForm
from leads.models import Activity, Lead
from leads.selectors import leads_at_hand
from leads.views.common import LeadAction

AT_HAND = 10  # few enough for the phone's own list


class VisitNote(LeadAction):
    """From a lead's page about that lead; from Today the lead used last is chosen, the next ones are offered."""

    template_name = "leads/visit.html"
    form_class = VisitForm
    title = gettext_lazy("Visit note")
    submit_label = gettext_lazy("Save the note")
    success_message = gettext_lazy("The visit note is saved.")

    def get_record(self) -> Lead | None:
        return super().get_record() if "pk" in self.kwargs else None

    def get_lead(self) -> str:
        return self.record.name if self.record else ""

    def get_form(self, form_class: type[forms.BaseForm] | None = None) -> forms.BaseForm:
        form = super().get_form(form_class)
        if self.record:
            del form.fields["lead"]
        else:
            leads = list(leads_at_hand(self.request.user, AT_HAND))
            form.offer(leads, chosen_lead(form, self.request.user))
        return form

    def perform(self, form: forms.Form) -> Activity:
        given = form.cleaned_data
        return services.activity_add(
            lead_id=(self.record or given["lead"]).pk,
            kind=Activity.Kind.VISIT,
            text=given["text"],
            happened_on=given["happened_on"],
            files=(*given["camera"], *given["file"]),
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        return f"{self.result.lead.get_absolute_url()}#timeline"

    def get_cancel_url(self) -> str:
        return self.record.get_absolute_url() if self.record else "/office/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        return super().get_context_data(**kwargs | {"form": form}) | {
            "largest_megabytes": settings.UPLOAD_LIMIT_BYTES // 1024**2,
            "nothing_at_hand": "lead" in form.fields and not form.fields["lead"].widget.choices,
            "files_lost": form.is_bound and bool(self.request.FILES),
            "words": {"remove": _("Leave out"), "largest": _("larger than allowed")},
        }


def chosen_lead(form: forms.BaseForm, user: Any) -> Lead | None:
    """What was chosen before the form came back, though it may be at hand no more."""
    key = form.data.get("lead", "") if form.is_bound else ""
    return Lead.objects.visible_to(user).filter(pk=key).first() if key.isascii() and key.isdigit() else None
