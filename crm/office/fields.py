"""Form fields for what is stored in one unit and typed in another."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm.common.areas import SQUARE_METRES, square_metres
from crm.common.errors import RuleError
from crm.common.money import FEN_PER_UNIT, decimal_from, parse_money


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class MoneyField(forms.CharField):
    """Fen, typed in `unit` (万元) or with a unit of its own: `4656`, `0.13亿元`."""

    def __init__(self, *, unit: str = "万元", **kwargs: Any) -> None:
        self.unit = unit
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "data-unit": unit}))
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        return format(Decimal(value) / FEN_PER_UNIT[self.unit], "f")

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return parse_money(typed, self.unit)
        except RuleError as error:
            raise ValidationError(error.message, error.code) from None

    def run_validators(self, value: Any) -> None:
        """The length is that of the typed text, which to_python has already read."""


class AreaField(forms.CharField):
    """m² with two decimals, typed in `unit` (亩)."""

    def __init__(self, *, unit: str = "亩", **kwargs: Any) -> None:
        self.unit = unit
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "data-unit": unit}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        exact = Fraction(value) / SQUARE_METRES[self.unit]
        number = Decimal(exact.numerator) / Decimal(exact.denominator)
        # As few decimals as give the same m² when the form is sent back unchanged.
        tries = (number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) for places in range(2, 8))
        found = next(shown for shown in tries if square_metres(shown, self.unit) == value)
        return format(found.normalize(), "f")

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return square_metres(decimal_from(typed), self.unit)
        except RuleError as error:
            raise ValidationError(error.message, error.code) from None

    def run_validators(self, value: Any) -> None:
        """As MoneyField."""


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """No file or several: a list. `accept` names what the chooser shows, `capture` opens the camera at once."""

    def __init__(self, *, accept: str = "", capture: str = "", most: int = 20, **kwargs: Any) -> None:
        self.most = most
        attrs = {name: value for name, value in (("accept", accept), ("capture", capture)) if value}
        kind = forms.FileInput(attrs) if capture else FilesInput({**attrs, "multiple": True})
        super().__init__(required=kwargs.pop("required", False), widget=kind, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(files) > self.most:
            raise ValidationError(_("At most %(most)d files at once.") % {"most": self.most}, "files_many")
        return [super(FilesField, self).clean(file, initial) for file in files] or super().clean(None) or []


class PlainSelect(forms.Select):
    """A select that writes its options itself: by a template for each, two hundred people take longer than a list."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) in chosen else "", label) for key, label in self.choices),
        )
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(given), options)


SELECTED = mark_safe(" selected")
