"""The portal's addresses beside Wagtail's pages. Included inside i18n_patterns, before Wagtail's own."""

from django.urls import path

from cms import views
from cms.views_search import portal_search

urlpatterns = [
    path("sitemap.xml", views.sitemap, name="portal_sitemap"),
    path("search/", portal_search, name="portal_search"),
]
