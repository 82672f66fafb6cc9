"""Workbooks of the base: companies, parcels, factory units, observations."""


def register_kinds() -> None:
    """Called when apps are ready: kinds import models."""
    from clusters.workbooks.companies import CompanyKind
    from clusters.workbooks.observations import ObservationKind
    from clusters.workbooks.opportunities import OpportunityKind
    from clusters.workbooks.places import BuildingKind, ParcelKind
    from crm.workbooks.kinds import register

    for kind in (CompanyKind(), ParcelKind(), BuildingKind(), OpportunityKind(), ObservationKind()):
        register(kind)
