"""What the templates of sites ask for: where a site is shown, whether the visitor keeps it, how to enquire about it."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from clusters.models import Parcel
from clusters.siting import BUILDING, PARCEL
from clusters.terms import block, term
from cms import selectors, tree
from cms.caching import shelf
from cms.sites import words
from cms.sites.facts import SiteFact, card_facts
from cms.sites.shortlist import Shortlist, shortlist_of

register = template.Library()
register.filter("term", term)
register.filter("block", block)


@register.simple_tag(takes_context=True)
def shortlist(context: Context) -> Shortlist:
    return shortlist_of(context["request"])


@register.simple_tag(takes_context=True)
def site_facts(context: Context, site: Any) -> SafeString:
    """The few facts that a list shows, made once as long as nothing changes: a list shows many sites."""
    request = context["request"]
    if not hasattr(request, "portal_site_facts"):
        request.portal_site_facts = shelf(f"site facts {get_language()}")
    made, key = request.portal_site_facts, (kind_of(site), site.pk)
    if key not in made:
        made[key] = facts_list(card_facts(site))
    return made[key]


def facts_list(facts: list[SiteFact]) -> SafeString:
    rows = ((fact.label, mark_safe("" if fact.is_known else ' class="is-unknown"'), fact.text) for fact in facts)
    return format_html(
        '<dl class="site-facts">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd{}>{}</dd></div>", rows)
    )


@register.simple_tag(takes_context=True)
def shortlist_address(context: Context) -> str:
    return below(context, "shortlist/")


@register.simple_tag(takes_context=True)
def site_address(context: Context, site: Any) -> str:
    """Its page; empty where an editor took the site finder away."""
    return below(context, words.site_path(kind_of(site), site.code))


@register.simple_tag(takes_context=True)
def compare_address(context: Context, sites: list[Any]) -> str:
    return below(context, f"compare/{selectors.query_of_sites(site.code for site in sites)}")


@register.simple_tag(takes_context=True)
def enquire_about(context: Context, sites: list[Any]) -> str:
    page = tree.menu_of(context["request"]).enquiry
    return f"{page.url}{selectors.query_of_sites(site.code for site in sites)}" if page else ""


def below(context: Context, path: str) -> str:
    page = tree.menu_of(context["request"]).sites
    return f"{page.url}{path}" if page else ""


def kind_of(site: Any) -> str:
    return PARCEL if isinstance(site, Parcel) else BUILDING


@register.filter
def site_kind(site: Any) -> str:
    return words.kind_word(kind_of(site))


@register.filter
def site_title(site: Any) -> str:
    return words.site_title(site)


@register.filter
def breakable(text: str) -> str:
    """For narrow columns: number and unit may stand on two lines."""
    return text.replace("\u202f", " ")


@register.filter
def at(counts: dict[Any, int], key: Any) -> int:
    return counts.get(key, 0)


@register.simple_tag(takes_context=True)
def costs_address(context: Context, site: Any) -> str:
    """The cost calculator, begun with this site."""
    page = tree.menu_of(context["request"]).costs
    return f"{page.url}{selectors.query_of_sites([site.code])}" if page else ""
