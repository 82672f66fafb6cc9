"""Ratios as people write them: `60 %`, `0.6` or `1/3`; kept as exact text."""

import re
import unicodedata
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clusters.enclaves.names import percent

WRITTEN = re.compile(r"(?P<number>\d{1,20}(?:\.\d{1,20})?)(?P<percent>%?)|(?P<fraction>\d{1,20}/\d{1,20})")


class RatioField(forms.CharField):
    """Gives `3/5`; a share above the whole is refused, unless the field is a `factor`."""

    def __init__(self, *, factor: bool = False, **kwargs: Any) -> None:
        self.factor = factor
        kwargs.setdefault("max_length", 45)
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return percent(value).replace("\u202f", "") if isinstance(value, Fraction) else value

    def to_python(self, value: Any) -> str:
        typed = unicodedata.normalize("NFKC", super().to_python(value)).replace(" ", "").replace("\u202f", "")
        if not typed:
            return ""
        found = WRITTEN.fullmatch(typed)
        if not found or (found["fraction"] and int(typed.split("/")[1]) == 0):
            raise ValidationError(_("“%(value)s” is no ratio; write 60 %%, 0.6 or 1/3.") % {"value": value}, "ratio")
        ratio = Fraction(found["fraction"] or found["number"]) / (100 if found["percent"] else 1)
        if ratio > 1 and not self.factor:
            raise ValidationError(
                _("“%(value)s” is more than the whole; write 60 %% or 0.6.") % {"value": value}, "above_one"
            )
        return str(ratio)
