"""Land and factory units (地块与厂房)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Building, Parcel, Park
from clusters.workbooks.columns import AREA_TYPE, PARK_REQUIRED
from crm.accounts.roles import Role
from crm.workbooks.cells import Choice, Code, Date, Quantity, Text, Whole, YesNo
from crm.workbooks.columns import Column, called, layout
from crm.workbooks.lookups import Lookup
from crm.workbooks.records import RecordKind
from crm.workbooks.units import AREA, LENGTH, LOAD, MONEY_PER_MU, POWER, RENT, WATER


class ParcelKind(RecordKind):
    """Land (地块)."""

    name = "parcels"
    label = _("Parcels")
    model = Parcel
    roles = frozenset({Role.MANAGER})
    fields = {
        "area": "area_sqm",
        "plot_ratio": "plot_ratio_min",
        "investment_per_mu": "investment_per_mu_min_fen",
        "power": "power_kva",
        "water": "water_m3_day",
        "gas": "has_gas",
        "price": "price_fen_per_mu",
    }
    required_references = ("park",)
    examples = {
        "code": "CX-0000",
        "land_use": _("Industrial land"),
        "plot_ratio": 1.2,
        "investment_per_mu": 300,
        "power": 2000,
        "water": 500,
        "longitude": 101.545678,
        "latitude": 25.041234,
        "environmental_zone": _("Priority control"),
        "price": 12.5,
    }
    hints = {
        "plot_ratio": _("The least that is allowed."),
        "investment_per_mu": _("The least that is asked for."),
        "longitude": _("Degrees with up to six decimals."),
        "latitude": _("Degrees with up to six decimals."),
    }
    layouts = (
        layout(
            "parcels",
            [
                Column(
                    "code",
                    Code(40),
                    called("地块编号、地块代码、宗地编号、地块、parcel、parcel code、parcel no"),
                    required=True,
                ),
                PARK_REQUIRED,
                Column("area", AREA_TYPE, called("面积、地块面积、用地面积、土地面积、area"), required=True),
                Column("land_use", Text(40), called("土地性质、用地性质、土地用途、规划用途、land use")),
                Column("plot_ratio", Quantity(places=2), called("容积率、容积率下限、plot ratio")),
                Column(
                    "investment_per_mu",
                    Quantity(MONEY_PER_MU, places=0, assumed="万元/亩"),
                    called("投资强度、投资强度下限、每亩投资、investment per mu"),
                ),
                Column("power", Quantity(POWER, places=2, assumed="kVA"), called("供电、供电能力、供电容量、power")),
                Column("water", Quantity(WATER, places=2, assumed="m³/日"), called("供水、供水能力、water")),
                Column("gas", YesNo(), called("天然气、供气、燃气、gas")),
                Column(
                    "status",
                    Choice(
                        values={
                            "可供": "available",
                            "预留": "reserved",
                            "已供": "supplied",
                            "低效": "low_use",
                            "低效用地": "low_use",
                        },
                        labels=dict(Parcel.Status.choices),
                    ),
                    called("状态、供地状态、地块状态、status"),
                    required=True,
                ),
                Column("longitude", Quantity(places=6, negative=True), called("经度、longitude、lng、lon")),
                Column("latitude", Quantity(places=6, negative=True), called("纬度、latitude、lat")),
                Column(
                    "environmental_zone",
                    Text(40),
                    called("三线一单、三线一单分区、生态环境分区、环境管控单元、environmental zoning"),
                ),
                Column(
                    "price",
                    Quantity(MONEY_PER_MU, places=0, assumed="万元/亩"),
                    called("地价、出让价、price per mu、price"),
                ),
            ],
            "code area",
        ),
    )

    def lookups(self) -> dict[str, Lookup]:
        return {"park": Lookup(Park.objects.all())}

    def queryset(self) -> QuerySet:
        return Parcel.objects.select_related("park")


class BuildingKind(RecordKind):
    """Units of standard factories (标准厂房)."""

    name = "buildings"
    label = _("Factory units")
    model = Building
    roles = frozenset({Role.MANAGER})
    fields = {"area": "area_sqm", "height": "height_m", "load": "load_kg_sqm", "rent": "rent_fen_sqm_month"}
    required_references = ("park",)
    examples = {"code": "BF-0000", "block": "A1", "floor": 2, "area": 1200, "height": 6, "load": 750, "rent": 10.5}
    layouts = (
        layout(
            "buildings",
            [
                Column(
                    "code",
                    Code(40),
                    called("厂房编号、厂房代码、单元编号、房源编号、unit、unit code、building code"),
                    required=True,
                ),
                PARK_REQUIRED,
                Column("block", Text(40), called("栋、栋号、楼栋、幢、block、building")),
                Column("floor", Whole(negative=True), called("层、楼层、所在层、floor")),
                Column(
                    "area",
                    Quantity(AREA, places=2, assumed="㎡"),
                    called("面积、建筑面积、厂房面积、area"),
                    required=True,
                ),
                Column("height", Quantity(LENGTH, places=2, assumed="m"), called("层高、净高、height")),
                Column(
                    "load",
                    Quantity(LOAD, places=2, assumed="kg/㎡"),
                    called("荷载、承重、楼面荷载、load、floor load"),
                ),
                Column("rent", Quantity(RENT, places=0, assumed="元/㎡·月"), called("租金、月租金、rent")),
                Column(
                    "status",
                    Choice(
                        values={"空置": "vacant", "可租": "vacant", "已订": "booked", "已租": "let", "在租": "let"},
                        labels=dict(Building.Status.choices),
                    ),
                    called("状态、出租状态、status"),
                    required=True,
                ),
                Column("available_from", Date(), called("可入驻日期、可入驻时间、入驻日期、available from")),
            ],
            "code area",
        ),
    )

    def lookups(self) -> dict[str, Lookup]:
        return {"park": Lookup(Park.objects.all())}

    def queryset(self) -> QuerySet:
        return Building.objects.select_related("park")
