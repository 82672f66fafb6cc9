"""What the portal's templates ask for: the menu, pages of clusters and parks, texts in the page's language."""

import json
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from cms import selectors, tree
from cms.caching import remembered
from cms.maps import MapPlace, places_of
from cms.models.enquiry import enquiry_address
from cms.models.facts import grouped as group_digits
from cms.search import opportunity_urls
from cms.structured import structured

register = template.Library()

NO_MARKUP = {ord(char): f"\\u{ord(char):04X}" for char in "<>&"}
SHARED_CLUSTERS = {"photovoltaic", "copper", "pharma", "food", "chemicals", "manufacturing"}


@register.simple_tag(takes_context=True)
def portal_menu(context: Context) -> tree.Menu:
    return tree.menu_of(context["request"])


@register.simple_tag
def search_address() -> str:
    """Where the portal's search answers; empty as long as no app offers `portal_search`."""
    try:
        return reverse("portal_search")
    except NoReverseMatch:
        return ""


@register.filter
def localized(record: Any, field: str = "name") -> str:
    """`{{ cluster|localized }}`, `{{ measure|localized:"title" }}`."""
    return selectors.in_language(record, field, get_language() or "") if record else ""


@register.filter
def has_english(record: Any, field: str) -> bool:
    return bool(getattr(record, f"{field}_en", ""))


@register.simple_tag
def cluster_cards() -> list[dict[str, Any]]:
    """Published cluster pages of the language, each with its chain."""
    language = get_language() or ""
    return remembered(f"clusters {language}", lambda: build_cards(language))


def build_cards(language: str) -> list[dict[str, Any]]:
    pages = list(tree.cluster_pages(language))
    chains = selectors.chains_of([page.cluster for page in pages], language)
    return [
        {
            "title": page.title,
            "url": page.url,
            "standfirst": page.standfirst,
            "cluster": page.cluster,
            "chain": chains.get(page.cluster_id),
        }
        for page in pages
    ]


@register.simple_tag(takes_context=True)
def map_places(context: Context) -> list[MapPlace]:
    """The parks on the map, asked for once in a request."""
    request = context["request"]
    if not hasattr(request, "portal_places"):
        language = get_language() or ""
        request.portal_places = remembered(
            f"map {language}", lambda: places_of(list(tree.park_pages(language)), language)
        )
    return request.portal_places


@register.simple_tag
def measures_numbered(numbers: Any) -> list[Any]:
    return selectors.measures_numbered([int(number) for number in numbers])


@register.simple_tag(takes_context=True)
def measure_address(context: Context, number: int) -> str:
    policy = tree.menu_of(context["request"]).policy
    return f"{policy.url}measures/{number}/" if policy else ""


@register.simple_tag(takes_context=True)
def enquire_address(context: Context, **about: Any) -> str:
    """The enquiry form, with what it is about: `{% enquire_address cluster="copper" %}`."""
    page = tree.menu_of(context["request"]).enquiry
    return enquiry_address(page.url, about) if page else ""


@register.filter
def address_of(opportunity: Any, addressed: list[tuple[Any, str]]) -> str:
    """`{{ opportunity|address_of:addressed }}` of what `with_addresses` found before."""
    return next((address for each, address in addressed if each == opportunity), "")


@register.filter
def with_addresses(opportunities: list[Any]) -> list[tuple[Any, str]]:
    """Each with where it is shown, asked for once."""
    found = opportunity_urls(opportunities, get_language() or "") if opportunities else {}
    return [(each, found.get(each.pk, "")) for each in opportunities]


@register.filter
def of_language(alternates: dict[str, str] | None, language: str) -> str:
    """The page in that language, on the host that the visitor is on."""
    address = urlsplit((alternates or {}).get(language, ""))
    return address._replace(scheme="", netloc="").geturl()


register.filter("ancestors_within", tree.ancestors_within)


@register.simple_tag(takes_context=True)
def structured_data(context: Context) -> str:
    """The page's JSON-LD as a data block, which runs nothing and so needs no leave of the content policy."""
    told = structured(context)
    if told is None:
        return ""
    text = json.dumps(told, ensure_ascii=False, default=str).translate(NO_MARKUP)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.simple_tag(takes_context=True)
def share_picture(context: Context) -> dict[str, str]:
    """The picture that a link to this page shows elsewhere: the cluster's own, the language's otherwise."""
    cluster = getattr(context.get("opportunity") or context.get("page"), "cluster", None)
    code = cluster.code if cluster and cluster.code in SHARED_CLUSTERS else (get_language() or "zh-hans")
    root = context["request"].build_absolute_uri("/").rstrip("/")
    return {"url": root + static(f"cms/share/{code}.png"), "width": "1200", "height": "630"}


@register.filter
def grouped(number: Decimal | None) -> str:
    """`12,345.6`; a dash where nothing is entered."""
    return "—" if number is None else group_digits(number)
