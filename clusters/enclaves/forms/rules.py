"""Forms of the rules in a draft version."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models import Agreement, Party, SharingRule
from clusters.enclaves.names import name_of
from clusters.enclaves.sentences import sharing_error
from clusters.enclaves.sharing import TAX, SharingError, read_ratio
from clusters.forms.records import DateInput
from clusters.models import Indicator, Tax


class RuleForm(forms.Form):
    """One rule with one band of years; the parties' ratios add up to exactly 1."""

    indicator = forms.ModelChoiceField(Indicator.objects.all(), label=_("Indicator"))
    taxes = forms.ModelMultipleChoiceField(
        Tax.objects.all(),
        label=_("Taxes"),
        required=False,
        help_text=_("Only for tax receipts; none chosen: all taxes."),
    )
    category = forms.CharField(label=_("Only for project category"), max_length=40, required=False)
    mode = forms.ChoiceField(
        label=_("Mode"),
        choices=[choice for choice in SharingRule.Mode.choices if choice[0] not in ("recover_first", "lump_sum")],
    )
    basis = forms.ChoiceField(label=_("Basis"), choices=SharingRule.BasisKind.choices)
    retained_level = forms.ChoiceField(label=_("Level that retains"), choices=SharingRule.Level.choices)
    less_incentives = forms.BooleanField(label=_("Less incentives paid"), required=False)
    start_event = forms.ChoiceField(
        label=_("Years count from"),
        choices=[choice for choice in SharingRule.StartEvent.choices if choice[0] != "recovery_completed"],
        required=False,
    )
    start_on = forms.DateField(label=_("Date that years count from"), widget=DateInput(), required=False)
    year_method = forms.ChoiceField(label=_("Years"), choices=SharingRule.YearMethod.choices)
    first = forms.IntegerField(label=_("First year"), min_value=1, required=False)
    last = forms.IntegerField(label=_("Last year"), min_value=1, required=False)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(agreement.parties.order_by("order"))
        for party in self.parties:
            self.fields[self.ratio_name(party)] = forms.CharField(
                label=_("Ratio of %(party)s") % {"party": name_of(party)},
                required=False,
                max_length=40,
                help_text=_("A decimal or a fraction, such as 0.6 or 1/3"),
            )

    @staticmethod
    def ratio_name(party: Party) -> str:
        return f"ratio_{party.pk}"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("start_event") == SharingRule.StartEvent.DATE and not data.get("start_on"):
            self.add_error("start_on", _("Give the date."))
        for party in self.parties:
            text = data.get(self.ratio_name(party))
            if text:
                self.check_ratio(party, text)
        return data

    def check_ratio(self, party: Party, text: str) -> None:
        try:
            read_ratio(text)
        except SharingError as error:
            self.add_error(self.ratio_name(party), sharing_error(error))

    def fields_of_rule(self) -> dict[str, Any]:
        """As `rule_add` takes them. Taxes are money between governments, everything else is for assessment."""
        data = self.cleaned_data
        ratios = {party.code: data[self.ratio_name(party)] for party in self.parties if data[self.ratio_name(party)]}
        names = ("indicator", "category", "mode", "basis", "retained_level", "less_incentives", "start_event")
        book = SharingRule.Book.FISCAL if data["indicator"].code == TAX else SharingRule.Book.ASSESSMENT
        return {
            **{name: data[name] for name in (*names, "start_on", "year_method")},
            "book": book,
            "tax_codes": [tax.code for tax in data["taxes"]],
            "bands": [{"first": data["first"], "last": data["last"], "ratios": ratios}],
        }
