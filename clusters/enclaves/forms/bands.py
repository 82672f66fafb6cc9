"""Bands of years, each with the parties' ratios or with tiers of them: rows within rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves import sharing
from clusters.enclaves.forms.amounts import limit_field, read_limit
from clusters.enclaves.forms.ratios import RatioField
from clusters.enclaves.forms.rows import MOST_ROWS
from clusters.enclaves.models import Party
from clusters.enclaves.names import name_of

METHODS = [
    ("", gettext_lazy("One set of ratios")),
    (sharing.TierMethod.MARGINAL, gettext_lazy("Tiers, each for the part of the amount within it")),
    (sharing.TierMethod.WHOLE, gettext_lazy("Tiers, the one reached holds for the whole amount")),
]
SCOPES = [
    (sharing.Scope.PROJECT, gettext_lazy("each project's amount of the year")),
    (sharing.Scope.AGREEMENT, gettext_lazy("the amount of all projects together")),
]


@dataclass(frozen=True)
class NamedField:
    """A field in rows as the list of errors names it."""

    label: str
    bound: forms.BoundField

    is_hidden = False

    @property
    def errors(self) -> Any:
        return self.bound.errors

    @property
    def id_for_label(self) -> str:
        return self.bound.id_for_label

    auto_id = id_for_label


class TierForm(forms.Form):
    """Up to an amount these ratios hold. Without tiers there is one row, and no amount."""

    upper = limit_field(gettext_lazy("Up to"))

    def __init__(self, *args: Any, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        for party in parties:
            self.fields[ratio_name(party)] = RatioField(label=name_of(party))

    @property
    def ratio_names(self) -> list[str]:
        return [ratio_name(party) for party in self.parties]

    def ratio_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ratio_names]

    def ratios(self) -> dict[str, str]:
        given = {party.code: self.cleaned_data.get(ratio_name(party), "") for party in self.parties}
        return {code: ratio for code, ratio in given.items() if ratio}

    @property
    def is_whole(self) -> bool:
        return sum(map(Fraction, self.ratios().values())) == 1

    @property
    def is_filled(self) -> bool:
        return any(self.cleaned_data.values())


def ratio_name(party: Party) -> str:
    return f"ratio_{party.pk}"


TierFormSet = forms.formset_factory(TierForm, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class BandForm(forms.Form):
    first = forms.IntegerField(
        label=gettext_lazy("From year"), min_value=1, max_value=9999, required=False, localize=False
    )
    last = forms.IntegerField(
        label=gettext_lazy("To year"), min_value=1, max_value=9999, required=False, localize=False
    )
    method = forms.ChoiceField(label=gettext_lazy("Ratios"), choices=METHODS, required=False)
    scope = forms.ChoiceField(label=gettext_lazy("The tier is found by"), choices=SCOPES, required=False)

    def __init__(self, *args: Any, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tiers = TierFormSet(
            self.data if self.is_bound else None, prefix=f"{self.prefix}-tiers", form_kwargs={"parties": parties}
        )

    def check_rows(self, unit: str) -> None:
        """Limits of tiers are amounts of the rule's indicator; without tiers there is one row and no limit."""
        for row in self.tiers.forms:
            try:
                row.cleaned_data["upper"] = read_limit(row.cleaned_data.get("upper", ""), unit)
            except ValidationError as error:
                row.add_error("upper", error)
        several = len(self.filled_rows()) > 1 or any(row.cleaned_data.get("upper") for row in self.tiers.forms)
        if several and not self.cleaned_data.get("method"):
            self.add_error("method", _("Amounts make tiers: say how the tiers count."))

    @property
    def label(self) -> str:
        """As contradictions name it (sharing.YearBand.label)."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        return f"{'' if first is None else first}-{'' if last is None else last}"

    @property
    def is_tiered(self) -> bool:
        return bool(self["method"].value())

    def filled_rows(self) -> list[TierForm]:
        return [row for row in self.tiers.forms if row.is_filled]

    def band(self) -> dict[str, Any]:
        """In the notation of a version's JSON."""
        data = self.cleaned_data
        found: dict[str, Any] = {name: data[name] for name in ("first", "last") if data.get(name) is not None}
        rows = self.filled_rows() or self.tiers.forms[:1]
        if not data.get("method"):
            return found | ({"ratios": rows[0].ratios()} if rows and rows[0].ratios() else {})
        tiers = [{"upper": row.cleaned_data["upper"], "ratios": row.ratios()} for row in rows]
        scope = data.get("scope") or str(sharing.Scope.PROJECT)
        return {**found, "tiers": {"tiers": tiers, "method": data["method"], "scope": scope}}

    def named_fields(self, name: str) -> Iterator[NamedField]:
        for bound in self:
            yield NamedField(f"{name} · {bound.label}", bound)
        several = len(self.tiers.forms) > 1
        for place, row in enumerate(self.tiers.forms, 1):
            tier = _("%(band)s, tier %(place)s") % {"band": name, "place": place} if several else name
            for bound in row:
                yield NamedField(f"{tier} · {bound.label}", bound)


BandFormSet = forms.formset_factory(BandForm, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def band_name(place: int) -> str:
    return _("Years, row %(place)s") % {"place": place}
