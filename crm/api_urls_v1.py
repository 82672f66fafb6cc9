"""The REST API: each app registers its viewsets in its own `api.py`."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from clusters import api as clusters_api
from clusters.enclaves import api as enclaves_api
from leads import api as leads_api
from search import api as search_api

router = DefaultRouter(use_regex_path=False)
router.include_root_view = True
router.include_format_suffixes = False  # one format: JSON

for api in (clusters_api, enclaves_api, leads_api, search_api):
    api.register(router)

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    *router.urls,
]
