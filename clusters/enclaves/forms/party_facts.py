"""Forms of what the parties of an agreement paid in, hold and laid out, each with its date."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves.forms.facts import CHECKED
from clusters.enclaves.forms.ratios import RatioField
from clusters.enclaves.models import Agreement, Party, SharingRule
from clusters.enclaves.names import name_of
from clusters.forms.records import DateInput
from crm.office.fields import MoneyField

Mode = SharingRule.Mode


def not_in_future(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("It has happened: the date lies in the future."), "date_in_future")


class PartyFactForm(forms.Form):
    """`rules` are those of the agreement that ask for such a fact, newest version first."""

    party = forms.ModelChoiceField(Party.objects.none(), label=gettext_lazy("Party"))
    happened_on = forms.DateField(label=gettext_lazy("Date"), widget=DateInput(), validators=[not_in_future])
    rule_code = forms.ChoiceField(label=gettext_lazy("For rule"), required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200, required=False)
    verified = forms.BooleanField(label=CHECKED, required=False)

    field_order = ("party", "happened_on", "amount_fen", "ratio", "rule_code", "source", "verified")
    every_rule = gettext_lazy("Every rule that asks for it")

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = Party.objects.filter(agreement=agreement)
        self.fields["rule_code"].choices = [("", self.every_rule), *self.rules_of(agreement).items()]

    def asks(self, rule: SharingRule) -> bool:
        raise NotImplementedError

    def rules_of(self, agreement: Agreement) -> dict[str, str]:
        rules = SharingRule.objects.filter(agreement_version__agreement=agreement).select_related("indicator")
        asking = [rule for rule in rules.order_by("agreement_version__number", "order") if self.asks(rule)]
        return {rule.code: f"{name_of(rule.indicator)} ({rule.code})" for rule in asking}


class ContributionForm(PartyFactForm):
    amount_fen = MoneyField(
        label=gettext_lazy("Amount"), unit="万元", help_text=gettext_lazy("In 万元; a repayment is negative.")
    )

    def asks(self, rule: SharingRule) -> bool:
        return rule.mode == Mode.BY_CONTRIBUTION or (rule.cap or {}).get("tied_to") == "contribution"


class ShareholdingForm(PartyFactForm):
    ratio = RatioField(
        label=gettext_lazy("Share"), help_text=gettext_lazy("From that day until its next entry: 51 %, 0.51 or 51/100.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ratio"].required = True

    def asks(self, rule: SharingRule) -> bool:
        return rule.mode == Mode.BY_EQUITY


class OutlayForm(PartyFactForm):
    """An outlay belongs to one rule's recovery."""

    amount_fen = MoneyField(
        label=gettext_lazy("Amount"), unit="万元", help_text=gettext_lazy("In 万元; 0 if nothing was laid out.")
    )
    every_rule = gettext_lazy("(none chosen)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule_code"].required = True

    def asks(self, rule: SharingRule) -> bool:
        return bool(rule.recoverers)


class CorrectionForm(forms.Form):
    """Another date, or another figure; the party stays, or it is another fact."""

    happened_on = forms.DateField(label=gettext_lazy("Date"), widget=DateInput(), validators=[not_in_future])
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200, required=False)
    reason = forms.CharField(label=gettext_lazy("Reason of the correction"), max_length=300)
    verified = forms.BooleanField(label=CHECKED, required=False)

    field_order = ("happened_on", "amount_fen", "ratio", "source", "reason", "verified")


class AmountCorrectionForm(CorrectionForm):
    amount_fen = MoneyField(label=gettext_lazy("Amount"), unit="万元")


class ShareCorrectionForm(CorrectionForm):
    ratio = RatioField(label=gettext_lazy("Share"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ratio"].required = True
