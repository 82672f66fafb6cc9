"""Finding pages in the portal's tree, in one query each."""

from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

from cms.caching import remembered
from cms.models import (
    ClusterPage,
    ContentPage,
    CostsPage,
    EnquiryPage,
    FitsPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    OpportunitiesPage,
    ParkPage,
    PolicyIndexPage,
    SitesPage,
    StoryIndexPage,
)
from cms.models.pages import not_restricted
from cms.selectors import ANYBODY

# What the footer lists of what the menu does not.
FOOTER = (FitsPage, CostsPage, ContentPage, NewsIndexPage, StoryIndexPage)


# Pages that others link to by what they are.
LINKED = {
    "enquiry": EnquiryPage,
    "policy": PolicyIndexPage,
    "sites": SitesPage,
    "costs": CostsPage,
    "opportunities": OpportunitiesPage,
    "fits": FitsPage,
}


class MenuItem(NamedTuple):
    pk: int
    title: str
    url: str
    full_url: str


class Menu(NamedTuple):
    home: MenuItem | None
    main: list[MenuItem]
    footer: list[MenuItem]
    enquiry: MenuItem | None
    policy: MenuItem | None
    sites: MenuItem | None = None
    costs: MenuItem | None = None
    opportunities: MenuItem | None = None
    fits: MenuItem | None = None


def menu_of(request: HttpRequest) -> Menu:
    """The pages that every page links to, asked for once in a request."""
    if not hasattr(request, "portal_menu"):
        language = get_language() or ""
        name = f"menu {request.get_host()} {language}"
        request.portal_menu = remembered(name, lambda: build_menu(request, language))
    return request.portal_menu


def build_menu(request: HttpRequest, language: str) -> Menu:
    home = home_in(request, language)
    if home is None:
        return Menu(None, [], [], None, None)
    children = (
        home.get_children().live().filter(not_restricted()).select_related("locale", "content_type").order_by("path")
    )
    pages = [(page.specific_class, page.show_in_menus, menu_item(page, request)) for page in children]
    return Menu(
        home=menu_item(home, request),
        main=[item for _kind, in_menu, item in pages if in_menu],
        footer=[item for kind, in_menu, item in pages if not in_menu and kind in FOOTER],
        **{
            name: next((item for kind, _in_menu, item in pages if kind is wanted), None)
            for name, wanted in LINKED.items()
        },
    )


def menu_item(page: Page, request: HttpRequest) -> MenuItem:
    return MenuItem(page.pk, page.title, page.get_url(request) or "", page.get_full_url(request) or "")


def home_in(request: HttpRequest, language: str) -> HomePage | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    homes = HomePage.objects.visible_to(ANYBODY).select_related("locale")
    key = site.root_page.translation_key
    return homes.filter(translation_key=key, locale__language_code=language).first()


def ancestors_within(page: Any) -> list[Page]:
    """The pages between the home page and this one, asked for once."""
    if not getattr(page, "pk", None) or page.depth <= 3:
        return []
    if not hasattr(page, "portal_ancestors"):
        above = page.get_ancestors().filter(depth__gt=2).select_related("locale")
        page.portal_ancestors = remembered(f"above {page.path}", lambda: list(above))
    return page.portal_ancestors


def cluster_pages(language: str) -> QuerySet[ClusterPage]:
    pages = ClusterPage.objects.visible_to(ANYBODY).filter(locale__language_code=language, cluster__isnull=False)
    return pages.select_related("locale", "cluster").order_by("cluster__order")


def park_pages(language: str) -> QuerySet[ParkPage]:
    pages = ParkPage.objects.visible_to(ANYBODY).filter(locale__language_code=language, park__isnull=False)
    return pages.select_related("locale", "park").order_by("park__order")


def latest_news(language: str) -> QuerySet[NewsPage]:
    pages = NewsPage.objects.visible_to(ANYBODY).filter(locale__language_code=language)
    return pages.select_related("locale").order_by("-published_on", "-pk")
