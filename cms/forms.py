"""The enquiry form. What is typed stays as it was typed: checks read it, they do not change it."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import Cluster
from cms.selectors import ANYBODY, in_language
from crm.common.credit_codes import credit_code_problem, normalise_credit_code
from crm.common.errors import RuleError
from crm.common.money import decimal_from, parse_money

INVESTMENT_UNITS = [("万元", gettext_lazy("10 000 yuan")), ("亿元", gettext_lazy("100 million yuan"))]
LAND_UNITS = [("亩", gettext_lazy("mu (667 m²)")), ("平方米", gettext_lazy("m²")), ("公顷", gettext_lazy("hectares"))]
PHONE_SIGNS = set("0123456789+-() ./extEXT转#")
MESSAGE_LENGTH = 5000


def text_field(label: Any, length: int, *, required: bool = False, lines: int = 1, **attrs: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": lines, **attrs}) if lines > 1 else forms.TextInput(attrs)
    return forms.CharField(label=label, max_length=length, required=required, strip=False, widget=widget)


class EnquiryForm(forms.Form):
    """Errors are listed on top and beside their fields."""

    company = text_field(gettext_lazy("Company or organisation"), 200, required=True, autocomplete="organization")
    credit_code = text_field(gettext_lazy("Unified social credit code"), 40, spellcheck="false")
    country = text_field(gettext_lazy("Country or region"), 100, autocomplete="country-name")
    contact_name = text_field(gettext_lazy("Your name"), 100, required=True, autocomplete="name")
    phone = text_field(gettext_lazy("Phone"), 40, autocomplete="tel", inputmode="tel")
    email = text_field(gettext_lazy("E-mail"), 254, autocomplete="email", inputmode="email")
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    investment = text_field(gettext_lazy("Planned investment"), 40, inputmode="decimal")
    investment_unit = forms.ChoiceField(
        label=gettext_lazy("Unit of the investment"), choices=INVESTMENT_UNITS, required=False
    )
    land = text_field(gettext_lazy("Land needed"), 40, inputmode="decimal")
    land_unit = forms.ChoiceField(label=gettext_lazy("Unit of the land"), choices=LAND_UNITS, required=False)
    message = text_field(gettext_lazy("Your project and your questions"), MESSAGE_LENGTH, required=True, lines=7)
    about = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    campaign = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    consent = forms.BooleanField(label=gettext_lazy("I agree"), required=True)

    # What is sent on; the rest is the form's own.
    SENT = (
        "company",
        "credit_code",
        "country",
        "contact_name",
        "phone",
        "email",
        "cluster",
        "investment",
        "investment_unit",
        "land",
        "land_unit",
        "message",
        "about",
    )
    HINTS = {
        "credit_code": gettext_lazy("18 characters, for companies registered in mainland China. Optional."),
        "phone": gettext_lazy("A phone number or an e-mail address: one of the two is enough."),
        "investment": gettext_lazy("A rough figure is enough, or leave it empty."),
        "message": gettext_lazy("Product, capacity, timing, power and water, anything you would like to know."),
    }

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clusters = Cluster.objects.all().visible_to(ANYBODY).order_by("order")
        names = [(cluster.code, in_language(cluster, "name", language)) for cluster in clusters]
        self.fields["cluster"].choices = [("", _("Not decided yet")), *names, ("other", _("Another industry"))]
        self.fields["company"].error_messages["required"] = _("Please give the name of your company.")
        self.fields["contact_name"].error_messages["required"] = _("Please give your name, so that we can address you.")
        self.fields["message"].error_messages["required"] = _("Please say a few words about your project.")
        self.fields["consent"].error_messages["required"] = _(
            "Please agree to the processing of your personal information; without it we may not keep your enquiry."
        )
        for name, field in self.fields.items():
            self.describe(name, field)

    def describe(self, name: str, field: forms.Field) -> None:
        """Tie the field to its hint and, where it was refused, to its error, for who listens to the page."""
        field.help_text = self.HINTS.get(name, "")
        described = [f"{name}-hint"] if field.help_text else []
        if name in (self._errors or {}):
            field.widget.attrs["aria-invalid"] = "true"
            described.append(f"{name}-error")
        if described:
            field.widget.attrs["aria-describedby"] = " ".join(described)
        if field.required:
            field.widget.attrs["aria-required"] = "true"

    def full_clean(self) -> None:
        super().full_clean()
        for name in self.fields.keys() & (self._errors or {}).keys():
            self.describe(name, self.fields[name])

    def clean_company(self) -> str:
        return self.required_text("company")

    def clean_contact_name(self) -> str:
        return self.required_text("contact_name")

    def clean_message(self) -> str:
        return self.required_text("message")

    def required_text(self, name: str) -> str:
        """Blanks alone are nothing."""
        value = self.cleaned_data[name]
        if not value.strip():
            raise ValidationError(self.fields[name].error_messages["required"], code="required")
        return value

    def clean_credit_code(self) -> str:
        value = self.cleaned_data["credit_code"]
        problem = credit_code_problem(normalise_credit_code(value)) if value.strip() else ""
        if problem:
            raise ValidationError(problem, code="credit_code")
        return value

    def clean_phone(self) -> str:
        value = self.cleaned_data["phone"]
        plain = unicodedata.normalize("NFKC", value).strip()
        digits = sum(char.isdigit() for char in plain)
        if plain and (set(plain) - PHONE_SIGNS or not 6 <= digits <= 20):
            raise ValidationError(_("This does not look like a phone number; please check it."), code="phone")
        return value

    def clean_email(self) -> str:
        value = self.cleaned_data["email"]
        if value.strip():
            try:
                validate_email(value.strip())
            except ValidationError:
                raise ValidationError(
                    _("This does not look like an e-mail address; please check it."), code="email"
                ) from None
        return value

    def clean_investment(self) -> str:
        value = self.cleaned_data["investment"]
        if value.strip():
            self.checked_number("investment", lambda: parse_money(value, "万元"))
        return value

    def clean_land(self) -> str:
        value = self.cleaned_data["land"]
        if value.strip():
            self.checked_number("land", lambda: decimal_from(value))
        return value

    def checked_number(self, name: str, read: Any) -> None:
        try:
            number = read()
        except RuleError as error:
            raise ValidationError(error.message, code=error.code) from None
        if number < 0 or not number < 10**20:
            raise ValidationError(_("Please enter a number that is possible."), code="number")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        reachable = any(cleaned.get(name, "").strip() for name in ("phone", "email"))
        if not reachable and not {"phone", "email"} & set(self._errors):
            self.add_error("phone", _("Please leave a phone number or an e-mail address, so that we can answer."))
        return cleaned

    @property
    def sent(self) -> dict[str, str]:
        """The investor's own words, untouched."""
        return {name: str(self.data.get(name, "")) for name in self.SENT}
