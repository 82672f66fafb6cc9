"""Forms of facts: milestones and observations, entered or corrected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms.records import DateInput
from clusters.models import Indicator, Milestone, Observation, Tax
from clusters.models.units import SCALES, number_in, smallest
from crm.common.errors import RuleError

WORDS = list(dict.fromkeys(word for scale in SCALES.values() for word in scale.words))


class MilestoneForm(forms.Form):
    event = forms.ChoiceField(label=_("Event"), choices=Milestone.Event.choices)
    happened_on = forms.DateField(label=_("Date"), widget=DateInput())
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    verified = forms.BooleanField(label=_("I have checked it against the evidence"), required=False)


class MilestoneCorrectionForm(forms.Form):
    happened_on = forms.DateField(label=_("Date"), widget=DateInput())
    reason = forms.CharField(label=_("Reason of the correction"), max_length=300)
    verified = forms.BooleanField(label=_("I have checked it against the evidence"), required=False)


class ValueForm(forms.Form):
    """A value as it is written, with its unit; `value` in cleaned_data is in the indicator's smallest unit."""

    entered_value = forms.CharField(label=_("Value"), max_length=40)
    entered_unit = forms.ChoiceField(label=_("Unit"), choices=[(word, word) for word in WORDS])
    retained = forms.CharField(
        label=_("Of it locally retained"),
        max_length=40,
        required=False,
        help_text=_("In the same unit; only for tax receipts where it is known."),
    )

    def indicator_of(self, data: dict[str, Any]) -> Indicator | None:
        return data.get("indicator")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        indicator = self.indicator_of(data)
        if indicator and "entered_value" in data and "entered_unit" in data:
            data["value"] = self.smallest_of("entered_value", data, indicator)
            data["retained_value"] = self.smallest_of("retained", data, indicator) if data.get("retained") else None
        return data

    def smallest_of(self, name: str, data: dict[str, Any], indicator: Indicator) -> int | None:
        try:
            return smallest(data[name], data["entered_unit"], indicator.unit)
        except RuleError as error:
            self.add_error(error.field or name, error.message)
            return None


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
    verified = forms.BooleanField(label=_("I have checked it against the evidence"), required=False)
    field_order = ["indicator", "tax", "period_start", "period_end", "entered_value", "entered_unit", "retained"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        indicator, end = data.get("indicator"), data.get("period_end")
        if not indicator or not end:
            return data
        if data.get("tax") and indicator.code != "tax":
            self.add_error("tax", _("Only tax receipts have a kind of tax."))
        if indicator.code == "tax" and not data.get("tax"):
            self.add_error("tax", _("Say which tax this receipt is of."))
        data["period_start"] = self.start_of(indicator, end, data.get("period_start"))
        if data["period_start"] > end:
            self.add_error("period_end", _("The period ends before it begins."))
        return data

    @staticmethod
    def start_of(indicator: Indicator, end: Any, typed: Any) -> Any:
        """Cumulative figures run from 1 January, stocks are of one day; so is a flow without another start."""
        if indicator.series == Indicator.Series.CUMULATIVE:
            return end.replace(month=1, day=1)
        return end if indicator.series == Indicator.Series.STOCK or not typed else typed

    def unsaved(self, project: Any) -> Observation:
        data = self.cleaned_data
        names = (
            *("indicator", "tax", "period_start", "period_end", "value", "retained_value"),
            *("entered_value", "entered_unit", "slip_number", "source"),
        )
        return Observation(project=project, state=Observation.State.SUBMITTED, **{name: data[name] for name in names})


class ObservationCorrectionForm(ValueForm):
    reason = forms.CharField(label=_("Reason of the correction"), max_length=300)
    verified = forms.BooleanField(label=_("I have checked it against the evidence"), required=False)

    def __init__(self, *args: Any, fact: Observation, **kwargs: Any) -> None:
        """Begins with what was entered, in the unit it was entered in."""
        unit = fact.indicator.unit
        retained = "" if fact.retained_value is None else number_in(fact.retained_value, fact.entered_unit, unit)
        began = {"entered_value": fact.entered_value, "entered_unit": fact.entered_unit, "retained": retained}
        super().__init__(*args, initial=began | (kwargs.pop("initial", None) or {}), **kwargs)
        self.fact = fact
        words = dict.fromkeys((fact.entered_unit, *SCALES[unit].words))
        self.fields["entered_unit"].choices = [(word, word) for word in words]

    def indicator_of(self, data: dict[str, Any]) -> Indicator:
        return self.fact.indicator
