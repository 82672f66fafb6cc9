"""Addresses under /office/search/."""

from django.urls import path

from search import views

app_name = "search"

urlpatterns = [
    path("", views.SearchPage.as_view(), name="search"),
    path("suggest/", views.Suggestions.as_view(), name="suggest"),
    path("palette/", views.Palette.as_view(), name="palette"),
]
