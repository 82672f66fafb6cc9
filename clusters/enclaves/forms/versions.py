"""Forms of the versions of an agreement."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models import Agreement, Party
from crm.office.fields import MoneyField


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


class FloorForm(forms.Form):
    """A party's yearly minimum, and who tops it up."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    party = forms.ModelChoiceField(Party.objects.none(), label=_("Party that gets at least"))
    amount_fen = MoneyField(label=_("Yearly minimum"), unit="万元")
    payer = forms.ModelChoiceField(
        Party.objects.none(),
        label=_("Payer of what is lacking"),
        error_messages={"required": _("A minimum without a payer cannot be kept: name who pays what is lacking.")},
    )
    first_year = forms.IntegerField(
        label=_("First calendar year"), min_value=1990, max_value=2200, required=False, localize=False
    )
    last_year = forms.IntegerField(
        label=_("Last calendar year"),
        min_value=1990,
        max_value=2200,
        required=False,
        localize=False,
        help_text=_("Both empty: every year."),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("party", "payer"):
            self.fields[name].queryset = Party.objects.filter(agreement=agreement)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (data.get("amount_fen") or 0) < 0:
            self.add_error("amount_fen", _("A minimum is not negative."))
        return data
