"""The cost calculator's side of the portal: which rates hold today, what the investor typed, and the sum in words."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from clusters.costs import MONTHS, ONCE, Asked, Estimate, Item, Line, estimate
from clusters.models import Building, CostRate, Parcel
from cms import selectors
from cms.selectors import ANYBODY, in_language
from cms.sites.words import site_title
from crm.common.areas import mu
from crm.common.errors import RuleError
from crm.common.money import decimal_from, format_fen

MOST = Decimal(10) ** 12
BARS = 1000  # the width of the longest bar in the drawing's own units


class Priced(NamedTuple):
    """A rate that holds today, of the zone's table or of one site."""

    key: str
    item: Item
    yuan: Decimal
    name: str
    where: str
    dated: str
    source: str

    @property
    def label(self) -> str:
        told = f"{self.name}: {plain(self.yuan)} {rate_unit(self.item)}"
        return _("%(item)s (%(unit)s)") % {"item": told, "unit": self.where} if self.where else told

    @property
    def shown(self) -> str:
        return f"{plain(self.yuan)} {rate_unit(self.item)}"


def plain(number: Decimal) -> str:
    """All digits there are, with thousands separators: a kWh costs less than a fen's hundredth exactly."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def item_word(item: Item) -> str:
    return str(CostRate.Kind(item).label)


def quantity_unit(item: Item) -> str:
    return {
        Item.LAND: pgettext("unit", "mu"),
        Item.BUILDING: pgettext("unit", "m²"),
        Item.POWER: pgettext("unit", "kWh per year"),
        Item.WATER: pgettext("unit", "m³ per year"),
        Item.STEAM: pgettext("unit", "t per year"),
        Item.WAGE: pgettext("unit", "people"),
    }[item]


def rate_unit(item: Item) -> str:
    return {
        Item.LAND: _("yuan per mu"),
        Item.BUILDING: _("yuan per m² per month"),
        Item.POWER: _("yuan per kWh"),
        Item.WATER: _("yuan per m³"),
        Item.STEAM: _("yuan per t"),
        Item.WAGE: _("yuan per person per month"),
    }[item]


class CostForm(forms.Form):
    """Quantities as text, so that what was mistyped comes back as it was; one choice of rate for each item."""

    def __init__(self, *args: Any, rates: dict[Item, list[Priced]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in Item:
            label = _("%(item)s (%(unit)s)") % {"item": item_word(item), "unit": quantity_unit(item)}
            self.fields[item.value] = forms.CharField(
                label=label, required=False, max_length=40, widget=forms.TextInput({"inputmode": "decimal"})
            )
            self.fields[f"rate_{item}"] = forms.ChoiceField(
                label=_("Rate: %(item)s") % {"item": item_word(item)},
                required=False,
                choices=[(rate.key, rate.label) for rate in rates[item]],
            )

    def full_clean(self) -> None:
        super().full_clean()
        for name in self.fields.keys() & (self._errors or {}).keys():
            self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"{name}-error"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for item in Item:
            if cleaned.get(item.value):
                try:
                    cleaned[item.value] = quantity(cleaned[item.value])
                except ValidationError as error:
                    self.add_error(item.value, error)
        return cleaned


def quantity(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        number = decimal_from(text)
    except RuleError as error:
        raise ValidationError(error.message, code=error.code) from None
    if not 0 <= number < MOST:
        raise ValidationError(gettext_lazy("Please enter a number that is possible."), code="number")
    return number


class Row(NamedTuple):
    """One item: what was asked, by which rate, the sum opened."""

    item: Item
    label: str
    quantity: str
    rate: Priced | None
    formula: str
    amount: str
    fen: int | None
    width: int
    is_once: bool


@dataclass
class Calculator:
    query: QueryDict
    language: str
    today: date = field(default_factory=timezone.localdate)

    @cached_property
    def site(self) -> Parcel | Building | None:
        """The one that the address names first."""
        return next(iter(selectors.sites_coded(self.query.getlist("site")[:1])), None)

    @cached_property
    def rates(self) -> dict[Item, list[Priced]]:
        """Of each item those that hold today; the named site's own price first."""
        found: dict[Item, list[Priced]] = {item: [] for item in Item}
        if self.site and (own := site_rate(self.site)):
            found[own.item].append(own)
        rows = CostRate.objects.all().visible_to(ANYBODY).valid_on(self.today).select_related("park")
        for row in rows.order_by("park__order", "name"):
            found[Item(row.item)].append(self.priced(row))
        return found

    def priced(self, rate: CostRate) -> Priced:
        where = in_language(rate.park, "name", self.language) if rate.park else ""
        told = (
            in_language(rate, "name", self.language),
            where,
            since(rate),
            in_language(rate, "source", self.language),
        )
        return Priced(str(rate.pk), Item(rate.item), rate.yuan, *told)

    @cached_property
    def form(self) -> CostForm:
        """With the site's area filled in, where the investor did not type another."""
        data = self.query.copy()
        if self.site:
            name, area = (
                ("land", mu(self.site.area_sqm)) if isinstance(self.site, Parcel) else ("building", self.site.area_sqm)
            )
            if name not in data:
                data[name] = plain(area).replace(",", "")
        return CostForm(data, rates=self.rates)

    @cached_property
    def chosen(self) -> dict[Item, Priced | None]:
        """The rate that was picked, otherwise the first that there is."""
        picked = {item: self.form.cleaned_data.get(f"rate_{item}") for item in Item}
        return {
            item: next((rate for rate in self.rates[item] if rate.key == picked[item]), None)
            or next(iter(self.rates[item]), None)
            for item in Item
        }

    @cached_property
    def estimate(self) -> Estimate | None:
        """None while nothing is typed, or something cannot be read."""
        if not self.form.is_valid():
            return None
        asked = [Asked(item, self.form.cleaned_data[item.value] or None, self.yuan(item)) for item in Item]
        return estimate(asked) if any(each.quantity is not None for each in asked) else None

    def yuan(self, item: Item) -> Decimal | None:
        rate = self.chosen[item]
        return rate.yuan if rate else None

    @cached_property
    def rows(self) -> list[Row]:
        lines = self.estimate.lines if self.estimate else ()
        most = max((line.fen or 0 for line in lines if line.item not in ONCE), default=0)
        return [self.row(line, most) for line in lines]

    def row(self, line: Line, most: int) -> Row:
        rate, is_once = self.chosen[line.item], line.item in ONCE
        width = 0 if is_once or not most or line.fen is None else BARS * line.fen // most
        asked = f"{plain(line.quantity)} {quantity_unit(line.item)}"
        amount = format_fen(line.fen, "元")
        return Row(line.item, item_word(line.item), asked, rate, self.formula(line), amount, line.fen, width, is_once)

    def formula(self, line: Line) -> str:
        if line.yuan is None:
            return ""
        parts = [f"{plain(line.quantity)} {quantity_unit(line.item)}", f"{plain(line.yuan)} {rate_unit(line.item)}"]
        parts += [_("%(months)s months") % {"months": line.months}] if line.months == MONTHS else []
        return _("%(parts)s = %(amount)s yuan") % {"parts": " × ".join(parts), "amount": format_fen(line.fen, "元")}

    @property
    def yearly(self) -> list[Row]:
        return [row for row in self.rows if not row.is_once]

    @property
    def once(self) -> list[Row]:
        return [row for row in self.rows if row.is_once]

    def named(self, items: tuple[Item, ...]) -> str:
        return _(", ").join(item_word(item) for item in items)

    @property
    def unpriced(self) -> str:
        return self.named(self.estimate.unpriced) if self.estimate else ""

    @property
    def open(self) -> str:
        return self.named(self.estimate.open) if self.estimate else ""

    @property
    def fields(self) -> list[tuple[Any, Any, list[Priced]]]:
        """Each item's quantity, its choice of rate, and the rates."""
        return [(self.form[item.value], self.form[f"rate_{item}"], self.rates[item]) for item in Item]

    @property
    def announced(self) -> list[tuple[str, list[Priced]]]:
        return [(item_word(item), self.rates[item]) for item in Item]


def site_rate(site: Parcel | Building) -> Priced | None:
    """What the zone has entered for this very site."""
    is_land = isinstance(site, Parcel)
    fen = site.price_fen_per_mu if is_land else site.rent_fen_sqm_month
    if fen is None:
        return None
    day = formats.date_format(timezone.localtime(site.updated_at), "DATE_FORMAT")
    told = (site_title(site), "", _("as of %(day)s") % {"day": day}, _("entered by the zone for this site"))
    return Priced(f"site:{site.code}", Item.LAND if is_land else Item.BUILDING, Decimal(fen) / 100, *told)


def since(rate: CostRate) -> str:
    start = formats.date_format(rate.valid_from, "DATE_FORMAT")
    if rate.valid_to is None:
        return _("from %(day)s") % {"day": start}
    return _("%(start)s to %(end)s") % {"start": start, "end": formats.date_format(rate.valid_to, "DATE_FORMAT")}
