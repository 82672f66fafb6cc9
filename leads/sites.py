"""What a lead asks of a site, as the ranking of sites takes it."""

from decimal import ROUND_HALF_UP, Decimal

from clusters.siting import Need
from leads.models import Lead

HOURS_A_YEAR = 8760


def need_of(lead: Lead) -> Need:
    """Power: as stated, else the least that can carry the electricity of the year (docs/algorithms/siting.md)."""
    return Need(
        land_sqm=lead.land_sqm,
        floor_sqm=lead.floor_sqm,
        power_kva=lead.power_kva or least_power(lead.power_kwh_year),
        water_m3_day=lead.water_m3_day,
        needs_gas=lead.needs_gas,
        land_use=lead.land_use.strip(),
        park=lead.park.code if lead.park else "",
        cluster=lead.cluster.code if lead.cluster else "",
    )


def least_power(kwh_year: int | None) -> Decimal | None:
    """kVA at a power factor of 1 and an even load all year: less can never be enough."""
    return (Decimal(kwh_year) / HOURS_A_YEAR).quantize(Decimal("0.01"), ROUND_HALF_UP) if kwh_year else None
