"""Forms of the versions of an agreement."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VersionForm(forms.Form):
    effective_year = forms.IntegerField(
        label=_("Effective from 1 January of"), min_value=1990, max_value=2200, help_text=_("The year")
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class VersionFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        help_text=_("JSON as a version is downloaded; the number in it does not count."),
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class ReviewForm(forms.Form):
    is_verified = forms.BooleanField(
        label=_("I have checked every rule against the signed paper"),
        required=False,
        help_text=_("Otherwise all figures under it are marked as estimates."),
    )
