"""The base under /api/v1/: `register` is called where the API's addresses are put together."""

from rest_framework.routers import BaseRouter


def register(router: BaseRouter) -> None:
    from clusters.api import views

    router.register("divisions", views.DivisionViewSet)
    router.register("clusters", views.ClusterViewSet)
    router.register("segments", views.SegmentViewSet)
    router.register("parks", views.ParkViewSet)
    router.register("parcels", views.ParcelViewSet)
    router.register("buildings", views.BuildingViewSet)
    router.register("companies", views.CompanyViewSet)
    router.register("projects", views.ProjectViewSet)
    router.register("milestones", views.MilestoneViewSet)
    router.register("indicators", views.IndicatorViewSet)
    router.register("taxes", views.TaxViewSet)
    router.register("observations", views.ObservationViewSet)
    router.register("measures", views.MeasureViewSet)
    router.register("provisions", views.ProvisionViewSet)
    router.register("opportunities", views.OpportunityViewSet)
