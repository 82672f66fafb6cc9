"""Pages of parks, parcels and factory units."""

from dataclasses import replace
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy

from clusters.filters import BuildingFilter, ParcelFilter
from clusters.forms.records import BuildingForm, ParcelForm, ParkForm
from clusters.models import Building, Company, Parcel, Park, Project
from clusters.roles import CHAIN_EDITORS, READERS, SITE_EDITORS
from clusters.views.companies import address
from clusters.views.states import building_status, parcel_status
from crm.accounts.roles import STAFF_ROLES
from crm.office.columns import Column, area, money
from crm.office.views import Action, DetailPage, FormPage, ListPage, Panel

PARK = Column("park", gettext_lazy("Park"), value="park", sort="park__order")
PUBLIC = Column("is_public", gettext_lazy("On the portal"), sort="is_public")


def quantity(name: str, label: Any, unit: str = "") -> Column:
    """A measured number without the zeros that its column keeps: 110,000 for 110000.00."""

    def shown(record: Any) -> str | None:
        value = getattr(record, name)
        return None if value is None else f"{value.normalize():,f}"

    return Column(
        name, label, value=shown, export=lambda record: getattr(record, name), unit=unit, numeric=True, sort=name
    )


PLOT_RATIO = quantity("plot_ratio_min", gettext_lazy("Plot ratio ≥"))
POWER = quantity("power_kva", gettext_lazy("Power"), "kVA")
WATER = quantity("water_m3_day", gettext_lazy("Water"), "m³/d")
HEIGHT = quantity("height_m", gettext_lazy("Height"), "m")
LOAD = quantity("load_kg_sqm", gettext_lazy("Load"), "kg/㎡")

# Their unit is that of the amount, and the place it is of.
INVESTMENT_PER_MU = money("investment_per_mu", gettext_lazy("Investment per mu ≥"), "investment_per_mu_min_fen")
RENT = money("rent", gettext_lazy("Rent"), "rent_fen_sqm_month", unit="元")


class EditablePage(DetailPage):
    """A record's page with its edit button for those who may."""

    editors: tuple[str, ...] = SITE_EDITORS

    def get_actions(self) -> list[Action]:
        edit = Action(gettext_lazy("Edit"), f"{self.object.get_absolute_url()}edit/", "edit", self.editors)
        return [edit] if edit.allowed_to(self.request.user) else []


class ParkList(ListPage):
    model = Park
    roles = READERS
    section = "parks"
    title = gettext_lazy("Parks")
    default_sort = "name"
    columns = (
        Column("name", gettext_lazy("Park"), value="shown_name", sort="order"),
        Column("is_carrier", gettext_lazy("Carrier of enclaves"), sort="is_carrier"),
        Column("parcels", gettext_lazy("Parcels"), value="parcel_count", numeric=True, sort="parcel_count"),
        Column("buildings", gettext_lazy("Factory units"), value="building_count", numeric=True, sort="building_count"),
        Column("name_en", gettext_lazy("English name"), sort="name_en"),
    )

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Counts of sites only: companies and projects may be confidential, and are counted on the park's page."""
        return rows.annotate(
            parcel_count=Count("parcels", distinct=True), building_count=Count("buildings", distinct=True)
        )


def park_numbers(park: Park, user: Any) -> dict[str, Any]:
    counted = ((Company, "company"), (Project, "project"), (Parcel, "parcel"), (Building, "building"))
    return {f"{name}_count": model.objects.visible_to(user).filter(park=park).count() for model, name in counted}


class ParkDetail(EditablePage):
    model = Park
    roles = READERS
    section = "parks"
    editors = CHAIN_EDITORS
    fields = ("name", "is_carrier", "name_en", "aliases")
    panels = (Panel("numbers", gettext_lazy("In this park"), "clusters/park_numbers.html", park_numbers, order=20),)


class ParkEdit(FormPage):
    model = Park
    roles = CHAIN_EDITORS
    section = "parks"
    form_class = ParkForm


