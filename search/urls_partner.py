"""Addresses under /partner/search/."""

from django.urls import path

from search import views

app_name = "partner_search"

urlpatterns = [
    path("", views.PartnerSearchPage.as_view(), name="search"),
    path("suggest/", views.PartnerSuggestions.as_view(), name="suggest"),
    path("palette/", views.PartnerPalette.as_view(), name="palette"),
]
