"""Addresses of the base under /office/."""

from django.urls import path

from clusters.views import companies, facts, industry, places, policy, projects, rates

app_name = "clusters"

urlpatterns = [
    path("clusters/", industry.ClusterList.as_view(), name="clusters"),
    path("clusters/<int:pk>/", industry.ClusterDetail.as_view(), name="cluster"),
    path("clusters/<int:pk>/edit/", industry.ClusterEdit.as_view(), name="cluster_edit"),
    path("segments/<int:pk>/", industry.SegmentDetail.as_view(), name="segment"),
    path("segments/<int:pk>/edit/", industry.SegmentEdit.as_view(), name="segment_edit"),
    path("companies/", companies.CompanyList.as_view(), name="companies"),
    path("companies/new/", companies.CompanyEdit.as_view(), name="company_new"),
    path("companies/<int:pk>/", companies.CompanyDetail.as_view(), name="company"),
    path("companies/<int:pk>/edit/", companies.CompanyEdit.as_view(), name="company_edit"),
    path("projects/", projects.ProjectList.as_view(), name="projects"),
    path("projects/new/", projects.ProjectOpening.as_view(), name="project_new"),
    path("projects/<int:pk>/", projects.ProjectDetail.as_view(), name="project"),
    path("projects/<int:pk>/capital/", projects.CapitalAdd.as_view(), name="capital_add"),
    path("projects/<int:pk>/edit/", projects.ProjectEdit.as_view(), name="project_edit"),
    path("projects/<int:pk>/milestones/new/", facts.MilestoneEntry.as_view(), name="milestone_new"),
    path("projects/<int:pk>/observations/new/", facts.ObservationEntry.as_view(), name="observation_new"),
    path("milestones/<int:pk>/", facts.MilestoneDetail.as_view(), name="milestone"),
    path("milestones/<int:pk>/verify/", facts.MilestoneVerify.as_view(), name="milestone_verify"),
    path("milestones/<int:pk>/correct/", facts.MilestoneCorrection.as_view(), name="milestone_correct"),
    path("observations/", facts.ObservationList.as_view(), name="observations"),
    path("observations/<int:pk>/", facts.ObservationDetail.as_view(), name="observation"),
    path("observations/<int:pk>/verify/", facts.ObservationVerify.as_view(), name="observation_verify"),
    path("observations/<int:pk>/correct/", facts.ObservationCorrection.as_view(), name="observation_correct"),
    path("parks/", places.ParkList.as_view(), name="parks"),
    path("parks/<int:pk>/", places.ParkDetail.as_view(), name="park"),
    path("parks/<int:pk>/edit/", places.ParkEdit.as_view(), name="park_edit"),
    path("parcels/", places.ParcelList.as_view(), name="parcels"),
    path("parcels/new/", places.ParcelEdit.as_view(), name="parcel_new"),
    path("parcels/<int:pk>/", places.ParcelDetail.as_view(), name="parcel"),
    path("parcels/<int:pk>/edit/", places.ParcelEdit.as_view(), name="parcel_edit"),
    path("buildings/", places.BuildingList.as_view(), name="buildings"),
    path("buildings/new/", places.BuildingEdit.as_view(), name="building_new"),
    path("buildings/<int:pk>/", places.BuildingDetail.as_view(), name="building"),
    path("buildings/<int:pk>/edit/", places.BuildingEdit.as_view(), name="building_edit"),
    path("cost-rates/", rates.RateList.as_view(), name="cost-rates"),
    path("cost-rates/new/", rates.RateEdit.as_view(), name="cost_rate_new"),
    path("cost-rates/<int:pk>/", rates.RateDetail.as_view(), name="cost_rate"),
    path("cost-rates/<int:pk>/edit/", rates.RateEdit.as_view(), name="cost_rate_edit"),
    path("measures/", policy.MeasureList.as_view(), name="measures"),
    path("measures/<int:pk>/", policy.MeasureDetail.as_view(), name="measure"),
    path("opportunities/", policy.OpportunityList.as_view(), name="opportunities"),
    path("opportunities/new/", policy.OpportunityEdit.as_view(), name="opportunity_new"),
    path("opportunities/<int:pk>/", policy.OpportunityDetail.as_view(), name="opportunity"),
    path("opportunities/<int:pk>/edit/", policy.OpportunityEdit.as_view(), name="opportunity_edit"),
]
