"""The form of one rule: every kind that the arithmetic takes, in any combination.

What is typed becomes the notation of a version's JSON (`rule_data`), and `posted` turns the notation into what one
would have typed: whatever the JSON takes can be entered, and the reverse.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves import sharing
from clusters.enclaves.forms.amounts import limit_field, read_limit
from clusters.enclaves.forms.bands import BandFormSet, NamedField, band_name
from clusters.enclaves.forms.ratios import RatioField
from clusters.enclaves.models import AgreementVersion, SharingRule
from clusters.enclaves.names import name_of
from clusters.forms.records import DateInput
from clusters.models import Indicator, Tax

Event = SharingRule.StartEvent
INCREMENTS = [
    ("", gettext_lazy("No, all of it")),
    (sharing.IncrementKind.BASE_YEAR, gettext_lazy("Over a base year")),
    (sharing.IncrementKind.FIRST_THREE_YEARS, gettext_lazy("Over the mean of the first three years")),
    (sharing.IncrementKind.FIXED, gettext_lazy("Over a fixed amount")),
]
NETTINGS = [
    (sharing.Netting.AGGREGATE, gettext_lazy("All projects together, not below zero")),
    (sharing.Netting.PER_PROJECT, gettext_lazy("Each project for itself, not below zero")),
    (sharing.Netting.PER_TAX, gettext_lazy("Each tax for itself, not below zero")),
    (sharing.Netting.SIGNED, gettext_lazy("All together, a fall counts as well")),
]
PERIODS = [
    (sharing.CapPeriod.YEAR, gettext_lazy("a year")),
    (sharing.CapPeriod.CUMULATIVE, gettext_lazy("in all years together")),
]
TIES = [
    ("", gettext_lazy("an amount")),
    (sharing.TiedTo.OUTLAY, gettext_lazy("a multiple of its outlay")),
    (sharing.TiedTo.CONTRIBUTION, gettext_lazy("a multiple of its contributions")),
]
LIMITS = ("base_amount", "cap_limit", "lump_amount")


def party_field(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


class RuleForm(forms.Form):
    indicator = forms.ModelChoiceField(Indicator.objects.all(), label=gettext_lazy("Indicator"))
    tax_codes = forms.ModelMultipleChoiceField(
        Tax.objects.all(),
        label=gettext_lazy("Taxes"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only for tax receipts; none chosen: all taxes."),
    )
    category = forms.CharField(
        label=gettext_lazy("Only for project category"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("As the enrolled projects have it; empty: every project."),
    )
    book = forms.ChoiceField(
        label=gettext_lazy("Book"),
        choices=SharingRule.Book.choices,
        initial=SharingRule.Book.FISCAL,
        help_text=gettext_lazy("Fiscal: money between governments. Assessment: figures for the yearly assessment."),
    )
    code = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=40,
        required=False,
        validators=[validate_slug],
        help_text=gettext_lazy(
            "Letters and digits, given by itself where empty. Recovery and cumulative caps go on under the same name "
            "in later versions."
        ),
    )
    mode = forms.ChoiceField(label=gettext_lazy("Mode"), choices=SharingRule.Mode.choices)
    basis = forms.ChoiceField(label=gettext_lazy("Basis"), choices=SharingRule.BasisKind.choices)
    retained_level = forms.ChoiceField(
        label=gettext_lazy("Level that retains"),
        choices=SharingRule.Level.choices,
        help_text=gettext_lazy("Counts only where the basis is the retained part."),
    )
    less_incentives = forms.BooleanField(label=gettext_lazy("Less incentives paid"), required=False)
    increment = forms.ChoiceField(label=gettext_lazy("Only the increment"), choices=INCREMENTS, required=False)
    base_year = forms.IntegerField(
        label=gettext_lazy("Base year"), min_value=1990, max_value=2200, required=False, localize=False
    )
    base_amount = limit_field(gettext_lazy("Base amount"))
    netting = forms.ChoiceField(label=gettext_lazy("A fall is netted"), choices=NETTINGS, required=False)
    start_event = forms.ChoiceField(label=gettext_lazy("Years count from"), choices=Event.choices, required=False)
    start_on = forms.DateField(label=gettext_lazy("Date that years count from"), widget=DateInput(), required=False)
    start_rule = forms.ChoiceField(
        label=gettext_lazy("Whose recovery"),
        required=False,
        help_text=gettext_lazy("Only where years count from a completed recovery."),
    )
    year_method = forms.ChoiceField(label=gettext_lazy("Years"), choices=SharingRule.YearMethod.choices)
    recoverers = forms.MultipleChoiceField(
        label=gettext_lazy("Parties that recover their outlay first"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Outlays are entered on the agreement's page. The ratios hold for the rest."),
    )
    cap_party = party_field(gettext_lazy("Capped party"))
    cap_to = party_field(gettext_lazy("What exceeds it goes to"))
    cap_tied_to = forms.ChoiceField(label=gettext_lazy("At most"), choices=TIES, required=False)
    cap_limit = limit_field(gettext_lazy("Amount"))
    cap_factor = RatioField(
        factor=True, label=gettext_lazy("Multiple"), help_text=gettext_lazy("1.5 is one and a half times.")
    )
    cap_period = forms.ChoiceField(label=gettext_lazy("Counted over"), choices=PERIODS, required=False)
    lump_payer = party_field(gettext_lazy("Payer"))
    lump_payee = party_field(gettext_lazy("Payee"))
    lump_amount = limit_field(gettext_lazy("Fixed amount"))

    def __init__(self, *args: Any, version: AgreementVersion, rule: SharingRule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(version.agreement.parties.order_by("order"))
        others = version.rules.exclude(pk=rule.pk if rule else None).select_related("indicator")
        self.offer_choices(others)
        self.bands = BandFormSet(
            self.data if self.is_bound else None, prefix="bands", form_kwargs={"parties": self.parties}
        )

    def offer_choices(self, others: Any) -> None:
        named = [(party.code, name_of(party)) for party in self.parties]
        self.fields["recoverers"].choices = named
        for name in ("cap_party", "cap_to", "lump_payer", "lump_payee"):
            self.fields[name].choices = [("", _("(none chosen)")), *named]
        pools = [(rule.code, f"{name_of(rule.indicator)} ({rule.code})") for rule in others if rule.recoverers]
        self.fields["start_rule"].choices = [("", _("This rule's own")), *pools]

    # --- Checking ---

    def full_clean(self) -> None:
        """The rows' errors stand among the form's own."""
        super().full_clean()
        if not self.is_bound:
            return
        for row in self.rows():
            row.full_clean()
        for band in self.bands.forms:
            band.check_rows(self.unit)
        self.collect_errors()

    def rows(self) -> list[forms.Form]:
        return [row for band in self.bands.forms for row in (band, *band.tiers.forms)]

    def collect_errors(self) -> None:
        for named in self.row_fields():
            if named.errors:
                self._errors[named.bound.html_name] = named.errors

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in LIMITS:
            try:
                data[name] = read_limit(data.get(name, ""), self.unit)
            except ValidationError as error:
                self.add_error(name, error)
        if data.get("start_event") == Event.DATE and not data.get("start_on"):
            self.add_error("start_on", _("Give the date."))
        if data.get("mode") == SharingRule.Mode.DUAL_FULL_COUNT and data.get("book") == SharingRule.Book.FISCAL:
            self.add_error("book", _("Money is never counted in full by both sides: choose the assessment book."))
        capped = data.get("cap_limit") is not None or data.get("cap_tied_to") or data.get("cap_to")
        if capped and not data.get("cap_party"):
            self.add_error("cap_party", _("Name the party that is capped."))
        return data

    @property
    def unit(self) -> str:
        indicator = getattr(self, "cleaned_data", {}).get("indicator")
        return indicator.unit if indicator else Indicator.Unit.FEN

    def row_fields(self) -> Iterator[NamedField]:
        for place, band in enumerate(self.bands.forms, 1):
            yield from band.named_fields(band_name(place))

    def __iter__(self) -> Iterator[Any]:
        """The list of errors on top goes over the rows as well."""
        yield from super().__iter__()
        yield from self.row_fields()

    def hush(self) -> None:
        """A row was added: nothing was sent yet, so nothing is wrong yet."""
        self.full_clean()
        for form in (self, *self.rows()):
            form._errors = forms.utils.ErrorDict()

    # Parts that few rules need stay folded until something in them is chosen.

    def is_any_given(self, *names: str) -> bool:
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def has_increment(self) -> bool:
        return self.is_any_given("increment", "base_year", "base_amount")

    @property
    def has_recovery(self) -> bool:
        return self["mode"].value() == SharingRule.Mode.RECOVER_FIRST or self.is_any_given("recoverers")

    @property
    def has_cap(self) -> bool:
        return self.is_any_given("cap_party", "cap_to", "cap_limit", "cap_tied_to")

    @property
    def has_lump_sum(self) -> bool:
        return self["mode"].value() == SharingRule.Mode.LUMP_SUM or self.is_any_given("lump_payer", "lump_amount")

    # --- The rule ---

    def rule_data(self) -> dict[str, Any]:
        """In the notation of a version's JSON."""
        data = self.cleaned_data
        found = {
            "code": data.get("code", ""),
            "book": data["book"],
            "indicator": data["indicator"].code,
            "mode": data["mode"],
            "category": data.get("category", ""),
            "years": data["year_method"],
            "tax_codes": [tax.code for tax in data.get("tax_codes", ())],
            "recoverers": data.get("recoverers", []),
            "basis": self.basis_data(),
            "bands": [band.band() for band in self.bands.forms] or [{}],
        }
        parts = {"start": self.start_data(), "cap": self.cap_data(), "lump_sum": self.lump_sum_data()}
        return found | {name: part for name, part in parts.items() if part}

    def basis_data(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = {"kind": data["basis"], "level": data["retained_level"], "less_incentives": data["less_incentives"]}
        if data["increment"]:
            given = {"base_year": data["base_year"], "amount": data["base_amount"]}
            netting = data["netting"] or str(sharing.Netting.AGGREGATE)
            found["increment"] = {"kind": data["increment"], "netting": netting, **given}
        return found

    def start_data(self) -> dict[str, Any] | None:
        event, on = self.cleaned_data["start_event"], self.cleaned_data["start_on"]
        if event == Event.DATE:
            return {"on": on.isoformat()}
        if event == Event.RECOVERY_COMPLETED:
            return {"event": event, "rule": self.cleaned_data["start_rule"]}
        return {"event": event} if event else None

    def cap_data(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data["cap_party"]:
            return None
        found = {"party": data["cap_party"], "to": data["cap_to"], "limit": data["cap_limit"]}
        period, factor = data["cap_period"] or str(sharing.CapPeriod.YEAR), data["cap_factor"] or "1"
        return {**found, "tied_to": data["cap_tied_to"] or None, "factor": factor, "period": period}

    def lump_sum_data(self) -> dict[str, Any] | None:
        payer, payee, amount = (self.cleaned_data[f"lump_{part}"] for part in ("payer", "payee", "amount"))
        return {"payer": payer, "payee": payee, "amount": amount or 0} if payer or payee or amount else None
