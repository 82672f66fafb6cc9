"""Forms of facts: milestones and observations, entered or corrected. Their rules are the services'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms.records import DateInput
from clusters.models import Indicator, Milestone, Observation, Tax
from clusters.models.units import SCALES, number_in

WORDS = list(dict.fromkeys(word for scale in SCALES.values() for word in scale.words))


def checked_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("I have checked it against the evidence"), required=False)


def reason_field() -> forms.CharField:
    return forms.CharField(label=_("Reason of the correction"), max_length=300)


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label=_("Reason of the withdrawal"), max_length=300)


class MilestoneForm(forms.Form):
    event = forms.ChoiceField(label=_("Event"), choices=Milestone.Event.choices)
    happened_on = forms.DateField(label=_("Date"), widget=DateInput())
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    verified = checked_field()


class MilestoneCorrectionForm(forms.Form):
    happened_on = forms.DateField(label=_("Date"), widget=DateInput())
    reason = reason_field()
    verified = checked_field()


class ValueForm(forms.Form):
    """A value as it is written, with its unit."""

    entered_value = forms.CharField(label=_("Value"), max_length=40)
    entered_unit = forms.ChoiceField(label=_("Unit"), choices=[(word, word) for word in WORDS])
    retained = forms.CharField(
        label=_("Of it locally retained"),
        max_length=40,
        required=False,
        help_text=_("In the same unit; only for tax receipts where it is known."),
    )


class ObservationForm(ValueForm):
    indicator = forms.ModelChoiceField(label=_("Indicator"), queryset=Indicator.objects.all())
    tax = forms.ModelChoiceField(label=_("Tax"), queryset=Tax.objects.all(), required=False)
    period_start = forms.DateField(label=_("Period from"), widget=DateInput(), required=False)
    period_end = forms.DateField(
        label=_("Period to"),
        widget=DateInput(),
        help_text=_("A cumulative figure runs from 1 January; a stock or a receipt is of one day."),
    )
    slip_number = forms.CharField(label=_("Slip number"), max_length=60, required=False)
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    verified = checked_field()
    field_order = ["indicator", "tax", "period_start", "period_end", "entered_value", "entered_unit", "retained"]


class ObservationCorrectionForm(ValueForm):
    reason = reason_field()
    verified = checked_field()

    def __init__(self, *args: Any, fact: Observation, **kwargs: Any) -> None:
        """Begins with what was entered, in the unit it was entered in."""
        unit = fact.indicator.unit
        retained = "" if fact.retained_value is None else number_in(fact.retained_value, fact.entered_unit, unit)
        began = {"entered_value": fact.entered_value, "entered_unit": fact.entered_unit, "retained": retained}
        super().__init__(*args, initial=began | (kwargs.pop("initial", None) or {}), **kwargs)
        words = dict.fromkeys((fact.entered_unit, *SCALES[unit].words))
        self.fields["entered_unit"].choices = [(word, word) for word in words]
        if fact.tax_id is None:
            del self.fields["retained"]
