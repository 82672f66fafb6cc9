"""The addresses that the API's schema describes, without Wagtail's (which would pollute it)."""

from django.urls import include, path

urlpatterns = [path("api/v1/", include("crm.api_urls_v1"))]
