"""The questions. Answers are in the address: they can be changed, kept as a bookmark and sent along."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.fitting import Answers
from clusters.models import Cluster
from clusters.models.provisions import ORIGINS
from clusters.siting import Need
from cms.enquiries.forms import INVESTMENT_UNITS, LAND_UNITS, StepForm, text_field
from cms.selectors import ANYBODY, in_language
from crm.common.areas import square_metres
from crm.common.money import decimal_from, parse_money

UNITS = {"investment": "investment_unit", "land": "land_unit"}


class FitsForm(StepForm):
    """Nothing is required; what is not answered is said to be missing beside each provision that hangs on it."""

    HINTS = {
        "energy": gettext_lazy("Tonnes of coal equivalent per 10,000 yuan of value added; leave it empty if unknown."),
    }
    cluster = forms.ChoiceField(label=gettext_lazy("Industry"), required=False)
    origin = forms.ChoiceField(label=gettext_lazy("Where the project comes from"), required=False)
    investment = text_field(gettext_lazy("Planned investment"), 40, inputmode="decimal")
    investment_unit = forms.ChoiceField(
        label=gettext_lazy("Unit of the investment"), choices=INVESTMENT_UNITS, required=False
    )
    land = text_field(gettext_lazy("Land needed"), 40, inputmode="decimal")
    land_unit = forms.ChoiceField(label=gettext_lazy("Unit of the land"), choices=LAND_UNITS, required=False)
    floor = text_field(gettext_lazy("Factory floor needed (m²)"), 40, inputmode="decimal")
    power = text_field(gettext_lazy("Power needed (kVA)"), 40, inputmode="decimal")
    energy = text_field(gettext_lazy("Energy per value added"), 40, inputmode="decimal")
    jobs = text_field(gettext_lazy("Jobs"), 20, inputmode="numeric")

    def prepare(self, words: Mapping[str, str]) -> None:
        clusters = Cluster.objects.all().visible_to(ANYBODY).order_by("order")
        names = [(cluster.code, in_language(cluster, "name", self.language)) for cluster in clusters]
        self.fields["cluster"].choices = [("", _("Not decided yet")), *names, ("other", _("Another industry"))]
        self.fields["origin"].choices = [("", _("Not said")), *((str(value), label) for value, label in ORIGINS)]

    @classmethod
    def asked(cls, query: QueryDict, language: str) -> "FitsForm":
        """Unbound where the address says nothing of it."""
        words = {name: query[name].replace("\x00", "") for name in cls.base_fields if query.get(name)}
        return cls(words or None, language=language, words=words)

    def clean_investment(self) -> str:
        return self.checked_number("investment", lambda value: parse_money(value, "万元"))

    def clean_land(self) -> str:
        return self.checked_number("land", decimal_from)

    def clean_floor(self) -> str:
        return self.checked_number("floor", decimal_from)

    def clean_power(self) -> str:
        return self.checked_number("power", decimal_from)

    def clean_energy(self) -> str:
        return self.checked_number("energy", decimal_from)

    def clean_jobs(self) -> str:
        value = self.checked_number("jobs", decimal_from)
        if value.strip() and decimal_from(value) % 1:
            raise ValidationError(_("Please enter a whole number."), code="whole")
        return value

    # --- What was answered ---

    @property
    def answered(self) -> dict[str, str]:
        """Words as typed; units only with their number."""
        words = {name: str(self.data.get(name, "")).strip() for name in self.fields} if self.is_bound else {}
        alone = {unit for name, unit in UNITS.items() if not words.get(name)}
        return {name: value for name, value in words.items() if value and name not in alone}

    @property
    def address(self) -> str:
        return f"?{urlencode(self.answered)}" if self.answered else ""

    @property
    def answers(self) -> Answers:
        told = self.cleaned_data
        return Answers(
            cluster=told["cluster"],
            origin=told["origin"],
            investment_fen=self.money,
            land_sqm=self.land_area,
            floor_sqm=number(told["floor"]),
            power_kva=number(told["power"]),
            energy=number(told["energy"]),
            jobs=int(decimal_from(told["jobs"])) if told["jobs"].strip() else None,
        )

    @property
    def money(self) -> int | None:
        told = self.cleaned_data
        return (
            parse_money(told["investment"], told["investment_unit"] or "万元") if told["investment"].strip() else None
        )

    @property
    def land_area(self) -> Decimal | None:
        told = self.cleaned_data
        return square_metres(decimal_from(told["land"]), told["land_unit"] or "亩") if told["land"].strip() else None

    @property
    def need(self) -> Need:
        """What is asked of a site; nought is not asked for."""
        answers = self.answers
        return Need(
            land_sqm=answers.land_sqm or None,
            floor_sqm=answers.floor_sqm or None,
            power_kva=answers.power_kva or None,
            cluster=answers.cluster if answers.cluster != "other" else "",
        )

    @property
    def lines(self) -> list[tuple[Any, str]]:
        """(question, answer) as a person reads it."""
        found = []
        for name, value in self.answered.items():
            if name in UNITS.values():
                continue
            field, unit = self.fields[name], UNITS.get(name)
            if unit:
                code = self.answered.get(unit) or self.fields[unit].choices[0][0]
                word = str(dict(self.fields[unit].choices).get(code, code))
                value += f" × {word}" if word[:1].isdigit() else f" {word}"
            elif isinstance(field, forms.ChoiceField):
                value = str(dict(field.choices).get(value, value))
            found.append((field.label, value))
        return found

    @property
    def enquiry_words(self) -> dict[str, str]:
        """What the enquiry's form is filled in with."""
        shared = ("cluster", "investment", "investment_unit", "land", "land_unit")
        words = {name: value for name, value in self.answered.items() if name in shared}
        return {**words, "fits": "\n".join(f"{label}: {value}" for label, value in self.lines)}


def number(text: str) -> Decimal | None:
    return decimal_from(text) if text.strip() else None
