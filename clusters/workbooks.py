"""Workbooks of the base: companies, parcels, factory units."""

from collections.abc import Hashable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Building, Cluster, Company, Parcel, Park, Segment
from crm.accounts.roles import Role
from crm.common.names import normalise_company_name
from crm.workbooks.cells import Choice, Code, CreditCode, Date, Money, Quantity, Text, Whole, YesNo
from crm.workbooks.columns import Column, called, layout
from crm.workbooks.kinds import Entry, register
from crm.workbooks.lookups import Lookup
from crm.workbooks.records import RecordKind
from crm.workbooks.units import AREA, LENGTH, LOAD, MONEY_PER_MU, POWER, RENT, WATER

AREA_TYPE = Quantity(AREA, places=2, assumed="亩")
CREDIT_CODE_NAMES = (
    "统一社会信用代码",
    "社会信用代码",
    "信用代码",
    "企业信用代码",
    "统一信用代码",
    "credit code",
    "unified social credit code",
    "uscc",
)
CLUSTER = Column(
    "cluster", Text(60), ("产业集群", "集群", "所属集群", "所属产业", "产业", "cluster", "industry cluster")
)
SEGMENT = Column(
    "segment", Text(60), ("链条环节", "环节", "产业链环节", "产业环节", "segment", "value chain segment", "link")
)
PARK = Column("park", Text(60), called("片区、所在片区、所属片区、园区、park、area of the zone"))
PARK_REQUIRED = Column("park", Text(60), PARK.names, required=True)


class CompanyKind(RecordKind):
    """A company is found by its credit code; without one, by its name among those without one."""

    name = "companies"
    label = _("Companies")
    model = Company
    roles = frozenset({Role.PROMOTER, Role.MANAGER})
    key_name = "credit_code"
    fields = {"segment": "segment_text", "registered_capital": "registered_capital_fen"}
    layouts = (
        layout(
            "companies",
            [
                Column(
                    "name",
                    Text(200),
                    called("企业名称、公司名称、单位名称、企业、company、company name、name"),
                    required=True,
                ),
                Column("credit_code", CreditCode(), CREDIT_CODE_NAMES),
                Column("name_en", Text(200), called("英文名称、企业英文名称、English name")),
                Column(
                    "registered_place",
                    Text(100),
                    called("注册地、注册地址、注册地区、所在地、registered in、registered place"),
                ),
                Column("industry_code", Code(6), called("行业代码、国民经济行业代码、industry code")),
                Column(
                    "registered_capital",
                    Money(assumed="万元"),
                    called("注册资本、注册资金、registered capital、capital"),
                ),
                Column(
                    "founded_on", Date(), ("成立日期", "成立时间", "注册日期", "founded", "founded on", "date founded")
                ),
                CLUSTER,
                SEGMENT,
                Column("is_above_scale", YesNo(), called("是否规上、规上、规上企业、above scale、is above scale")),
                PARK,
                Column("website", Text(200), called("网址、网站、官网、website")),
            ],
            "name credit_code",
        ),
    )

    def lookups(self) -> dict[str, Lookup]:
        return {"cluster": Lookup(Cluster.objects.all()), "park": Lookup(Park.objects.all())}

    def check(self, entries: Sequence[Entry], actor: Any) -> None:
        super().check(entries, actor)
        find_segments(entries)

    def key(self, entry: Entry) -> Hashable:
        return entry.get("credit_code") or ("name", normalise_company_name(entry.get("name")))

    def title(self, entry: Entry) -> str:
        return entry.get("name") or ""

    def queryset(self) -> QuerySet:
        return Company.objects.select_related("cluster", "park")

    def match(self, entries: Sequence[Entry], actor: Any) -> dict[Hashable, Any]:
        found = {}
        coded = [entry for entry in entries if entry.get("credit_code")]
        found.update(super().match(coded, actor))
        rest = [entry for entry in entries if entry.key not in found]
        nameless = companies_without_code([entry.get("name") for entry in rest])
        for entry in rest:
            company = nameless.get(normalise_company_name(entry.get("name")))
            if company is not None:
                found[entry.key] = company
        return found

    def fill(self, record: Any, entry: Entry) -> None:
        super().fill(record, entry)
        if "segment" in entry.values:
            record.segment_text = entry.get("segment") or record.segment_text
            record.segment = entry.notes.get("segment_found", record.segment)


def companies_without_code(names: Sequence[str]) -> dict[str, Company]:
    """Companies known by name only, by the name's key; names that several share find none."""
    found: dict[str, Company | None] = {}
    keys = [normalise_company_name(name) for name in names]
    for company in Company.objects.filter(name_key__in=keys, credit_code=None).select_related("cluster", "park"):
        found[company.name_key] = None if company.name_key in found else company
    return {key: company for key, company in found.items() if company is not None}


def find_segments(entries: Sequence[Entry]) -> None:
    """A segment's word is kept as entered; it points to the chain's segment where the cluster has one of that name."""
    lookups: dict[int, Lookup] = {}
    for segment in Segment.objects.select_related("cluster"):
        lookups.setdefault(segment.cluster_id, Lookup([])).add(segment)
    for entry in entries:
        cluster, text = entry.notes.get("cluster"), entry.get("segment")
        found = lookups[cluster.pk].exact(text) if text and cluster and cluster.pk in lookups else None
        if found is not None:
            entry.notes["segment_found"] = found


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
                    called("投资强度、投资强度下限、investment per mu"),
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
                    "environmental_zone", Text(40), ("三线一单", "生态环境分区", "环境管控单元", "environmental zoning")
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


def register_kinds() -> None:
    for kind in (CompanyKind(), ParcelKind(), BuildingKind()):
        register(kind)
