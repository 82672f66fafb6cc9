"""The portal's news as Atom, one feed for each language."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from cms import tree
from cms.models import NewsPage

LATEST = 30


class NewsFeed(Feed):
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> HttpRequest:
        return request

    def title(self, request: HttpRequest) -> str:
        return _("News of Chuxiong National High-tech Zone")

    def link(self, request: HttpRequest) -> str:
        home = tree.home_in(request, request.LANGUAGE_CODE)
        return (home.get_full_url(request) if home else "") or "/"

    def feed_url(self, request: HttpRequest) -> str:
        return self.link(request).rstrip("/").removesuffix(f"/{request.LANGUAGE_CODE}") + reverse("portal_feed")

    def subtitle(self, request: HttpRequest) -> str:
        return settings.WAGTAIL_SITE_NAME

    def items(self, request: HttpRequest) -> list[NewsPage]:
        return list(tree.latest_news(request.LANGUAGE_CODE)[:LATEST])

    def item_title(self, item: NewsPage) -> str:
        return item.title

    def item_description(self, item: NewsPage) -> str:
        return item.standfirst

    def item_link(self, item: NewsPage) -> str:
        return item.full_url or ""

    def item_pubdate(self, item: NewsPage) -> datetime:
        return timezone.make_aware(datetime.combine(item.published_on, datetime.min.time()))

    def item_updateddate(self, item: NewsPage) -> Any:
        return item.last_published_at or self.item_pubdate(item)
