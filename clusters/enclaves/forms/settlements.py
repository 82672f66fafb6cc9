"""Forms of settlements: computing, answers, objections, transfers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models import Agreement, Party
from clusters.forms.records import DateInput
from crm.office.fields import MoneyField

QUARTERS = [("", _("The whole year")), *((number, f"Q{number}") for number in (1, 2, 3, 4))]


class SettleYearForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(
        label=_("Quarter"),
        choices=QUARTERS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("A year is settled either as a whole or by quarters."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ReplyForm(forms.Form):
    reply = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}))


class RulingForm(forms.Form):
    accepted = forms.TypedChoiceField(
        label=_("Ruling"),
        choices=[("no", _("The line stands")), ("yes", _("The line is to be corrected"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    ruling = forms.CharField(label=_("What was ruled"), widget=forms.Textarea(attrs={"rows": 4}))
    ruling_number = forms.CharField(label=_("Document number"), max_length=100, required=False)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files, each checked when it is kept."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(ManyFilesField, self).clean(file, initial) for file in given]


class DisputeForm(forms.Form):
    text = forms.CharField(label=_("What is wrong with it"), widget=forms.Textarea(attrs={"rows": 4}))
    files = ManyFilesField(label=_("Evidence"), required=False, help_text=_("One or more files, if you have any."))


class TransferForm(forms.Form):
    payer = forms.ModelChoiceField(Party.objects.none(), label=_("Payer"))
    amount_fen = MoneyField(label=_("Amount"), unit="元", help_text=_("In 元, to the fen"))
    paid_on = forms.DateField(label=_("Paid on"), widget=DateInput())
    voucher_number = forms.CharField(label=_("Voucher number"), max_length=100)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payer"].queryset = Party.objects.filter(agreement=agreement)
