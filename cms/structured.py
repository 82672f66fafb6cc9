"""What a page tells search engines about itself (schema.org, as JSON-LD): nothing that it does not say to people."""

from typing import Any

from django.http import HttpRequest
from django.template import Context
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms import selectors, tree


def structured(context: Context) -> dict[str, Any] | None:
    """All that is said of one page, as one graph; None for what search engines shall not keep.

    A routed page below the page itself gives its own `heading` and what it is `about`.
    """
    page, canonical = context.get("page"), context.get("canonical")
    if not canonical or context.get("noindex") or not hasattr(page, "structured_data"):
        return None
    request, measure = context["request"], context.get("measure")
    menu = tree.menu_of(request)
    home = menu.home.full_url if menu.home else canonical
    about = context.get("about") or (
        legislation(measure, page, canonical) if measure else page.structured_data(canonical)
    )
    graph = [organisation(home), *about]
    if canonical != home:
        graph.append(breadcrumbs(page, request, home, canonical, context.get("heading") or shown_title(measure)))
    return {"@context": "https://schema.org", "@graph": graph}


def shown_title(record: Any) -> str:
    return selectors.in_language(record, "title", get_language() or "") if record else ""


def organisation(home: str) -> dict[str, Any]:
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{home}#zone",
        "name": _("Chuxiong National High-tech Industrial Development Zone"),
        "url": home,
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "CN",
            "addressRegion": _("Yunnan"),
            "addressLocality": _("Chuxiong"),
            "postalCode": "675000",
        },
    }


def breadcrumbs(page: Any, request: HttpRequest, home: str, canonical: str, heading: str) -> dict[str, Any]:
    """`heading` names a routed page below the page itself."""
    steps = [(_("Home"), home)]
    steps += [(above.title, above.get_full_url(request)) for above in tree.ancestors_within(page)]
    steps += [(page.title, page.get_full_url(request))] if heading else []
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate([*steps, (heading or page.title, canonical)], 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def legislation(measure: Any, page: Any, canonical: str) -> list[dict[str, Any]]:
    """A measure, as a part of the document that the policy page names."""
    told: dict[str, Any] = {
        "@type": "Legislation",
        "name": shown_title(measure),
        "url": canonical,
        "inLanguage": "zh-Hans",
        "text": measure.text,
    }
    if page.document_number:
        told["isPartOf"] = {"@type": "Legislation", "legislationIdentifier": page.document_number}
    if page.issued_on:
        told["legislationDate"] = page.issued_on.isoformat()
    return [told]
