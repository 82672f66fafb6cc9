"""Forms of agreements, their parties and enrolled projects."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models import Agreement, Party
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


class AgreementEditForm(forms.ModelForm):
    """What stands beside the rules. Parties, projects and rules have pages of their own."""

    class Meta:
        model = Agreement
        fields = ("name", "name_en", "signed_on", "dispute_body", "per_mu_method", "note")
        widgets = {"signed_on": DateInput()}


class PartyForm(forms.Form):
    """A party beside origin and host; it comes last in the order that decides ties."""

    organisation = forms.ModelChoiceField(Organisation.objects.all(), label=_("Organisation"))
    role = forms.ChoiceField(
        label=_("Role"), choices=[choice for choice in Party.PartyRole.choices if choice[0] != Party.PartyRole.HOST]
    )
    name = forms.CharField(
        label=_("Name in the agreement"), max_length=100, required=False, help_text=_("Empty: as the organisation.")
    )


class EnrolmentForm(forms.Form):
    project = forms.ModelChoiceField(Project.objects.all(), label=_("Project"))
    category = forms.CharField(label=_("Category"), max_length=40, required=False)
    enrolled_from = forms.DateField(label=_("Enrolled from"), widget=DateInput(), required=False)


class EnrolmentEditForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    category = forms.CharField(label=_("Category"), max_length=40, required=False)
    enrolled_from = forms.DateField(label=_("Enrolled from"), widget=DateInput(), required=False)
