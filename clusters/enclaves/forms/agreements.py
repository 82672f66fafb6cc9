"""Forms of agreements, their parties and enrolled projects."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models import Agreement
from clusters.forms.records import DateInput
from clusters.models import Project
from crm.accounts.models import Organisation


class AgreementForm(forms.Form):
    code = forms.CharField(label=_("Number"), max_length=40, help_text=_("Such as XY-MD-2021"))
    name = forms.CharField(label=_("Name"), max_length=200)
    origin = forms.ModelChoiceField(Organisation.objects.all(), label=_("Origin"))
    host = forms.ModelChoiceField(Organisation.objects.all(), label=_("Host"))
    host_name = forms.CharField(label=_("Name of the host in the agreement"), max_length=100, required=False)
    signed_on = forms.DateField(label=_("Signed on"), widget=DateInput(), required=False)
    dispute_body = forms.CharField(label=_("Body that rules on disputes"), max_length=200, required=False)
    per_mu_method = forms.ChoiceField(label=_("Per-mu figures"), choices=Agreement.PerMuMethod.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("origin") and data.get("origin") == data.get("host"):
            self.add_error("host", _("Origin and host are two places."))
        return data


class EnrolmentForm(forms.Form):
    project = forms.ModelChoiceField(Project.objects.all(), label=_("Project"))
    category = forms.CharField(label=_("Category"), max_length=40, required=False)
    enrolled_from = forms.DateField(label=_("Enrolled from"), widget=DateInput(), required=False)
