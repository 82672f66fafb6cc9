"""The portal's addresses beside Wagtail's pages. Included inside i18n_patterns, before Wagtail's own."""

from django.urls import path

from cms import views

urlpatterns = [path("sitemap.xml", views.sitemap, name="portal_sitemap")]
