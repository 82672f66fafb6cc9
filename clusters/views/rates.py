"""Pages of the rates that the portal's cost calculator reckons with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clusters.filters import CostRateFilter
from clusters.forms.records import CostRateForm
from clusters.models import CostRate
from clusters.roles import SITE_EDITORS
from clusters.services.rates import rate_save
from clusters.views.places import PUBLIC, EditablePage
from crm.accounts.roles import STAFF_ROLES
from crm.office.columns import Column
from crm.office.views import Action, FormPage, ListPage

UNITS = {
    "land": gettext_lazy("yuan per mu"),
    "building": gettext_lazy("yuan per m² per month"),
    "power": gettext_lazy("yuan per kWh"),
    "water": gettext_lazy("yuan per m³"),
    "steam": gettext_lazy("yuan per t"),
    "wage": gettext_lazy("yuan per person per month"),
}


def unit(rate: CostRate) -> str:
    return str(UNITS[rate.item])


def yuan(rate: CostRate) -> str:
    return f"{rate.yuan.normalize():,f}"


ITEM = Column("item", gettext_lazy("Cost item"), value="get_item_display", sort="item")
PARK = Column(
    "park", gettext_lazy("Park"), value=lambda rate: str(rate.park) if rate.park else None, sort="park__order"
)
YUAN = Column("yuan", gettext_lazy("Rate"), value=yuan, export=lambda rate: rate.yuan, numeric=True, sort="yuan")
UNIT = Column("unit", gettext_lazy("Unit"), value=unit)


class RateList(ListPage):
    model = CostRate
    queryset = CostRate.objects.select_related("park")
    roles = STAFF_ROLES
    section = "cost-rates"
    title = gettext_lazy("Cost rates")
    lead = gettext_lazy("What the portal's cost calculator reckons with: published rates only, on the days they hold.")
    empty_text = gettext_lazy("No rate is entered: the portal shows “to be announced” for every item.")
    filterset_class = CostRateFilter
    default_sort = "item"
    actions = (Action(gettext_lazy("New rate"), "/office/cost-rates/new/", "plus", SITE_EDITORS, primary=True),)
    columns = (
        Column("name", gettext_lazy("What it is for"), value="shown_name", sort="name"),
        ITEM,
        PARK,
        YUAN,
        UNIT,
        Column("valid_from", gettext_lazy("Valid from"), sort="valid_from"),
        Column("valid_to", gettext_lazy("Valid to"), sort="valid_to"),
        Column("source", gettext_lazy("Source"), sort="source"),
        PUBLIC,
    )


class RateDetail(EditablePage):
    model = CostRate
    queryset = CostRate.objects.select_related("park")
    roles = STAFF_ROLES
    section = "cost-rates"
    fields = (
        ITEM, "name", "name_en", PARK, YUAN, UNIT, "valid_from", "valid_to", "source", "source_en", "is_public",
    )  # fmt: skip


class RateEdit(FormPage):
    model = CostRate
    roles = SITE_EDITORS
    section = "cost-rates"
    form_class = CostRateForm
    new_title = gettext_lazy("New rate")

    def save_record(self, form: forms.BaseForm, reason: str) -> Any:
        return rate_save(rate=form.instance, actor=self.request.user, reason=reason)
