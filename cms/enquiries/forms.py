"""The forms of the steps. What is typed stays as it was typed: checks read it, they do not change it."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import Cluster
from cms.enquiries.offers import Offers, codes_in
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


class StepForm(forms.Form):
    """Errors are listed on top and beside their fields. `words` is what was typed, right or wrong."""

    HINTS: dict[str, Any] = {}
    MISSING: dict[str, Any] = {}
    SEVERAL: tuple[str, ...] = ()  # fields of several values, kept as one text

    def __init__(self, data: Any = None, *, language: str, words: Mapping[str, str] | None = None) -> None:
        words = dict(words or {})
        super().__init__(data, initial={**words, **{name: codes_in(words.get(name)) for name in self.SEVERAL}})
        self.language = language
        self.prepare(words)
        for name, sentence in self.MISSING.items():
            self.fields[name].error_messages["required"] = sentence
        for name, field in self.fields.items():
            self.describe(name, field)

    def prepare(self, words: Mapping[str, str]) -> None:
        """For forms whose choices come out of the database."""

    @classmethod
    def of_words(cls, words: Mapping[str, str], language: str) -> "StepForm":
        """The form as if these words had just been sent: to check a draft before it goes."""
        data = {**words, **{name: codes_in(words.get(name)) for name in cls.SEVERAL}}
        return cls(data, language=language, words=words)

    @property
    def words(self) -> dict[str, str]:
        several = {name: ", ".join(self.data.getlist(name)) for name in self.SEVERAL}
        return {name: str(self.data.get(name, "")) for name in self.fields} | several

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

    def required_text(self, name: str) -> str:
        """Blanks alone are nothing."""
        value = self.cleaned_data[name]
        if not value.strip():
            raise ValidationError(self.fields[name].error_messages["required"], code="required")
        return value

    def checked_number(self, name: str, read: Any) -> str:
        value = self.cleaned_data[name]
        if not value.strip():
            return value
        try:
            number = read(value)
        except RuleError as error:
            raise ValidationError(error.message, code=error.code) from None
        if number < 0 or not number < 10**20:
            raise ValidationError(_("Please enter a number that is possible."), code="number")
        return value


class OffersField(forms.MultipleChoiceField):
    """What went off the market meanwhile hinders nobody from sending: the page says so."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return True


class AboutForm(StepForm):
    """What the enquiry is about: chosen on the pages of opportunities and sites, a cluster, or nothing yet."""

    SEVERAL = ("opportunities", "sites")
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    opportunities = OffersField(label=gettext_lazy("Opportunities"), required=False)
    sites = OffersField(label=gettext_lazy("Land and factory units"), required=False)
    fits = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)

    def prepare(self, words: Mapping[str, str]) -> None:
        clusters = Cluster.objects.all().visible_to(ANYBODY).order_by("order")
        names = [(cluster.code, in_language(cluster, "name", self.language)) for cluster in clusters]
        self.fields["cluster"].choices = [("", _("Not decided yet")), *names, ("other", _("Another industry"))]
        self.offers = Offers.of(words, self.language)
        self.fields["opportunities"].choices = self.offers.opportunities
        self.fields["sites"].choices = self.offers.sites

    @property
    def is_about_something(self) -> bool:
        return bool(self.offers.opportunities or self.offers.sites)


class ProjectForm(StepForm):
    HINTS = {
        "investment": gettext_lazy("A number is enough; roughly will do."),
        "message": gettext_lazy("What would you make or do here, when, and what would you like to know?"),
    }
    MISSING = {"message": gettext_lazy("Please say a few words about your project.")}
    investment = text_field(gettext_lazy("Planned investment"), 40, inputmode="decimal")
    investment_unit = forms.ChoiceField(
        label=gettext_lazy("Unit of the investment"), choices=INVESTMENT_UNITS, required=False
    )
    land = text_field(gettext_lazy("Land needed"), 40, inputmode="decimal")
    land_unit = forms.ChoiceField(label=gettext_lazy("Unit of the land"), choices=LAND_UNITS, required=False)
    message = text_field(gettext_lazy("Your project and your questions"), MESSAGE_LENGTH, required=True, lines=7)

    def clean_message(self) -> str:
        return self.required_text("message")

    def clean_investment(self) -> str:
        return self.checked_number("investment", lambda value: parse_money(value, "万元"))

    def clean_land(self) -> str:
        return self.checked_number("land", decimal_from)


class ContactForm(StepForm):
    HINTS = {
        "credit_code": gettext_lazy("18 characters, for companies registered in mainland China. Optional."),
        "phone": gettext_lazy("A phone number or an e-mail address is enough."),
    }
    MISSING = {
        "company": gettext_lazy("Please give the name of your company."),
        "contact_name": gettext_lazy("Please give your name, so that we can address you."),
    }
    company = text_field(gettext_lazy("Company or organisation"), 200, required=True, autocomplete="organization")
    country = text_field(gettext_lazy("Country or region"), 100, autocomplete="country-name")
    credit_code = text_field(gettext_lazy("Unified social credit code"), 40, spellcheck="false")
    contact_name = text_field(gettext_lazy("Your name"), 100, required=True, autocomplete="name")
    phone = text_field(gettext_lazy("Phone"), 40, autocomplete="tel", inputmode="tel")
    email = text_field(gettext_lazy("E-mail"), 254, autocomplete="email", inputmode="email")

    def clean_company(self) -> str:
        return self.required_text("company")

    def clean_contact_name(self) -> str:
        return self.required_text("contact_name")

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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        reachable = any(cleaned.get(name, "").strip() for name in ("phone", "email"))
        if not reachable and not {"phone", "email"} & set(self._errors):
            self.add_error("phone", _("Please leave a phone number or an e-mail address, so that we can answer."))
        return cleaned


class CheckForm(StepForm):
    """The last step: nothing is typed, the consent is given."""

    MISSING = {
        "consent": gettext_lazy(
            "Please agree to the processing of your personal information; without it we may not keep your enquiry."
        )
    }
    consent = forms.BooleanField(label=gettext_lazy("I agree"), required=True)

    @property
    def words(self) -> dict[str, str]:
        return {}


FORMS: dict[str, type[StepForm]] = {
    "about": AboutForm,
    "project": ProjectForm,
    "contact": ContactForm,
    "check": CheckForm,
}
TYPED = ("about", "project", "contact")