class ParcelList(ListPage):
    model = Parcel
    queryset = Parcel.objects.select_related("park")
    roles = STAFF_ROLES
    section = "parcels"
    title = gettext_lazy("Parcels")
    filterset_class = ParcelFilter
    default_sort = "code"
    actions = (Action(gettext_lazy("New parcel"), "/office/parcels/new/", "plus", SITE_EDITORS, primary=True),)
    under_first = ("park", "status", "area")
    columns = (
        Column("code", gettext_lazy("Parcel code"), sort="code"),
        PARK,
        Column("status", gettext_lazy("Status"), value=parcel_status, sort="status"),
        area("area", gettext_lazy("Area"), "area_sqm"),
        Column("land_use", gettext_lazy("Land use"), sort="land_use"),
        PLOT_RATIO,
        replace(INVESTMENT_PER_MU, unit="万元/亩"),
        POWER,
        WATER,
        Column("gas", gettext_lazy("Gas"), value="has_gas", sort="has_gas"),
        Column("zone", gettext_lazy("Environmental zoning"), value="environmental_zone", shown=False),
        PUBLIC,
    )


class ParcelDetail(EditablePage):
    model = Parcel
    queryset = Parcel.objects.select_related("park")
    roles = STAFF_ROLES
    section = "parcels"
    fields = (
        "code",
        Column("park", gettext_lazy("Park"), link=lambda record: address(record.park)),
        Column("status", gettext_lazy("Status"), value=parcel_status),
        area("area", gettext_lazy("Area"), "area_sqm"),
        Column("area_sqm", gettext_lazy("The same in m²"), unit="㎡", numeric=True),
        "land_use",
        PLOT_RATIO,
        money("investment", gettext_lazy("Investment per mu at least"), "investment_per_mu_min_fen"),
        money("price", gettext_lazy("Price per mu"), "price_fen_per_mu"),
        POWER,
        WATER,
        "has_gas",
        "environmental_zone",
        "longitude",
        "latitude",
        "is_public",
    )


class ParcelEdit(FormPage):
    model = Parcel
    roles = SITE_EDITORS
    section = "parcels"
    form_class = ParcelForm
    new_title = gettext_lazy("New parcel")


class BuildingList(ListPage):
    model = Building
    queryset = Building.objects.select_related("park")
    roles = STAFF_ROLES
    section = "buildings"
    title = gettext_lazy("Factory units")
    filterset_class = BuildingFilter
    default_sort = "code"
    actions = (Action(gettext_lazy("New factory unit"), "/office/buildings/new/", "plus", SITE_EDITORS, primary=True),)
    under_first = ("park", "status", "area")
    columns = (
        Column("code", gettext_lazy("Unit code"), sort="code"),
        PARK,
        Column("block", gettext_lazy("Block"), sort="block"),
        Column("floor", gettext_lazy("Floor"), numeric=True, sort="floor"),
        Column("status", gettext_lazy("Status"), value=building_status, sort="status"),
        area("area", gettext_lazy("Area"), "area_sqm", unit="㎡"),
        HEIGHT,
        LOAD,
        replace(RENT, unit="元/㎡·月"),
        Column("available_from", gettext_lazy("Available from"), sort="available_from"),
        PUBLIC,
    )


class BuildingDetail(EditablePage):
    model = Building
    queryset = Building.objects.select_related("park")
    roles = STAFF_ROLES
    section = "buildings"
    fields = (
        "code",
        Column("park", gettext_lazy("Park"), link=lambda record: address(record.park)),
        "block",
        "floor",
        Column("status", gettext_lazy("Status"), value=building_status),
        area("area", gettext_lazy("Area"), "area_sqm", unit="㎡"),
        HEIGHT,
        LOAD,
        money("rent", gettext_lazy("Rent per m² and month"), "rent_fen_sqm_month", unit="元"),
        "available_from",
        "is_public",
    )


class BuildingEdit(FormPage):
    model = Building
    roles = SITE_EDITORS
    section = "buildings"
    form_class = BuildingForm
    new_title = gettext_lazy("New factory unit")
