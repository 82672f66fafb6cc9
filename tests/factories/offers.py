"""What a portal has on offer: land and units in all parks, some known well and some not, rates, an opportunity."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clusters.models import Building, Cluster, CostRate, Opportunity, Parcel, Park
from tests.factories.clusters import BuildingFactory, ParcelFactory


def make_offers(each: int = 2) -> None:
    """`each` parcels and units in each park: CX-fumin-0, BF-fumin-0 … Deterministic, so that pages can be compared."""
    for park in Park.objects.order_by("order"):
        for number in range(each):
            make_parcel(park, number)
            make_building(park, number)
    for item, yuan in (("power", "0.4231"), ("wage", "5200")):
        CostRate.objects.create(
            item=item, name="测试单价", name_en="Test rate", yuan=Decimal(yuan), valid_from=date(2026, 1, 1),
            source="测试文件", source_en="Test paper", is_public=True,
        )  # fmt: skip


def make_parcel(park: Park, number: int) -> Parcel:
    known = number % 2 == 0
    return ParcelFactory(
        code=f"CX-{park.code}-{number}",
        park=park,
        area_sqm=Decimal(20_000 * (number + 1)),
        status=Parcel.Status.AVAILABLE if known else Parcel.Status.RESERVED,
        land_use="工业用地",
        environmental_zone="重点管控单元" if known else "",
        power_kva=Decimal(60_000) if known else None,
        water_m3_day=Decimal(3_000) if known else None,
        has_gas=known or None,
        price_fen_per_mu=12_000_000 if known else None,
        is_public=True,
    )


def make_building(park: Park, number: int) -> Building:
    return BuildingFactory(
        code=f"BF-{park.code}-{number}",
        park=park,
        block="1栋",
        floor=number + 1,
        area_sqm=Decimal(1_500 * (number + 1)),
        height_m=Decimal("6.00"),
        rent_fen_sqm_month=900,
        available_from=timezone.localdate() + timedelta(days=40 * number),
        is_public=True,
    )


def make_opportunity(**changed: Any) -> Opportunity:
    """`foil`, of the copper cluster, with a parcel that it names."""
    park = Park.objects.get(code="yundian")
    parcel = ParcelFactory(code="CX-large", park=park, area_sqm=Decimal(70_000), is_public=True)
    facts = {
        "code": "foil", "title": "电子铜箔", "title_en": "Copper foil", "text": "寻求铜箔企业",
        "text_en": "A maker of copper foil is sought.", "stage": "open", "park": park, "is_public": True,
    }  # fmt: skip
    foil = Opportunity(**{"cluster": Cluster.objects.get(code="copper"), **facts, **changed}).save_by(None)
    foil.parcels.set([parcel])
    return foil
