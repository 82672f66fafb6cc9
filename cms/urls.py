"""The portal's addresses beside Wagtail's pages. Included inside i18n_patterns, before Wagtail's own."""

from django.urls import path

from cms import views
from cms.caching import kept
from cms.feeds import NewsFeed
from cms.views_search import portal_search

urlpatterns = [
    path("sitemap.xml", views.sitemap, name="portal_sitemap"),
    path("news/feed.xml", kept(NewsFeed()), name="portal_feed"),
    path("search/", portal_search, name="portal_search"),
]
