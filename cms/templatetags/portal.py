"""What the portal's templates ask for: the menu, pages of clusters and parks, texts in the page's language."""

from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from cms import selectors, tree
from cms.maps import MapPlace, places_of
from cms.models.enquiry import enquiry_address
from cms.models.facts import grouped as group_digits

register = template.Library()


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
    pages = list(tree.cluster_pages(language))
    chains = selectors.chains_of([page.cluster for page in pages], language)
    return [{"page": page, "cluster": page.cluster, "chain": chains.get(page.cluster_id)} for page in pages]


@register.simple_tag(takes_context=True)
def map_places(context: Context) -> list[MapPlace]:
    """The parks on the map, asked for once in a request."""
    request = context["request"]
    if not hasattr(request, "portal_places"):
        language = get_language() or ""
        request.portal_places = places_of(list(tree.park_pages(language)), language)
    return request.portal_places


@register.simple_tag
def measures_numbered(numbers: Any) -> list[Any]:
    return selectors.measures_numbered([int(number) for number in numbers])


@register.simple_tag(takes_context=True)
def measure_address(context: Context, number: int) -> str:
    policy = tree.menu_of(context["request"]).policy
    return f"{policy.get_url(context['request'])}measures/{number}/" if policy else ""


@register.simple_tag(takes_context=True)
def enquire_address(context: Context, **about: Any) -> str:
    """The enquiry form, with what it is about: `{% enquire_address cluster="copper" %}`."""
    page = tree.menu_of(context["request"]).enquiry
    return enquiry_address(page.get_url(context["request"]), about) if page else ""


@register.filter
def of_language(alternates: dict[str, str] | None, language: str) -> str:
    return (alternates or {}).get(language, "")


@register.filter
def ancestors_within(page: Any) -> list[Any]:
    """The pages between the home page and this one."""
    if not getattr(page, "pk", None) or page.depth <= 3:
        return []
    return list(page.get_ancestors().filter(depth__gt=2).select_related("locale"))


@register.filter
def grouped(number: Decimal | None) -> str:
    """`12,345.6`; a dash where nothing is entered."""
    return "—" if number is None else group_digits(number)
