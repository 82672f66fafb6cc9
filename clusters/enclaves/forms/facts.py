"""Forms of the facts that only agreements need: rates, incentives, contributions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models import RetainedRate, SharingRule
from clusters.forms.records import DateInput
from clusters.models import Project, Tax
from crm.office.fields import MoneyField

CHECKED = _("I have checked it against the evidence")


class CheckedRate(forms.Form):
    """A checked rate names its document."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("is_verified") and not data.get("document_number"):
            self.add_error("document_number", _("A checked rate names its document."))
        return data


class RateForm(CheckedRate):
    tax = forms.ModelChoiceField(Tax.objects.all(), label=_("Tax"))
    level = forms.ChoiceField(label=_("Level"), choices=SharingRule.Level.choices)
    valid_from = forms.DateField(label=_("Valid from"), widget=DateInput())
    rate = forms.DecimalField(
        label=_("Rate"), min_value=0, max_value=1, max_digits=12, decimal_places=10, help_text=_("0.16 is 16 %")
    )
    document_number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    is_verified = forms.BooleanField(
        label=_("Checked against the document"),
        required=False,
        help_text=_("Until then figures that use it are marked as estimates."),
    )

    def unsaved(self) -> RetainedRate:
        return RetainedRate(**self.cleaned_data)


class RateCorrectionForm(CheckedRate):
    rate = forms.DecimalField(label=_("Rate"), min_value=0, max_value=1, max_digits=12, decimal_places=10)
    document_number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    is_verified = forms.BooleanField(label=_("Checked against the document"), required=False)
    reason = forms.CharField(label=_("Reason of the correction"), max_length=300)


class IncentiveCorrectionForm(forms.Form):
    happened_on = forms.DateField(label=_("Date"), widget=DateInput())
    amount_fen = MoneyField(label=_("Amount"), unit="元", help_text=_("In 元; 0 if nothing was paid in that year."))
    reason = forms.CharField(label=_("Reason of the correction"), max_length=300)
    verified = forms.BooleanField(label=CHECKED, required=False)


class IncentiveForm(forms.Form):
    project = forms.ModelChoiceField(Project.objects.all(), label=_("Project"))
    happened_on = forms.DateField(label=_("Date"), widget=DateInput())
    amount_fen = MoneyField(label=_("Amount"), unit="元", help_text=_("In 元; 0 if nothing was paid in that year."))
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    verified = forms.BooleanField(label=CHECKED, required=False)
