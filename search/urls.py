"""Addresses under /office/search/."""

from django.urls import path

from search import views, views_failures

app_name = "search"

urlpatterns = [
    path("", views.SearchPage.as_view(), name="search"),
    path("suggest/", views.Suggestions.as_view(), name="suggest"),
    path("palette/", views.Palette.as_view(), name="palette"),
    path("failures/", views_failures.FailureListPage.as_view(), name="failures"),
    path("failures/<int:pk>/retry/", views_failures.FailureRetryPage.as_view(), name="failure_retry"),
]
