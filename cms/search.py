"""What of the portal can be found, and where the portal shows what the base holds."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.caching import remembered
from cms.models import OpportunitiesPage, ParksPage, PolicyIndexPage, SitesPage
from cms.models.pages import PortalPage, PortalPageQuerySet
from cms.selectors import ANYBODY
from cms.sites.words import site_path
from cms.tree import cluster_pages, park_pages
from search.documents import Document, Part, Weight, register, show_on_portal
from search.visibility import OPEN


def pages() -> PortalPageQuerySet:
    """All pages of the portal, with their own fields."""
    return PortalPageQuerySet(Page).type(PortalPage).specific()


def body_of(page: PortalPage) -> list[str]:
    """The words of the page's blocks."""
    body = getattr(page, "body", None)
    return [str(text) for text in body.stream_block.get_searchable_content(body)] if body else []


def published(page: Page) -> Any:
    return page.last_published_at or page.first_published_at


def page_urls(records: Sequence[Page], language: str) -> dict[int, str]:
    return {page.pk: page.url or "" for page in records}


PAGE = Document(
    kind="page",
    model=Page,
    label=_("Pages"),
    icon="world-www",
    parts=(
        Part("title", _("Title"), lambda page: page.title, Weight.TITLE),
        Part("standfirst", _("Standfirst"), lambda page: page.standfirst, Weight.NAME),
        Part("description", _("Description"), lambda page: page.search_description),
        Part("body", _("Text"), body_of),
    ),
    title=lambda page: page.title,
    subtitle=lambda page: page.standfirst,
    tokens=OPEN,
    url=lambda page: page.url or "",
    portal_urls=page_urls,
    related=("locale",),
    language=lambda page: page.locale.language_code,
    updated=published,
    rows=pages,
    facets={"year": published, "date": published},
)


# --- Where the base is shown ---


def in_language(urls: Callable[[Sequence[Any], str], dict[int, str]]) -> Callable[..., dict[int, str]]:
    """With the language that was asked for, the portal's first one otherwise; what stands nowhere leads home."""

    def read(records: Sequence[Any], language: str) -> dict[int, str]:
        language = language or settings.LANGUAGE_CODE
        with translation.override(language):
            found = urls(records, language)
            home = reverse("portal_search").removesuffix("search/")
        return {record.pk: found.get(record.pk) or home for record in records}

    return read


def first_url(model: type[PortalPage], language: str) -> str:
    def find() -> str:
        pages = model.objects.visible_to(ANYBODY).filter(locale__language_code=language).select_related("locale")
        page = pages.first()
        return page.url or "" if page else ""

    return remembered(f"address {model.__name__} {language}", find)


def measure_urls(measures: Sequence[Any], language: str) -> dict[int, str]:
    policy = first_url(PolicyIndexPage, language)
    return {measure.pk: f"{policy}measures/{measure.number}/" for measure in measures} if policy else {}


def opportunity_urls(opportunities: Sequence[Any], language: str) -> dict[int, str]:
    """The opportunity's own page; where an editor took their list away, its cluster's."""
    if listed := first_url(OpportunitiesPage, language):
        return {each.pk: f"{listed}{each.code}/" for each in opportunities}
    shown = {page.cluster_id: page.url for page in cluster_pages(language)}
    return {each.pk: shown[each.cluster_id] for each in opportunities if each.cluster_id in shown}


def site_urls(sites: Sequence[Any], language: str) -> dict[int, str]:
    """The site's own page; where an editor took the site finder away, its park's."""
    if finder := first_url(SitesPage, language):
        return {site.pk: finder + site_path(site._meta.model_name, site.code) for site in sites}
    shown = {page.park_id: page.url for page in park_pages(language)}
    anywhere = first_url(ParksPage, language)
    return {site.pk: shown.get(site.park_id) or anywhere for site in sites}


def register_search() -> None:
    register(PAGE)
    show_on_portal("measure", in_language(measure_urls))
    show_on_portal("opportunity", in_language(opportunity_urls))
    show_on_portal("parcel", in_language(site_urls))
    show_on_portal("building", in_language(site_urls))
