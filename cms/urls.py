"""The portal's addresses beside Wagtail's pages. Included inside i18n_patterns, before Wagtail's own."""

from django.urls import path, re_path
from wagtail.views import serve

from cms import views
from cms.caching import kept
from cms.feeds import NewsFeed
from cms.sites import views as sites
from cms.views_search import portal_search

urlpatterns = [
    path("sitemap.xml", views.sitemap, name="portal_sitemap"),
    path("news/feed.xml", kept(NewsFeed()), name="portal_feed"),
    path("search/", portal_search, name="portal_search"),
    path("sites.geojson", sites.places, name="portal_places"),
    path("shortlist/", sites.shortlist_change, name="portal_shortlist"),
    path("brochure.pdf", sites.brochure, name="portal_brochure"),
    # Wagtail takes letters, digits and hyphens in an address; the codes of sites may hold others.
    re_path(r"^((?:[\w\-]+/)+(?:land|factory)/.+/)$", serve, name="portal_site"),
]
