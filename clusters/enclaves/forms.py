"""Forms of agreements and settlements."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.models import Agreement, Party, RetainedRate, SharingRule
from clusters.enclaves.names import name_of
from clusters.enclaves.sentences import sharing_error
from clusters.enclaves.sharing import TAX, SharingError, read_ratio
from clusters.forms.records import DateInput
from clusters.models import Indicator, Project, Tax
from crm.accounts.models import Organisation
from crm.office.fields import MoneyField

QUARTERS = [("", _("The whole year")), *((number, f"Q{number}") for number in (1, 2, 3, 4))]
CHECKED = _("I have checked it against the evidence")


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
    enrolled_from = forms.DateField(label=_("From"), widget=DateInput(), required=False)


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


class ContributionForm(forms.Form):
    party = forms.ModelChoiceField(Party.objects.none(), label=_("Party"))
    happened_on = forms.DateField(label=_("Date"), widget=DateInput())
    amount_fen = MoneyField(label=_("Amount"), unit="万元", help_text=_("In 万元; a repayment is negative."))
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    verified = forms.BooleanField(label=CHECKED, required=False)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = Party.objects.filter(agreement=agreement)


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
